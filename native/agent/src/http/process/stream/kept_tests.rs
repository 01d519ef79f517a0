//! Outputs that the agent keeps: read from any offset, by one daemon after the other.

use std::time::Duration;

use serde_json::{Value, json};

use crate::daemon_test::{Answer, Daemon, Scratch, alone, collect};

const SMALL: u32 = 4096;

fn keep(bytes: u32) -> Value {
    json!({ "keep": bytes })
}

/// What a reader is told to begin with, and all that follows.
async fn read(daemon: &Daemon, target: &str) -> (u64, Answer) {
    let (response, _) = daemon.begin("GET", target, false).await;
    let response = response.await.unwrap();
    let offset = response.headers().get("bellglass-offset").unwrap();
    let offset = offset.to_str().unwrap().parse().unwrap();
    (offset, collect(response).await)
}

async fn kill(daemon: &Daemon, id: u64) {
    let target = format!("processes/{id}/signal");
    daemon.post(&target, &json!({ "signal": 9 })).await;
    daemon.wait(id).await;
}

#[test]
fn what_is_kept_can_be_read_from_any_offset_and_again() {
    alone(
        "http::process::stream::kept_tests::what_is_kept_can_be_read_from_any_offset_and_again",
        |daemon, _| async move {
            let argv = ["/bin/sh", "-c", "printf 0123456789; printf err >&2"];
            let (id, _) = daemon.start(&argv, keep(SMALL)).await;
            daemon.wait(id).await;
            let out = format!("processes/{id}/stdout");
            for (query, offset, body) in [
                ("", 0, &b"0123456789"[..]),
                ("?from=0", 0, b"0123456789"),
                ("?from=7&until=exit", 7, b"789"),
                ("?from=10", 10, b""),
                ("?from=18446744073709551615", 10, b""),
            ] {
                let (start, answer) = read(&daemon, &format!("{out}{query}")).await;
                assert_eq!((start, answer.body.as_slice()), (offset, body), "{query}");
                assert!(answer.whole && answer.status == 200);
            }
            let (_, err) = read(&daemon, &format!("processes/{id}/stderr?from=1")).await;
            assert_eq!(err.body, b"rr");
            let odd = daemon.get(&format!("{out}?from=x")).await;
            assert_eq!(odd.code(), (400, "bad_request".into()));
            let (piped, _) = daemon.start(&["true"], Value::Null).await;
            let odd = daemon
                .get(&format!("processes/{piped}/stdout?from=0"))
                .await;
            assert_eq!(odd.code(), (400, "bad_request".into()));
        },
    );
}

#[test]
fn without_a_reader_a_program_goes_on_and_its_last_bytes_are_there() {
    alone(
        "http::process::stream::kept_tests::without_a_reader_a_program_goes_on_and_its_last_bytes_are_there",
        |daemon, _| async move {
            // More than pipe, window and ring hold together.
            let line = "head -c 20000000 /dev/zero; seq 1 10000";
            let argv = ["/bin/sh", "-c", line];
            let (id, _) = daemon.start(&argv, keep(65_536)).await;
            assert_eq!(daemon.wait(id).await["exitCode"], json!(0));
            let lines: String = (1..=10_000).map(|n| format!("{n}\n")).collect();
            let (start, answer) = read(&daemon, &format!("processes/{id}/stdout?from=5")).await;
            assert_eq!(start, 20_000_000 + lines.len() as u64 - 65_536);
            assert_eq!(answer.body.len(), 65_536);
            assert!(answer.body.ends_with(lines.as_bytes()));
        },
    );
}

#[test]
fn a_connected_reader_gets_everything_through_a_small_ring() {
    alone(
        "http::process::stream::kept_tests::a_connected_reader_gets_everything_through_a_small_ring",
        |daemon, _| async move {
            let argv = ["/bin/sh", "-c", "read go; seq 1 300000"];
            let asked = json!({ "keep": SMALL, "stdin": true });
            let (id, _) = daemon.start(&argv, asked).await;
            let target = format!("processes/{id}/stdout?from=0");
            let (response, _) = daemon.begin("GET", &target, false).await;
            let response = response.await.unwrap();
            let input = format!("processes/{id}/stdin");
            assert_eq!(daemon.call("PUT", &input, b"go\n").await.status, 204);
            let body = String::from_utf8(collect(response).await.body).unwrap();
            assert!(body.lines().map(str::parse).eq((1..=300_000).map(Ok)));
            assert_eq!(daemon.wait(id).await["exitCode"], json!(0));
        },
    );
}

