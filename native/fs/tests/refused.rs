//! Why there is no snapshot, told in one line; what was begun is empty.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

mod scene;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use bellglass_wire::name::PathName;
use bellglass_wire::snapshot::SnapshotCode;
use scene::{Scene, ask, refusal};
use serde_json::{Value, json};

fn lengths(scene: &Scene) -> Vec<u64> {
    let names = ["snapshot.erofs", "base.ndjson"];
    let each = names
        .iter()
        .filter_map(|name| scene.around().join("o").join(name).metadata().ok());
    each.map(|found| found.len()).collect()
}

#[test]
fn a_specification_that_is_none() {
    let scene = Scene::new();
    let with = |key: &str, value: Value| {
        let mut spec = scene.spec(&[]);
        spec[key] = value;
        spec
    };
    for spec in [
        json!("no specification"),
        with("version", json!(2)),
        with("workspace", json!("relative")),
        with("surplus", json!(true)),
        with("entryLimit", json!(0)),
        with("hidden", json!(["x".repeat(1 << 20)])),
    ] {
        let failure = scene.refused(&spec);
        assert_eq!(failure.code, SnapshotCode::BadSpec, "{failure:?}");
        assert!(lengths(&scene).is_empty(), "nothing was begun");
    }
}

#[test]
fn a_workspace_that_is_not_there_or_is_no_directory() {
    let scene = Scene::new();
    scene.file("file", "x");
    for name in ["nothing", "file", "file/in"] {
        let mut spec = scene.spec(&[]);
        let path = scene.at(name).display().to_string();
        spec["workspace"] = json!(path);
        let failure = scene.refused(&spec);
        assert_eq!(failure.code, SnapshotCode::WorkspaceGone, "{failure:?}");
        assert_eq!(failure.path, Some(PathName::Text(path)));
        assert_eq!(lengths(&scene), [0, 0]);
    }
}

#[test]
fn a_workspace_that_may_not_be_listed() {
    let scene = Scene::new();
    scene.file("file", "x");
    for mode in [0o311, 0o444] {
        fs::set_permissions(scene.at(""), fs::Permissions::from_mode(mode)).unwrap();
        let failure = refusal(&scene.ask_as_user(&scene.spec(&[])));
        assert_eq!(
            failure.code,
            SnapshotCode::WorkspaceUnreadable,
            "{mode:o}: {failure:?}"
        );
        assert_eq!(lengths(&scene), [0, 0]);
    }
    fs::set_permissions(scene.at(""), fs::Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn an_output_that_is_not_there_or_was_used() {
    let scene = Scene::new();
    let mut spec = scene.spec(&[]);
    scene.take_as(&spec);
    let made = lengths(&scene);
    let failure = scene.refused(&spec);
    assert_eq!(failure.code, SnapshotCode::OutputUnusable);
    assert_eq!(lengths(&scene), made, "it is as it was");
    spec["output"] = json!("/is/not/there");
    let failure = scene.refused(&spec);
    assert_eq!(failure.code, SnapshotCode::OutputUnusable);
    let path = PathName::Text("/is/not/there/snapshot.erofs".into());
    assert_eq!(failure.path, Some(path));
}

#[test]
fn more_entries_than_may_be() {
    let scene = Scene::new();
    for index in 0..10 {
        scene.file(format!("in/{index}"), "");
    }
    scene.file("secret/a", "");
    let mut spec = scene.spec(&["secret"]);
    spec["entryLimit"] = json!(13);
    assert_eq!(scene.take_as(&spec).reply.entries, 12);
    for limit in [12, 11, 2, 1] {
        let mut spec = scene.spec(&["secret"]);
        spec["entryLimit"] = json!(limit);
        let failure = scene.refused(&spec);
        assert_eq!(failure.code, SnapshotCode::TooManyEntries, "{limit}");
        assert_eq!(lengths(&scene), [0, 0]);
    }
}

#[test]
fn a_pattern_that_cannot_be_understood() {
    let scene = Scene::new();
    scene.file("in/.bellglassignore", "fine\n[z-a]\n");
    let failure = scene.refused(&scene.spec(&[]));
    assert_eq!(failure.code, SnapshotCode::BadPattern);
    let path = PathName::Text("in/.bellglassignore".into());
    assert_eq!(failure.path, Some(path));
    assert!(failure.message.contains("line 2"), "{failure:?}");
    fs::remove_file(scene.at("in/.bellglassignore")).unwrap();
    let failure = scene.refused(&scene.spec(&["fine", "[z-a]"]));
    assert_eq!(failure.code, SnapshotCode::BadPattern);
    assert_eq!(lengths(&scene), [0, 0]);
}

#[test]
fn a_disk_that_is_full() {
    let scene = Scene::new();
    for index in 0..20 {
        scene.file(format!("{index}"), vec![7; 20_000]);
    }
    let spec = scene.spec(&[]);
    let small = format!(
        "mount -t tmpfs -o size=64k none {}",
        scene.around().join("o").display()
    );
    // None: this host has no namespaces to mount in.
    if let Some(output) = scene.among_mounts(&small, &spec) {
        let failure = refusal(&output);
        assert_eq!(failure.code, SnapshotCode::NoSpace, "{failure:?}");
    }
    let enough = small.replace("64k", "4m");
    if let Some(output) = scene.among_mounts(&enough, &scene.spec(&[])) {
        assert_eq!(output.status.code(), Some(0), "the control: {output:?}");
    }
}

#[test]
fn other_arguments_are_answered_with_the_usage() {
    let program = env!("CARGO_BIN_EXE_bellglass-fs");
    for arguments in [&[][..], &["look"], &["snapshot", "more"]] {
        let output = Command::new(program).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            said,
            "usage: bellglass-fs snapshot|watch|hidden|apply|undo|recover < SPECIFICATION\n"
        );
    }
    // The control.
    let scene = Scene::new();
    let output = ask(&mut Command::new(program), &scene.spec(&[]));
    assert_eq!(output.status.code(), Some(0));
}
