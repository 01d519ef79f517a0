//! What is hidden in a folder that is shared is told, and nothing is told where it is not certain.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::fs;
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};

use bellglass_wire::name::PathName;
use bellglass_wire::snapshot::hidden::HiddenReply;
use bellglass_wire::snapshot::{SnapshotCode, SnapshotFailure};
use serde_json::json;

fn ask(workspace: &Path, hidden: &[&str]) -> (bool, Vec<u8>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_bellglass-fs"))
        .arg("hidden")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let spec = json!({ "version": 1, "workspace": workspace, "hidden": hidden });
    let mut stdin = child.stdin.take().unwrap();
    write!(stdin, "{spec}").unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    (output.status.success(), output.stdout)
}

fn refused(workspace: &Path) -> SnapshotCode {
    let (well, said) = ask(workspace, &[]);
    assert!(!well);
    let failure: SnapshotFailure = serde_json::from_slice(&said).unwrap();
    failure.code
}

#[test]
fn hidden_files_and_directories_are_listed() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("keys")).unwrap();
    fs::write(root.path().join("keys/one"), "secret").unwrap();
    fs::write(root.path().join(".env"), "secret").unwrap();
    fs::write(root.path().join(".bellglassignore"), "*.db\n").unwrap();
    fs::write(root.path().join("a.db"), "secret").unwrap();
    let (well, said) = ask(root.path(), &[".env", "keys/"]);
    assert!(well);
    let reply: HiddenReply = serde_json::from_slice(&said).unwrap();
    let names = [".env", "a.db", "keys"].map(|name| PathName::Text(name.into()));
    assert_eq!(reply.hidden.paths, names);
    assert_eq!(reply.hidden.count, 3);
    assert!(!reply.walls.is_empty());
}

#[test]
fn where_it_is_not_certain_what_is_hidden_that_is_said() {
    let root = tempfile::tempdir().unwrap();
    symlink("/dev/null", root.path().join(".bellglassignore")).unwrap();
    assert_eq!(refused(root.path()), SnapshotCode::BadPattern);
    let gone = refused(&root.path().join("gone"));
    assert_eq!(gone, SnapshotCode::WorkspaceGone);
}