#[test]
fn a_slow_reader_holds_up_the_program_until_it_goes() {
    alone(
        "http::process::stream::kept_tests::a_slow_reader_holds_up_the_program_until_it_goes",
        |daemon, _| async move {
            let (slow, _tasks) = Daemon::connect(daemon.agent.clone(), 1 << 16).await;
            let scratch = Scratch::new("kept-slow");
            let copy = scratch.text("copy");
            let line = format!("read go; head -c 16000000 /dev/zero | tee {copy}");
            let argv = ["/bin/sh", "-c", &line];
            let asked = json!({ "keep": 65_536, "stdin": true });
            let (id, _) = slow.start(&argv, asked).await;
            let target = format!("processes/{id}/stdout?from=0");
            let (response, _) = slow.begin("GET", &target, false).await;
            let response = response.await.unwrap();
            slow.call("PUT", &format!("processes/{id}/stdin"), b"go\n")
                .await;
            let wait = format!("processes/{id}/wait");
            let ends = tokio::time::timeout(Duration::from_secs(2), slow.get(&wait)).await;
            assert!(ends.is_err(), "nobody has read what it wrote");
            let written = std::fs::metadata(&copy).unwrap().len();
            assert!(written < 5 << 20, "{written} bytes went somewhere");
            drop(response);
            assert_eq!(slow.wait(id).await["exitCode"], json!(0));
            assert_eq!(std::fs::metadata(&copy).unwrap().len(), 16_000_000);
        },
    );
}

#[test]
fn one_reads_at_a_time_and_the_next_goes_on_where_the_last_was() {
    alone(
        "http::process::stream::kept_tests::one_reads_at_a_time_and_the_next_goes_on_where_the_last_was",
        |daemon, _| async move {
            let argv = ["/bin/sh", "-c", "echo one; read word; echo $word"];
            let asked = json!({ "keep": SMALL, "stdin": true });
            let (id, _) = daemon.start(&argv, asked).await;
            let target = format!("processes/{id}/stdout?from=0");
            let (response, _) = daemon.begin("GET", &target, false).await;
            let mut body = response.await.unwrap().into_body();
            assert_eq!(body.data().await.unwrap().unwrap(), b"one\n"[..]);
            let second = daemon.get(&target).await;
            assert_eq!(second.code(), (409, "stream_taken".into()));
            // Given up, the program is not hurt.
            drop(body);
            let input = format!("processes/{id}/stdin");
            assert_eq!(daemon.call("PUT", &input, b"two\n").await.status, 204);
            let (start, answer) = read(&daemon, &format!("processes/{id}/stdout?from=4")).await;
            assert_eq!((start, answer.body), (4, b"two\n".into()));
            assert_eq!(daemon.wait(id).await["exitCode"], json!(0));
        },
    );
}

#[test]
fn nothing_is_lost_when_the_daemon_is_killed_while_it_reads() {
    alone(
        "http::process::stream::kept_tests::nothing_is_lost_when_the_daemon_is_killed_while_it_reads",
        |daemon, tasks| async move {
            let line =
                "i=0; while [ $i -lt 3000 ]; do i=$((i+1)); echo $i; done; sleep 1; echo end";
            let (id, _) = daemon.start(&["/bin/sh", "-c", line], keep(65_536)).await;
            let (agent, mut got) = (daemon.agent.clone(), Vec::new());
            let (mut daemon, mut tasks) = (daemon, tasks);
            for _ in 0..5 {
                let target = format!("processes/{id}/stdout?from={}", got.len());
                let (response, _) = daemon.begin("GET", &target, false).await;
                let response = response.await.unwrap();
                let start = response.headers()["bellglass-offset"]
                    .to_str()
                    .unwrap()
                    .to_owned();
                assert_eq!(start, got.len().to_string());
                let mut body = response.into_body();
                got.extend(body.data().await.unwrap().unwrap());
                // Killed: neither the stream nor the session was given up.
                tasks.connection.abort();
                (daemon, tasks) = Daemon::connect(agent.clone(), 1 << 20).await;
            }
            let (start, rest) = read(
                &daemon,
                &format!("processes/{id}/stdout?from={}", got.len()),
            )
            .await;
            assert_eq!(start, got.len() as u64);
            got.extend(rest.body);
            let mut lines: String = (1..=3000).map(|n| format!("{n}\n")).collect();
            lines.push_str("end\n");
            assert_eq!(String::from_utf8(got).unwrap(), lines);
        },
    );
}

