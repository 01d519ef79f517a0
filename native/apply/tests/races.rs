//! What others do to the tree while it is changed, in between or in the same instant.
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod scene;

use std::cell::Cell;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use bellglass_apply::{ApplyError, Executor, Outcome, Reason};
use rustix::fs::{CWD, RenameFlags, renameat_with};
use scene::model::Tree;
use scene::{Scene, Seen, expected, seen};

fn old() -> Tree {
    let tree = Tree::default().directory("d").file("a", "a");
    (0..40).fold(tree, |tree, file| tree.file(&format!("d/{file}"), "old"))
}

fn new() -> Tree {
    let tree = (0..40).fold(old(), |tree, file| match file % 4 {
        0 => tree.edited(&format!("d/{file}"), "new"),
        1 => tree.deleted(&format!("d/{file}")),
        2 => tree.chmod(&format!("d/{file}"), 0o600),
        _ => tree.renamed(&format!("d/{file}"), &format!("d/m{file}")),
    });
    tree.file("d/new", "new")
        .directory("d/e")
        .file("d/e/f", "deep")
}

fn swap(one: &Path, other: &Path) {
    let _ = renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE);
}

#[test]
fn a_directory_that_turns_into_a_link_and_back_leads_nowhere_outside() {
    let outside = tempfile::tempdir().unwrap();
    // The same names and contents as within: by a look at the content alone it would be taken for the real one.
    let twin = (0..40).fold(Tree::default(), |tree, file| {
        tree.file(&format!("{file}"), "old")
    });
    let mut applied = 0;
    for round in 0..30 {
        let scene = if round % 3 == 0 {
            Scene::far()
        } else {
            Scene::near()
        };
        scene.write(&old());
        fs::remove_dir_all(outside.path()).unwrap();
        fs::create_dir(outside.path()).unwrap();
        let away = Scene {
            tree: tempfile::tempdir_in(outside.path()).unwrap(),
            journal: tempfile::tempdir().unwrap(),
        };
        away.write(&twin);
        let untouched = seen(outside.path());
        scene.plan(&old(), &new());
        symlink(away.root(), scene.path("z")).unwrap();
        let done = AtomicBool::new(false);
        let result = std::thread::scope(|scope| {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    swap(&scene.path("d"), &scene.path("z"));
                }
            });
            std::thread::sleep(std::time::Duration::from_micros(round * 37));
            let executor = Executor::new(scene.journal());
            let result = executor.apply();
            let _ = executor.undo(true);
            let _ = executor.recover();
            done.store(true, Ordering::Relaxed);
            result
        });
        assert_eq!(seen(outside.path()), untouched, "round {round}");
        applied += usize::from(result.is_ok_and(|report| report.outcome == Outcome::Applied));
        drop(away);
    }
    // Most rounds meet the link somewhere, and are taken back.
    assert!(applied < 30);
}

// Applies, and does `deed` before the given change to the disk.
fn applied_with(scene: &Scene, change: usize, deed: &dyn Fn()) -> Result<Outcome, ApplyError> {
    let changes = Cell::new(0);
    let count = || {
        changes.set(changes.get() + 1);
        if changes.get() == change {
            deed();
        }
    };
    let executor = Executor::new(scene.journal());
    executor
        .watched(&count)
        .apply()
        .map(|report| report.outcome)
}

