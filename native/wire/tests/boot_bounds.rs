//! A boot configuration at its bounds: each one holds on one side and refuses on the other.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use bellglass_wire::{Refusal, boot::BootConfig, parse};
use proptest::prelude::*;
use serde_json::{Value, json};

const GOLDEN: &str = include_str!("../golden/boot-config.json");

fn boot(pointer: &str, value: Value) -> Result<BootConfig, Refusal> {
    let mut document: Value = serde_json::from_str(GOLDEN).unwrap();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match document.pointer_mut(parent).unwrap() {
        Value::Object(map) => {
            map.insert(key.into(), value);
        }
        Value::Array(items) => items[key.parse::<usize>().unwrap()] = value,
        _ => panic!("{pointer} leads nowhere"),
    }
    parse(document.to_string().as_bytes())
}

fn field(result: Result<BootConfig, Refusal>) -> &'static str {
    match result {
        Err(Refusal::Bounds { field, .. }) => field,
        other => panic!("{other:?}"),
    }
}

type Row = (&'static str, Value, Value, &'static str);

fn long(count: usize) -> Value {
    json!("x".repeat(count))
}

fn path(count: usize) -> Value {
    json!(format!("/{}", "x".repeat(count - 1)))
}

fn disk(device: Value) -> Value {
    json!({ "kind": "disk", "device": device })
}

/// The last value within a bound is taken, and the next is not.
fn hold(table: impl IntoIterator<Item = Row>) {
    for (pointer, good, bad, name) in table {
        boot(pointer, good).unwrap_or_else(|refusal| panic!("{pointer}: {refusal}"));
        assert_eq!(field(boot(pointer, bad)), name, "{pointer}");
    }
}

#[test]
fn what_is_of_the_whole_guest_has_bounds() {
    hold([
        ("/version", json!(1), json!(0), "version"),
        ("/hostname", long(64), long(65), "hostname"),
        ("/hostname", json!("h"), json!(""), "hostname"),
        ("/time/seconds", json!(0), json!(-1), "seconds"),
        (
            "/time/seconds",
            json!(1_u64 << 35),
            json!((1_u64 << 35) + 1),
            "seconds",
        ),
        (
            "/time/nanoseconds",
            json!(999_999_999),
            json!(1_000_000_000),
            "nanoseconds",
        ),
        ("/root/sizeMiB", json!(1), json!(0), "root.sizeMiB"),
        ("/root", disk(path(4095)), disk(path(4096)), "root.device"),
        ("/root", disk(json!("/d")), disk(json!("d")), "root.device"),
        ("/orphanSeconds", json!(1), json!(0), "orphanSeconds"),
        (
            "/orphanSeconds",
            json!(31_536_000),
            json!(31_536_001),
            "orphanSeconds",
        ),
        ("/pidMax", json!(301), json!(300), "pidMax"),
        ("/pidMax", json!(4_194_304), json!(4_194_305), "pidMax"),
    ]);
}

#[test]
fn what_is_made_in_the_guest_has_bounds() {
    hold([
        ("/mounts/0/source", long(4095), long(4096), "mounts.source"),
        ("/mounts/0/source", json!("s"), json!(""), "mounts.source"),
        ("/mounts/0/target", path(4095), path(4096), "mounts.target"),
        (
            "/mounts/0/target",
            json!("/a"),
            json!("///"),
            "mounts.target",
        ),
        (
            "/mounts/0/options",
            long(4000),
            long(4001),
            "mounts.options",
        ),
        ("/trees/0/from", path(4095), path(4096), "trees.from"),
        ("/trees/0/to", path(4095), path(4096), "trees.to"),
        ("/links/0/path", path(4095), path(4096), "links.path"),
        ("/links/0/to", long(4095), long(4096), "links.to"),
        (
            "/directories/0/path",
            path(4095),
            path(4096),
            "directories.path",
        ),
        (
            "/directories/0/mode",
            json!(0o7777),
            json!(0o10000),
            "directories.mode",
        ),
        ("/files/0/path", path(4095), path(4096), "files.path"),
        ("/files/0/mode", json!(0o7777), json!(0o10000), "files.mode"),
        ("/identity/0/path", path(4095), path(4096), "identity.path"),
        (
            "/identity/0/inode",
            json!("18446744073709551615"),
            json!("18446744073709551616"),
            "identity.inode",
        ),
        (
            "/identity/0/inode",
            json!("0"),
            json!("-1"),
            "identity.inode",
        ),
    ]);
}

#[test]
fn a_review_has_bounds() {
    let folder = "/review/folder";
    let of = |tag: Value, inode: &str| json!({ "tag": tag, "probe": "", "inode": inode });
    hold([
        ("/review/target", path(4095), path(4096), "review.target"),
        ("/review/target", json!("/a"), json!("//"), "review.target"),
        (
            "/review/snapshot",
            path(4095),
            path(4096),
            "review.snapshot",
        ),
        ("/review/changes", path(4095), path(4096), "review.changes"),
        (
            folder,
            of(long(64), "0"),
            of(long(65), "0"),
            "review.folder.tag",
        ),
        (folder, Value::Null, of(json!(""), "0"), "review.folder.tag"),
        (
            folder,
            of(json!("t"), "1"),
            of(json!("t"), "-1"),
            "review.folder.inode",
        ),
        (
            "/review/folder/probe",
            json!("a/b"),
            json!("a/../b"),
            "review.folder.probe",
        ),
    ]);
    boot("/review", Value::Null).unwrap();
}

