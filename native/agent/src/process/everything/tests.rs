//! The end of everything, in a process namespace in which the test is the first, as the agent is.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{end_everything, kill_everything};
use crate::daemon_test::{Daemon, alone};

const FIRST: &str = "BELLGLASS_TEST_IS_FIRST";

/// Runs a test as the first process of a namespace that has nothing else in it.
fn first<F: Future<Output = ()>>(name: &str, test: impl FnOnce(Daemon) -> F) {
    if std::env::var_os(FIRST).is_some() {
        assert_eq!(std::process::id(), 1);
        return alone(name, |daemon, _| test(daemon));
    }
    let mut unshare = std::process::Command::new("unshare");
    unshare.args(["--pid", "--fork", "--mount-proc", "--kill-child"]);
    let output = unshare
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture", "--test-threads=1"])
        .envs([(FIRST, "1"), ("BELLGLASS_TEST_IS_ALONE", "1")])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    if !rustix::process::geteuid().is_root() {
        return eprintln!("{name}: not tested, since only root has such a namespace");
    }
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}{errors}"
    );
}

async fn started(daemon: &Daemon, line: &str, more: Value) -> u64 {
    let (id, _) = daemon.start(&["/bin/sh", "-c", line], more).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    id
}

#[test]
fn programs_end_when_they_are_asked_to_and_nobody_waits_longer() {
    first(
        "process::everything::tests::programs_end_when_they_are_asked_to_and_nobody_waits_longer",
        |daemon| async move {
            let tidy = "trap 'sleep 0.3; exit 7' TERM; while :; do sleep 0.01; done";
            let tidy = started(&daemon, tidy, Value::Null).await;
            let plain = started(&daemon, "sleep 600", Value::Null).await;
            let stopped = started(&daemon, "kill -STOP $$; sleep 600", Value::Null).await;
            // A shell at a terminal takes no notice of SIGTERM.
            let terminal = json!({ "tty": { "rows": 24, "cols": 80 }, "keep": 4096 });
            let shell = started(&daemon, "trap '' TERM; sleep 600; sleep 600", terminal).await;
            let begun = Instant::now();
            end_everything(Duration::from_secs(30)).await;
            let took = begun.elapsed();
            assert!(took > Duration::from_millis(250), "{took:?}");
            assert!(took < Duration::from_secs(10), "{took:?}");
            assert_eq!(daemon.wait(tidy).await["exitCode"], json!(7));
            assert_eq!(daemon.wait(plain).await["signal"], json!(15));
            assert_eq!(daemon.wait(stopped).await["signal"], json!(15));
            assert_eq!(daemon.wait(shell).await["signal"], json!(1));
        },
    );
}

#[test]
fn programs_that_do_not_end_have_the_grace_and_no_more() {
    first(
        "process::everything::tests::programs_that_do_not_end_have_the_grace_and_no_more",
        |daemon| async move {
            let line = "trap '' TERM; while :; do sleep 0.01; done";
            let id = started(&daemon, line, Value::Null).await;
            let begun = Instant::now();
            end_everything(Duration::from_millis(500)).await;
            let took = begun.elapsed();
            assert!(took >= Duration::from_millis(500), "{took:?}");
            assert!(took < Duration::from_secs(5), "{took:?}");
            kill_everything();
            assert_eq!(daemon.wait(id).await["signal"], json!(9));
        },
    );
}
