//! The walls from inside: what a walk that was taken over could still do. The example `inside` does one thing a process.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

mod scene;

use std::fs;
use std::os::unix::net::UnixListener;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Command, Output};

use bellglass_wire::spec::{Wall, WallName, WallState};
use scene::Scene;

fn program() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let built = tests.parent().unwrap().parent().unwrap();
    let program = built.join("examples/inside");
    assert!(
        program.exists(),
        "`cargo test` of the whole crate builds {}",
        program.display()
    );
    program
}

/// Has a process do one thing, behind the walls of that mode.
fn inside(scene: &Scene, mode: &str, act: &str) -> Output {
    let spec = scene.spec(&[]);
    let output = spec["output"].as_str().unwrap();
    let _socket = UnixListener::bind(format!("{output}/socket")).unwrap();
    let mut command = Command::new(program());
    command.args([mode, act]).arg(scene.at("")).arg(output);
    command.output().unwrap()
}

/// Its walls, and what came of it.
fn said(output: &Output) -> (Vec<Wall>, String) {
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    let (walls, came) = text.split_once('\n').unwrap();
    (
        serde_json::from_str(walls).unwrap(),
        came.trim_end().to_owned(),
    )
}

fn stands(walls: &[Wall], name: WallName) -> bool {
    walls
        .iter()
        .any(|wall| wall.wall == name && wall.state == WallState::Up)
}

fn scene() -> Scene {
    let scene = Scene::new();
    scene.file("file", "file");
    fs::write(scene.around().join("secret"), "secret").unwrap();
    scene
}

/// What leads out of the workspace or changes it, and whether the filter alone stops it.
const ACTS: [(&str, bool); 9] = [
    ("write", true),
    ("make", true),
    ("mode", true),
    ("above", false),
    ("elsewhere", false),
    ("process", false),
    ("output", false),
    ("execute", true),
    ("mount", true),
];

#[test]
fn without_walls_all_of_it_can_be_done() {
    let scene = scene();
    // Not everybody may mount, and what root mounted would stay.
    for (act, _) in ACTS.into_iter().filter(|(act, _)| *act != "mount") {
        assert_eq!(said(&inside(&scene, "free", act)).1, "yes", "{act}");
    }
    assert_eq!(said(&inside(&scene, "free", "connect")).1, "yes");
}

#[test]
fn the_workspace_is_read_and_the_output_written_behind_every_wall() {
    let scene = scene();
    for mode in ["off", "audit", "enforce"] {
        assert_eq!(said(&inside(&scene, mode, "read")).1, "yes", "{mode}");
        assert_eq!(said(&inside(&scene, mode, "image")).1, "yes", "{mode}");
        let image = scene.around().join("o/snapshot.erofs");
        assert_eq!(fs::read(image).unwrap(), b"image");
    }
}

#[test]
fn without_the_filter_the_other_walls_stop_it() {
    let scene = scene();
    for (act, _) in ACTS {
        let (walls, came) = said(&inside(&scene, "off", act));
        // A host that has neither is reported, and only the filter is left.
        let stopped =
            stands(&walls, WallName::MountNamespace) || stands(&walls, WallName::Landlock);
        assert_eq!(came != "yes", stopped, "{act}: {came}");
        assert!(stands(&walls, WallName::NoNewPrivs) && stands(&walls, WallName::Descriptors));
    }
    assert_eq!(fs::read(scene.at("file")).unwrap(), b"file");
    assert!(!scene.at("new").exists());
}

#[test]
fn the_filter_ends_whoever_tries_to_write_to_connect_or_to_execute() {
    let scene = scene();
    // The number of the signal.
    const SIGSYS: i32 = 31;
    let acts = ACTS.into_iter().filter(|(_, filtered)| *filtered);
    for (act, _) in acts.chain([("connect", true)]) {
        let output = inside(&scene, "enforce", act);
        assert_eq!(output.status.signal(), Some(SIGSYS), "{act}: {output:?}");
    }
}

#[test]
fn every_wall_is_reported() {
    let scene = scene();
    use WallName::{Descriptors, Landlock, MountNamespace, NoNewPrivs, Rlimits, Seccomp};
    let wanted = [
        Descriptors,
        Rlimits,
        MountNamespace,
        NoNewPrivs,
        Landlock,
        Seccomp,
    ];
    for (mode, state) in [
        ("enforce", WallState::Up),
        ("audit", WallState::Audit),
        ("off", WallState::Missing),
    ] {
        let mut spec = scene.spec(&[]);
        spec["seccomp"] = mode.into();
        let walls = scene.take_as(&spec).reply.walls;
        let names: Vec<WallName> = walls.iter().map(|wall| wall.wall).collect();
        assert_eq!(names, wanted);
        assert_eq!(walls[5].state, state);
        assert_eq!(walls[0].detail, "2 kept");
    }
}

#[test]
fn an_ordinary_user_has_the_same_walls() {
    let scene = scene();
    let own = scene.take(&[]).reply.walls;
    let users = scene.take_as_user(&[]).reply.walls;
    assert!(stands(&users, WallName::Seccomp) && stands(&users, WallName::NoNewPrivs));
    assert_eq!(
        stands(&users, WallName::Landlock),
        stands(&own, WallName::Landlock)
    );
}
