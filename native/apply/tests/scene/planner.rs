//! What the daemon's planner does, in short: the plan for a model.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::model::{Node, Tree};
use super::{at, mtime, write_file};

pub fn name(path: &[u8]) -> Value {
    match std::str::from_utf8(path) {
        Ok(text) => json!(text),
        Err(_) => json!({ "bytes": STANDARD.encode(path) }),
    }
}

/// What stands at a path by now.
pub fn before(root: &Path, path: &[u8]) -> Value {
    let full = at(root, path);
    let Ok(meta) = fs::symlink_metadata(&full) else {
        return json!({ "kind": "absent" });
    };
    let mode = meta.mode() & 0o7777;
    if meta.is_dir() {
        return json!({ "kind": "directory", "mode": mode, "inode": meta.ino().to_string() });
    }
    let ctime = i128::from(meta.ctime()) * 1_000_000_000 + i128::from(meta.ctime_nsec());
    let mut state = json!({
        "device": meta.dev().to_string(),
        "inode": meta.ino().to_string(),
        "size": meta.size().to_string(),
        "mtime": mtime(&meta).to_string(),
        "ctime": ctime.to_string(),
    });
    if meta.is_symlink() {
        let target = fs::read_link(&full).unwrap();
        state["kind"] = json!("symlink");
        state["target"] = name(std::os::unix::ffi::OsStrExt::as_bytes(target.as_os_str()));
    } else {
        state["kind"] = json!("file");
        state["mode"] = json!(mode);
    }
    state
}

/// Writes these lines as a plan.
pub fn write_plan(root: &Path, journal: &Path, entries: &[Value]) {
    let meta = fs::metadata(root).unwrap();
    let mut text = json!({
        "version": 1,
        "workspace": root.to_str().unwrap(),
        "device": meta.dev().to_string(),
        "inode": meta.ino().to_string(),
    })
    .to_string();
    for entry in entries {
        text += &format!("\n{entry}");
    }
    text += &format!("\n{{\"end\":true,\"entries\":{}}}\n", entries.len());
    fs::write(journal.join("plan.ndjson"), text).unwrap();
    fs::create_dir_all(journal.join("staged")).unwrap();
}

/// Writes the plan that leads from one model, which stands at `root`, to the other, and stages what is new.
pub fn plan(root: &Path, journal: &Path, from: &Tree, to: &Tree) {
    fs::create_dir_all(journal.join("staged")).unwrap();
    let mut contents = contents(journal, from, to);
    let all: BTreeSet<_> = from.nodes.keys().chain(to.nodes.keys()).collect();
    let mut entries = Vec::new();
    for path in all {
        let (was, becomes) = (from.nodes.get(path), to.nodes.get(path));
        let data = |tree: &Tree, node: Option<&Node>| match node {
            Some(Node::File(id)) => tree.files.get(id).cloned(),
            _ => None,
        };
        let same = was == becomes && data(from, was) == data(to, becomes);
        if same && !has_changing_name(from, to, was) {
            continue;
        }
        let after = match becomes {
            None => json!({ "kind": "absent" }),
            Some(Node::Directory { mode }) => json!({ "kind": "directory", "mode": mode }),
            Some(Node::Symlink { target }) => json!({ "kind": "symlink", "target": name(target) }),
            Some(Node::File(id)) => json!({
                "kind": "file",
                "mode": to.files[id].mode,
                "mtime": to.files[id].mtime.to_string(),
                "content": contents.remove(path).unwrap(),
            }),
        };
        entries.push(json!({ "path": name(path), "before": before(root, path), "after": after }));
    }
    write_plan(root, journal, &entries);
}

// Where each file of the target comes from.
fn contents(journal: &Path, from: &Tree, to: &Tree) -> BTreeMap<Vec<u8>, Value> {
    let mut contents = BTreeMap::new();
    for (id, data) in &to.files {
        let names = |tree: &Tree| -> Vec<Vec<u8>> {
            let own =
                |(path, node): (&Vec<u8>, &Node)| (*node == Node::File(*id)).then(|| path.clone());
            tree.nodes.iter().filter_map(own).collect()
        };
        let (old, new) = (names(from), names(to));
        let Some(mut first) = new.first().cloned() else {
            continue;
        };
        let stands = from
            .files
            .get(id)
            .is_some_and(|was| was.content == data.content);
        let mut leaving = old.iter().filter(|path| !new.contains(path));
        let mut rest = Vec::new();
        let mut has_first = false;
        for path in &new {
            let path = path.clone();
            if stands && old.contains(&path) {
                contents.insert(path.clone(), json!({ "kept": true }));
            } else if let Some(source) = leaving.next().filter(|_| stands) {
                contents.insert(path.clone(), json!({ "moved": name(source) }));
            } else if !has_first && (!stands || old.is_empty()) {
                let number = fs::read_dir(journal.join("staged")).unwrap().count();
                write_file(&journal.join(format!("staged/{number}")), data);
                contents.insert(path.clone(), json!({ "staged": number.to_string() }));
            } else {
                rest.push(path);
                continue;
            }
            if !has_first {
                (has_first, first) = (true, path);
            }
        }
        for path in rest {
            contents.insert(path, json!({ "linkOf": name(&first) }));
        }
    }
    contents
}

// Of a file whose names change, every name is told, so that an undo finds them together again.
fn has_changing_name(from: &Tree, to: &Tree, node: Option<&Node>) -> bool {
    let Some(Node::File(_)) = node else {
        return false;
    };
    let changes = |(path, own): (&Vec<u8>, &Node)| Some(own) == node && to.nodes.get(path) != node;
    from.nodes.iter().any(changes)
}
