//! Output and input as streams: whole, in order, held up by a slow reader, and given up by either side.

use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};

use crate::agent::Agent;
use crate::daemon_test::{Daemon, alone, collect, send_all};

/// The first free bytes that a program could write: its pipe, and one window.
const PIPE: usize = 1 << 20;

async fn written(path: &str) -> usize {
    std::fs::metadata(path).map_or(0, |file| usize::try_from(file.len()).unwrap())
}

/// Where a program that counts what it wrote stops.
async fn settled(path: &str) -> usize {
    let mut last = usize::MAX;
    loop {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let now = written(path).await;
        if now == last {
            return now;
        }
        last = now;
    }
}

#[test]
fn an_output_arrives_whole_and_in_order() {
    alone(
        "http::process::stream_tests::an_output_arrives_whole_and_in_order",
        |daemon, _| async move {
            let said = daemon.shell("seq 1 600000", Value::Null).await;
            let mut expected = 0;
            for line in said.lines() {
                expected += 1;
                assert_eq!(line.parse(), Ok(expected));
            }
            assert_eq!(expected, 600_000);
        },
    );
}

#[test]
fn the_two_outputs_are_apart() {
    alone(
        "http::process::stream_tests::the_two_outputs_are_apart",
        |daemon, _| async move {
            let line = "echo out; echo err >&2; printf '\\377\\000' >&2";
            let argv = ["/bin/sh", "-c", line];
            let (id, _) = daemon.start(&argv, Value::Null).await;
            let err = daemon.get(&format!("processes/{id}/stderr")).await;
            let out = daemon.get(&format!("processes/{id}/stdout")).await;
            assert_eq!((out.body.as_slice(), out.status), (&b"out\n"[..], 200));
            assert_eq!(err.body, b"err\n\xff\0");
        },
    );
}

#[test]
fn a_stream_is_taken_once() {
    alone(
        "http::process::stream_tests::a_stream_is_taken_once",
        |daemon, _| async move {
            let (id, _) = daemon.start(&["true"], Value::Null).await;
            for stream in ["stdout", "stderr"] {
                let target = format!("processes/{id}/{stream}");
                assert_eq!(daemon.get(&target).await.body, b"");
                let again = daemon.get(&target).await;
                assert_eq!(again.code(), (409, "stream_taken".into()));
                assert_eq!(again.json()["data"], json!({ "stream": stream }));
            }
            let input = format!("processes/{id}/stdin");
            let none = daemon.call("PUT", &input, b"x").await;
            assert_eq!(none.code(), (409, "stream_taken".into()), "it has none");
            let odd = daemon
                .get(&format!("processes/{id}/stdout?until=never"))
                .await;
            assert_eq!(odd.code(), (400, "bad_request".into()));
        },
    );
}

#[test]
fn a_reader_that_does_not_read_holds_up_the_program() {
    alone(
        "http::process::stream_tests::a_reader_that_does_not_read_holds_up_the_program",
        |daemon, _| async move {
            let (agent, window) = (daemon.agent.clone(), 1 << 16);
            let (slow, _tasks) = Daemon::connect(agent, window).await;
            let scratch = crate::daemon_test::Scratch::new("slow");
            let copy = scratch.text("copy");
            let line = format!("head -c 8388608 /dev/zero | tee {copy}");
            let (id, _) = slow.start(&["/bin/sh", "-c", &line], Value::Null).await;
            let target = format!("processes/{id}/stdout");
            let (response, _) = slow.begin("GET", &target, false).await;
            let response = response.await.unwrap();
            let stopped = settled(&copy).await;
            // The pipe, the window, what is on its way to it, and a pipe's worth between the two programs.
            assert!(
                stopped < 2 * PIPE + (1 << 20),
                "{stopped} bytes went somewhere"
            );
            let all = collect(response).await;
            assert_eq!(all.body.len(), 8 << 20);
            assert_eq!(slow.wait(id).await["exitCode"], json!(0));
        },
    );
}

#[test]
fn a_reader_that_goes_away_breaks_the_pipe() {
    alone(
        "http::process::stream_tests::a_reader_that_goes_away_breaks_the_pipe",
        |daemon, _| async move {
            let (id, _) = daemon.start(&["yes"], Value::Null).await;
            let target = format!("processes/{id}/stdout");
            let (response, _) = daemon.begin("GET", &target, false).await;
            let mut body = response.await.unwrap().into_body();
            assert!(body.data().await.unwrap().unwrap().starts_with(b"y\ny\n"));
            drop(body);
            assert_eq!(daemon.wait(id).await["signal"], json!(libc::SIGPIPE));
        },
    );
}

