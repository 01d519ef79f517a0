//! What the plan does not know of is not touched: it is a conflict, or it stays.
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod scene;

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

use bellglass_apply::{ApplyError, Executor, Outcome, PlanFault, Reason, WorkspaceFault};
use scene::model::Tree;
use scene::planner::{before, write_plan};
use scene::{Scene, paths};
use serde_json::{Value, json};

fn old() -> Tree {
    let tree = Tree::default()
        .file("a", "one")
        .file("b", "two")
        .directory("d");
    tree.file("d/x", "three").symlink("s", "a")
}

fn new() -> Tree {
    let tree = old()
        .edited("a", "!")
        .edited("b", "!")
        .edited("d/x", "!")
        .deleted("s");
    tree.file("n", "new")
}

// Everything that a look can tell of each path, its ctime too.
fn traces(scene: &Scene) -> Vec<String> {
    let look = |path: Vec<u8>| {
        let meta = fs::symlink_metadata(scene::at(scene.root(), &path)).unwrap();
        let times = (
            meta.mtime(),
            meta.mtime_nsec(),
            meta.ctime(),
            meta.ctime_nsec(),
        );
        format!("{path:?} {} {:o} {times:?}", meta.ino(), meta.mode())
    };
    paths(scene.root()).into_iter().map(look).collect()
}

// Applies, is refused with these conflicts, and nothing at all was touched.
fn refused(scene: &Scene, conflicts: &[(&str, Reason)]) {
    let traces_before = traces(scene);
    let report = Executor::new(scene.journal()).apply().unwrap();
    assert_eq!(report.outcome, Outcome::Conflicts);
    let found: Vec<_> = report
        .conflicts
        .first
        .iter()
        .map(|it| (it.path.clone(), it.reason))
        .collect();
    let text = |path: &str| bellglass_wire::name::PathName::Text(path.to_owned());
    let expected: Vec<_> = conflicts
        .iter()
        .map(|(path, reason)| (text(path), *reason))
        .collect();
    assert_eq!(found, expected);
    assert_eq!(traces(scene), traces_before);
    assert!(!scene.journal().join("journal.ndjson").exists());
}

#[test]
fn every_entry_that_is_another_is_told_and_nothing_is_touched() {
    let scene = Scene::near();
    scene.write(&old());
    scene.plan(&old(), &new());
    fs::write(scene.path("a"), "other").unwrap();
    fs::remove_file(scene.path("b")).unwrap();
    fs::remove_file(scene.path("s")).unwrap();
    symlink("b", scene.path("s")).unwrap();
    fs::write(scene.path("n"), "here first").unwrap();
    fs::set_permissions(scene.path("d/x"), fs::Permissions::from_mode(0o600)).unwrap();
    refused(
        &scene,
        &[
            ("a", Reason::Changed),
            ("b", Reason::Missing),
            ("d/x", Reason::Changed),
            ("n", Reason::Exists),
            ("s", Reason::Changed),
        ],
    );
}

#[test]
fn a_file_whose_ctime_alone_is_another_is_a_conflict() {
    let scene = Scene::near();
    scene.write(&old());
    scene.plan(&old(), &old().edited("a", "!"));
    fs::rename(scene.path("a"), scene.path("z")).unwrap();
    fs::rename(scene.path("z"), scene.path("a")).unwrap();
    refused(&scene, &[("a", Reason::Changed)]);
}

#[test]
fn nothing_is_reached_through_a_symbolic_link() {
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("x"), "outside").unwrap();
    let scene = Scene::near();
    scene.write(&old());
    scene.plan(&old(), &old().edited("d/x", "!").file("d/y", "new"));
    fs::rename(scene.path("d"), scene.path("e")).unwrap();
    symlink(outside.path(), scene.path("d")).unwrap();
    refused(&scene, &[("d/x", Reason::Parent), ("d/y", Reason::Parent)]);
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 1);
}

#[test]
fn a_directory_that_holds_something_else_stays_and_is_told() {
    let scene = Scene::near();
    let tree = old()
        .directory("d/e")
        .file("d/e/y", "deep")
        .directory("d/f");
    scene.write(&tree);
    scene.plan(&tree, &tree.clone().deleted("d"));
    fs::write(scene.path("d/e/hidden"), "the user's").unwrap();
    let report = Executor::new(scene.journal()).apply().unwrap();
    assert_eq!(report.outcome, Outcome::Applied);
    assert_eq!((report.kept.count, report.entries), (2, 3));
    assert!(
        report
            .kept
            .first
            .iter()
            .all(|kept| kept.reason == Reason::NotEmpty)
    );
    assert_eq!(
        paths(&scene.path("d")),
        [b"e".to_vec(), b"e/hidden".to_vec()]
    );
    Executor::new(scene.journal()).undo(false).unwrap();
    fs::remove_file(scene.path("d/e/hidden")).unwrap();
    assert_eq!(scene.seen(), scene::expected(&tree));
}

#[test]
fn a_directory_that_holds_something_else_does_not_become_a_file() {
    let scene = Scene::near();
    scene.write(&old());
    scene.plan(&old(), &old().deleted("d").file("d", "a file"));
    fs::write(scene.path("d/hidden"), "the user's").unwrap();
    refused(&scene, &[("d", Reason::NotEmpty)]);
}

