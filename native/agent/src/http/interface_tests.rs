//! The interface as a daemon meets it: what is there before the boot, what is refused, and how a refusal looks.

use serde_json::{Value, json};

use crate::agent::BootState;
use crate::daemon_test::with_agent;

/// Every endpoint; `7` stands for a process.
const ENDPOINTS: [(&str, &str); 20] = [
    ("PUT", "clock"),
    ("GET", "stats"),
    ("GET", "ps"),
    ("POST", "processes"),
    ("GET", "processes"),
    ("DELETE", "processes/7"),
    ("GET", "processes/7/wait"),
    ("POST", "processes/7/signal"),
    ("POST", "processes/7/resize"),
    ("PUT", "processes/7/stdin"),
    ("GET", "processes/7/stdout"),
    ("GET", "processes/7/stderr"),
    ("GET", "which?name=sh"),
    ("GET", "file?path=/etc/passwd"),
    ("PUT", "file?path=/no/such/place"),
    ("DELETE", "file?path=/no/such/place"),
    ("GET", "stat?path=/"),
    ("GET", "directory?path=/"),
    ("POST", "directory"),
    ("POST", "rename"),
];

#[test]
fn before_the_boot_nothing_of_the_guest_can_be_touched() {
    with_agent(false, false, |daemon, _| async move {
        for (method, target) in ENDPOINTS {
            let answer = daemon.call(method, target, b"{}").await;
            assert_eq!(
                answer.code(),
                (409, "not_booted".into()),
                "{method} {target}"
            );
        }
        // Not even whether an endpoint is there.
        let answer = daemon.get("no-such-endpoint").await;
        assert_eq!(answer.code(), (409, "not_booted".into()));
    });
}

#[test]
fn health_is_told_at_any_time() {
    for booted in [false, true] {
        with_agent(booted, false, |daemon, _| async move {
            let answer = daemon.get("health").await;
            let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap();
            let wanted = json!({
                "agent": env!("CARGO_PKG_VERSION"), "kernel": kernel.trim(), "booted": booted
            });
            assert_eq!((answer.status, answer.json()), (200, wanted));
        });
    }
}

#[test]
fn a_boot_configuration_that_is_refused_leaves_the_guest_waiting() {
    with_agent(false, false, |daemon, _| async move {
        let golden = include_str!("../../../wire/golden/boot-config.json");
        let golden: Value = serde_json::from_str(golden).unwrap();
        let with = |key: &str, value: Value| {
            let mut config = golden.clone();
            config[key] = value;
            config.to_string()
        };
        for (body, says) in [
            (String::new(), "EOF"),
            ("{".into(), "EOF"),
            ("[]".into(), "invalid"),
            ("{}".into(), "missing field"),
            (with("extra", json!(1)), "unknown field `extra`"),
            (with("version", json!(2)), "version"),
            (with("hostname", json!("")), "hostname"),
            (with("pidMax", json!(1)), "pidMax"),
            (with("mounts", json!([{}])), "missing field"),
            (
                with("trees", json!([{"from": "a", "to": "/b"}])),
                "trees.from",
            ),
        ] {
            let answer = daemon.call("POST", "boot", body.as_bytes()).await;
            assert_eq!(answer.code(), (400, "bad_config".into()), "{body}");
            let reason = answer.json()["data"]["reason"].as_str().unwrap().to_owned();
            assert!(reason.contains(says), "{reason}");
            assert_eq!(daemon.agent.boot.get(), BootState::Waiting);
        }
    });
}

#[test]
fn a_guest_is_booted_once() {
    for state in [BootState::Begun, BootState::Booted] {
        with_agent(false, false, |daemon, _| async move {
            daemon.agent.boot.set(state);
            let answer = daemon.post("boot", &json!({})).await;
            assert_eq!(answer.code(), (409, "already_booted".into()));
        });
    }
}

#[test]
fn what_is_no_endpoint_is_said_to_be_none() {
    with_agent(true, false, |daemon, _| async move {
        for (method, target) in [
            ("GET", "no-such-endpoint"),
            ("GET", ""),
            ("GET", "processes/"),
            ("GET", "processes/x/wait"),
            ("GET", "processes/-1/wait"),
            ("GET", "processes/99999999999999999999/wait"),
            ("GET", "processes/1/stdin"),
            ("GET", "processes/1/wait/more"),
            ("PATCH", "processes"),
            ("POST", "health"),
            ("DELETE", "directory"),
            ("get", "health"),
        ] {
            let answer = daemon.call(method, target, b"").await;
            let wanted = (404, "no_such_endpoint".to_owned());
            assert_eq!(answer.code(), wanted, "{method} {target}");
        }
    });
}

