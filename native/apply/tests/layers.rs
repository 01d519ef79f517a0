//! A workspace on a file system of layers, as in a container: its files have other devices than its directories.
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod scene;

use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::Command;

use bellglass_apply::{Executor, Outcome, UndoOutcome};
use scene::model::Tree;
use scene::mounted::{mounted, run_mounted};
use scene::{Scene, expected};

fn old() -> Tree {
    Tree::default()
        .file("a", "one")
        .file("b", "two")
        .file("c", "three")
        .file("m", "mode")
        .directory("d")
        .file("d/x", "four")
        .symlink("s", "a")
}

fn new() -> Tree {
    old()
        .edited("a", "more")
        .deleted("b")
        .renamed("c", "d/c")
        .chmod("m", 0o755)
        .deleted("s")
        .symlink("s", "d")
        .file("new", "n")
}

#[test]
fn what_lies_in_the_upper_layer_is_changed_and_taken_back() {
    run_layered("upper");
}

#[test]
fn what_lies_in_a_lower_layer_is_changed_and_taken_back() {
    run_layered("lower");
}

// On an overlay of two file systems.
fn run_layered(where_: &str) {
    let mounts = r#"mount -t tmpfs none "$1" && cd "$1" && mkdir one two merged && mount -t tmpfs none one &&
        mount -t tmpfs none two && mkdir one/files one/work two/files two/work"#;
    run_mounted(where_, mounts);
}

/// Not a test of its own: what the tests run on layers of their own.
#[test]
fn stand_in() {
    let Some((where_, disk)) = mounted() else {
        return;
    };
    let disk = disk.as_path();
    mount(disk, "two", "one");
    let scene = Scene {
        tree: tempfile::tempdir_in(disk.join("merged")).unwrap(),
        journal: tempfile::tempdir().unwrap(),
    };
    scene.write(&old());
    if where_ == "lower" {
        unmount(disk);
        mount(disk, "one", "two");
    }
    let device = |name: &str| scene.tree.path().join(name).metadata().unwrap().dev();
    assert_ne!(
        device("a"),
        device("d"),
        "positive control: the layers show"
    );
    let seen = scene.seen();
    scene.plan(&old(), &new());
    let executor = Executor::new(scene.journal());
    let report = executor.apply().unwrap();
    assert_eq!(report.outcome, Outcome::Applied, "{report:?}");
    assert_eq!(scene.seen(), expected(&new()));
    let report = executor.undo(false).unwrap();
    assert_eq!(report.outcome, UndoOutcome::Undone, "{report:?}");
    assert_eq!(scene.seen(), seen);
}

fn mount(disk: &Path, lower: &str, upper: &str) {
    let options =
        format!("lowerdir={lower}/files,upperdir={upper}/files,workdir={upper}/work,xino=off");
    run(
        disk,
        &["mount", "-t", "overlay", "-o", &options, "none", "merged"],
    );
}

fn unmount(disk: &Path) {
    run(disk, &["umount", "merged"]);
}

fn run(at: &Path, words: &[&str]) {
    let status = Command::new(words[0])
        .args(&words[1..])
        .current_dir(at)
        .status()
        .unwrap();
    assert!(status.success(), "{words:?}");
}
