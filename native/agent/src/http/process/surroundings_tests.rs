//! What a program finds around itself: its user, limits, descriptors, session, signals.

use serde_json::{Value, json};

use crate::daemon_test::alone;

#[test]
fn a_program_has_its_user_group_and_groups() {
    alone(
        "http::process::surroundings_tests::a_program_has_its_user_group_and_groups",
        |daemon, _| async move {
            let table = [
                (Value::Null, "0:0:0"),
                (json!("root"), "0:0:0"),
                (json!("4242"), "4242:4242:4242"),
                (json!("4242:50"), "4242:50:50"),
                (json!("0:50"), "0:50:50"),
            ];
            for (user, wanted) in table {
                let line = "echo $(id -u):$(id -g):$(id -G)";
                let said = daemon.shell(line, json!({ "user": user })).await;
                assert!(said.starts_with(wanted), "{user}: {said}");
            }
            // Saved ids too: a program could take them back.
            let status = daemon.run(&["cat", "/proc/self/status"], json!({ "user": "4242" }));
            let status = status.await.out;
            assert!(
                status.contains("Uid:\t4242\t4242\t4242\t4242\n"),
                "{status}"
            );
            assert!(
                status.contains("Gid:\t4242\t4242\t4242\t4242\n"),
                "{status}"
            );
            assert!(status.contains("CapEff:\t0000000000000000\n"), "{status}");
        },
    );
}

#[test]
fn a_user_or_group_that_the_guest_does_not_know_is_refused() {
    alone(
        "http::process::surroundings_tests::a_user_or_group_that_the_guest_does_not_know_is_refused",
        |daemon, _| async move {
            for user in ["no-such-user", "root:no-such-group", "", "-1", "4294967295"] {
                let (status, code, data) =
                    daemon.fails(&["/bin/true"], json!({ "user": user })).await;
                assert_eq!((status, code.as_str()), (400, "no_such_user"), "{user}");
                assert_eq!(data, json!({ "user": user }));
            }
        },
    );
}

#[test]
fn limits_are_set_soft_and_hard() {
    alone(
        "http::process::surroundings_tests::limits_are_set_soft_and_hard",
        |daemon, _| async move {
            let limits = json!({ "limits": {
                "nofile": 100, "nproc": 4000, "core": 4096, "fsize": 1_048_576, "stack": 8_388_608,
                "memlock": 65_536, "as": 4_294_967_296_u64, "cpu": 60
            } });
            let said = daemon.run(&["cat", "/proc/self/limits"], limits).await.out;
            let table = [
                ("Max open files", "100", "100"),
                ("Max processes", "4000", "4000"),
                ("Max core file size", "4096", "4096"),
                ("Max file size", "1048576", "1048576"),
                ("Max stack size", "8388608", "8388608"),
                ("Max locked memory", "65536", "65536"),
                ("Max address space", "4294967296", "4294967296"),
                ("Max cpu time", "60", "60"),
            ];
            for (name, soft, hard) in table {
                let line = said.lines().find_map(|line| line.strip_prefix(name));
                let words: Vec<&str> = line.unwrap().split_whitespace().collect();
                assert_eq!(words[..2], [soft, hard], "{name}");
            }
        },
    );
}

#[test]
fn a_limit_is_felt() {
    alone(
        "http::process::surroundings_tests::a_limit_is_felt",
        |daemon, _| async move {
            let line = "exec 3</dev/null 4</dev/null 5</dev/null && echo opened";
            let few = json!({ "limits": { "nofile": 5 } });
            let refused = daemon.run(&["/bin/sh", "-c", line], few).await;
            assert!(refused.out.is_empty() && !refused.err.is_empty());
            assert_eq!(daemon.shell(line, Value::Null).await, "opened\n");
            let spins = ["/bin/sh", "-c", "while :; do :; done"];
            let end = daemon
                .run(&spins, json!({ "limits": { "cpu": 1 } }))
                .await
                .end;
            assert!(end["signal"] == json!(libc::SIGKILL) || end["signal"] == json!(libc::SIGXCPU));
        },
    );
}

#[test]
fn nothing_of_the_agents_is_open_in_a_program() {
    alone(
        "http::process::surroundings_tests::nothing_of_the_agents_is_open_in_a_program",
        |daemon, _| async move {
            // ls opens the directory that it lists.
            let with_input = json!({ "stdin": true });
            let (id, _) = daemon.start(&["ls", "/proc/self/fd"], with_input).await;
            let said = daemon.get(&format!("processes/{id}/stdout")).await;
            assert_eq!(String::from_utf8_lossy(&said.body), "0\n1\n2\n3\n");
        },
    );
}

#[test]
fn without_an_input_a_program_reads_nothing() {
    alone(
        "http::process::surroundings_tests::without_an_input_a_program_reads_nothing",
        |daemon, _| async move {
            let line = "readlink /proc/self/fd/0; cat; echo read";
            let said = daemon.shell(line, Value::Null).await;
            assert_eq!(said, "/dev/null\nread\n");
        },
    );
}

#[test]
fn a_program_leads_its_own_session_and_group() {
    alone(
        "http::process::surroundings_tests::a_program_leads_its_own_session_and_group",
        |daemon, _| async move {
            let (id, pid) = daemon.start(&["cat", "/proc/self/stat"], Value::Null).await;
            let stat = daemon.get(&format!("processes/{id}/stdout")).await.body;
            let stat = String::from_utf8(stat).unwrap();
            let fields: Vec<&str> = stat.rsplit(") ").next().unwrap().split(' ').collect();
            // After the state: parent, group, session, terminal.
            let pid = pid.to_string();
            assert_eq!(fields[2..4], [pid.as_str(), pid.as_str()]);
            assert_eq!(fields[4], "0", "no terminal");
        },
    );
}

#[test]
fn signals_are_as_a_fresh_program_expects() {
    alone(
        "http::process::surroundings_tests::signals_are_as_a_fresh_program_expects",
        |daemon, _| async move {
            let ignored = |status: &str| {
                let line = status
                    .lines()
                    .find_map(|line| line.strip_prefix("SigIgn:\t"));
                u64::from_str_radix(line.unwrap(), 16).unwrap()
            };
            let own = ignored(&std::fs::read_to_string("/proc/self/status").unwrap());
            const PIPE: u64 = 1 << (libc::SIGPIPE - 1);
            assert_ne!(own & PIPE, 0, "the control: this process ignores it");
            let said = daemon
                .run(&["cat", "/proc/self/status"], Value::Null)
                .await
                .out;
            assert_eq!(ignored(&said) & PIPE, 0);
            for name in ["SigBlk", "SigCgt"] {
                let line = format!("{name}:\t0000000000000000\n");
                assert!(said.contains(&line), "{said}");
            }
        },
    );
}

#[test]
fn new_files_may_be_read_by_others() {
    alone(
        "http::process::surroundings_tests::new_files_may_be_read_by_others",
        |daemon, _| async move {
            assert_eq!(daemon.shell("umask", Value::Null).await, "0022\n");
        },
    );
}

#[test]
fn the_agents_protection_from_the_oom_killer_is_not_inherited() {
    alone(
        "http::process::surroundings_tests::the_agents_protection_from_the_oom_killer_is_not_inherited",
        |daemon, _| async move {
            std::fs::write("/proc/self/oom_score_adj", "300").unwrap();
            let said = daemon
                .shell("cat /proc/self/oom_score_adj", Value::Null)
                .await;
            assert_eq!(said, "0\n");
        },
    );
}
