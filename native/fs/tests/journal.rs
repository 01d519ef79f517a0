//! `bellglass-fs apply`, `undo` and `recover` as the daemon starts them.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::fs;
use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

/// A folder with the file `a`, and a journal whose plan replaces it.
struct Scene {
    _directory: TempDir,
    workspace: PathBuf,
    journal: PathBuf,
}

impl Scene {
    fn new() -> Self {
        let directory = TempDir::new().unwrap();
        let (workspace, journal) = (
            directory.path().join("work"),
            directory.path().join("journal"),
        );
        fs::create_dir(&workspace).unwrap();
        fs::create_dir_all(journal.join("staged")).unwrap();
        fs::write(workspace.join("a"), "old").unwrap();
        fs::write(journal.join("staged/1"), "new").unwrap();
        let scene = Self {
            _directory: directory,
            workspace,
            journal,
        };
        scene.plan(&scene.workspace);
        scene
    }

    fn plan(&self, workspace: &Path) {
        let (top, file) = (
            fs::metadata(workspace).unwrap(),
            fs::metadata(workspace.join("a")).unwrap(),
        );
        let nanoseconds = |seconds: i64, more: i64| (seconds * 1_000_000_000 + more).to_string();
        let lines = [
            json!({
                "version": 1, "workspace": workspace,
                "device": top.dev().to_string(), "inode": top.ino().to_string(),
            }),
            json!({
                "path": "a",
                "before": {
                    "kind": "file", "mode": file.mode() & 0o7777, "size": file.size().to_string(),
                    "device": file.dev().to_string(), "inode": file.ino().to_string(),
                    "mtime": nanoseconds(file.mtime(), file.mtime_nsec()),
                    "ctime": nanoseconds(file.ctime(), file.ctime_nsec()),
                },
                "after": { "kind": "file", "mode": 0o600, "mtime": "5", "content": { "staged": "1" } },
            }),
            json!({ "end": true, "entries": 1 }),
        ];
        let text: Vec<String> = lines.iter().map(|line| format!("{line}\n")).collect();
        fs::write(self.journal.join("plan.ndjson"), text.concat()).unwrap();
    }

    fn spec(&self) -> Value {
        json!({ "version": 1, "journal": self.journal, "workspace": self.workspace })
    }

    fn content(&self) -> String {
        fs::read_to_string(self.workspace.join("a")).unwrap()
    }
}

fn run(command: &str, spec: &Value) -> (i32, Value) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_bellglass-fs"))
        .arg(command)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(spec.to_string().as_bytes()).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let said = serde_json::from_slice(&output.stdout).unwrap();
    (output.status.code().unwrap(), said)
}

/// Whether this host has Landlock, as a snapshot reports it.
fn landlock_stands() -> bool {
    let scene = Scene::new();
    let spec = json!({ "version": 1, "workspace": scene.workspace, "output": scene.journal, "hidden": [] });
    let (_, reply) = run("snapshot", &spec);
    let walls = reply["walls"].as_array().unwrap();
    walls
        .iter()
        .any(|wall| wall["wall"] == "landlock" && wall["state"] == "up")
}

#[test]
fn a_plan_is_applied_and_taken_back() {
    let scene = Scene::new();
    let (status, report) = run("apply", &scene.spec());
    assert_eq!(
        (status, &report["outcome"], &report["entries"]),
        (0, &json!("applied"), &json!(1))
    );
    let file = fs::metadata(scene.workspace.join("a")).unwrap();
    assert_eq!(
        (
            scene.content().as_str(),
            file.mode() & 0o7777,
            file.mtime_nsec()
        ),
        ("new", 0o600, 5)
    );
    let (status, report) = run("recover", &scene.spec());
    assert_eq!((status, &report["standing"]), (0, &json!("applied")));
    let (status, report) = run("undo", &scene.spec());
    assert_eq!((status, &report["outcome"]), (0, &json!("undone")));
    assert_eq!(scene.content(), "old");
    let (status, report) = run("undo", &scene.spec());
    assert_eq!((status, &report["code"]), (1, &json!("alreadyUndone")));
}

#[test]
fn what_was_changed_since_stays() {
    let scene = Scene::new();
    fs::write(scene.workspace.join("a"), "the user's").unwrap();
    let (status, report) = run("apply", &scene.spec());
    assert_eq!((status, &report["outcome"]), (0, &json!("conflicts")));
    assert_eq!(
        report["conflicts"]["first"],
        json!([{ "path": "a", "reason": "changed" }])
    );
    assert_eq!(scene.content(), "the user's");
}

#[test]
fn a_specification_that_is_none_is_refused() {
    let scene = Scene::new();
    for (key, value) in [
        ("version", json!(2)),
        ("journal", json!("relative")),
        ("workspace", json!("/a/../b")),
        ("surplus", json!(1)),
    ] {
        let mut spec = scene.spec();
        spec[key] = value;
        let (status, report) = run("apply", &spec);
        assert_eq!((status, &report["code"]), (1, &json!("spec")), "{key}");
        assert_eq!(report["left"], json!({ "count": 0, "first": [] }), "{key}");
    }
    assert_eq!(scene.content(), "old");
}

#[test]
fn a_plan_for_another_folder_than_the_one_that_was_said_changes_nothing() {
    if !landlock_stands() {
        eprintln!("not tested, since this host has no Landlock");
        return;
    }
    let (scene, other) = (Scene::new(), Scene::new());
    scene.plan(&other.workspace);
    let (status, report) = run("apply", &scene.spec());
    assert_eq!(
        (status, &report["code"]),
        (1, &json!("workspace")),
        "{report}"
    );
    assert_eq!(other.content(), "old");
    // The positive control: the same plan, where it may.
    let spec = json!({ "version": 1, "journal": scene.journal, "workspace": other.workspace });
    assert_eq!(run("apply", &spec).0, 0);
    assert_eq!(other.content(), "new");
}
