//! A snapshot's specification is held to its bounds.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use bellglass_wire::snapshot::SnapshotSpec;
use bellglass_wire::spec::Seccomp;
use bellglass_wire::{Refusal, parse};
use serde_json::{Value, json};

fn least() -> Value {
    json!({ "version": 1, "workspace": "/w", "output": "/o", "hidden": [] })
}

fn with(key: &str, value: Value) -> Result<SnapshotSpec, Refusal> {
    let mut document = least();
    document[key] = value;
    parse(document.to_string().as_bytes())
}

#[test]
fn what_is_not_given_has_a_value() {
    let spec: SnapshotSpec = parse(least().to_string().as_bytes()).unwrap();
    assert_eq!(spec.embed_file_limit, 1 << 20);
    assert_eq!(spec.embed_budget, 128 << 20);
    assert_eq!(
        (spec.entry_limit, spec.seccomp),
        (1_000_000, Seccomp::Enforce)
    );
}

#[test]
fn what_is_hidden_has_to_be_said() {
    for key in ["version", "workspace", "output", "hidden"] {
        let mut document = least();
        document.as_object_mut().unwrap().remove(key);
        assert!(
            parse::<SnapshotSpec>(document.to_string().as_bytes()).is_err(),
            "{key}"
        );
    }
}

#[test]
fn values_at_their_bounds_are_taken() {
    with("embedFileLimit", json!(0)).unwrap();
    with("embedFileLimit", json!(64 << 20)).unwrap();
    with("embedBudget", json!(4_u64 << 30)).unwrap();
    with("entryLimit", json!(1)).unwrap();
    with("entryLimit", json!(1 << 24)).unwrap();
    with("hidden", json!(vec!["a"; 4096])).unwrap();
    with("hidden", json!(["", "#", "!x", " "])).unwrap();
}

#[test]
fn values_beyond_their_bounds_are_refused_by_their_key() {
    let cases = [
        ("version", json!(2)),
        ("workspace", json!("w")),
        ("workspace", json!("/a/../b")),
        ("workspace", json!("/a\0b")),
        ("output", json!("")),
        ("embedFileLimit", json!((64 << 20) + 1)),
        ("embedBudget", json!((4_u64 << 30) + 1)),
        ("entryLimit", json!(0)),
        ("entryLimit", json!((1 << 24) + 1)),
        ("hidden", json!(vec!["a"; 4097])),
        ("hidden", json!(["x".repeat(4096)])),
        ("hidden", json!(["a\nb"])),
        ("hidden", json!(["a\0b"])),
    ];
    for (key, value) in cases {
        let refusal = with(key, value.clone()).unwrap_err();
        assert!(
            matches!(refusal, Refusal::Bounds { field, .. } if field == key),
            "{key} {value}"
        );
    }
}

#[test]
fn values_of_another_shape_are_refused() {
    for (key, value) in [
        ("embedBudget", json!(-1)),
        ("entryLimit", json!("many")),
        ("hidden", json!("*.pem")),
        ("hidden", json!([1])),
        ("seccomp", json!("never")),
        ("workspace", json!({ "bytes": "L3c=" })),
        ("surplus", json!(1)),
    ] {
        assert!(
            matches!(with(key, value.clone()), Err(Refusal::Shape(_))),
            "{key} {value}"
        );
    }
}