#[test]
fn an_output_ends_with_its_program_and_what_runs_on_is_not_broken() {
    alone(
        "http::process::stream::kept_tests::an_output_ends_with_its_program_and_what_runs_on_is_not_broken",
        |daemon, _| async move {
            let line = "yes & echo $! >&2; sleep 0.2";
            let (id, _) = daemon.start(&["/bin/sh", "-c", line], keep(SMALL)).await;
            assert_eq!(daemon.wait(id).await["exitCode"], json!(0));
            let out = daemon.get(&format!("processes/{id}/stdout")).await;
            assert!(out.whole && out.body.len() == 4096);
            let err = daemon.get(&format!("processes/{id}/stderr")).await.body;
            let child = String::from_utf8(err).unwrap().trim().to_owned();
            let forgotten = daemon.call("DELETE", &format!("processes/{id}"), b"").await;
            assert_eq!(forgotten.status, 204);
            tokio::time::sleep(Duration::from_millis(200)).await;
            let state = std::fs::read_to_string(format!("/proc/{child}/stat")).unwrap();
            let child: i32 = child.parse().unwrap();
            let child = rustix::process::Pid::from_raw(child).unwrap();
            rustix::process::kill_process(child, rustix::process::Signal::KILL).unwrap();
            assert!(!state.contains(") Z "), "{state}");
        },
    );
}

#[test]
fn the_memory_that_is_kept_has_a_bound_and_is_given_back() {
    alone(
        "http::process::stream::kept_tests::the_memory_that_is_kept_has_a_bound_and_is_given_back",
        |daemon, _| async move {
            let mut ids = Vec::new();
            loop {
                let asked = json!({ "argv": ["sleep", "600"], "cwd": "/", "keep": 16 << 20 });
                let answer = daemon.post("processes", &asked).await;
                if answer.status != 201 {
                    assert_eq!(answer.code(), (409, "too_many_processes".into()));
                    break;
                }
                ids.push(answer.json()["id"].as_u64().unwrap());
                assert!(ids.len() <= 8);
            }
            // A quarter of this host's memory may be less.
            assert!(!ids.is_empty());
            let last = ids.pop().unwrap();
            kill(&daemon, last).await;
            let target = format!("processes/{last}");
            assert_eq!(daemon.call("DELETE", &target, b"").await.status, 204);
            tokio::time::sleep(Duration::from_millis(100)).await;
            ids.push(daemon.start(&["sleep", "600"], keep(16 << 20)).await.0);
            for id in ids {
                kill(&daemon, id).await;
                daemon.call("DELETE", &format!("processes/{id}"), b"").await;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
            assert_eq!(daemon.agent.budget.used(), 0);
        },
    );
}

#[test]
fn a_list_says_what_is_kept_and_how_it_ended() {
    alone(
        "http::process::stream::kept_tests::a_list_says_what_is_kept_and_how_it_ended",
        |daemon, _| async move {
            let (kept, _) = daemon
                .start(&["/bin/sh", "-c", "exit 7"], keep(SMALL))
                .await;
            let end = daemon.wait(kept).await;
            let (piped, _) = daemon.start(&["sleep", "60"], Value::Null).await;
            let list = daemon.get("processes").await.json();
            let of = |n: usize| list["processes"][n].clone();
            assert_eq!(
                (of(0)["kept"].clone(), of(0)["tty"].clone()),
                (json!(true), json!(false))
            );
            assert_eq!(of(0)["exit"], end);
            assert_eq!(of(1)["kept"], json!(false));
            assert_eq!(of(1)["exit"], Value::Null);
            kill(&daemon, piped).await;
        },
    );
}
