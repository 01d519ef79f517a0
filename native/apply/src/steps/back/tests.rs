#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use std::fs;
use std::os::unix::fs::MetadataExt;

use super::*;
use crate::steps::carry_out;
use crate::tree::bench_test::{Bench, path, rel};

fn back(bench: &Bench, steps: &[Step]) -> Vec<(String, Reason)> {
    let known = known(steps);
    let take = |step| {
        bench
            .with(|ground| take_back(ground, &known, step))
            .unwrap()
    };
    let left = steps.iter().rev().filter_map(take);
    left.map(|left| {
        (
            String::from_utf8(left.path.as_bytes().to_vec()).unwrap(),
            left.reason,
        )
    })
    .collect()
}

fn forward(bench: &Bench, step: &Step) {
    bench.with(|ground| carry_out(ground, step)).unwrap();
}

fn read(path: std::path::PathBuf) -> String {
    fs::read_to_string(path).unwrap()
}

fn replacing(bench: &Bench) -> Step {
    fs::write(bench.slot(0), "coming").unwrap();
    fs::write(bench.at("a"), "going").unwrap();
    Step::Swap {
        one: Spot::Slot(0),
        other: rel("a"),
        coming: bench.object(&Spot::Slot(0)),
        going: bench.object(&path("a")),
    }
}

fn placing(bench: &Bench, to: &str) -> Step {
    fs::write(bench.slot(1), "new").unwrap();
    Step::Move {
        from: Spot::Slot(1),
        to: path(to),
        what: bench.object(&Spot::Slot(1)),
    }
}

fn taking(bench: &Bench, from: &str) -> Step {
    fs::write(bench.at(from), "old").unwrap();
    Step::Move {
        from: path(from),
        to: Spot::Slot(2),
        what: bench.object(&path(from)),
    }
}

#[test]
fn a_replaced_file_comes_back_once_and_a_second_time_nothing_happens() {
    let bench = Bench::new();
    let steps = [replacing(&bench)];
    assert!(back(&bench, &steps).is_empty());
    assert_eq!(read(bench.at("a")), "going");
    forward(&bench, &steps[0]);
    for _ in 0..2 {
        assert!(back(&bench, &steps).is_empty());
        assert_eq!(read(bench.at("a")), "going");
        assert_eq!(read(bench.slot(0)), "coming");
    }
    // The slot is cleared after that; the path is as it was.
    fs::remove_file(bench.slot(0)).unwrap();
    assert!(back(&bench, &steps).is_empty());
}

#[test]
fn a_replaced_file_that_was_edited_since_is_left_and_the_old_one_kept() {
    let bench = Bench::new();
    let steps = [replacing(&bench)];
    forward(&bench, &steps[0]);
    fs::write(bench.at("a"), "edited since").unwrap();
    assert_eq!(back(&bench, &steps), [("a".to_owned(), Reason::Changed)]);
    fs::remove_file(bench.at("a")).unwrap();
    assert_eq!(back(&bench, &steps), [("a".to_owned(), Reason::Missing)]);
    assert_eq!(read(bench.slot(0)), "going");
}

#[test]
fn what_came_out_instead_goes_back_where_it_came_from() {
    let bench = Bench::new();
    let steps = [replacing(&bench)];
    forward(&bench, &steps[0]);
    // As if another file had come out, and the program had ended before it put that back.
    fs::rename(bench.slot(0), bench.at("away")).unwrap();
    fs::write(bench.slot(0), "another's").unwrap();
    assert!(back(&bench, &steps).is_empty());
    assert_eq!(read(bench.at("a")), "another's");
    let bench = Bench::new();
    let steps = [taking(&bench, "t")];
    forward(&bench, &steps[0]);
    fs::rename(bench.slot(2), bench.at("away")).unwrap();
    fs::write(bench.slot(2), "another's").unwrap();
    assert!(back(&bench, &steps).is_empty());
    assert_eq!(read(bench.at("t")), "another's");
}

#[test]
fn in_a_chain_that_cannot_go_back_whole_no_file_ends_at_another_s_path() {
    let bench = Bench::new();
    let first = replacing(&bench);
    fs::write(bench.at("b"), "b").unwrap();
    let Step::Swap { going, .. } = &first else {
        unreachable!()
    };
    let second = Step::Swap {
        one: Spot::Slot(0),
        other: rel("b"),
        coming: going.clone(),
        going: bench.object(&path("b")),
    };
    forward(&bench, &first);
    forward(&bench, &second);
    fs::write(bench.at("b"), "edited since").unwrap();
    let left = back(&bench, &[first, second]);
    assert_eq!(left.len(), 2, "{left:?}");
    assert_eq!(read(bench.at("a")), "coming");
    assert_eq!(read(bench.at("b")), "edited since");
    assert_eq!(read(bench.slot(0)), "b");
}

