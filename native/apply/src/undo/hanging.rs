use std::collections::{BTreeSet, HashMap};

use crate::plan::{Plan, Shape, Target};
use crate::tree::Kind;

/// The entries given, and all that cannot be carried out without them: what is moved between two paths, names of one
/// file, and what is in a directory that has to come first, or go last.
pub fn on(plan: &Plan, shape: &Shape, entries: BTreeSet<usize>) -> BTreeSet<usize> {
    let mut ties: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut tie = |one: usize, other: usize| {
        ties.entry(one).or_default().push(other);
    };
    for (index, entry) in plan.entries.iter().enumerate() {
        if let Some(from) = shape.moved_from[index] {
            tie(index, from);
            tie(from, index);
        }
        if let Some(Target::Entry(target)) = &shape.link_of[index] {
            tie(*target, index);
        }
        let Some(parent) = entry.path.parent().and_then(|path| plan.index.get(&path)) else {
            continue;
        };
        let (was, becomes) = {
            let parent = &plan.entries[*parent];
            (parent.before.kind(), parent.after.kind())
        };
        let directory = Some(Kind::Directory);
        if was != directory && becomes == directory && entry.after.kind().is_some() {
            tie(*parent, index);
        }
        if was == directory && becomes != directory && becomes.is_some() {
            tie(index, *parent);
        }
    }
    let mut hanging = entries.clone();
    let mut open: Vec<usize> = entries.into_iter().collect();
    while let Some(index) = open.pop() {
        for other in ties.get(&index).into_iter().flatten() {
            if hanging.insert(*other) {
                open.push(*other);
            }
        }
    }
    hanging
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const GONE: &str = r#"{"kind":"absent"}"#;
    const DIRECTORY: &str = r#"{"kind":"directory","mode":493,"inode":"9"}"#;
    const NEW: &str = r#"{"kind":"directory","mode":493}"#;

    fn file() -> Value {
        json!({ "kind": "file", "mode": 420, "device": "1", "inode": "2", "size": "3", "mtime": "4", "ctime": "5" })
    }

    fn content(content: Value) -> Value {
        json!({ "kind": "file", "mode": 420, "mtime": "4", "content": content })
    }

    fn text(state: &str) -> Value {
        serde_json::from_str(state).unwrap()
    }

    // What hangs on the first of these entries, by their numbers.
    fn hanging(entries: Vec<(&str, Value, Value)>) -> Vec<usize> {
        let parse = |(path, before, after)| {
            serde_json::from_value(json!({ "path": path, "before": before, "after": after }))
                .unwrap()
        };
        let empty = Plan {
            workspace: "/".into(),
            device: 1,
            inode: 2,
            entries: Vec::new(),
            index: HashMap::new(),
        };
        let plan = empty.with(entries.into_iter().map(parse).collect());
        let shape = Shape::of(&plan, true).unwrap();
        on(&plan, &shape, BTreeSet::from([0])).into_iter().collect()
    }

    #[test]
    fn both_ends_of_a_move_hang_together_and_a_link_hangs_on_its_file() {
        let moved = content(json!({ "moved": "b" }));
        let staged = content(json!({ "staged": "0" }));
        let link = |to: &str| content(json!({ "linkOf": to }));
        let one = vec![
            ("a", text(GONE), moved.clone()),
            ("b", file(), text(GONE)),
            ("c", text(GONE), link("a")),
            ("d", text(GONE), staged.clone()),
        ];
        assert_eq!(hanging(one), [0, 1, 2]);
        let other = vec![("b", file(), text(GONE)), ("a", text(GONE), moved)];
        assert_eq!(hanging(other), [0, 1]);
        let alone = vec![("c", text(GONE), link("d")), ("d", text(GONE), staged)];
        assert_eq!(hanging(alone), [0]);
    }

    #[test]
    fn what_comes_into_a_new_directory_hangs_on_it_and_what_goes_from_one_does_not() {
        let staged = content(json!({ "staged": "0" }));
        let into = vec![
            ("d", text(GONE), text(NEW)),
            ("d/x", text(GONE), staged.clone()),
        ];
        assert_eq!(hanging(into), [0, 1]);
        let from = vec![
            ("d", text(DIRECTORY), text(GONE)),
            ("d/x", file(), text(GONE)),
        ];
        assert_eq!(hanging(from), [0]);
        let held = vec![
            ("d/x", file(), text(GONE)),
            ("d", text(DIRECTORY), text(GONE)),
        ];
        assert_eq!(hanging(held), [0]);
        let replaced = vec![("d/x", file(), text(GONE)), ("d", text(DIRECTORY), staged)];
        assert_eq!(hanging(replaced), [0, 1]);
    }
}
