//! A process after its start: listed, signalled, waited for, forgotten; and those that nobody started here.

use std::time::Duration;

use serde_json::{Value, json};

use crate::daemon_test::{Daemon, alone};

async fn gone(path: &str) {
    for _ in 0..500 {
        if !std::path::Path::new(path).exists() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{path} is still there");
}

async fn signal(daemon: &Daemon, id: u64, signal: i32) -> u16 {
    let target = format!("processes/{id}/signal");
    daemon
        .post(&target, &json!({ "signal": signal }))
        .await
        .status
}

#[test]
fn a_process_is_listed_until_it_is_forgotten() {
    alone(
        "http::process::life_tests::a_process_is_listed_until_it_is_forgotten",
        |daemon, _| async move {
            let (first, pid) = daemon.start(&["sleep", "60"], Value::Null).await;
            let (second, _) = daemon.start(&["true"], Value::Null).await;
            assert_eq!((first, second), (1, 2));
            daemon.wait(second).await;
            let list = daemon.get("processes").await.json();
            let of = |n: usize, key: &str| list["processes"][n][key].clone();
            assert_eq!(of(0, "pid"), json!(pid));
            assert_eq!(of(0, "argv"), json!(["sleep", "60"]));
            assert_eq!(of(0, "state"), json!("running"));
            assert_eq!(of(1, "state"), json!("exited"));

            let refused = daemon.call("DELETE", "processes/1", b"").await;
            assert_eq!(refused.code(), (409, "still_running".into()));
            assert_eq!(signal(&daemon, first, 9).await, 204);
            daemon.wait(first).await;
            for id in [first, second] {
                let target = format!("processes/{id}");
                assert_eq!(daemon.call("DELETE", &target, b"").await.status, 204);
                let again = daemon.call("DELETE", &target, b"").await;
                assert_eq!(again.code(), (404, "no_such_process".into()));
            }
            let list = daemon.get("processes").await.json();
            assert_eq!(list, json!({ "processes": [] }));
            assert_eq!(
                daemon.start(&["true"], Value::Null).await.0,
                3,
                "no number twice"
            );
        },
    );
}

#[test]
fn every_endpoint_of_a_process_that_is_not_there_says_so() {
    alone(
        "http::process::life_tests::every_endpoint_of_a_process_that_is_not_there_says_so",
        |daemon, _| async move {
            for (method, end) in [
                ("GET", "/wait"),
                ("GET", "/stdout"),
                ("GET", "/stderr"),
                ("PUT", "/stdin"),
                ("POST", "/signal"),
                ("POST", "/resize"),
                ("DELETE", ""),
            ] {
                let target = format!("processes/7{end}");
                let answer = daemon.call(method, &target, b"{\"signal\":9}").await;
                assert_eq!(answer.code(), (404, "no_such_process".into()), "{target}");
                assert_eq!(answer.json()["data"], json!({ "id": 7 }));
            }
        },
    );
}

#[test]
fn everybody_who_waits_is_told_the_end_before_and_after() {
    alone(
        "http::process::life_tests::everybody_who_waits_is_told_the_end_before_and_after",
        |daemon, _| async move {
            let line = "read word; exit 5";
            let argv = ["/bin/sh", "-c", line];
            let (id, _) = daemon.start(&argv, json!({ "stdin": true })).await;
            let target = format!("processes/{id}/wait");
            let waits = [0, 1, 2].map(|_| {
                let (daemon, target) = (daemon.clone(), target.clone());
                tokio::task::spawn_local(async move { daemon.get(&target).await.json() })
            });
            tokio::time::sleep(Duration::from_millis(50)).await;
            assert!(waits.iter().all(|wait| !wait.is_finished()));
            let input = format!("processes/{id}/stdin");
            assert_eq!(daemon.call("PUT", &input, b"word\n").await.status, 204);
            for wait in waits {
                assert_eq!(wait.await.unwrap()["exitCode"], json!(5));
            }
            assert_eq!(daemon.wait(id).await["exitCode"], json!(5));
        },
    );
}

#[test]
fn a_signal_goes_to_the_whole_group() {
    alone(
        "http::process::life_tests::a_signal_goes_to_the_whole_group",
        |daemon, _| async move {
            // As the first process of a guest is: else its children are for the host's to reap, which may never do it.
            rustix::process::set_child_subreaper(Some(rustix::process::getpid())).unwrap();
            let line = "sleep 600 & sleep 600 & echo $!; wait";
            let (id, pid) = daemon.start(&["/bin/sh", "-c", line], Value::Null).await;
            tokio::time::sleep(Duration::from_millis(200)).await;
            assert_eq!(signal(&daemon, id, 15).await, 204);
            assert_eq!(daemon.wait(id).await["signal"], json!(15));
            // Its output ends only once the last of them is gone.
            let output = daemon.get(&format!("processes/{id}/stdout")).await;
            let child = String::from_utf8(output.body).unwrap();
            gone(&format!("/proc/{}", child.trim())).await;
            gone(&format!("/proc/{pid}")).await;
            assert_eq!(
                signal(&daemon, id, 15).await,
                204,
                "it may have ended just now"
            );
        },
    );
}

#[test]
fn a_program_may_handle_a_signal() {
    alone(
        "http::process::life_tests::a_program_may_handle_a_signal",
        |daemon, _| async move {
            let line = "trap 'echo caught; exit 3' INT; echo ready; while :; do sleep 0.01; done";
            let (id, _) = daemon.start(&["/bin/sh", "-c", line], Value::Null).await;
            tokio::time::sleep(Duration::from_millis(300)).await;
            assert_eq!(signal(&daemon, id, 2).await, 204);
            let said = daemon.get(&format!("processes/{id}/stdout")).await.body;
            assert_eq!(said, b"ready\ncaught\n");
            assert_eq!(daemon.wait(id).await["exitCode"], json!(3));
        },
    );
}

#[test]
fn a_number_that_is_no_signal_is_refused() {
    alone(
        "http::process::life_tests::a_number_that_is_no_signal_is_refused",
        |daemon, _| async move {
            let (id, _) = daemon.start(&["sleep", "60"], Value::Null).await;
            for bad in [0, -9, 65, 1000] {
                assert_eq!(signal(&daemon, id, bad).await, 400, "{bad}");
            }
            assert_eq!(signal(&daemon, id, 9).await, 204);
            daemon.wait(id).await;
        },
    );
}

#[test]
fn many_that_end_at_once_are_all_told_apart() {
    alone(
        "http::process::life_tests::many_that_end_at_once_are_all_told_apart",
        |daemon, _| async move {
            let mut runs = Vec::new();
            for code in 0..120 {
                let daemon = daemon.clone();
                runs.push(tokio::task::spawn_local(async move {
                    let line = format!("exit {code}");
                    let (id, _) = daemon.start(&["/bin/sh", "-c", &line], Value::Null).await;
                    (code, daemon.wait(id).await["exitCode"].clone())
                }));
            }
            for run in runs {
                let (code, said) = run.await.unwrap();
                assert_eq!(said, json!(code));
            }
        },
    );
}

#[test]
fn what_a_program_leaves_behind_is_reaped() {
    alone(
        "http::process::life_tests::what_a_program_leaves_behind_is_reaped",
        |daemon, _| async move {
            // As the first process of a guest is, and of nothing else here.
            rustix::process::set_child_subreaper(Some(rustix::process::getpid())).unwrap();
            let line = "for n in 1 2 3 4 5 6 7 8; do (sleep 0.3 & echo $!) ; done";
            let (id, _) = daemon.start(&["/bin/sh", "-c", line], Value::Null).await;
            assert_eq!(daemon.wait(id).await["exitCode"], json!(0));
            let output = daemon.get(&format!("processes/{id}/stdout")).await.body;
            let orphans = String::from_utf8(output).unwrap();
            assert_eq!(orphans.lines().count(), 8);
            for orphan in orphans.lines() {
                gone(&format!("/proc/{orphan}")).await;
            }
            // And the reaper still knows whom it is asked for.
            let end = daemon
                .run(&["/bin/sh", "-c", "exit 9"], Value::Null)
                .await
                .end;
            assert_eq!(end["exitCode"], json!(9));
        },
    );
}