#[test]
fn a_new_file_goes_back_unless_it_was_edited() {
    let bench = Bench::new();
    let steps = [placing(&bench, "n")];
    forward(&bench, &steps[0]);
    assert!(back(&bench, &steps).is_empty());
    assert!(!bench.at("n").exists());
    forward(&bench, &steps[0]);
    fs::write(bench.at("n"), "edited since").unwrap();
    assert_eq!(back(&bench, &steps), [("n".to_owned(), Reason::Changed)]);
    fs::remove_file(bench.at("n")).unwrap();
    assert!(back(&bench, &steps).is_empty());
}

#[test]
fn a_taken_file_comes_back_unless_another_stands_there() {
    let bench = Bench::new();
    let steps = [taking(&bench, "t")];
    forward(&bench, &steps[0]);
    fs::write(bench.at("t"), "made since").unwrap();
    assert_eq!(back(&bench, &steps), [("t".to_owned(), Reason::Exists)]);
    fs::remove_file(bench.at("t")).unwrap();
    assert!(back(&bench, &steps).is_empty());
    assert_eq!(read(bench.at("t")), "old");
}

#[test]
fn a_new_directory_goes_only_while_it_is_empty() {
    let bench = Bench::new();
    fs::create_dir(bench.slot(5)).unwrap();
    let steps = [Step::Move {
        from: Spot::Slot(5),
        to: path("d"),
        what: bench.object(&Spot::Slot(5)),
    }];
    forward(&bench, &steps[0]);
    fs::write(bench.at("d/mine"), "").unwrap();
    assert_eq!(back(&bench, &steps), [("d".to_owned(), Reason::NotEmpty)]);
    fs::remove_file(bench.at("d/mine")).unwrap();
    assert!(back(&bench, &steps).is_empty());
    assert!(!bench.at("d").exists());
}

#[test]
fn a_file_that_became_a_directory_comes_back_even_from_half_way() {
    let bench = Bench::new();
    fs::create_dir(bench.slot(0)).unwrap();
    fs::write(bench.at("a"), "a file").unwrap();
    let steps = [Step::Swap {
        one: Spot::Slot(0),
        other: rel("a"),
        coming: bench.object(&Spot::Slot(0)),
        going: bench.object(&path("a")),
    }];
    forward(&bench, &steps[0]);
    fs::write(bench.at("a/mine"), "").unwrap();
    assert_eq!(back(&bench, &steps), [("a".to_owned(), Reason::NotEmpty)]);
    fs::remove_file(bench.at("a/mine")).unwrap();
    // Half way: the directory is removed, the file not yet back.
    fs::remove_dir(bench.at("a")).unwrap();
    assert!(back(&bench, &steps).is_empty());
    assert_eq!(read(bench.at("a")), "a file");
}

#[test]
fn a_removed_directory_is_made_again_with_its_mode() {
    let bench = Bench::new();
    fs::create_dir(bench.at("d")).unwrap();
    let steps = [Step::Remove {
        path: rel("d"),
        what: bench.object(&path("d")),
        mode: 0o711,
        slot: 8,
        must: true,
    }];
    forward(&bench, &steps[0]);
    // As if a recovery had ended while it made one.
    fs::create_dir(bench.slot(8)).unwrap();
    for _ in 0..2 {
        assert!(back(&bench, &steps).is_empty());
        assert_eq!(fs::metadata(bench.at("d")).unwrap().mode() & 0o777, 0o711);
    }
    fs::remove_dir(bench.at("d")).unwrap();
    fs::write(bench.at("d"), "made since").unwrap();
    assert_eq!(back(&bench, &steps), [("d".to_owned(), Reason::Exists)]);
}

#[test]
fn attributes_go_back_unless_they_are_others_by_now() {
    let bench = Bench::new();
    fs::write(bench.at("a"), "text").unwrap();
    let what = bench.object(&path("a"));
    let attributes = |mode, mtime| Attributes {
        mode,
        mtime: Some(mtime),
    };
    let steps = [Step::Set {
        path: rel("a"),
        what: what.clone(),
        stood: true,
        from: attributes(what.mode, what.identity.mtime),
        to: attributes(0o600, 7_000_000_000),
    }];
    forward(&bench, &steps[0]);
    assert_eq!(fs::metadata(bench.at("a")).unwrap().mtime(), 7);
    assert!(back(&bench, &steps).is_empty());
    assert!(bench.object(&path("a")).is(&what));
    forward(&bench, &steps[0]);
    fs::write(bench.at("a"), "edited").unwrap();
    assert_eq!(back(&bench, &steps), [("a".to_owned(), Reason::Changed)]);
}
