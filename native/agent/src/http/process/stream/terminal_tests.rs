//! Programs with a terminal: what it is to them, typed into, resized, and left by a daemon that was killed.

use std::time::Duration;

use bytes::Bytes;
use h2::RecvStream;
use serde_json::{Value, json};

use crate::daemon_test::{Daemon, alone, send_all};

fn terminal() -> Value {
    json!({ "tty": { "rows": 24, "cols": 80 }, "keep": 65_536, "env": { "PS1": "", "TERM": "dumb" } })
}

/// A reader that waits for what it is told to.
struct Screen {
    body: RecvStream,
    seen: String,
}

impl Screen {
    async fn of(daemon: &Daemon, id: u64, from: usize) -> Self {
        let target = format!("processes/{id}/stdout?from={from}");
        let (response, _) = daemon.begin("GET", &target, false).await;
        let body = response.await.unwrap().into_body();
        Self {
            body,
            seen: String::new(),
        }
    }

    async fn shows(&mut self, text: &str) {
        while !self.seen.contains(text) {
            let Some(piece) = self.body.data().await else {
                panic!("{text:?} does not come: {:?}", self.seen)
            };
            let piece = piece.unwrap();
            let _ = self.body.flow_control().release_capacity(piece.len());
            self.seen.push_str(&String::from_utf8_lossy(&piece));
        }
    }
}

async fn type_in(daemon: &Daemon, id: u64, text: &str) {
    let target = format!("processes/{id}/stdin");
    let answer = daemon.call("PUT", &target, text.as_bytes()).await;
    assert_eq!(answer.status, 204);
}

async fn resize(daemon: &Daemon, id: u64, size: Value) -> (u16, Value) {
    let answer = daemon.post(&format!("processes/{id}/resize"), &size).await;
    let code = match answer.status {
        204 => Value::Null,
        _ => answer.json()["code"].clone(),
    };
    (answer.status, code)
}

#[test]
fn a_terminal_is_a_programs_own_and_has_its_size() {
    alone(
        "http::process::stream::terminal_tests::a_terminal_is_a_programs_own_and_has_its_size",
        |daemon, _| async move {
            let line = "test -t 0 && test -t 1 && test -t 2 && stty size && stat -c '%u %g %a' $(tty); \
                        stty -a | grep -o ' iutf8'; set -- $(cat /proc/$$/stat); echo $(($5 == $8 && $6 == $8)); exit 3";
            let mut asked = terminal();
            asked["user"] = json!("nobody");
            let (id, _) = daemon.start(&["/bin/sh", "-c", line], asked).await;
            let said = daemon.get(&format!("processes/{id}/stdout")).await;
            let uid = std::fs::read_to_string("/etc/passwd").unwrap();
            let uid = uid
                .lines()
                .find(|line| line.starts_with("nobody:"))
                .unwrap();
            let uid = uid.split(':').nth(2).unwrap();
            let wanted = format!("24 80\r\n{uid} 5 620\r\n iutf8\r\n1\r\n");
            assert_eq!(String::from_utf8(said.body).unwrap(), wanted);
            assert!(said.whole);
            assert_eq!(daemon.wait(id).await["exitCode"], json!(3));
            let err = daemon.get(&format!("processes/{id}/stderr")).await;
            assert_eq!(err.code(), (409, "stream_taken".into()));
            let list = daemon.get("processes").await.json();
            assert_eq!(list["processes"][0]["tty"], json!(true));
            assert_eq!(list["processes"][0]["kept"], json!(true));
        },
    );
}

#[test]
fn what_is_typed_arrives_and_nothing_is_closed_after_it() {
    alone(
        "http::process::stream::terminal_tests::what_is_typed_arrives_and_nothing_is_closed_after_it",
        |daemon, _| async move {
            let (id, _) = daemon.start(&["/bin/sh"], terminal()).await;
            let mut screen = Screen::of(&daemon, id, 0).await;
            type_in(&daemon, id, "echo $((20+1))\n").await;
            screen.shows("21\r\n").await;
            type_in(&daemon, id, "echo $((30+").await;
            type_in(&daemon, id, "1)); sleep 600\n").await;
            screen.shows("31\r\n").await;
            // Ctrl-C is for what is in the foreground.
            tokio::time::sleep(Duration::from_millis(200)).await;
            type_in(&daemon, id, "\u{3}").await;
            type_in(&daemon, id, "echo $((40+1))\n").await;
            screen.shows("41\r\n").await;
            type_in(&daemon, id, "\u{4}").await;
            assert!(daemon.wait(id).await["exitCode"].is_number());
            // Nobody is left to read it, which is no error.
            type_in(&daemon, id, "more\n").await;
        },
    );
}

#[test]
fn a_terminal_is_resized_and_its_program_told() {
    alone(
        "http::process::stream::terminal_tests::a_terminal_is_resized_and_its_program_told",
        |daemon, _| async move {
            let line = "trap 'stty size; exit 0' WINCH; echo ready; while :; do sleep 0.01; done";
            let (id, _) = daemon.start(&["/bin/sh", "-c", line], terminal()).await;
            let mut screen = Screen::of(&daemon, id, 0).await;
            screen.shows("ready").await;
            for bad in [json!({ "rows": 0, "cols": 1 }), json!({ "rows": 1 })] {
                let refused = resize(&daemon, id, bad).await;
                assert_eq!(refused, (400, json!("bad_request")));
            }
            let size = json!({ "rows": 50, "cols": 132 });
            assert_eq!(resize(&daemon, id, size.clone()).await.0, 204);
            screen.shows("50 132\r\n").await;
            daemon.wait(id).await;
            assert_eq!(resize(&daemon, id, size.clone()).await.0, 204);
            let (other, _) = daemon.start(&["true"], json!({ "keep": 4096 })).await;
            let refused = resize(&daemon, other, size).await;
            assert_eq!(refused, (409, json!("not_a_terminal")));
        },
    );
}

