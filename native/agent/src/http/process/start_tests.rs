//! Starting a program: which one it is, how it ends, and what is said when it cannot be.

use serde_json::{Value, json};

use crate::daemon_test::{Scratch, alone};

#[test]
fn the_status_of_a_program_is_its_own() {
    alone(
        "http::process::start_tests::the_status_of_a_program_is_its_own",
        |daemon, _| async move {
            for code in [0, 1, 37, 126, 127, 255] {
                let line = format!("exit {code}");
                let end = daemon.run(&["/bin/sh", "-c", &line], Value::Null).await.end;
                assert_eq!(end["exitCode"], json!(code), "{end}");
                assert_eq!(end["signal"], Value::Null, "{end}");
                assert_eq!(end["outOfMemory"], json!(false), "{end}");
            }
        },
    );
}

#[test]
fn a_signal_that_ends_a_program_is_its_end() {
    alone(
        "http::process::start_tests::a_signal_that_ends_a_program_is_its_end",
        |daemon, _| async move {
            for signal in [1, 2, 6, 9, 11, 13, 14, 15, 64] {
                let line = format!("kill -{signal} $$; sleep 60");
                let end = daemon.run(&["/bin/sh", "-c", &line], Value::Null).await.end;
                assert_eq!(end["signal"], json!(signal), "{end}");
                assert_eq!(end["exitCode"], Value::Null, "{end}");
            }
        },
    );
}

#[test]
fn what_a_program_used_is_told_with_its_end() {
    alone(
        "http::process::start_tests::what_a_program_used_is_told_with_its_end",
        |daemon, _| async move {
            let line = "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done";
            let end = daemon.run(&["/bin/sh", "-c", line], Value::Null).await.end;
            assert!(end["userMicros"].as_u64().unwrap() > 1000, "{end}");
            assert!(end["maxRssKiB"].as_u64().unwrap() > 100, "{end}");
        },
    );
}

#[test]
fn a_program_that_is_not_there_is_not_found() {
    alone(
        "http::process::start_tests::a_program_that_is_not_there_is_not_found",
        |daemon, _| async move {
            for program in ["no-such-program", "/no/such/program", "/bin/sh/below"] {
                let (status, code, data) = daemon.fails(&[program], Value::Null).await;
                assert_eq!((status, code.as_str()), (404, "program_not_found"));
                assert_eq!(data, json!({ "program": program }));
            }
            let elsewhere = json!({ "env": { "PATH": "/nowhere" } });
            let (status, ..) = daemon.fails(&["ls"], elsewhere).await;
            assert_eq!(status, 404, "the PATH that counts is the program's own");
            let list = daemon.get("processes").await.json();
            assert_eq!(list["processes"], json!([]), "nothing is left in the list");
        },
    );
}

#[test]
fn a_program_that_cannot_be_executed_says_why() {
    alone(
        "http::process::start_tests::a_program_that_cannot_be_executed_says_why",
        |daemon, _| async move {
            let scratch = Scratch::new("not-executable");
            std::fs::create_dir(scratch.0.join("directory")).unwrap();
            let table = [
                (scratch.file("plain", b"#!/bin/sh\n", 0o644), libc::EACCES),
                (scratch.text("directory"), libc::EACCES),
                (scratch.file("garbage", b"\x01\x02", 0o755), libc::ENOEXEC),
                (scratch.file("empty", b"", 0o755), libc::ENOEXEC),
                (
                    scratch.file("script", b"#!/no/such/interpreter\n", 0o755),
                    libc::ENOEXEC,
                ),
            ];
            for (program, errno) in table {
                let (status, code, data) = daemon.fails(&[&program], Value::Null).await;
                let wanted = (400, "program_not_executable");
                assert_eq!((status, code.as_str()), wanted, "{program}");
                assert_eq!(data, json!({ "program": program, "errno": errno }));
            }
        },
    );
}