#[test]
fn bodies_that_are_no_documents_are_refused() {
    with_agent(true, false, |daemon, _| async move {
        let long = vec![b' '; bellglass_wire::MAX_DOCUMENT + 1];
        let bodies: [&[u8]; 6] = [b"x", b"{", b"null", b"\xff", b"{\"surplus\":1}", &long];
        for (method, target) in [
            ("PUT", "clock"),
            ("POST", "processes"),
            ("POST", "directory"),
            ("POST", "rename"),
        ] {
            for body in bodies {
                let answer = daemon.call(method, target, body).await;
                let wanted = (400, "bad_request".to_owned());
                assert_eq!(answer.code(), wanted, "{target}: {} bytes", body.len());
            }
            let empty = daemon.call(method, target, b"").await;
            assert_eq!(empty.code(), (400, "bad_request".into()), "{target}");
        }
    });
}

#[test]
fn values_out_of_bounds_are_refused_by_name() {
    with_agent(true, false, |daemon, _| async move {
        let process = |key: &str, value: Value| {
            let mut asked = json!({ "argv": ["true"], "cwd": "/" });
            asked[key] = value;
            asked
        };
        for (method, target, body, says) in [
            (
                "PUT",
                "clock",
                json!({"seconds": -1, "nanoseconds": 0}),
                "seconds",
            ),
            (
                "PUT",
                "clock",
                json!({"seconds": 1, "nanoseconds": 1_000_000_000}),
                "nanoseconds",
            ),
            ("POST", "processes", process("argv", json!([])), "argv"),
            ("POST", "processes", process("argv", json!(["a\0"])), "argv"),
            ("POST", "processes", process("cwd", json!("x")), "cwd"),
            ("POST", "processes", process("keep", json!(1)), "keep"),
            ("POST", "processes", process("env", json!({"": "x"})), "env"),
            (
                "POST",
                "processes",
                process("limits", json!({"files": 1})),
                "unknown field `files`",
            ),
            (
                "POST",
                "processes",
                process("limits", json!({"nofile": -1})),
                "invalid value",
            ),
            ("POST", "directory", json!({"path": "x"}), "path"),
            (
                "POST",
                "directory",
                json!({"path": "/x", "mode": 0o10000}),
                "mode",
            ),
            (
                "POST",
                "rename",
                json!({"from": "/a", "to": "/b/../c"}),
                "to",
            ),
        ] {
            let answer = daemon
                .call(method, target, body.to_string().as_bytes())
                .await;
            assert_eq!(answer.code(), (400, "bad_request".into()), "{body}");
            let message = answer.json()["message"].as_str().unwrap().to_owned();
            assert!(message.starts_with("the request is not well formed: "));
            assert!(message.contains(says), "{message}");
        }
    });
}

#[test]
fn which_finds_the_programs_of_a_path() {
    with_agent(true, false, |daemon, _| async move {
        let found = daemon
            .get("which?path=/usr/bin:/bin&name=sh&name=no-such&name=env")
            .await;
        let wanted = json!({ "found": { "env": "/usr/bin/env", "sh": "/usr/bin/sh" } });
        assert_eq!((found.status, found.json()), (200, wanted));
        assert_eq!(daemon.get("which").await.json(), json!({ "found": {} }));
        let default = daemon.get("which?name=sh").await.json();
        assert!(default["found"]["sh"].as_str().unwrap().ends_with("/sh"));
        let many = "name=x&".repeat(257);
        for bad in [many.as_str(), "name=%ff", "path=%ff"] {
            let answer = daemon.get(&format!("which?{bad}")).await;
            assert_eq!(answer.code(), (400, "bad_request".into()));
        }
    });
}

#[test]
fn documents_are_json_and_streams_are_bytes() {
    with_agent(true, false, |daemon, _| async move {
        for (target, kind) in [
            ("health", "application/json"),
            ("no-such-endpoint", "application/json"),
            ("file?path=/proc/version", "application/octet-stream"),
            ("directory?path=/", "application/octet-stream"),
        ] {
            let (response, _) = daemon.begin("GET", target, false).await;
            let response = response.await.unwrap();
            assert_eq!(response.headers()["content-type"], kind, "{target}");
        }
    });
}

#[test]
fn one_slow_request_holds_up_no_other() {
    with_agent(true, false, |daemon, _| async move {
        // Two bodies that never end.
        let _first = daemon.begin("POST", "rename", true).await;
        let _second = daemon.begin("PUT", "file?path=/dev/null", true).await;
        for _ in 0..200 {
            assert_eq!(daemon.get("health").await.status, 200);
        }
    });
}