#[test]
fn a_file_that_is_saved_at_any_instant_keeps_what_was_saved() {
    let (from, to) = (
        Tree::default().file("a", "old").file("b", "b"),
        Tree::default(),
    );
    let to = to.file("a", "applied!").file("b", "other");
    let mut outcomes = Vec::new();
    for change in 1..40 {
        for far in [false, true] {
            let scene = if far { Scene::far() } else { Scene::near() };
            scene.write(&from);
            scene.plan(&from, &to);
            let save = || {
                // As an editor does it: beside, and renamed into place.
                let beside = scene.path(".a.swp");
                fs::write(&beside, "saved by the user").unwrap();
                fs::rename(beside, scene.path("a")).unwrap();
            };
            let outcome = applied_with(&scene, change, &save).unwrap();
            outcomes.push(outcome);
            let seen = scene.seen();
            if let Some(Seen::File { content, .. }) = seen.get(b"a".as_slice()) {
                let fine = content == b"saved by the user" || content == b"applied!";
                assert!(
                    fine,
                    "change {change}: {}",
                    String::from_utf8_lossy(content)
                );
            } else {
                panic!("change {change}: the file is gone");
            }
            let other = match outcome {
                Outcome::Conflicts => &from,
                Outcome::Applied => &to,
            };
            assert_eq!(
                seen[b"b".as_slice()],
                expected(other)[b"b".as_slice()],
                "change {change}"
            );
            assert_eq!(seen.len(), 2, "change {change}: {seen:?}");
        }
    }
    assert!(outcomes.contains(&Outcome::Conflicts) && outcomes.contains(&Outcome::Applied));
}

#[test]
fn a_file_that_appears_at_any_instant_in_a_directory_that_goes_is_kept() {
    let from = Tree::default()
        .directory("d")
        .file("d/x", "x")
        .directory("d/e");
    let mut kept = 0;
    for change in 1..25 {
        let scene = Scene::near();
        scene.write(&from);
        scene.plan(&from, &from.clone().deleted("d"));
        let appeared = Cell::new(false);
        let write = || appeared.set(fs::write(scene.path("d/new"), "the user's").is_ok());
        let outcome = applied_with(&scene, change, &write).unwrap();
        assert_eq!(outcome, Outcome::Applied);
        assert_eq!(
            scene.path("d/new").exists(),
            appeared.get(),
            "change {change}"
        );
        kept += usize::from(appeared.get());
    }
    assert!(kept > 5);
}

#[test]
fn a_workspace_that_is_moved_meanwhile_is_changed_where_it_is() {
    let (from, to) = (old(), new());
    for change in [5, 20, 40] {
        let scene = Scene::near();
        scene.write(&from);
        scene.plan(&from, &to);
        let aside = scene.root().with_extension("aside");
        let outcome = applied_with(&scene, change, &|| {
            fs::rename(scene.root(), &aside).unwrap()
        });
        assert_eq!(outcome.unwrap(), Outcome::Applied);
        assert_eq!(seen(&aside), expected(&to));
        fs::rename(&aside, scene.root()).unwrap();
        Executor::new(scene.journal()).undo(false).unwrap();
        assert_eq!(scene.seen(), expected(&from));
    }
}

#[test]
fn a_workspace_that_is_deleted_meanwhile_ends_the_application() {
    for far in [false, true] {
        let scene = if far { Scene::far() } else { Scene::near() };
        scene.write(&old());
        scene.plan(&old(), &new());
        let result = applied_with(&scene, 20, &|| fs::remove_dir_all(scene.root()).unwrap());
        assert!(!matches!(result, Ok(Outcome::Applied)), "{result:?}");
        assert!(!scene.root().exists());
        fs::create_dir(scene.root()).unwrap();
    }
}

#[test]
fn a_conflict_that_is_met_on_the_way_is_told_with_its_path() {
    let scene = Scene::near();
    let from = Tree::default().file("a", "old").file("b", "old");
    scene.write(&from);
    scene.plan(&from, &from.clone().edited("a", "!").edited("b", "!"));
    let changes = Cell::new(0);
    let count = || {
        changes.set(changes.get() + 1);
        // Neither looked at again nor replaced yet.
        if !scene.journal().join("staged/1").exists() {
            let _ = fs::write(scene.path("b"), "saved in place");
        }
    };
    let report = Executor::new(scene.journal())
        .watched(&count)
        .apply()
        .unwrap();
    assert_eq!(report.outcome, Outcome::Conflicts);
    assert_eq!(report.conflicts.first[0].reason, Reason::Changed);
    assert_eq!(fs::read(scene.path("a")).unwrap(), b"old");
    assert_eq!(fs::read(scene.path("b")).unwrap(), b"saved in place");
}