#[test]
fn a_name_is_looked_for_in_every_part_of_the_path() {
    alone(
        "http::process::start_tests::a_name_is_looked_for_in_every_part_of_the_path",
        |daemon, _| async move {
            let scratch = Scratch::new("looked-for");
            for part in ["one", "two", "three"] {
                std::fs::create_dir(scratch.0.join(part)).unwrap();
            }
            // The first is not executable and the second is not there: execvp(3) goes on.
            scratch.file("one/it", b"#!/bin/sh\necho one\n", 0o644);
            scratch.file("three/it", b"#!/bin/sh\necho three\n", 0o755);
            let path = ["one", "two", "three"]
                .map(|part| scratch.text(part))
                .join(":");
            let found = daemon
                .run(&["it"], json!({ "env": { "PATH": path } }))
                .await;
            assert_eq!(found.out, "three\n");
            let without = json!({ "env": { "PATH": scratch.text("one") } });
            let (status, code, _) = daemon.fails(&["it"], without).await;
            assert_eq!((status, code.as_str()), (400, "program_not_executable"));
            let here = json!({ "env": { "PATH": "" }, "cwd": scratch.text("three") });
            assert_eq!(daemon.run(&["it"], here).await.out, "three\n");
        },
    );
}

#[test]
fn arguments_arrive_as_they_were_sent() {
    alone(
        "http::process::start_tests::arguments_arrive_as_they_were_sent",
        |daemon, _| async move {
            let words = ["", " ", "a b", "\"'$x`\\", "new\nline", "größe", "--", "-e"];
            let line = "for word; do printf '<%s>' \"$word\"; done";
            let mut argv = vec!["/bin/sh", "-c", line, "name"];
            argv.extend(words);
            let said = daemon.run(&argv, Value::Null).await.out;
            assert_eq!(said, words.map(|word| format!("<{word}>")).concat());
        },
    );
}

#[test]
fn arguments_beyond_what_the_kernel_takes_are_refused() {
    alone(
        "http::process::start_tests::arguments_beyond_what_the_kernel_takes_are_refused",
        |daemon, _| async move {
            let long = "x".repeat(100_000);
            // A small stack allows a small part of it for arguments.
            let mut argv = vec!["/bin/true"];
            argv.extend([long.as_str(); 9]);
            let small = json!({ "limits": { "stack": 1 << 20 } });
            let (status, code, _) = daemon.fails(&argv, small).await;
            assert_eq!((status, code.as_str()), (400, "arguments_too_long"));
            let end = daemon.run(&argv, Value::Null).await.end;
            assert_eq!(end["exitCode"], json!(0), "the control");
        },
    );
}

#[test]
fn a_directory_that_cannot_be_entered_is_named() {
    alone(
        "http::process::start_tests::a_directory_that_cannot_be_entered_is_named",
        |daemon, _| async move {
            let scratch = Scratch::new("cwd");
            let file = scratch.file("file", b"", 0o755);
            let closed = scratch.text("closed");
            std::fs::create_dir(&closed).unwrap();
            scratch.file("closed/x", b"", 0o755);
            let permissions = std::os::unix::fs::PermissionsExt::from_mode(0o700);
            std::fs::set_permissions(&closed, permissions).unwrap();
            let table = [
                (scratch.text("none"), None, libc::ENOENT),
                (file, None, libc::ENOTDIR),
                (closed.clone(), Some("4242:4242"), libc::EACCES),
            ];
            for (cwd, user, errno) in table {
                let more = json!({ "cwd": cwd, "user": user });
                let (status, code, data) = daemon.fails(&["/bin/true"], more).await;
                assert_eq!((status, code.as_str()), (400, "bad_cwd"), "{cwd}");
                assert_eq!(data, json!({ "cwd": cwd, "errno": errno }));
            }
            let said = daemon.shell("pwd", json!({ "cwd": closed })).await;
            assert_eq!(said.trim(), closed, "root may");
        },
    );
}

#[test]
fn the_environment_is_what_was_asked_for_and_a_logins_beside() {
    alone(
        "http::process::start_tests::the_environment_is_what_was_asked_for_and_a_logins_beside",
        |daemon, _| async move {
            let env = json!({ "env": { "A": "1\n2", "EMPTY": "", "HOME": "/h" } });
            let said = daemon.run(&["/usr/bin/env", "-0"], env).await.out;
            let mut lines: Vec<&str> = said.split_terminator('\0').collect();
            lines.sort_unstable();
            let wanted = [
                "A=1\n2",
                "EMPTY=",
                "HOME=/h",
                "LOGNAME=root",
                "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            ];
            assert_eq!(lines[..5], wanted);
            assert!(lines[5].starts_with("SHELL=/"), "{lines:?}");
            assert_eq!(lines[6..], ["USER=root"]);
        },
    );
}
