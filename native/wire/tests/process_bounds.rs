//! The documents of processes and files at their bounds.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use bellglass_wire::file::{MakeDirectory, Rename};
use bellglass_wire::machine::Time;
use bellglass_wire::process::{ProcessList, SignalProcess, StartProcess, WindowSize};
use bellglass_wire::{Bounded, Refusal, parse};
use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

fn read<T: DeserializeOwned + Bounded>(document: &Value) -> Result<T, Refusal> {
    parse(document.to_string().as_bytes())
}

fn start(key: &str, value: Value) -> Result<StartProcess, Refusal> {
    let mut document = json!({ "argv": ["true"], "cwd": "/" });
    document[key] = value;
    read(&document)
}

fn field<T: std::fmt::Debug>(result: Result<T, Refusal>) -> &'static str {
    match result {
        Err(Refusal::Bounds { field, .. }) => field,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_not_said_of_a_process_has_a_default() {
    let process: StartProcess = read(&json!({ "argv": ["true"], "cwd": "/" })).unwrap();
    assert!(process.env.is_empty() && process.user.is_none() && !process.stdin);
    assert!(process.tty.is_none() && process.keep.is_none());
    assert_eq!(
        process.limits,
        bellglass_wire::process::ProcessLimits::default()
    );
    for missing in [json!({ "cwd": "/" }), json!({ "argv": ["true"] })] {
        assert!(matches!(
            read::<StartProcess>(&missing),
            Err(Refusal::Shape(_))
        ));
    }
}

#[test]
fn a_process_is_taken_up_to_its_bounds() {
    let long = |count: usize| "x".repeat(count);
    let words = |count: usize| json!(vec!["x"; count]);
    // The kernel's MAX_ARG_STRLEN has the NUL in it.
    let table = [
        (
            "argv",
            json!(["x", long(131_071)]),
            json!(["x", long(131_072)]),
        ),
        ("argv", words(65_536), words(65_537)),
        ("argv", json!(["x", ""]), json!(["", "x"])),
        ("argv", json!(["a\nb"]), json!(["a\0b"])),
        (
            "env",
            json!({ "K": long(131_071) }),
            json!({ "K": long(131_072) }),
        ),
        ("env", json!({ long(4095): "" }), json!({ long(4096): "" })),
        ("env", json!({ "a b": "=" }), json!({ "a=b": "" })),
        ("env", json!({ "K": "\n" }), json!({ "K": "\0" })),
        ("env", json!({ " ": "" }), json!({ "": "" })),
        ("cwd", json!("/a/b"), json!("a/b")),
        ("cwd", json!("/"), json!("")),
        ("user", json!(long(256)), json!(long(257))),
        ("user", json!(""), json!("a\0")),
    ];
    for (key, good, bad) in table {
        start(key, good).unwrap_or_else(|refusal| panic!("{key}: {refusal}"));
        assert_eq!(field(start(key, bad)), key);
    }
}

#[test]
fn a_process_has_at_most_so_many_variables() {
    let of = |count: usize| {
        let names = (0..count).map(|n| (format!("K{n}"), json!("")));
        Value::Object(names.collect())
    };
    assert_eq!(start("env", of(4096)).unwrap().env.len(), 4096);
    assert_eq!(field(start("env", of(4097))), "env");
}

#[test]
fn limits_go_by_the_names_of_setrlimit() {
    let all = [
        "nofile", "nproc", "core", "fsize", "stack", "memlock", "as", "cpu",
    ];
    for name in all {
        let limits = start("limits", json!({ name: u64::MAX })).unwrap().limits;
        let written = serde_json::to_value(limits).unwrap();
        for other in all {
            let wanted = if other == name {
                json!(u64::MAX)
            } else {
                Value::Null
            };
            assert_eq!(written[other], wanted, "{name}");
        }
    }
    for bad in [
        json!({ "addressSpace": 1 }),
        json!({ "cpu": -1 }),
        json!({ "cpu": 1.5 }),
    ] {
        assert!(matches!(start("limits", bad), Err(Refusal::Shape(_))));
    }
}

#[test]
fn signals_are_those_that_linux_has() {
    for signal in [1, 9, 15, 64] {
        read::<SignalProcess>(&json!({ "signal": signal })).unwrap();
    }
    for signal in [i32::MIN, -15, 0, 65, i32::MAX] {
        assert_eq!(
            field(read::<SignalProcess>(&json!({ "signal": signal }))),
            "signal"
        );
    }
}

#[test]
fn what_is_kept_of_an_output_has_bounds() {
    for keep in [json!(4096), json!(16 << 20), Value::Null] {
        start("keep", keep).unwrap();
    }
    for keep in [0, 4095, (16 << 20) + 1] {
        assert_eq!(field(start("keep", json!(keep))), "keep");
    }
}

#[test]
fn a_terminal_has_a_size_and_its_output_is_kept() {
    let asked = |rows: u32, cols: u32, keep: Value| {
        let size = json!({ "rows": rows, "cols": cols });
        read::<StartProcess>(&json!({ "argv": ["sh"], "cwd": "/", "tty": size, "keep": keep }))
    };
    for (rows, cols) in [(1, 10_000), (10_000, 1)] {
        let process = asked(rows, cols, json!(4096)).unwrap();
        let size = process.tty.unwrap();
        assert_eq!((u32::from(size.rows), u32::from(size.cols)), (rows, cols));
    }
    for (rows, cols, name) in [
        (0, 80, "rows"),
        (24, 0, "cols"),
        (10_001, 80, "rows"),
        (24, 10_001, "cols"),
    ] {
        assert_eq!(field(asked(rows, cols, json!(4096))), name);
        let resize = json!({ "rows": rows, "cols": cols });
        assert_eq!(field(read::<WindowSize>(&resize)), name);
    }
    assert_eq!(field(asked(24, 80, Value::Null)), "tty");
    for odd in [json!(true), json!({ "rows": 1 })] {
        assert!(matches!(start("tty", odd), Err(Refusal::Shape(_))));
    }
}

#[test]
fn a_list_of_processes_is_bounded() {
    let one = json!({
        "id": 1, "pid": 2, "argv": ["x"], "state": "running", "kept": false, "tty": false, "exit": null
    });
    let of = |count: usize| json!({ "processes": vec![one.clone(); count] });
    read::<ProcessList>(&of(4096)).unwrap();
    assert_eq!(field(read::<ProcessList>(&of(4097))), "processes");
}

#[test]
fn a_directory_has_a_default_mode_and_no_odd_bits() {
    let made: MakeDirectory = read(&json!({ "path": "/a" })).unwrap();
    assert_eq!((made.mode, made.parents), (0o755, false));
    read::<MakeDirectory>(&json!({ "path": "/a", "mode": 0o7777 })).unwrap();
    let odd = read::<MakeDirectory>(&json!({ "path": "/a", "mode": 0o10000 }));
    assert_eq!(field(odd), "mode");
    assert_eq!(
        field(read::<MakeDirectory>(&json!({ "path": "a" }))),
        "path"
    );
}

#[test]
fn both_names_of_a_rename_are_checked() {
    let rename = |from: &str, to: &str| read::<Rename>(&json!({ "from": from, "to": to }));
    rename("/a", "/b").unwrap();
    assert_eq!(field(rename("a", "/b")), "from");
    assert_eq!(field(rename("/a", "/b/..")), "to");
}

#[test]
fn a_time_is_what_a_clock_can_hold() {
    let time = |seconds: i64, nanoseconds: i64| {
        read::<Time>(&json!({ "seconds": seconds, "nanoseconds": nanoseconds }))
    };
    time(0, 0).unwrap();
    time(1 << 35, 999_999_999).unwrap();
    assert_eq!(field(time(-1, 0)), "seconds");
    assert_eq!(field(time((1 << 35) + 1, 0)), "seconds");
    assert_eq!(field(time(0, 1_000_000_000)), "nanoseconds");
    assert!(matches!(time(0, -1), Err(Refusal::Shape(_))));
}

#[test]
fn a_refusal_is_a_sentence_with_the_key_in_it() {
    for (document, says) in [
        (
            json!({ "signal": 0 }).to_string(),
            "signal: not a signal's number",
        ),
        (
            "{\"signal\":\"9\"}".into(),
            "invalid type: string \"9\", expected i32",
        ),
        (
            " ".repeat((1 << 20) + 1),
            "the document has 1048577 bytes, more than 1048576",
        ),
    ] {
        let said = parse::<SignalProcess>(document.as_bytes()).unwrap_err();
        assert!(said.to_string().starts_with(says), "{said}");
    }
}

proptest! {
    #[test]
    fn whatever_is_started_arrives_as_it_was_sent(
        program in "[^\0]{1,20}",
        rest in prop::collection::vec("[^\0]{0,40}", 0..8),
        env in prop::collection::btree_map("[^\0=]{1,12}", "[^\0]{0,40}", 0..8),
    ) {
        let mut argv = vec![program];
        argv.extend(rest);
        let document = json!({ "argv": argv, "env": env, "cwd": "/" });
        let process: StartProcess = read(&document).unwrap();
        prop_assert_eq!(&process.argv, &argv);
        prop_assert_eq!(&process.env, &env);
        let again: StartProcess = read(&serde_json::to_value(&process).unwrap()).unwrap();
        prop_assert_eq!(again, process);
    }
}
