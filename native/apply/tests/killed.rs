//! A program that ends at any instant leaves a tree that a recovery makes the old or the new one, whole.
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod scene;

use std::cell::Cell;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use bellglass_apply::{Executor, RecoverReport, Standing, UndoOutcome};
use rustix::process::{Signal, getpid, kill_process};
use scene::model::Tree;
use scene::{Scene, Seen, Seens, expected, planner};

const WHAT: &str = "BELLGLASS_APPLY_TEST";

// Something of everything: what is new, replaced, moved in a chain and in a circle, of another kind, linked, deleted.
fn old() -> Tree {
    let tree = Tree::default()
        .file("a", "one")
        .file("b", "two")
        .file("c", "three");
    let tree = tree
        .directory("d")
        .file("d/x", "four")
        .directory("d/e")
        .file("d/e/y", "five");
    let tree = tree
        .file("p", "six")
        .file("q", "seven")
        .file("r", "eight")
        .linked("r", "d/r");
    tree.symlink("s", "a")
        .file("k", "nine")
        .directory("g")
        .file("g/h", "ten")
        .chmod("g", 0o500)
}

fn new() -> Tree {
    let tree = old()
        .file("n", "new")
        .directory("m")
        .file("m/n", "newer")
        .edited("a", "more");
    let tree = tree
        .deleted("c")
        .renamed("b", "c")
        .exchanged("p", "q")
        .renamed("k", "m/k");
    let tree = tree
        .deleted("d/e")
        .file("d/e", "now a file")
        .directory("s")
        .file("s/t", "in it");
    let tree = tree
        .chmod("d/x", 0o600)
        .linked("n", "m/l")
        .deleted("g")
        .edited("r", "more");
    tree.chmod("m", 0o555).renamed("d/x", "s/x")
}

/// Not a test of its own: what the tests start, to be ended at the instant they say.
#[test]
fn stand_in() {
    let Ok(what) = std::env::var(WHAT) else {
        return;
    };
    let [deed, journal, last] = what.split('|').collect::<Vec<_>>().try_into().unwrap();
    let (changes, last) = (Cell::new(0), last.parse::<usize>().unwrap());
    let count = || {
        changes.set(changes.get() + 1);
        if changes.get() == last {
            kill_process(getpid(), Signal::KILL).unwrap();
        }
    };
    let executor = Executor::new(Path::new(&journal)).watched(&count);
    match deed {
        "apply" => drop(executor.apply().unwrap()),
        "undo" => drop(executor.undo(false).unwrap()),
        "undoSecond" => {
            let first = Path::new(&journal).with_file_name("1");
            drop(executor.after(vec![first]).undo(false).unwrap());
        }
        _ => drop(executor.recover().unwrap()),
    }
}

fn start(deed: &str, journal: &Path, last: usize) -> std::process::Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "stand_in"])
        .env(WHAT, format!("{deed}|{}|{last}", journal.display()))
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

// Whether it came to its end before it would have been ended.
fn ran(deed: &str, journal: &Path, last: usize) -> bool {
    let status = start(deed, journal, last).wait().unwrap();
    assert!(status.success() || status.signal() == Some(9), "{status}");
    status.success()
}

struct Ends {
    old: Seens,
    new: Seens,
}

// The tree is wholly what the recovery says, nothing is left over, and a further recovery finds the same.
fn holds(scene: &Scene, report: &RecoverReport, ends: &Ends, at: &str) {
    assert!(report.left.is_empty(), "{at}: {report:?}");
    let seen = scene.seen();
    match report.standing {
        Standing::Applied => assert_eq!(seen, ends.new, "{at}"),
        _ => assert_eq!(seen, ends.old, "{at}"),
    }
    assert_eq!(
        &Executor::new(scene.journal()).recover().unwrap(),
        report,
        "{at}"
    );
}

// At the very instant, before any recovery: each file is what it was, or what it becomes, whole.
fn is_old_or_new(scene: &Scene, ends: &Ends, at: &str) {
    for (path, seen) in scene.seen() {
        let Seen::File { content, .. } = seen else {
            continue;
        };
        if path.starts_with(b".bellglass-") {
            continue;
        }
        let one = [&ends.old, &ends.new]
            .into_iter()
            .any(|end| match end.get(&path) {
                Some(Seen::File { content: own, .. }) => *own == content,
                _ => false,
            });
        assert!(one, "{at}: {}", String::from_utf8_lossy(&path));
    }
}