fn kept(scene: &Scene, path: &str, mode: u32) -> Value {
    let state = before(scene.root(), path.as_bytes());
    let mtime = state["mtime"].clone();
    let content = json!({ "kept": true });
    let after = json!({ "kind": "file", "mode": mode, "mtime": mtime, "content": content });
    json!({ "path": path, "before": state, "after": after })
}

#[test]
fn a_mode_is_not_changed_for_a_name_of_which_the_plan_does_not_speak() {
    let scene = Scene::near();
    scene.write(&old().linked("a", "z"));
    write_plan(scene.root(), scene.journal(), &[kept(&scene, "a", 0o600)]);
    refused(&scene, &[("a", Reason::LinkedElsewhere)]);
    write_plan(scene.root(), scene.journal(), &[kept(&scene, "a", 0o644)]);
    let report = Executor::new(scene.journal()).apply().unwrap();
    assert_eq!(report.outcome, Outcome::Applied);
}

fn linked(scene: &Scene, path: &str, to: &str) -> Value {
    let content = json!({ "linkOf": to });
    let after = json!({ "kind": "file", "mode": 0, "mtime": "0", "content": content });
    json!({ "path": path, "before": before(scene.root(), path.as_bytes()), "after": after })
}

#[test]
fn a_hard_link_leads_to_a_file_that_stands() {
    let scene = Scene::near();
    scene.write(&old());
    let entries = [
        linked(&scene, "l", "s"),
        linked(&scene, "m", "d"),
        linked(&scene, "n", "gone"),
    ];
    write_plan(scene.root(), scene.journal(), &entries);
    let reason = Reason::LinkTarget;
    refused(&scene, &[("l", reason), ("m", reason), ("n", reason)]);
    write_plan(scene.root(), scene.journal(), &[linked(&scene, "l", "a")]);
    Executor::new(scene.journal()).apply().unwrap();
    let inodes = scene.inodes();
    assert_eq!(inodes[b"l".as_slice()], inodes[b"a".as_slice()]);
    Executor::new(scene.journal()).undo(false).unwrap();
    assert_eq!(scene.seen(), scene::expected(&old()));
    // What was undone is kept for as long as the journal's directory.
    let nlink = || fs::metadata(scene.path("a")).unwrap().nlink();
    assert_eq!(nlink(), 2);
    fs::remove_dir_all(scene.journal()).unwrap();
    assert_eq!(nlink(), 1);
    fs::create_dir(scene.journal()).unwrap();
}

#[test]
fn a_workspace_that_is_another_or_gone_or_taken_is_refused() {
    let scene = Scene::near();
    scene.write(&old());
    scene.plan(&old(), &new());
    let apply = || Executor::new(scene.journal()).apply();
    let root = fs::File::open(scene.root()).unwrap();
    rustix::fs::flock(&root, rustix::fs::FlockOperation::LockExclusive).unwrap();
    assert!(matches!(apply(), Err(ApplyError::Busy)));
    drop(root);
    let aside = scene.root().with_extension("aside");
    fs::rename(scene.root(), &aside).unwrap();
    assert!(matches!(
        apply(),
        Err(ApplyError::Workspace {
            fault: WorkspaceFault::Unreachable(_),
            ..
        })
    ));
    fs::create_dir(scene.root()).unwrap();
    let Err(error) = apply() else {
        panic!("applied")
    };
    assert!(matches!(
        &error,
        ApplyError::Workspace {
            fault: WorkspaceFault::Another,
            ..
        }
    ));
    assert_eq!(error.report().code, "workspace");
    fs::remove_dir(scene.root()).unwrap();
    fs::rename(&aside, scene.root()).unwrap();
    assert_eq!(apply().unwrap().outcome, Outcome::Applied);
}

#[test]
fn a_staged_file_that_is_missing_or_a_link_refuses_the_whole_plan() {
    let scene = Scene::near();
    scene.write(&old());
    scene.plan(&old(), &old().file("n", "new"));
    let staged = scene.journal().join("staged/0");
    fs::remove_file(&staged).unwrap();
    let refused = |scene: &Scene| match Executor::new(scene.journal()).apply() {
        Err(ApplyError::Plan { line, fault }) => (line, fault),
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(&scene), (2, PlanFault::Staged));
    symlink("/etc/hostname", &staged).unwrap();
    assert_eq!(refused(&scene), (2, PlanFault::Staged));
    fs::remove_file(&staged).unwrap();
    fs::hard_link(scene.path("a"), &staged).unwrap();
    assert_eq!(refused(&scene), (2, PlanFault::Staged));
    assert_eq!(scene.seen(), scene::expected(&old()));
}

#[test]
fn a_socket_in_the_place_of_a_file_is_a_conflict() {
    let scene = Scene::near();
    scene.write(&old());
    scene.plan(&old(), &old().edited("a", "!"));
    fs::remove_file(scene.path("a")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(scene.path("a")).unwrap();
    refused(&scene, &[("a", Reason::Changed)]);
}
