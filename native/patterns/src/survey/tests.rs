#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::Path;

use tempfile::TempDir;

use super::*;

fn look(root: &TempDir, patterns: &[&str], most: u64) -> Result<(Survey, Vec<String>), Uncertain> {
    let patterns: Vec<String> = patterns.iter().map(ToString::to_string).collect();
    let mut found = Vec::new();
    let directory = fs::File::open(root.path()).unwrap();
    let survey = survey(directory.into(), &patterns, most, |path| {
        found.push(String::from_utf8(path.to_vec()).unwrap());
    })?;
    Ok((survey, found))
}

fn write(root: &TempDir, path: &str, text: &str) {
    let path = root.path().join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn each_hidden_path_is_told_once_and_patterns_in_hidden_directories_say_nothing() {
    let root = tempfile::tempdir().unwrap();
    write(&root, ".env", "secret");
    write(&root, "a/.env", "secret");
    write(&root, "keys/one", "secret");
    write(&root, "keys/.bellglassignore", "!*\n");
    write(&root, "free/.bellglassignore", "!.env\n");
    write(&root, "free/.env", "shown");
    symlink("a/.env", root.path().join("b.link")).unwrap();
    let (survey, found) = look(&root, &[".env", "keys/", "*.link"], 100).unwrap();
    assert_eq!(found, [".env", "a/.env", "b.link", "keys"]);
    assert!(survey.pinned.is_empty());
    assert!(!survey.rules.hides(b"free/.env", false));
}

#[test]
fn hidden_files_with_several_names_are_held_and_so_are_those_with_patterns() {
    let root = tempfile::tempdir().unwrap();
    write(&root, ".env", "secret");
    write(&root, ".bellglassignore", "*.db\n");
    write(&root, "a.db", "secret");
    for (from, to) in [(".env", "other"), (".bellglassignore", "rules")] {
        fs::hard_link(root.path().join(from), root.path().join(to)).unwrap();
    }
    let (survey, found) = look(&root, &[".env"], 100).unwrap();
    assert_eq!(found, [".env", "a.db"]);
    let inode = |path: &str| root.path().join(path).metadata().unwrap().ino();
    let pinned: Vec<_> = survey
        .pinned
        .iter()
        .map(|it| (it.inode, it.hidden))
        .collect();
    let wanted = [(inode("rules"), false), (inode("other"), true)];
    assert_eq!(pinned, wanted);
}

#[test]
fn where_it_is_not_certain_what_is_hidden_there_is_no_survey() {
    type Make = fn(&Path);
    let make: [(&str, Make); 3] = [
        ("is a symbolic link", |path| {
            symlink("/dev/null", path).unwrap();
        }),
        ("line 2: ", |path| fs::write(path, "a\nb[z-a]\n").unwrap()),
        ("invalid utf-8", |path| {
            fs::write(path, b"a\n\xff\n").unwrap();
        }),
    ];
    for (wanted, make) in make {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("in")).unwrap();
        make(&root.path().join("in/.bellglassignore"));
        let Err(Uncertain::Pattern(path, why)) = look(&root, &[], 100) else {
            panic!("{wanted}");
        };
        assert_eq!(path, b"in/.bellglassignore");
        assert!(why.contains(wanted), "{why}");
    }
    let root = tempfile::tempdir().unwrap();
    write(&root, "a/b", "");
    assert_eq!(look(&root, &[], 1).err(), Some(Uncertain::TooMany));
    assert!(look(&root, &[], 2).is_ok());
}

#[test]
fn more_files_with_several_names_than_can_be_held_are_too_many() {
    let root = tempfile::tempdir().unwrap();
    let link = |n: usize| {
        write(&root, &format!("{n}.key"), "");
        let at = |end: &str| root.path().join(format!("{n}.{end}"));
        fs::hard_link(at("key"), at("other")).unwrap();
    };
    (0..MOST_PINNED).for_each(link);
    let (survey, _) = look(&root, &["*.key"], 10_000).unwrap();
    assert_eq!(survey.pinned.len(), MOST_PINNED);
    link(MOST_PINNED);
    let many = look(&root, &["*.key"], 10_000).err();
    assert_eq!(many, Some(Uncertain::TooManyNames));
}
