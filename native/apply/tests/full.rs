//! A disk that is full, read-only, or closed to the user, in the middle of it.
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod scene;

use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, chown, lchown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use bellglass_apply::{ApplyError, Executor, Outcome, Standing};
use scene::model::Tree;
use scene::mounted::{WHAT, mounted, run_mounted};
use scene::{Scene, expected};

const NOBODY: u32 = 65534;

fn old() -> Tree {
    let tree = (0..60).fold(Tree::default(), |tree, file| {
        tree.file(&format!("f{file}"), &"old ".repeat(3_000))
    });
    tree.directory("d").file("d/x", "in it").symlink("s", "d")
}

fn new() -> Tree {
    let text = "new, and longer ".repeat(3_000);
    let tree = (0..60).fold(old(), |tree, file| match file % 3 {
        0 => tree.renamed(&format!("f{file}"), &format!("d/f{file}")),
        1 => tree.edited(&format!("f{file}"), &text),
        _ => tree.deleted(&format!("f{file}")),
    });
    tree.deleted("s").directory("s").file("s/t", &text)
}

fn run_on_small_disk(what: &str, options: &str) {
    run_mounted(what, &format!(r#"mount -t tmpfs -o {options} none "$1""#));
}

/// Not a test of its own: what the tests run on a disk of their own.
#[test]
fn stand_in() {
    let Some((what, disk)) = mounted() else {
        return;
    };
    let disk = disk.as_path();
    let here = || tempfile::tempdir_in(disk).unwrap();
    let there = || tempfile::tempdir().unwrap();
    match what.as_str() {
        "tree" => fills(
            disk,
            &Scene {
                tree: here(),
                journal: there(),
            },
        ),
        "journal" => fills(
            disk,
            &Scene {
                tree: there(),
                journal: here(),
            },
        ),
        "both" => fills(
            disk,
            &Scene {
                tree: here(),
                journal: here(),
            },
        ),
        "read-only" => is_read_only(
            disk,
            &Scene {
                tree: here(),
                journal: there(),
            },
        ),
        _ => as_user(disk),
    }
}

// With ever more room, from none at all, until it is enough.
fn fills(disk: &Path, scene: &Scene) {
    scene.write(&old());
    scene.plan(&old(), &new());
    let mut refusals = 0;
    for room in (0..).map(|step| step * 24 * 1024) {
        let filler = disk.join("filler");
        fill(&filler, room);
        let executor = Executor::new(scene.journal());
        let result = executor.apply();
        fs::remove_file(&filler).unwrap();
        match result {
            Ok(report) => {
                assert_eq!(report.outcome, Outcome::Applied, "{report:?}");
                break;
            }
            Err(ApplyError::Unfinished { .. }) => {
                assert_eq!(executor.recover().unwrap().standing, Standing::Applied);
                break;
            }
            Err(ApplyError::Failed { failed, left }) => {
                assert_eq!(failed.error, rustix::io::Errno::NOSPC, "{failed}");
                assert!(left.is_empty());
            }
            Err(other) => panic!("{other}"),
        }
        refusals += 1;
        assert_eq!(scene.seen(), expected(&old()), "room for {room}");
        assert_ne!(executor.recover().unwrap().standing, Standing::Applied);
        assert_eq!(scene.seen(), expected(&old()), "room for {room}, recovered");
        // The inodes' ctimes are others by now.
        fs::remove_dir_all(scene.journal().join("staged")).unwrap();
        scene.plan(&old(), &new());
    }
    assert!(refusals > 1, "{refusals}");
    assert_eq!(scene.seen(), expected(&new()));
}

// Leaves `room` bytes of the file system.
fn fill(path: &Path, room: u64) {
    let mut file = fs::File::create(path).unwrap();
    while file.write_all(&[1; 4096]).is_ok() {}
    let size = file.metadata().unwrap().len();
    file.set_len(size.saturating_sub(room)).unwrap();
}

fn is_read_only(disk: &Path, scene: &Scene) {
    scene.write(&old());
    scene.plan(&old(), &new());
    let remount = |how: &str| {
        let status = Command::new("mount").args(["-o", how]).arg(disk).status();
        assert!(status.unwrap().success());
    };
    remount("remount,ro");
    let Err(ApplyError::Failed { failed, left }) = Executor::new(scene.journal()).apply() else {
        panic!("applied");
    };
    assert_eq!(failed.error, rustix::io::Errno::ROFS);
    assert!(left.is_empty());
    assert_eq!(scene.seen(), expected(&old()));
    remount("remount,rw");
    Executor::new(scene.journal()).apply().unwrap();
    assert_eq!(scene.seen(), expected(&new()));
}

#[test]
fn a_full_disk_under_the_tree_leaves_it_as_it_was() {
    run_on_small_disk("tree", "size=4m");
}

#[test]
fn a_full_disk_under_the_journal_leaves_the_tree_as_it_was() {
    run_on_small_disk("journal", "size=4m");
}

#[test]
fn a_full_disk_under_both_leaves_the_tree_as_it_was() {
    run_on_small_disk("both", "size=4m");
}

#[test]
fn a_tree_that_cannot_be_written_is_left_as_it_was_and_can_be_changed_later() {
    run_on_small_disk("read-only", "size=4m");
}

// As a user who may not write everywhere. The directories are the parent's to make and to look at.
fn as_user(journal: &Path) {
    let result = Executor::new(journal).apply();
    let Err(ApplyError::Failed { failed, left }) = result else {
        panic!("{result:?}");
    };
    assert_eq!(failed.error, rustix::io::Errno::ACCESS);
    assert!(left.is_empty());
    let path = String::from_utf8_lossy(failed.path.as_bytes()).into_owned();
    assert!(path.starts_with("z/"), "{path}");
}

fn give(root: &Path) {
    let inner = scene::paths(root)
        .into_iter()
        .map(|path| scene::at(root, &path));
    for path in inner.chain([root.to_owned()]) {
        lchown(path, Some(NOBODY), Some(NOBODY)).unwrap();
    }
}

#[test]
fn a_directory_that_may_not_be_written_leaves_the_tree_as_it_was() {
    if !rustix::process::geteuid().is_root() {
        eprintln!("skipped: only root can act as another user");
        return;
    }
    // Not of the plan, so that nobody opens it.
    let from = old().directory("z").file("z/x", "x").chmod("z", 0o555);
    let to = from
        .clone()
        .edited("f1", "!")
        .renamed("f2", "d/f2")
        .deleted("f3")
        .edited("z/x", "new");
    for scene in [Scene::near(), Scene::far()] {
        scene.write(&from);
        give(scene.root());
        scene.plan(&from, &to);
        give(scene.journal());
        chown(scene.path("z"), Some(0), Some(0)).unwrap();
        assert_eq!(
            fs::metadata(scene.path("z")).unwrap().permissions().mode() & 0o777,
            0o555
        );
        let test = std::env::current_exe().unwrap();
        let copy = scene.journal().join("test");
        fs::copy(test, &copy).unwrap();
        let status = Command::new(&copy)
            .args(["--exact", "stand_in"])
            .env(WHAT, format!("user|{}", scene.journal().display()))
            .uid(NOBODY)
            .gid(NOBODY)
            .current_dir("/")
            .status()
            .unwrap();
        assert!(status.success());
        assert_eq!(scene.seen(), expected(&from));
    }
}
