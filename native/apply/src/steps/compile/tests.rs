#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use serde_json::{Value, json};

use super::*;
use crate::tree::Identity;

fn object(kind: Kind, mode: u32, inode: u64) -> Object {
    Object {
        kind,
        mode,
        identity: Identity {
            device: 1,
            inode,
            size: 3,
            mtime: 4,
            ctime: 5,
        },
        links: 1,
    }
}

fn gone() -> Value {
    json!({ "kind": "absent" })
}

fn file(inode: u64) -> Value {
    let mut value = serde_json::to_value(object(Kind::File, 0o644, inode)).unwrap();
    value["kind"] = json!("file");
    value
}

fn directory(inode: u64, mode: u32) -> Value {
    json!({ "kind": "directory", "mode": mode, "inode": inode.to_string() })
}

fn new_directory() -> Value {
    json!({ "kind": "directory", "mode": 0o755 })
}

fn content(content: Value) -> Value {
    json!({ "kind": "file", "mode": 0o644, "mtime": "4", "content": content })
}

fn spot(spot: &Spot) -> String {
    String::from_utf8(spot.shown().as_bytes().to_vec()).unwrap()
}

fn shown(step: &Step) -> String {
    let text = |path: &crate::tree::Rel| spot(&Spot::Path(path.clone()));
    match step {
        Step::Move { from, to, .. } => format!("{} > {}", spot(from), spot(to)),
        Step::Swap { one, other, .. } => format!("{} <> {}", spot(one), text(other)),
        Step::Remove { path, .. } => format!("- {}", text(path)),
        Step::Set { path, to, .. } => format!("{} = {:o}", text(path), to.mode),
    }
}

fn steps(entries: &[(&str, Value, Value)]) -> Vec<String> {
    let parse = |(path, before, after): &(&str, Value, Value)| {
        serde_json::from_value(json!({ "path": path, "before": before, "after": after })).unwrap()
    };
    let entries: Vec<crate::plan::Entry> = entries.iter().map(parse).collect();
    let empty = Plan {
        workspace: "/".into(),
        device: 1,
        inode: 2,
        entries: Vec::new(),
        index: std::collections::HashMap::new(),
    };
    let plan = empty.with(entries);
    let shape = Shape::of(&plan, false).unwrap();
    let mut found = Found::default();
    let mut waiting = Vec::new();
    for (index, entry) in (0_u64..).zip(&plan.entries) {
        let before = serde_json::to_value(&entry.before).unwrap();
        let inode = before["inode"].as_str().map(|inode| inode.parse().unwrap());
        let mode = before["mode"].as_u64().unwrap_or(0).try_into().unwrap();
        let object_of = |kind| inode.map(|inode| object(kind, mode, inode));
        found.objects.push(entry.before.kind().and_then(object_of));
        found.targets.push(None);
        let comes = match (
            &entry.before.kind(),
            entry.after.content(),
            entry.after.kind(),
        ) {
            (_, Some(Content::Staged(_) | Content::LinkOf(_)), _) => Some(Kind::File),
            (_, None, Some(Kind::Symlink)) => Some(Kind::Symlink),
            (was, None, Some(Kind::Directory)) if *was != Some(Kind::Directory) => {
                Some(Kind::Directory)
            }
            _ => None,
        };
        waiting.push(comes.map(|kind| object(kind, 0o755, 100 + index)));
    }
    let carried = compile(&plan, &shape, &found, &waiting);
    for (entry, expected) in plan.entries.iter().zip(&carried.expected) {
        assert_eq!(
            entry.after.kind(),
            expected.as_ref().map(|object| object.kind)
        );
    }
    carried.steps.iter().map(shown).collect()
}

#[test]
fn directories_come_from_the_top_and_go_from_the_bottom() {
    let staged = content(json!({ "staged": "0" }));
    let found = steps(&[
        ("new/deep/file", gone(), staged),
        ("new/deep", gone(), new_directory()),
        ("new", gone(), new_directory()),
        ("old", directory(1, 0o755), gone()),
        ("old/deep", directory(2, 0o755), gone()),
        ("old/deep/file", file(3), gone()),
    ]);
    assert_eq!(
        found,
        [
            "backup/2 > new",
            "backup/1 > new/deep",
            "backup/0 > new/deep/file",
            "old/deep/file > backup/5",
            "- old/deep",
            "- old",
        ]
    );
}

#[test]
fn a_move_to_a_free_place_is_one_rename_and_a_pair_one_exchange() {
    let moved = |from: &str| content(json!({ "moved": from }));
    assert_eq!(
        steps(&[("a", file(1), gone()), ("b", gone(), moved("a"))]),
        ["a > b"]
    );
    assert_eq!(
        steps(&[("a", file(1), moved("b")), ("b", file(2), moved("a"))]),
        ["a <> b"]
    );
    let three = [
        ("a", file(1), moved("c")),
        ("b", file(2), moved("a")),
        ("c", file(3), moved("b")),
    ];
    assert_eq!(steps(&three), ["a <> b", "a <> c"]);
}

#[test]
fn a_chain_goes_hand_over_hand_so_that_no_path_is_ever_empty() {
    let found = steps(&[
        ("a", file(1), content(json!({ "staged": "0" }))),
        ("b", file(2), content(json!({ "moved": "a" }))),
        ("c", gone(), content(json!({ "moved": "b" }))),
    ]);
    assert_eq!(found, ["backup/0 <> a", "backup/0 <> b", "backup/0 > c"]);
}

#[test]
fn a_file_that_makes_way_for_a_directory_waits_for_all_new_directories() {
    let found = steps(&[
        ("a", file(1), new_directory()),
        ("z", gone(), new_directory()),
        ("z/a", gone(), content(json!({ "moved": "a" }))),
    ]);
    assert_eq!(found, ["backup/0 <> a", "backup/1 > z", "backup/0 > z/a"]);
}

#[test]
fn a_directory_that_makes_way_for_a_file_goes_first() {
    let found = steps(&[
        ("d", directory(1, 0o755), content(json!({ "moved": "d/x" }))),
        ("d/x", file(2), gone()),
    ]);
    assert_eq!(found, ["d/x > backup/1", "- d", "backup/1 > d"]);
}

#[test]
fn a_directory_that_may_not_be_written_is_opened_first_and_closed_last() {
    let kept = json!({ "kind": "directory", "mode": 0o500 });
    let found = steps(&[
        ("d", directory(1, 0o555), kept),
        ("d/x", file(2), gone()),
        (
            "e",
            directory(3, 0o555),
            json!({ "kind": "directory", "mode": 0o511 }),
        ),
    ]);
    assert_eq!(found, ["d = 755", "d/x > backup/1", "e = 511", "d = 500"]);
}
