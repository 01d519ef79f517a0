//! Any tree becomes any other, and the undo brings back the first.
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod scene;

use bellglass_apply::{Executor, Outcome, UndoOutcome};
use proptest::prelude::*;
use scene::model::{Deed, Tree};
use scene::{Scene, expected};

// Few names, so that what happens meets what is there.
fn path() -> impl Strategy<Value = Vec<u8>> {
    let name = prop_oneof![
        Just(b"a".to_vec()),
        Just(b"b".to_vec()),
        Just(b"B".to_vec()),
        Just(b"a-".to_vec()),
        Just(b"\xff\xfe".to_vec()),
    ];
    proptest::collection::vec(name, 1..4).prop_map(|names| names.join(&b'/'))
}

fn content() -> impl Strategy<Value = Vec<u8>> {
    let size = prop_oneof![0_usize..40, 4_000_usize..9_000];
    (size, any::<u8>()).prop_map(|(size, byte)| vec![byte; size])
}

fn file_mode() -> impl Strategy<Value = u32> {
    prop::sample::select(vec![0o644, 0o600, 0o755, 0o444, 0o000])
}

fn directory_mode() -> impl Strategy<Value = u32> {
    prop::sample::select(vec![0o755, 0o755, 0o700, 0o555])
}

fn deed() -> impl Strategy<Value = Deed> {
    let at = any::<usize>;
    let target = proptest::collection::vec(1_u8..=255, 1..40);
    prop_oneof![
        4 => (path(), content(), file_mode())
            .prop_map(|(path, content, mode)| Deed::Write { path, content, mode }),
        4 => (path(), directory_mode()).prop_map(|(path, mode)| Deed::Directory { path, mode }),
        1 => (path(), target).prop_map(|(path, target)| Deed::Symlink { path, target }),
        2 => (at(), path()).prop_map(|(from, path)| Deed::Link { from, path }),
        4 => (at(), path()).prop_map(|(from, path)| Deed::Rename { from, path }),
        2 => (at(), at()).prop_map(|(one, other)| Deed::Exchange { one, other }),
        2 => at().prop_map(|at| Deed::Delete { at }),
        1 => (at(), file_mode()).prop_map(|(at, mode)| Deed::Chmod { at, mode }),
        1 => (at(), any::<u32>()).prop_map(|(at, mtime)| Deed::Touch { at, mtime }),
        1 => (at(), content()).prop_map(|(at, content)| Deed::Edit { at, content }),
    ]
}

fn deeds(count: usize) -> impl Strategy<Value = Vec<Deed>> {
    proptest::collection::vec(deed(), 0..count)
}

fn there_and_back(scene: &Scene, from: &Tree, to: &Tree, same_inodes: bool) {
    scene.write(from);
    let (seen, inodes) = (scene.seen(), scene.inodes());
    scene.plan(from, to);
    let executor = Executor::new(scene.journal());
    let report = executor.apply().unwrap();
    assert_eq!(report.outcome, Outcome::Applied, "{report:?}");
    assert_eq!(scene.seen(), expected(to));
    let report = executor.undo(false).unwrap();
    assert_eq!(report.outcome, UndoOutcome::Undone, "{report:?}");
    assert_eq!(scene.seen(), seen);
    if same_inodes {
        assert_eq!(scene.inodes(), inodes);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn any_tree_becomes_any_other_and_comes_back(first in deeds(30), then in deeds(15)) {
        let from = Tree::default().after(&first);
        let to = from.clone().after(&then);
        there_and_back(&Scene::near(), &from, &to, true);
        there_and_back(&Scene::far(), &from, &to, false);
    }
}
