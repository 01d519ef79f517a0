//! Names of files, which are bytes: each goes over the border and comes back as it was.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use bellglass_wire::file::{DirectoryEntry, FileKind};
use bellglass_wire::name::PathName;
use bellglass_wire::{Refusal, file::Rename, parse};
use proptest::prelude::*;
use serde_json::{Value, json};

#[test]
fn a_name_that_is_text_is_a_string() {
    for text in ["/a", "", "größe", "a\n\"b\"", "\u{10ffff}"] {
        let name = PathName::from(OsString::from(text));
        assert_eq!(serde_json::to_value(&name).unwrap(), json!(text));
        assert_eq!(name.as_bytes(), text.as_bytes());
    }
}

#[test]
fn a_name_that_is_no_text_is_base64() {
    for (bytes, text) in [
        (&b"\xff"[..], "/w=="),
        (b"a\xffb", "Yf9i"),
        (b"\xc3", "ww=="),
        (b"\xed\xa0\x80", "7aCA"),
    ] {
        let name = PathName::from(OsString::from_vec(bytes.to_vec()));
        assert_eq!(
            serde_json::to_value(&name).unwrap(),
            json!({ "bytes": text })
        );
        let read: PathName = serde_json::from_value(json!({ "bytes": text })).unwrap();
        assert_eq!(read.as_os_str().as_bytes(), bytes);
    }
}

#[test]
fn what_is_neither_a_string_nor_base64_is_refused() {
    for bad in [
        json!(1),
        json!(null),
        json!([]),
        json!({}),
        json!({ "bytes": "/w" }),
        json!({ "bytes": "/w==\n" }),
        json!({ "bytes": "_w==" }),
        json!({ "bytes": [255] }),
        json!({ "bytes": "/w==", "surplus": 1 }),
        json!({ "text": "/a" }),
    ] {
        assert!(
            serde_json::from_value::<PathName>(bad.clone()).is_err(),
            "{bad}"
        );
    }
}

#[test]
fn base64_is_held_to_the_bounds_of_a_path_too() {
    let rename = |bytes: &str| {
        let document = json!({ "from": { "bytes": bytes }, "to": "/b" });
        parse::<Rename>(document.to_string().as_bytes())
    };
    rename("L/8=").unwrap();
    // Relative; with a NUL; with `..`; empty.
    for bad in ["/w==", "L2EAYg==", "L2EvLi4=", ""] {
        let refusal = rename(bad).unwrap_err();
        assert!(
            matches!(refusal, Refusal::Bounds { field: "from", .. }),
            "{bad}"
        );
    }
}

#[test]
fn an_entry_has_one_name_of_either_kind() {
    let text = DirectoryEntry::new("a".into(), FileKind::Directory);
    let wanted = json!({ "name": "a", "kind": "directory" });
    assert_eq!(serde_json::to_value(text).unwrap(), wanted);
    let raw = DirectoryEntry::new(OsString::from_vec(vec![0xff]), FileKind::Socket);
    let wanted = json!({ "nameBytes": "/w==", "kind": "socket" });
    assert_eq!(serde_json::to_value(raw).unwrap(), wanted);
}

#[test]
fn kinds_have_exactly_these_names() {
    for kind in [
        "file",
        "directory",
        "symlink",
        "fifo",
        "socket",
        "blockDevice",
        "characterDevice",
    ] {
        let read: FileKind = serde_json::from_value(json!(kind)).unwrap();
        assert_eq!(serde_json::to_value(read).unwrap(), json!(kind));
    }
    assert!(serde_json::from_value::<FileKind>(json!("pipe")).is_err());
}

proptest! {
    #[test]
    fn any_bytes_come_back_as_they_were(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let name = PathName::from(OsString::from_vec(bytes.clone()));
        let text = serde_json::to_string(&name).unwrap();
        let read: PathName = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(read.as_bytes(), &bytes[..]);
        prop_assert_eq!(&read, &name);
        let written: Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(written.is_string(), std::str::from_utf8(&bytes).is_ok());
    }
}
