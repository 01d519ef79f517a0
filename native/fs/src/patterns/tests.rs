#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use std::fs;
use std::os::fd::AsFd;
use std::os::unix::fs::symlink;

use tempfile::TempDir;

use super::*;

fn with(hidden: &[&str]) -> Patterns {
    let hidden: Vec<String> = hidden.iter().map(ToString::to_string).collect();
    Patterns::new(&hidden).unwrap()
}

fn enter(patterns: &mut Patterns, root: &TempDir, path: &str) -> Result<(), Failure> {
    let directory = root.path().join(path);
    let fd = fs::File::open(&directory).unwrap();
    let has = |name: &[u8]| {
        let name = std::str::from_utf8(name).unwrap();
        directory.join(name).symlink_metadata().is_ok()
    };
    let directory = Directory {
        fd: fd.as_fd(),
        path: path.as_bytes(),
        git: true,
    };
    patterns.enter(&directory, has)
}

#[test]
fn a_nearer_file_comes_before_one_above_it_and_excludes_come_last() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir_all(root.path().join(".git/info")).unwrap();
    fs::create_dir(root.path().join("src")).unwrap();
    fs::write(root.path().join(".git/info/exclude"), "*.tmp\n*.bak\n").unwrap();
    fs::write(
        root.path().join(".gitignore"),
        "*.log\n/build/\n!keep.bak\n",
    )
    .unwrap();
    fs::write(root.path().join("src/.gitignore"), "!a.log\n/only\n").unwrap();
    let mut patterns = with(&[]);
    enter(&mut patterns, &root, "").unwrap();
    let above = patterns.mark();
    enter(&mut patterns, &root, "src").unwrap();
    let table: [(&[u8], bool, bool); 10] = [
        (b"a.log", false, true),
        (b"src/b.log", false, true),
        (b"src/a.log", false, false),
        (b"build", true, true),
        (b"build", false, false),
        (b"src/build", true, false),
        (b"src/only", false, true),
        (b"x.tmp", false, true),
        (b"keep.bak", false, false),
        (b"src/\xff.log", false, true),
    ];
    for (path, is_directory, wanted) in table {
        assert_eq!(patterns.ignores(path, is_directory), wanted, "{path:?}");
    }
    patterns.back_to(above);
    assert!(patterns.ignores(b"src/a.log", false));
    assert!(!patterns.ignores(b"src/only", false));
}

#[test]
fn a_file_of_the_workspace_adds_to_what_is_hidden_and_takes_from_it() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("in")).unwrap();
    fs::write(
        root.path().join(".bellglassignore"),
        "!.env.example\r\n*.db\r\n",
    )
    .unwrap();
    fs::write(root.path().join("in/.bellglassignore"), "\u{feff}!*.db\n").unwrap();
    let mut patterns = with(&[".env*", "secret/"]);
    enter(&mut patterns, &root, "").unwrap();
    enter(&mut patterns, &root, "in").unwrap();
    for (path, is_directory, wanted) in [
        (".env", false, true),
        ("a/.env.local", false, true),
        (".env.example", false, false),
        ("a.db", false, true),
        ("in/a.db", false, false),
        ("in/.env", false, true),
        ("a/secret", true, true),
        ("a/secret", false, false),
    ] {
        assert_eq!(
            patterns.hides(path.as_bytes(), is_directory),
            wanted,
            "{path}"
        );
    }
}

#[test]
fn where_what_is_hidden_cannot_be_known_there_is_no_snapshot() {
    type Make = fn(&std::path::Path);
    let make: [(&str, Make); 5] = [
        ("is a symbolic link", |path| {
            symlink("/dev/null", path).unwrap()
        }),
        ("line 2: ", |path| fs::write(path, "a\nb[z-a]\n").unwrap()),
        ("invalid utf-8", |path| {
            fs::write(path, b"a\n\xff\n").unwrap()
        }),
        ("is too long", |path| {
            fs::write(path, vec![b'#'; LONG]).unwrap()
        }),
        ("is no regular file", |path| {
            let mode = rustix::fs::Mode::from_bits_truncate(0o600);
            let pipe = rustix::fs::FileType::Fifo;
            rustix::fs::mknodat(rustix::fs::CWD, path, pipe, mode, 0).unwrap();
        }),
    ];
    for (wanted, make) in make {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("in")).unwrap();
        make(&root.path().join("in/.bellglassignore"));
        let failure = enter(&mut with(&[]), &root, "in").unwrap_err();
        let Failure::Pattern(path, why) = failure else {
            panic!("{failure}");
        };
        assert_eq!(path, b"in/.bellglassignore");
        assert!(why.contains(wanted), "{why}");
    }
    let root = tempfile::tempdir().unwrap();
    let fd = fs::File::open(root.path()).unwrap();
    let directory = Directory {
        fd: fd.as_fd(),
        path: b"",
        git: true,
    };
    let went = with(&[]).enter(&directory, |_| true).unwrap_err();
    assert!(
        went.to_string().contains("went while it was read"),
        "{went}"
    );
    let odd = Patterns::new(&["a[z-a]".into()]).err().unwrap();
    assert!(matches!(odd, Failure::Pattern(path, _) if path == b"hidden"));
}

const LONG: usize = (1 << 20) + 1;

#[test]
fn a_file_of_gits_that_cannot_be_read_ignores_nothing() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("patterns"), "*\n").unwrap();
    symlink("patterns", root.path().join(".gitignore")).unwrap();
    fs::create_dir_all(root.path().join(".bellglassignore")).unwrap();
    let mut patterns = with(&[]);
    enter(&mut patterns, &root, "").unwrap();
    assert!(!patterns.ignores(b"a", false));
    fs::remove_file(root.path().join(".gitignore")).unwrap();
    fs::write(root.path().join(".gitignore"), b"\xff\na[z-a]\nb\n").unwrap();
    enter(&mut patterns, &root, "").unwrap();
    assert!(patterns.ignores(b"b", false), "the other lines count");
}

#[test]
fn where_git_does_not_look_only_what_hides_is_read() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join(".gitignore"), "a\n").unwrap();
    fs::write(root.path().join(".bellglassignore"), "b\n").unwrap();
    let mut patterns = with(&[]);
    let fd = fs::File::open(root.path()).unwrap();
    let directory = Directory {
        fd: fd.as_fd(),
        path: b"",
        git: false,
    };
    patterns.enter(&directory, |_| true).unwrap();
    assert!(!patterns.ignores(b"a", false));
    assert!(patterns.hides(b"b", false));
}

#[test]
fn patterns_of_a_whole_workspace_have_a_bound() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join(".gitignore"), "aaaa\n").unwrap();
    fs::write(root.path().join(".bellglassignore"), "bbbb\n").unwrap();
    let mut patterns = with(&[]);
    patterns.left = 9;
    enter(&mut patterns, &root, "").unwrap();
    assert!(!patterns.ignores(b"aaaa", false), "five bytes are spent");
    assert!(patterns.hides(b"bbbb", false));
    assert!(enter(&mut patterns, &root, "").is_err());
}