#[test]
fn much_that_is_typed_waits_for_a_slow_program() {
    alone(
        "http::process::stream::terminal_tests::much_that_is_typed_waits_for_a_slow_program",
        |daemon, _| async move {
            let line = "stty raw -echo; echo ready; sleep 0.3; head -c 500000 | cksum";
            let (id, _) = daemon.start(&["/bin/sh", "-c", line], terminal()).await;
            let mut screen = Screen::of(&daemon, id, 0).await;
            screen.shows("ready").await;
            type_in(&daemon, id, &"0123456789".repeat(50_000)).await;
            let expected = daemon
                .shell(
                    "yes 0123456789 | tr -d '\\n' | head -c 500000 | cksum",
                    Value::Null,
                )
                .await;
            screen.shows(expected.trim()).await;
        },
    );
}

#[test]
fn all_that_a_program_wrote_last_is_there() {
    alone(
        "http::process::stream::terminal_tests::all_that_a_program_wrote_last_is_there",
        |daemon, _| async move {
            for _ in 0..20 {
                let line = "stty raw; seq 1 5000";
                let (id, _) = daemon.start(&["/bin/sh", "-c", line], terminal()).await;
                let said = daemon.get(&format!("processes/{id}/stdout")).await.body;
                let said = String::from_utf8(said).unwrap();
                assert!(
                    said.lines().map(str::parse).eq((1..=5000).map(Ok)),
                    "{said:?}"
                );
            }
        },
    );
}

#[test]
fn a_terminal_outlives_the_daemon_that_typed_into_it() {
    alone(
        "http::process::stream::terminal_tests::a_terminal_outlives_the_daemon_that_typed_into_it",
        |daemon, tasks| async move {
            let line = "stty raw -echo; echo ready; sleep 1; stty sane -echo; read a; read word; echo got $word";
            let (id, _) = daemon.start(&["/bin/sh", "-c", line], terminal()).await;
            let mut screen = Screen::of(&daemon, id, 0).await;
            screen.shows("ready").await;
            let input = format!("processes/{id}/stdin");
            // One that types too much to be read, and is killed in the middle of it.
            let (_answer, mut stream) = daemon.begin("PUT", &input, true).await;
            let sending = tokio::task::spawn_local(async move {
                send_all(&mut stream, Bytes::from(vec![b'x'; 600_000])).await;
            });
            tokio::time::sleep(Duration::from_millis(200)).await;
            let second = daemon.call("PUT", &input, b"y").await;
            assert_eq!(second.code(), (409, "stream_taken".into()));
            tasks.connection.abort();
            let (next, _tasks) = Daemon::connect(daemon.agent.clone(), 1 << 20).await;
            tasks.session.await.unwrap();
            sending.abort();
            tokio::time::sleep(Duration::from_millis(1200)).await;
            let from = screen.seen.len();
            let mut screen = Screen::of(&next, id, from).await;
            let answer = next.call("PUT", &input, b"\nword\n").await;
            assert_eq!(answer.status, 204);
            screen.shows("got word\r\n").await;
            next.wait(id).await;
        },
    );
}

#[test]
fn a_shell_that_ends_takes_its_terminal_from_what_it_left() {
    alone(
        "http::process::stream::terminal_tests::a_shell_that_ends_takes_its_terminal_from_what_it_left",
        |daemon, _| async move {
            let line = "trap '' HUP; sleep 600 & echo $!";
            let (id, _) = daemon.start(&["/bin/sh", "-c", line], terminal()).await;
            let said = daemon.get(&format!("processes/{id}/stdout")).await;
            assert!(said.whole, "its output ends, though something has it open");
            let child: i32 = String::from_utf8(said.body)
                .unwrap()
                .trim()
                .parse()
                .unwrap();
            let child = rustix::process::Pid::from_raw(child).unwrap();
            rustix::process::kill_process(child, rustix::process::Signal::KILL).unwrap();
            daemon.wait(id).await;
            let forgotten = daemon.call("DELETE", &format!("processes/{id}"), b"").await;
            assert_eq!(forgotten.status, 204);
        },
    );
}

#[test]
fn a_program_that_cannot_be_started_leaves_no_terminal() {
    alone(
        "http::process::stream::terminal_tests::a_program_that_cannot_be_started_leaves_no_terminal",
        |daemon, _| async move {
            let count = || std::fs::read_dir("/proc/self/fd").unwrap().count();
            let before = count();
            for _ in 0..10 {
                let (_, code, _) = daemon.fails(&["no-such-program"], terminal()).await;
                assert_eq!(code, "program_not_found");
            }
            assert_eq!((count(), daemon.agent.budget.used()), (before, 0));
            for _ in 0..10 {
                let (id, _) = daemon.start(&["true"], terminal()).await;
                daemon.wait(id).await;
                daemon.call("DELETE", &format!("processes/{id}"), b"").await;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
            assert_eq!((count(), daemon.agent.budget.used()), (before, 0));
        },
    );
}
