//! What is hidden shows its name and its size, and nothing leads to its contents.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

mod scene;

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use bellglass_wire::snapshot::base::Content;
use scene::{Scene, Taken};

const SECRET: &str = "the contents of a secret";

/// Nothing of the secret is in the image, nor is there a way to it.
fn is_kept(taken: &Taken, path: &str) {
    let bytes = &taken.image.image;
    let found = bytes
        .windows(SECRET.len())
        .any(|part| part == SECRET.as_bytes());
    assert!(!found, "the image has the secret");
    let inode = taken.inode(path);
    assert_eq!(taken.redirect(path), None);
    assert!(taken.is_promise(&inode));
    assert_eq!(inode.size, SECRET.len() as u64);
    assert_eq!(inode.mode & 0o666, 0);
    assert_eq!(taken.line(path).at, None);
    let (directories, files) = taken.grants();
    let beneath = |granted: &String| granted.is_empty() || path.starts_with(&format!("{granted}/"));
    assert!(!directories.iter().any(beneath), "{directories:?}");
    assert!(!files.contains(&path.to_owned()), "{files:?}");
}

#[test]
fn a_hidden_file_shows_its_name_its_size_and_its_time() {
    let scene = Scene::new();
    let path = scene.file("in/.env", SECRET);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    scene.file("in/other", "other");
    let taken = scene.take(&[".env"]);
    is_kept(&taken, "in/.env");
    assert_eq!(taken.inode("in/.env").mode, 0o100_111);
    assert_eq!(taken.line("in/.env").content, Some(Content::Hidden));
    assert_eq!(taken.bytes("in/other"), b"other");
    assert_eq!(taken.reply.hidden.count, 1);
    // The control: without the pattern it is there.
    assert_eq!(scene.take(&[]).bytes("in/.env"), SECRET.as_bytes());
}

#[test]
fn a_hidden_directory_is_empty_and_a_hidden_link_is_there() {
    let scene = Scene::new();
    scene.file("secrets/a/b", SECRET);
    scene.file("secrets/.bellglassignore", "!*\n");
    symlink("secrets/a/b", scene.at("secret.link")).unwrap();
    fs::set_permissions(scene.at("secrets"), fs::Permissions::from_mode(0o750)).unwrap();
    let taken = scene.take(&["secrets/", "*.link"]);
    assert!(taken.names("secrets").is_empty());
    assert_eq!(taken.inode("secrets").mode, 0o040_750);
    assert_eq!(taken.line("secrets").content, Some(Content::Hidden));
    assert_eq!(
        taken.image.data(&taken.inode("secret.link")),
        b"secrets/a/b"
    );
    assert_eq!(taken.line("secret.link").content, None);
    let hidden = &taken.reply.hidden;
    assert_eq!((hidden.count, hidden.paths.len()), (1, 1));
    assert_eq!(taken.base.len(), 2);
}

#[test]
fn what_is_hidden_by_one_name_is_hidden_by_every_other() {
    let scene = Scene::new();
    scene.file("z/.env", SECRET);
    scene.file("secrets/deep/key", SECRET);
    scene.file("plain", "plain");
    fs::hard_link(scene.at("z/.env"), scene.at("a")).unwrap();
    fs::hard_link(scene.at("secrets/deep/key"), scene.at("b")).unwrap();
    fs::hard_link(scene.at("plain"), scene.at("c")).unwrap();
    let taken = scene.take(&[".env", "secrets"]);
    for path in ["a", "b", "z/.env"] {
        is_kept(&taken, path);
        assert_eq!(taken.line(path).content, Some(Content::Hidden), "{path}");
    }
    assert_eq!(taken.bytes("c"), b"plain");
    assert_eq!(taken.reply.hidden.count, 4);
}

