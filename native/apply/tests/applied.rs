//! What a plan says is what stands there afterwards, and an undo brings all of it back.
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod scene;

use std::fs;
use std::path::PathBuf;

use bellglass_apply::{ApplyError, Executor, Outcome, Standing, UndoOutcome};
use scene::model::Tree;
use scene::{Scene, expected, planner};

fn old() -> Tree {
    Tree::default()
        .file("a", "one")
        .file("b", "two")
        .file("c", "three")
        .directory("d")
        .file("d/x", "four")
        .directory("d/e")
        .file("d/e/y", "five")
        .symlink("s", "a")
}

// Applies, holds the tree against the model, undoes, and holds it against the tree of before, down to the inodes.
fn there_and_back(from: &Tree, to: &Tree) {
    for scene in [Scene::near(), Scene::far()] {
        let near = scene.journal().starts_with("/tmp");
        scene.write(from);
        let (seen, inodes) = (scene.seen(), scene.inodes());
        assert_eq!(seen, expected(from));
        scene.plan(from, to);
        let executor = Executor::new(scene.journal());
        let report = executor.apply().unwrap();
        assert_eq!(report.outcome, Outcome::Applied, "{report:?}");
        assert_eq!(scene.seen(), expected(to), "near: {near}");
        assert_eq!(executor.recover().unwrap().standing, Standing::Applied);
        assert!(matches!(executor.apply(), Err(ApplyError::Used)));
        let report = executor.undo(false).unwrap();
        assert_eq!(report.outcome, UndoOutcome::Undone, "{report:?}");
        assert_eq!(scene.seen(), seen, "near: {near}");
        if near {
            assert_eq!(scene.inodes(), inodes);
        }
        assert_eq!(executor.recover().unwrap().standing, Standing::Undone);
        assert!(matches!(
            executor.undo(false),
            Err(ApplyError::AlreadyUndone)
        ));
    }
}

#[test]
fn files_are_made_replaced_and_deleted() {
    let new = old()
        .file("new", "n")
        .edited("a", "more")
        .deleted("b")
        .deleted("d/x");
    there_and_back(&old(), &new);
}

#[test]
fn a_moved_file_stays_the_same_file() {
    let scene = Scene::near();
    scene.write(&old());
    let inode = scene.inodes()[b"a".as_slice()];
    let new = old().renamed("a", "d/e/a").chmod("d/e/a", 0o600);
    scene.plan(&old(), &new);
    Executor::new(scene.journal()).apply().unwrap();
    assert_eq!(scene.inodes()[b"d/e/a".as_slice()], inode);
    there_and_back(&old(), &new);
}

#[test]
fn files_change_places_in_twos_and_threes_and_chains() {
    there_and_back(&old(), &old().exchanged("a", "b"));
    there_and_back(&old(), &old().exchanged("a", "b").exchanged("b", "d/x"));
    let chain = old().deleted("c").renamed("b", "c").renamed("a", "b");
    there_and_back(&old(), &chain);
    there_and_back(&old(), &chain.file("a", "new"));
}

#[test]
fn a_directory_moves_with_all_that_is_in_it() {
    there_and_back(&old(), &old().renamed("d", "z"));
    there_and_back(&old(), &old().exchanged("d", "a"));
    there_and_back(&old(), &old().deleted("d"));
}

#[test]
fn what_is_of_one_kind_becomes_another() {
    let file = old().deleted("d").file("d", "now a file");
    there_and_back(&old(), &file);
    let into = old().renamed("a", "z").directory("a").renamed("z", "a/b");
    there_and_back(&old(), &into);
    there_and_back(&into, &old());
    there_and_back(&old(), &old().symlink("a", "b").file("s", "no link"));
    there_and_back(&old(), &old().directory("s").file("s/t", "in it"));
    there_and_back(
        &old(),
        &old().renamed("d/x", "z").deleted("d").renamed("z", "d"),
    );
}

#[test]
fn names_of_one_file_stay_or_become_names_of_one_file() {
    let pair = old().linked("a", "d/a");
    there_and_back(&old(), &pair);
    there_and_back(&pair, &old());
    there_and_back(&pair, &pair.clone().edited("a", "more"));
    there_and_back(&pair, &pair.clone().chmod("a", 0o600));
    there_and_back(&pair, &pair.clone().chmod("a", 0o600).deleted("d/a"));
    there_and_back(&pair, &pair.clone().renamed("a", "z").renamed("d/a", "y"));
    there_and_back(
        &old(),
        &old().file("n", "new").linked("n", "m").linked("n", "b"),
    );
}

#[test]
fn modes_and_times_change_by_themselves() {
    there_and_back(&old(), &old().chmod("a", 0o755).chmod("d", 0o700));
    there_and_back(
        &old().chmod("d", 0o500),
        &old().deleted("d/x").chmod("d", 0o500),
    );
    there_and_back(&old().chmod("d", 0o500), &old().deleted("d"));
}

#[test]
fn applications_of_one_file_are_taken_back_one_after_the_other() {
    for scene in [Scene::near(), Scene::far()] {
        scene.write(&old());
        let before = scene.seen();
        let steps = [
            old().edited("a", "first").deleted("b"),
            old().edited("a", "second").deleted("b").chmod("c", 0o600),
            old()
                .edited("a", "second")
                .deleted("b")
                .chmod("c", 0o755)
                .chmod("a", 0o755),
        ];
        let mut states = vec![(old(), before)];
        let mut journals: Vec<PathBuf> = Vec::new();
        for to in steps {
            let journal = scene.journal().join(journals.len().to_string());
            fs::create_dir(&journal).unwrap();
            planner::plan(scene.root(), &journal, &states.last().unwrap().0, &to);
            let report = Executor::new(&journal).apply().unwrap();
            assert_eq!(report.outcome, Outcome::Applied, "{report:?}");
            states.push((to, scene.seen()));
            journals.push(journal);
        }
        while let Some(journal) = journals.pop() {
            states.pop();
            let executor = Executor::new(&journal).after(journals.clone());
            assert_eq!(executor.undo(false).unwrap().outcome, UndoOutcome::Undone);
            assert_eq!(scene.seen(), states.last().unwrap().1);
            assert_eq!(executor.recover().unwrap().standing, Standing::Undone);
        }
    }
}

#[test]
fn what_was_changed_after_it_was_put_back_is_not_taken_back_further() {
    let scene = Scene::near();
    scene.write(&old());
    let (one, two) = (old().edited("a", "first"), old().edited("a", "second"));
    let [first, second] = ["1", "2"].map(|name| scene.journal().join(name));
    for (journal, from, to) in [(&first, &old(), &one), (&second, &one, &two)] {
        fs::create_dir(journal).unwrap();
        planner::plan(scene.root(), journal, from, to);
        Executor::new(journal).apply().unwrap();
    }
    let last = Executor::new(&second).after(vec![first.clone()]);
    assert_eq!(last.undo(false).unwrap().outcome, UndoOutcome::Undone);
    fs::write(scene.path("a"), "mine!").unwrap();
    let report = Executor::new(&first).undo(false).unwrap();
    assert_eq!(report.outcome, UndoOutcome::Conflicts);
    assert_eq!(fs::read(scene.path("a")).unwrap(), b"mine!");
}
