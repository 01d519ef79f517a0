//! What the user made of an entry since is left alone, by a recovery and by an undo.
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod scene;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;

use bellglass_apply::{ApplyError, Executor, Reason, Standing, UndoOutcome};
use bellglass_wire::name::PathName;
use scene::model::Tree;
use scene::{Scene, Seen, expected};

fn old() -> Tree {
    let tree = Tree::default()
        .file("a", "a old")
        .file("b", "b old")
        .file("c", "c old");
    tree.directory("d").file("d/x", "x old").file("e", "e old")
}

fn new() -> Tree {
    let tree = old()
        .edited("a", " and new")
        .edited("b", " and new")
        .deleted("c");
    let tree = tree
        .renamed("d/x", "d/y")
        .directory("m")
        .file("m/n", "n new");
    tree.chmod("e", 0o600)
}

struct Ended;

// Stops at the first change to the disk after which `path` has what the model says, as if the program had ended there.
fn ended_once(scene: &Scene, path: &str, to: &Tree) {
    let wanted = &expected(to)[path.as_bytes()];
    let stop = || {
        if scene.seen().get(path.as_bytes()) == Some(wanted) {
            resume_unwind(Box::new(Ended));
        }
    };
    let executor = Executor::new(scene.journal());
    let executor = executor.watched(&stop);
    let ended = catch_unwind(AssertUnwindSafe(|| executor.apply()));
    assert!(ended.is_err_and(|with| with.is::<Ended>()));
}

fn text(path: &str) -> PathName {
    PathName::Text(path.to_owned())
}

fn content(scene: &Scene, path: &str) -> String {
    fs::read_to_string(scene.path(path)).unwrap()
}

#[test]
fn a_recovery_leaves_an_edited_file_alone_and_says_where_the_old_one_is() {
    for scene in [Scene::near(), Scene::far()] {
        scene.write(&old());
        scene.plan(&old(), &new());
        ended_once(&scene, "e", &new());
        fs::write(scene.path("a"), "edited since").unwrap();
        fs::write(scene.path("d/y"), "edited since").unwrap();
        fs::write(scene.path("m/mine"), "made since").unwrap();
        let report = Executor::new(scene.journal()).recover().unwrap();
        assert_eq!(report.standing, Standing::Before);
        let left: BTreeMap<_, _> = report
            .left
            .first
            .iter()
            .map(|left| (left.path.as_bytes().to_vec(), left.clone()))
            .collect();
        assert_eq!(left.len(), 3, "{left:?}");
        assert_eq!(left[b"a".as_slice()].reason, Reason::Changed);
        let backup = left[b"a".as_slice()].backup.clone().unwrap();
        assert_eq!(fs::read(scene.journal().join(backup)).unwrap(), b"a old");
        assert_eq!(left[b"d/y".as_slice()].reason, Reason::Changed);
        assert_eq!(left[b"m".as_slice()].reason, Reason::NotEmpty);
        assert_eq!(content(&scene, "a"), "edited since");
        assert_eq!(content(&scene, "d/y"), "edited since");
        assert_eq!(content(&scene, "m/mine"), "made since");
        // All else is as before.
        let seen = scene.seen();
        for path in ["b", "c", "e"] {
            assert_eq!(seen[path.as_bytes()], expected(&old())[path.as_bytes()]);
        }
        assert!(!seen.contains_key(b"m/n".as_slice()));
        assert!(seen.keys().all(|path| !path.starts_with(b".bellglass-")));
        assert_eq!(Executor::new(scene.journal()).recover().unwrap(), report);
        assert!(matches!(
            Executor::new(scene.journal()).apply(),
            Err(ApplyError::Used)
        ));
    }
}

#[test]
fn a_recovery_does_not_put_a_deleted_file_over_the_one_in_its_place() {
    let scene = Scene::near();
    scene.write(&old());
    scene.plan(&old(), &new());
    ended_once(&scene, "e", &new());
    fs::write(scene.path("c"), "made since").unwrap();
    let report = Executor::new(scene.journal()).recover().unwrap();
    let left = &report.left.first;
    assert_eq!(
        (left.len(), &left[0].path, left[0].reason),
        (1, &text("c"), Reason::Exists)
    );
    let backup = scene.journal().join(left[0].backup.as_ref().unwrap());
    assert_eq!(fs::read(backup).unwrap(), b"c old");
    assert_eq!(content(&scene, "c"), "made since");
}

fn applied() -> Scene {
    let scene = Scene::near();
    scene.write(&old());
    scene.plan(&old(), &new());
    Executor::new(scene.journal()).apply().unwrap();
    scene
}