#[test]
fn a_file_in_the_workspace_says_what_is_hidden_too() {
    let scene = Scene::new();
    scene.file(".bellglassignore", "!.env.example\n/data/*.db\n");
    scene.file("node_modules/.bellglassignore", "x\n");
    scene.file(".gitignore", "node_modules\n");
    for path in [
        ".env",
        ".env.example",
        "data/a.db",
        "data/in/a.db",
        "node_modules/x",
    ] {
        scene.file(path, SECRET);
    }
    let taken = scene.take(&[".env*"]);
    let hidden: Vec<_> = taken
        .reply
        .hidden
        .paths
        .iter()
        .map(|path| path.as_os_str())
        .collect();
    assert_eq!(hidden, [".env", "data/a.db", "node_modules/x"]);
    assert_eq!(taken.bytes(".env.example"), SECRET.as_bytes());
    assert_eq!(taken.bytes("data/in/a.db"), SECRET.as_bytes());
}

#[test]
fn beside_what_is_hidden_files_are_embedded_and_nothing_is_granted_whole() {
    let scene = Scene::new();
    scene.file(".gitignore", "/bulk\n");
    scene.file("bulk/a/index.js", "a");
    scene.file("bulk/b/.env", SECRET);
    scene.file("bulk/b/index.js", "b");
    scene.file("bulk/b/large", vec![7; (1 << 20) + 1]);
    scene.file("bulk/b/in/index.js", "c");
    scene.file("bulk/top.js", "d");
    let taken = scene.take(&[".env"]);
    is_kept(&taken, "bulk/b/.env");
    use Content::{Embedded, Redirected};
    for (path, wanted) in [
        ("bulk/a/index.js", Redirected),
        ("bulk/b/index.js", Embedded),
        ("bulk/b/large", Redirected),
        ("bulk/b/in/index.js", Redirected),
        ("bulk/top.js", Embedded),
    ] {
        assert_eq!(taken.line(path).content, Some(wanted), "{path}");
    }
    let directories = vec!["bulk/a".to_owned(), "bulk/b/in".to_owned()];
    assert_eq!(
        taken.grants(),
        (directories, vec!["bulk/b/large".to_owned()])
    );
}

#[test]
fn only_the_name_that_is_redirected_to_is_granted() {
    let scene = Scene::new();
    scene.file(".env", SECRET);
    scene.file(".gitignore", "bulk\n");
    scene.file("a", vec![7; (1 << 20) + 1]);
    scene.directory("b");
    fs::hard_link(scene.at("a"), scene.at("b/again")).unwrap();
    let taken = scene.take(&[".env"]);
    assert_eq!(taken.redirect("b/again").unwrap(), b"/a");
    assert_eq!(taken.grants(), (vec![], vec!["a".to_owned()]));
}

#[test]
fn what_may_not_be_read_is_told_apart_from_what_is_hidden() {
    let scene = Scene::new();
    scene.file(".gitignore", "bulk\n");
    scene.file("bulk/in/closed", SECRET);
    scene.file("bulk/in/open", "open");
    scene.file("bulk/other/open", "open");
    scene.file("locked/file", SECRET);
    scene.file("listed/file", SECRET);
    for (path, mode) in [
        ("bulk/in/closed", 0o200),
        ("locked", 0o311),
        ("listed", 0o444),
    ] {
        fs::set_permissions(scene.at(path), fs::Permissions::from_mode(mode)).unwrap();
    }
    let taken = scene.take_as_user(&[]);
    is_kept(&taken, "bulk/in/closed");
    for path in ["bulk/in/closed", "locked", "listed"] {
        assert_eq!(
            taken.line(path).content,
            Some(Content::Unreadable),
            "{path}"
        );
    }
    assert!(taken.names("locked").is_empty() && taken.names("listed").is_empty());
    assert_eq!(
        (taken.reply.hidden.count, taken.reply.unreadable.count),
        (0, 3)
    );
    assert_eq!(taken.line("bulk/in/open").content, Some(Content::Embedded));
    assert_eq!(taken.grants(), (vec!["bulk/other".to_owned()], vec![]));
    // So that the directory can be removed.
    for path in ["locked", "listed"] {
        fs::set_permissions(scene.at(path), fs::Permissions::from_mode(0o700)).unwrap();
    }
}

#[test]
fn no_more_than_two_hundred_names_are_told() {
    let scene = Scene::new();
    for index in 0..203 {
        scene.file(format!("{index:03}.key"), "");
    }
    let hidden = scene.take(&["*.key"]).reply.hidden;
    assert_eq!((hidden.count, hidden.paths.len()), (203, 200));
}