#[test]
fn until_exit_does_not_wait_for_what_runs_on() {
    alone(
        "http::process::stream_tests::until_exit_does_not_wait_for_what_runs_on",
        |daemon, _| async move {
            let line = "sleep 600 & echo $!; head -c 300000 /dev/zero | tr '\\0' x";
            let argv = ["/bin/sh", "-c", line];
            let (id, _) = daemon.start(&argv, Value::Null).await;
            let target = format!("processes/{id}/stdout?until=exit");
            let answer = daemon.get(&target).await;
            let (child, rest) = answer
                .body
                .split_at(answer.body.iter().position(|b| *b == b'\n').unwrap());
            assert_eq!(rest.len(), 300_001, "nothing of the program's own is lost");
            assert!(answer.whole);
            let child = std::str::from_utf8(child).unwrap();
            assert!(
                std::path::Path::new(&format!("/proc/{child}")).exists(),
                "it runs on"
            );
            daemon
                .post(&format!("processes/{id}/signal"), &json!({ "signal": 9 }))
                .await;
        },
    );
}

#[test]
fn an_input_arrives_whole_and_is_closed() {
    alone(
        "http::process::stream_tests::an_input_arrives_whole_and_is_closed",
        |daemon, _| async move {
            let (id, _) = daemon.start(&["cat"], json!({ "stdin": true })).await;
            let sent: Vec<u8> = (0..3_000_000_u32).map(|n| n.to_le_bytes()[1]).collect();
            let output = {
                let daemon = daemon.clone();
                let target = format!("processes/{id}/stdout");
                tokio::task::spawn_local(async move { daemon.get(&target).await.body })
            };
            let target = format!("processes/{id}/stdin");
            let answer = daemon.call("PUT", &target, &sent).await;
            assert_eq!((answer.status, answer.body.len()), (204, 0));
            assert!(output.await.unwrap() == sent);
            assert_eq!(daemon.wait(id).await["exitCode"], json!(0));
            let again = daemon.call("PUT", &target, b"more").await;
            assert_eq!(again.code(), (409, "stream_taken".into()));
        },
    );
}

#[test]
fn a_program_that_reads_no_more_is_no_error() {
    alone(
        "http::process::stream_tests::a_program_that_reads_no_more_is_no_error",
        |daemon, _| async move {
            let (id, _) = daemon
                .start(&["head", "-c", "1"], json!({ "stdin": true }))
                .await;
            let (response, mut stream) = daemon
                .begin("PUT", &format!("processes/{id}/stdin"), true)
                .await;
            let sending = tokio::task::spawn_local(async move {
                send_all(&mut stream, Bytes::from(vec![b'x'; 4 << 20])).await;
            });
            assert_eq!(response.await.unwrap().status().as_u16(), 204);
            sending.abort();
            assert_eq!(daemon.wait(id).await["exitCode"], json!(0));
        },
    );
}

#[test]
fn an_input_that_nobody_can_read_ends_without_another_byte() {
    alone(
        "http::process::stream_tests::an_input_that_nobody_can_read_ends_without_another_byte",
        |daemon, _| async move {
            let argv = ["/bin/sh", "-c", "exec 0<&-; sleep 60"];
            let (id, _) = daemon.start(&argv, json!({ "stdin": true })).await;
            // The body stays open and empty.
            let target = format!("processes/{id}/stdin");
            let (response, _stream) = daemon.begin("PUT", &target, true).await;
            assert_eq!(response.await.unwrap().status().as_u16(), 204);
            daemon
                .post(&format!("processes/{id}/signal"), &json!({ "signal": 9 }))
                .await;
        },
    );
}

async fn next_session(agent: std::rc::Rc<Agent>) -> Daemon {
    Daemon::connect(agent, 1 << 20).await.0
}

#[test]
fn streams_outlive_the_daemon_that_had_them() {
    alone(
        "http::process::stream_tests::streams_outlive_the_daemon_that_had_them",
        |daemon, tasks| async move {
            let argv = ["/bin/sh", "-c", "echo one; read word; echo $word"];
            let (id, _) = daemon.start(&argv, json!({ "stdin": true })).await;
            let (response, _) = daemon
                .begin("GET", &format!("processes/{id}/stdout"), false)
                .await;
            let mut body = response.await.unwrap().into_body();
            assert_eq!(body.data().await.unwrap().unwrap(), b"one\n"[..]);
            let (_input, _stream) = daemon
                .begin("PUT", &format!("processes/{id}/stdin"), true)
                .await;
            tokio::time::sleep(Duration::from_millis(100)).await;

            // The daemon is killed: neither stream was given up.
            tasks.connection.abort();
            tasks.session.await.unwrap();
            let next = next_session(daemon.agent.clone()).await;
            let put = next
                .call("PUT", &format!("processes/{id}/stdin"), b"two\n")
                .await;
            assert_eq!(put.status, 204);
            let output = next.get(&format!("processes/{id}/stdout")).await;
            assert_eq!(output.body, b"two\n");
            assert_eq!(next.wait(id).await["exitCode"], json!(0));
        },
    );
}
