#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use std::cell::Cell;
use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};

use super::*;
use crate::tree::bench_test::{Bench, path};

#[test]
fn a_rename_leads_from_a_slot_to_a_path_and_never_over_anything() {
    let bench = Bench::new();
    fs::write(bench.slot(3), "coming").unwrap();
    fs::write(bench.at("taken"), "there").unwrap();
    bench.with(|ground| {
        let failed = ground.rename(&Spot::Slot(3), &path("taken")).unwrap_err();
        assert_eq!((failed.error, failed.operation), (Errno::EXIST, "move"));
        ground.rename(&Spot::Slot(3), &path("free")).unwrap();
    });
    assert_eq!(fs::read(bench.at("free")).unwrap(), b"coming");
    assert_eq!(fs::read(bench.at("taken")).unwrap(), b"there");
}

#[test]
fn an_exchange_leaves_nothing_missing() {
    let bench = Bench::new();
    fs::write(bench.slot(0), "coming").unwrap();
    fs::write(bench.at("a"), "going").unwrap();
    bench.with(|ground| {
        ground.swap(&Spot::Slot(0), &path("a")).unwrap();
        assert!(ground.swap(&Spot::Slot(1), &path("a")).is_err());
    });
    assert_eq!(fs::read(bench.at("a")).unwrap(), b"coming");
    assert_eq!(fs::read(bench.slot(0)).unwrap(), b"going");
}

#[test]
fn what_cannot_be_reached_within_the_workspace_is_not_there() {
    let bench = Bench::new();
    symlink("/etc", bench.at("out")).unwrap();
    fs::write(bench.at("file"), "").unwrap();
    bench.with(|ground| {
        for text in ["out/hostname", "file/x", "none/x", "none"] {
            assert!(ground.look(&path(text)).unwrap().is_none(), "{text}");
        }
        assert!(ground.at(&path("out/hostname")).unwrap_err().is_barred());
        assert_eq!(
            ground.look(&path("out")).unwrap().unwrap().kind,
            crate::tree::Kind::Symlink
        );
    });
}

#[test]
fn a_directory_gets_its_mode_whatever_the_process_masks() {
    let bench = Bench::new();
    bench.with(|ground| ground.make_directory(7, 0o777).unwrap());
    assert_eq!(fs::metadata(bench.slot(7)).unwrap().mode() & 0o7777, 0o777);
}

#[test]
fn a_symbolic_link_gets_its_own_time_and_nobody_else_s() {
    let bench = Bench::new();
    fs::write(bench.slot(1), "").unwrap();
    let before = fs::metadata(bench.slot(1)).unwrap().mtime();
    let target = PathName::Text("1".to_owned());
    bench.with(|ground| {
        ground
            .make_symlink(0, &target, Some(5_000_000_001))
            .unwrap()
    });
    let meta = fs::symlink_metadata(bench.slot(0)).unwrap();
    assert_eq!((meta.mtime(), meta.mtime_nsec()), (5, 1));
    assert_eq!(fs::metadata(bench.slot(1)).unwrap().mtime(), before);
}

#[test]
fn only_the_very_file_is_opened() {
    let bench = Bench::new();
    fs::write(bench.at("a"), "one").unwrap();
    fs::write(bench.at("b"), "other").unwrap();
    bench.with(|ground| {
        let object = ground.look(&path("a")).unwrap().unwrap();
        assert!(ground.open(&path("a"), &object).is_ok());
        assert_eq!(
            ground.open(&path("b"), &object).unwrap_err().error,
            Errno::STALE
        );
    });
}

#[test]
fn a_further_name_is_one_of_the_same_file() {
    let bench = Bench::new();
    fs::write(bench.at("a"), "one").unwrap();
    bench.with(|ground| ground.link(&path("a"), 4).unwrap());
    let inode = |path| fs::metadata(path).unwrap().ino();
    assert_eq!(inode(bench.slot(4)), inode(bench.at("a")));
}

#[test]
fn every_change_is_announced() {
    let bench = Bench::new();
    let changes = Cell::new(0);
    let count = || changes.set(changes.get() + 1);
    bench.with_watched(&count, |ground| {
        ground.make_directory(0, 0o700).unwrap();
        assert_eq!(changes.get(), 2);
        ground.rename(&Spot::Slot(0), &path("d")).unwrap();
        ground.settle(None).unwrap();
        ground.settle(Some(&crate::tree::Rel::top(b"d"))).unwrap();
        ground.remove_directory(&path("d")).unwrap();
        assert_eq!(changes.get(), 6);
        ground.look(&path("d")).unwrap();
        assert_eq!(changes.get(), 6);
        ground.settle(Some(&crate::tree::Rel::top(b"d"))).unwrap();
    });
}