#[test]
fn a_list_has_at_most_so_many_entries() {
    let document: Value = serde_json::from_str(GOLDEN).unwrap();
    for list in [
        "mounts",
        "trees",
        "links",
        "directories",
        "files",
        "identity",
    ] {
        let of = |count: usize| Value::from(vec![document[list][0].clone(); count]);
        let pointer = format!("/{list}");
        boot(&pointer, of(0)).unwrap();
        boot(&pointer, of(4096)).unwrap();
        assert_eq!(field(boot(&pointer, of(4097))), list);
    }
}

#[test]
fn every_path_must_be_absolute_and_stay_where_it_is() {
    for bad in ["", "a", "./a", "/a/..", "/../a", "/a/../b", "..", "/a\0b"] {
        for (pointer, name) in [
            ("/mounts/0/target", "mounts.target"),
            ("/trees/0/from", "trees.from"),
            ("/trees/0/to", "trees.to"),
            ("/links/0/path", "links.path"),
            ("/directories/0/path", "directories.path"),
            ("/files/0/path", "files.path"),
            ("/identity/0/path", "identity.path"),
            ("/review/target", "review.target"),
            ("/review/snapshot", "review.snapshot"),
            ("/review/changes", "review.changes"),
        ] {
            assert_eq!(field(boot(pointer, json!(bad))), name, "{bad:?}");
        }
    }
}

#[test]
fn dots_that_lead_nowhere_are_part_of_a_name() {
    for good in ["/...", "/a..b/..c/d..", "/.hidden", "/a/./b", "/a//b/"] {
        boot("/files/0/path", json!(good)).unwrap();
    }
    // What a link holds is the guest's business.
    boot("/links/0/to", json!("../../usr/bin")).unwrap();
}

#[test]
fn unknown_keys_are_refused_wherever_they_are() {
    for pointer in [
        "/surplus",
        "/time/surplus",
        "/root/surplus",
        "/mounts/0/surplus",
        "/trees/0/surplus",
        "/links/0/surplus",
        "/directories/0/surplus",
        "/files/0/surplus",
        "/identity/0/surplus",
        "/review/surplus",
        "/review/folder/surplus",
    ] {
        let refusal = boot(pointer, json!(1)).unwrap_err().to_string();
        assert!(refusal.contains("unknown field `surplus`"), "{refusal}");
    }
}

#[test]
fn only_what_not_every_guest_has_may_be_missing_or_null() {
    let document: Value = serde_json::from_str(GOLDEN).unwrap();
    for key in document.as_object().unwrap().keys() {
        let may = ["orphanSeconds", "review"].contains(&key.as_str());
        let mut without = document.clone();
        without.as_object_mut().unwrap().remove(key);
        let read = parse::<BootConfig>(without.to_string().as_bytes());
        assert_eq!(read.is_ok(), may, "{key} missing");
        let read = boot(&format!("/{key}"), Value::Null);
        assert_eq!(read.is_ok(), may, "{key} null");
    }
}

#[test]
fn a_root_is_memory_or_a_disk() {
    for good in [json!({ "kind": "memory" }), disk(json!("/dev/vda"))] {
        boot("/root", good).unwrap();
    }
    for bad in [
        json!({ "kind": "disk" }),
        json!({ "kind": "disk", "device": null }),
        json!({ "kind": "disk", "device": "/dev/vda", "sizeMiB": 1 }),
        json!({ "kind": "memory", "device": "/dev/vda" }),
        json!({ "kind": "Memory" }),
        json!({ "sizeMiB": 1 }),
    ] {
        let refusal = boot("/root", bad.clone()).unwrap_err();
        assert!(matches!(refusal, Refusal::Shape(_)), "{bad}");
    }
}

#[test]
fn file_systems_have_exactly_these_names() {
    for kind in ["virtiofs", "tmpfs", "erofs", "ext4"] {
        boot("/mounts/0/kind", json!(kind)).unwrap();
    }
    for kind in ["Virtiofs", "overlay", "9p", "Bind", ""] {
        let refusal = boot("/mounts/0/kind", json!(kind)).unwrap_err();
        assert!(matches!(refusal, Refusal::Shape(_)), "{kind}");
    }
}

#[test]
fn a_directory_that_is_shown_again_has_an_absolute_path() {
    let bind = |source| json!({ "kind": "bind", "source": source, "target": "/t", "readOnly": true, "options": "" });
    boot("/mounts/0", bind("/run/bellglass/added/0")).unwrap();
    assert!(boot("/mounts/0", bind("added/0")).is_err());
}

proptest! {
    #[test]
    fn any_content_and_any_target_survive_the_way(content in any::<String>(), name in "[^/\0]{1,40}") {
        prop_assume!(name != "..");
        let mut document: Value = serde_json::from_str(GOLDEN).unwrap();
        document["files"][0]["content"] = json!(content);
        document["files"][0]["path"] = json!(format!("/{name}"));
        let config: BootConfig = parse(document.to_string().as_bytes()).unwrap();
        prop_assert_eq!(&config.files[0].content, &content);
        prop_assert_eq!(serde_json::to_value(&config).unwrap(), document);
    }

    #[test]
    fn no_bytes_make_the_parser_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(parse::<BootConfig>(&bytes).is_err());
    }

    #[test]
    fn a_golden_document_with_a_byte_changed_is_read_or_refused(at in 0..GOLDEN.len(), byte in any::<u8>()) {
        let mut bytes = GOLDEN.as_bytes().to_vec();
        bytes[at] = byte;
        if let Ok(config) = parse::<BootConfig>(&bytes) {
            // Whatever was read is in bounds, and is read again from what it is written as.
            let again = serde_json::to_vec(&config).unwrap();
            prop_assert_eq!(parse::<BootConfig>(&again).unwrap(), config);
        }
    }
}