fn killed_everywhere(scene: fn() -> Scene, deed: &str) {
    let ends = Ends {
        old: expected(&old()),
        new: expected(&new()),
    };
    let mut standings = Vec::new();
    for last in 1.. {
        let scene = scene();
        scene.write(&old());
        scene.plan(&old(), &new());
        if deed == "undo" {
            Executor::new(scene.journal()).apply().unwrap();
        }
        if ran(deed, scene.journal(), last) {
            assert!(last > 40, "only {last} changes");
            break;
        }
        is_old_or_new(&scene, &ends, &format!("{deed}, change {last}"));
        // The recovery is ended as well, now soon and now late, and once more.
        for again in [last * 7 % 61 + 1, last * 3 % 37 + 1] {
            ran("recover", scene.journal(), again);
        }
        let report = Executor::new(scene.journal()).recover().unwrap();
        holds(&scene, &report, &ends, &format!("{deed}, change {last}"));
        standings.push(report.standing);
        // What was wholly taken back can be done again, from the tree as it is now.
        if report.standing == Standing::Before && last % 10 == 0 {
            scene.plan(&old(), &new());
            let report = Executor::new(scene.journal()).apply().unwrap();
            assert_eq!(report.conflicts.count, 0, "{last}: {report:?}");
            assert_eq!(scene.seen(), ends.new);
        }
        if report.standing == Standing::Applied && deed == "undo" && last % 10 == 0 {
            let report = Executor::new(scene.journal()).undo(false).unwrap();
            assert_eq!(report.conflicts.count, 0, "{last}: {report:?}");
            assert_eq!(scene.seen(), ends.old);
        }
    }
    assert!(standings.contains(&Standing::Applied));
    let back = if deed == "undo" {
        Standing::Undone
    } else {
        Standing::Before
    };
    assert!(standings.contains(&back));
}

#[test]
fn an_apply_that_is_killed_before_any_change_to_the_disk_is_taken_back_or_ended() {
    killed_everywhere(Scene::near, "apply");
}

#[test]
fn so_it_is_with_a_journal_on_another_file_system() {
    killed_everywhere(Scene::far, "apply");
}

#[test]
fn an_undo_that_is_killed_before_any_change_to_the_disk_is_taken_back_or_ended() {
    killed_everywhere(Scene::near, "undo");
}

#[test]
fn so_is_an_undo_with_a_journal_on_another_file_system() {
    killed_everywhere(Scene::far, "undo");
}

#[test]
fn an_apply_of_many_files_that_is_killed_at_any_time_is_taken_back_or_ended() {
    let many = |start: Tree, text: &str| {
        (0..300).fold(start, |tree, file| tree.file(&format!("f{file}"), text))
    };
    let (from, to) = (many(old(), "old"), many(new(), "new"));
    let ends = Ends {
        old: expected(&from),
        new: expected(&to),
    };
    for time in 0..25_u64 {
        let scene = Scene::near();
        scene.write(&from);
        scene.plan(&from, &to);
        let mut child = start("apply", scene.journal(), 0);
        std::thread::sleep(Duration::from_micros(1_500 + 1_100 * time));
        child.kill().unwrap();
        child.wait().unwrap();
        let report = Executor::new(scene.journal()).recover().unwrap();
        holds(&scene, &report, &ends, &format!("time {time}"));
    }
}

#[test]
fn an_undo_that_ends_at_any_instant_leaves_the_application_before_one_that_can_be_undone() {
    let old = Tree::default().file("a", "old");
    let changed = old.clone().edited("a", "first");
    let new = old.clone().edited("a", "second");
    for last in 1.. {
        let scene = Scene::near();
        scene.write(&old);
        let before = scene.seen();
        let [first, second] = ["1", "2"].map(|name| scene.journal().join(name));
        for (journal, from, to) in [(&first, &old, &changed), (&second, &changed, &new)] {
            std::fs::create_dir(journal).unwrap();
            planner::plan(scene.root(), journal, from, to);
            Executor::new(journal).apply().unwrap();
        }
        let whole = ran("undoSecond", &second, last);
        let executor = Executor::new(&second).after(vec![first.clone()]);
        if executor.recover().unwrap().standing == Standing::Applied {
            executor.undo(false).unwrap();
        }
        let report = Executor::new(&first).undo(false).unwrap();
        assert_eq!(report.outcome, UndoOutcome::Undone, "ended at {last}");
        assert_eq!(scene.seen(), before, "ended at {last}");
        if whole {
            assert!(last > 5);
            break;
        }
    }
}
