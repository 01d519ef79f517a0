//! The documents of the guest as a whole at their bounds.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use bellglass_wire::machine::{PowerOff, Ps};
use bellglass_wire::programs::Programs;
use bellglass_wire::{Bounded, Refusal, parse};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

fn read<T: DeserializeOwned + Bounded>(document: &Value) -> Result<T, Refusal> {
    parse(document.to_string().as_bytes())
}

fn field<T: std::fmt::Debug>(result: Result<T, Refusal>) -> &'static str {
    match result {
        Err(Refusal::Bounds { field, .. }) => field,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_grace_is_at_most_ten_minutes_and_none_where_it_is_not_said() {
    assert_eq!(read::<PowerOff>(&json!({})).unwrap().grace_millis, 0);
    for grace in [0, 600_000] {
        let asked: PowerOff = read(&json!({ "graceMillis": grace })).unwrap();
        assert_eq!(asked.grace_millis, grace);
    }
    let long = read::<PowerOff>(&json!({ "graceMillis": 600_001 }));
    assert_eq!(field(long), "graceMillis");
    for odd in [json!(-1), json!("1"), json!(0.5), Value::Null] {
        let refused = read::<PowerOff>(&json!({ "graceMillis": odd }));
        assert!(matches!(refused, Err(Refusal::Shape(_))), "{odd}");
    }
}

#[test]
fn a_list_of_all_that_runs_is_bounded() {
    let golden: Value = serde_json::from_str(include_str!("../golden/ps.json")).unwrap();
    let one = golden["processes"][0].clone();
    let of = |count: usize| read::<Ps>(&json!({ "processes": vec![one.clone(); count] }));
    of(1024).unwrap();
    assert_eq!(field(of(1025)), "processes");
    let with = |command: String| {
        let mut one = one.clone();
        one["command"] = json!(command);
        read::<Ps>(&json!({ "processes": [one] }))
    };
    with("x".repeat(1024)).unwrap();
    assert_eq!(field(with("x".repeat(1025))), "command");
}

#[test]
fn a_list_of_the_programs_that_were_started_is_bounded() {
    let golden: Value = serde_json::from_str(include_str!("../golden/programs.json")).unwrap();
    let with = |programs: Value| {
        let mut document = golden.clone();
        document["programs"] = programs;
        read::<Programs>(&document)
    };
    let one = golden["programs"][0].clone();
    with(json!(vec![one.clone(); 512])).unwrap();
    assert_eq!(field(with(json!(vec![one; 513]))), "programs");
    let of = |argv: Vec<String>| with(json!([{ "argv": argv, "cut": false, "count": 1 }]));
    of(vec!["x".repeat(4096)]).unwrap();
    assert_eq!(field(of(vec!["x".repeat(4097)])), "argv");
    assert_eq!(field(of(vec![String::new(); 1366])), "argv");
    assert_eq!(field(of(vec!["a\0b".into()])), "argv");
}