#[test]
fn an_undo_touches_nothing_while_any_entry_is_another() {
    let scene = applied();
    fs::write(scene.path("b"), "edited since").unwrap();
    fs::remove_file(scene.path("m/n")).unwrap();
    let seen = scene.seen();
    let report = Executor::new(scene.journal()).undo(false).unwrap();
    assert_eq!(report.outcome, UndoOutcome::Conflicts);
    let conflicts: Vec<_> = report
        .conflicts
        .first
        .iter()
        .map(|it| (&it.path, it.reason))
        .collect();
    assert_eq!(
        conflicts,
        [
            (&text("b"), Reason::Changed),
            (&text("m/n"), Reason::Missing)
        ]
    );
    assert_eq!(scene.seen(), seen);
    let standing = Executor::new(scene.journal()).recover().unwrap().standing;
    assert_eq!(standing, Standing::Applied);
}

#[test]
fn an_undo_can_leave_out_what_is_another_and_what_hangs_on_it() {
    let scene = applied();
    fs::write(scene.path("b"), "edited since").unwrap();
    // The place from which the file was moved is taken: it stays where it is.
    fs::write(scene.path("d/x"), "made since").unwrap();
    let report = Executor::new(scene.journal()).undo(true).unwrap();
    assert_eq!(report.outcome, UndoOutcome::Undone);
    assert_eq!(report.skipped.first, [text("b"), text("d/x"), text("d/y")]);
    assert_eq!(report.conflicts.count, 2);
    assert_eq!(content(&scene, "b"), "edited since");
    assert_eq!(content(&scene, "d/x"), "made since");
    assert_eq!(content(&scene, "d/y"), "x old");
    let (seen, before) = (scene.seen(), expected(&old()));
    for path in ["a", "c", "d", "e"] {
        assert_eq!(seen[path.as_bytes()], before[path.as_bytes()], "{path}");
    }
    assert!(!seen.contains_key(b"m".as_slice()));
    assert!(matches!(
        Executor::new(scene.journal()).undo(true),
        Err(ApplyError::AlreadyUndone)
    ));
}

#[test]
fn an_undo_leaves_a_new_directory_that_holds_something_by_now() {
    let scene = applied();
    fs::write(scene.path("m/mine"), "made since").unwrap();
    let report = Executor::new(scene.journal()).undo(false).unwrap();
    assert_eq!(report.outcome, UndoOutcome::Undone);
    assert_eq!(report.kept.first[0].path, text("m"));
    assert_eq!(content(&scene, "m/mine"), "made since");
    assert!(!scene.path("m/n").exists());
}

#[test]
fn a_mode_that_was_changed_since_is_a_conflict_of_the_undo() {
    let scene = applied();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o640);
    fs::set_permissions(scene.path("e"), mode).unwrap();
    let report = Executor::new(scene.journal()).undo(false).unwrap();
    assert_eq!(report.conflicts.first[0].path, text("e"));
    let seen = scene.seen();
    assert!(matches!(
        seen[b"e".as_slice()],
        Seen::File { mode: 0o640, .. }
    ));
}

#[test]
fn nothing_is_undone_that_is_not_applied() {
    let scene = Scene::near();
    scene.write(&old());
    scene.plan(&old(), &new());
    let executor = Executor::new(scene.journal());
    assert!(matches!(executor.undo(false), Err(ApplyError::NotApplied)));
    assert_eq!(executor.recover().unwrap().standing, Standing::NotBegun);
    ended_once(&scene, "e", &new());
    assert!(matches!(executor.undo(false), Err(ApplyError::NotApplied)));
    assert!(matches!(executor.apply(), Err(ApplyError::Used)));
    assert_eq!(executor.recover().unwrap().standing, Standing::Before);
    assert_eq!(scene.seen(), expected(&old()));
}

#[test]
fn a_recovery_of_what_came_to_its_end_changes_nothing() {
    let scene = applied();
    let changes = Cell::new(0);
    let count = || changes.set(changes.get() + 1);
    let executor = Executor::new(scene.journal()).watched(&count);
    assert_eq!(executor.recover().unwrap().standing, Standing::Applied);
    assert_eq!(changes.get(), 0);
}

#[test]
fn a_journal_that_is_not_understood_is_left_as_it_is() {
    let scene = applied();
    let path: &Path = &scene.journal().join("journal.ndjson");
    let text = fs::read_to_string(path).unwrap();
    fs::write(path, format!("{text}{{\"record\":\"later\"}}\n")).unwrap();
    let result = Executor::new(scene.journal()).recover();
    let lines = text.lines().count();
    assert!(matches!(result, Err(ApplyError::Journal { line }) if line == lines + 1));
}
