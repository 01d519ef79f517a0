#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

use super::*;
use crate::tree::bench_test::{Bench, path, rel};

fn reason(result: Result<Done, Trouble>) -> Reason {
    match result {
        Err(Trouble::Conflict(conflict)) => conflict.reason,
        other => panic!("{other:?}"),
    }
}

fn run(bench: &Bench, step: &Step) -> Result<Done, Trouble> {
    bench.with(|ground| carry_out(ground, step))
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

#[test]
fn what_is_replaced_is_in_the_slot_afterwards() {
    let bench = Bench::new();
    let step = replacing(&bench);
    assert_eq!(run(&bench, &step).unwrap(), Done::Whole);
    assert_eq!(fs::read(bench.at("a")).unwrap(), b"coming");
    assert_eq!(fs::read(bench.slot(0)).unwrap(), b"going");
}

#[test]
fn a_file_that_was_written_or_is_gone_is_not_replaced() {
    let bench = Bench::new();
    let step = replacing(&bench);
    fs::write(bench.at("a"), "written since").unwrap();
    assert_eq!(reason(run(&bench, &step)), Reason::Changed);
    assert_eq!(fs::read(bench.at("a")).unwrap(), b"written since");
    fs::remove_file(bench.at("a")).unwrap();
    assert_eq!(reason(run(&bench, &step)), Reason::Missing);
    assert_eq!(fs::read(bench.slot(0)).unwrap(), b"coming");
}

#[test]
fn what_came_out_instead_in_the_last_instant_is_put_back() {
    let bench = Bench::new();
    let step = replacing(&bench);
    fs::write(bench.at("other"), "another's").unwrap();
    let (at, other) = (bench.at("a"), bench.at("other"));
    let meddle = || {
        let _ = fs::rename(&other, &at);
    };
    let result = bench.with_watched(&meddle, |ground| carry_out(ground, &step));
    assert_eq!(reason(result), Reason::Changed);
    assert_eq!(fs::read(bench.at("a")).unwrap(), b"another's");
    assert_eq!(fs::read(bench.slot(0)).unwrap(), b"coming");
}

#[test]
fn what_was_taken_instead_in_the_last_instant_is_put_back() {
    let bench = Bench::new();
    fs::write(bench.at("a"), "going").unwrap();
    fs::write(bench.at("other"), "another's").unwrap();
    let step = Step::Move {
        from: path("a"),
        to: Spot::Slot(0),
        what: bench.object(&path("a")),
    };
    let (at, other) = (bench.at("a"), bench.at("other"));
    let meddle = || {
        let _ = fs::rename(&other, &at);
    };
    let result = bench.with_watched(&meddle, |ground| carry_out(ground, &step));
    assert_eq!(reason(result), Reason::Changed);
    assert_eq!(fs::read(bench.at("a")).unwrap(), b"another's");
    assert!(!bench.slot(0).exists());
}

#[test]
fn nothing_is_put_over_what_stands_there_or_through_a_link() {
    let bench = Bench::new();
    fs::write(bench.slot(0), "coming").unwrap();
    fs::write(bench.at("a"), "here first").unwrap();
    symlink(".", bench.at("link")).unwrap();
    let step = |to: &str| Step::Move {
        from: Spot::Slot(0),
        to: path(to),
        what: bench.object(&Spot::Slot(0)),
    };
    assert_eq!(reason(run(&bench, &step("a"))), Reason::Exists);
    assert_eq!(reason(run(&bench, &step("link/b"))), Reason::Parent);
    assert_eq!(reason(run(&bench, &step("none/b"))), Reason::Parent);
    assert_eq!(fs::read(bench.slot(0)).unwrap(), b"coming");
}

#[test]
fn a_directory_that_is_not_empty_stays_with_its_own_mode_or_is_a_conflict() {
    let bench = Bench::new();
    fs::create_dir(bench.at("d")).unwrap();
    let mut what = bench.object(&path("d"));
    what.mode = 0o555;
    let step = |must| Step::Remove {
        path: rel("d"),
        what: what.clone(),
        mode: 0o755,
        slot: 9,
        must,
    };
    fs::write(bench.at("d/x"), "").unwrap();
    assert_eq!(reason(run(&bench, &step(true))), Reason::NotEmpty);
    assert!(matches!(run(&bench, &step(false)).unwrap(), Done::Kept(_)));
    assert_eq!(fs::metadata(bench.at("d")).unwrap().mode() & 0o777, 0o555);
    fs::remove_file(bench.at("d/x")).unwrap();
    assert_eq!(run(&bench, &step(true)).unwrap(), Done::Whole);
    assert!(!bench.at("d").exists());
}

#[test]
fn a_mode_is_set_on_the_one_file_with_the_one_mode() {
    let bench = Bench::new();
    fs::write(bench.at("a"), "text").unwrap();
    fs::set_permissions(bench.at("a"), fs::Permissions::from_mode(0o644)).unwrap();
    let what = bench.object(&path("a"));
    let attributes = |mode| Attributes {
        mode,
        mtime: Some(what.identity.mtime),
    };
    let step = Step::Set {
        path: rel("a"),
        what: what.clone(),
        stood: true,
        from: attributes(0o644),
        to: attributes(0o600),
    };
    run(&bench, &step).unwrap();
    assert_eq!(fs::metadata(bench.at("a")).unwrap().mode() & 0o777, 0o600);
    // By another of its names it may be set again.
    run(&bench, &step).unwrap();
    fs::set_permissions(bench.at("a"), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(reason(run(&bench, &step)), Reason::Changed);
    fs::remove_file(bench.at("a")).unwrap();
    assert_eq!(reason(run(&bench, &step)), Reason::Missing);
}
