use std::path::Path;

use serde_json::{Value, json};

use super::Fault;

/// A fault, and what the daemon sees of it: the status, the code, the sentence and the data.
type Row = (Fault, u16, &'static str, &'static str, Value);

fn table() -> Vec<Row> {
    let mut all = of_the_guest();
    all.extend(of_requests());
    all.extend(of_programs());
    all
}

fn of_the_guest() -> Vec<Row> {
    vec![
        (
            Fault::NoSuchEndpoint,
            404,
            "no_such_endpoint",
            "the agent has no such endpoint",
            json!({}),
        ),
        (
            Fault::bad("x"),
            400,
            "bad_request",
            "the request is not well formed: x",
            json!({ "reason": "x" }),
        ),
        (
            Fault::NotBooted,
            409,
            "not_booted",
            "the guest has not been booted yet",
            json!({}),
        ),
        (
            Fault::AlreadyBooted,
            409,
            "already_booted",
            "the guest has been booted already",
            json!({}),
        ),
        (
            Fault::BadConfig { reason: "x".into() },
            400,
            "bad_config",
            "the boot configuration was refused: x",
            json!({ "reason": "x" }),
        ),
        (
            Fault::MountFailed {
                source_name: "usr".into(),
                target: "/usr".into(),
                errno: 22,
            },
            500,
            "mount_failed",
            "mounting usr on /usr failed (errno 22)",
            json!({ "source": "usr", "target": "/usr", "errno": 22 }),
        ),
        (
            Fault::WrongWorkspace {
                path: "/p".into(),
                expected: "7".into(),
                found: None,
            },
            500,
            "wrong_workspace",
            "what is mounted on /p is not the workspace",
            json!({ "path": "/p", "expected": "7", "found": null }),
        ),
    ]
}

fn of_requests() -> Vec<Row> {
    vec![
        (
            Fault::step("forking")(rustix::io::Errno::NOMEM),
            500,
            "step_failed",
            "forking failed (errno 12)",
            json!({ "step": "forking", "errno": 12 }),
        ),
        (
            Fault::NoSuchProcess { id: 7 },
            404,
            "no_such_process",
            "there is no process 7",
            json!({ "id": 7 }),
        ),
        (
            Fault::StillRunning { id: 7 },
            409,
            "still_running",
            "process 7 is still running",
            json!({ "id": 7 }),
        ),
        (
            Fault::StreamTaken { stream: "stdin" },
            409,
            "stream_taken",
            "stdin of this process is not there to take",
            json!({ "stream": "stdin" }),
        ),
        (
            Fault::NoSuchUser { user: "u".into() },
            400,
            "no_such_user",
            "the guest has no user or group u",
            json!({ "user": "u" }),
        ),
        (
            Fault::BadCwd {
                cwd: "/c".into(),
                errno: 2,
            },
            400,
            "bad_cwd",
            "the working directory /c cannot be entered (errno 2)",
            json!({ "cwd": "/c", "errno": 2 }),
        ),
        (
            Fault::ProgramNotFound {
                program: "p".into(),
            },
            404,
            "program_not_found",
            "no program named p is in the guest",
            json!({ "program": "p" }),
        ),
    ]
}

fn of_programs() -> Vec<Row> {
    vec![
        (
            Fault::ProgramNotExecutable {
                program: "p".into(),
                errno: 8,
            },
            400,
            "program_not_executable",
            "p cannot be executed (errno 8)",
            json!({ "program": "p", "errno": 8 }),
        ),
        (
            Fault::ArgumentsTooLong,
            400,
            "arguments_too_long",
            "the arguments and the environment are too long",
            json!({}),
        ),
        (
            Fault::TooManyProcesses,
            409,
            "too_many_processes",
            "there are too many processes",
            json!({}),
        ),
        (
            Fault::NotAFile {
                path: "/dev/null".into(),
            },
            400,
            "not_a_file",
            "/dev/null is not a regular file",
            json!({ "path": "/dev/null" }),
        ),
        (
            Fault::NotATerminal { id: 7 },
            409,
            "not_a_terminal",
            "process 7 has no terminal",
            json!({ "id": 7 }),
        ),
        (
            Fault::Internal,
            500,
            "internal",
            "the agent failed at this request",
            json!({}),
        ),
    ]
}

#[test]
fn every_fault_has_its_status_code_sentence_and_data() {
    for (fault, status, code, sentence, data) in table() {
        assert_eq!((fault.code().0, fault.code().1.as_u16()), (code, status));
        assert_eq!(fault.to_string(), sentence);
        assert_eq!(Value::Object(fault.data()), data, "{code}");
    }
}

#[test]
fn no_two_faults_share_a_code() {
    let codes: std::collections::BTreeSet<_> = table().iter().map(|row| row.2).collect();
    assert_eq!(codes.len(), table().len());
}

#[test]
fn a_failure_of_a_file_goes_by_its_number() {
    for (errno, status, code) in [
        (libc::ENOENT, 404, "file_not_found"),
        (libc::EEXIST, 409, "file_exists"),
        (libc::ENOTEMPTY, 409, "directory_not_empty"),
        (libc::ENOTDIR, 400, "not_a_directory"),
        (libc::EISDIR, 400, "is_a_directory"),
        (libc::EROFS, 400, "read_only"),
        (libc::EACCES, 400, "not_permitted"),
        (libc::EPERM, 400, "not_permitted"),
        (libc::ENOSPC, 500, "no_space"),
        (libc::EIO, 500, "file_failed"),
        (libc::EXDEV, 500, "file_failed"),
    ] {
        let error = std::io::Error::from_raw_os_error(errno);
        let fault = Fault::file("writing", Path::new("/f"), &error);
        assert_eq!((fault.code().0, fault.code().1.as_u16()), (code, status));
        assert_eq!(
            fault.to_string(),
            format!("writing /f failed (errno {errno})")
        );
        let data = json!({ "step": "writing", "path": "/f", "errno": errno });
        assert_eq!(Value::Object(fault.data()), data);
    }
}

#[test]
fn an_error_without_a_number_counts_as_eio() {
    let error = std::io::Error::other("no number");
    let fault = Fault::file("reading", Path::new("/f"), &error);
    assert_eq!(fault.code().0, "file_failed");
    assert_eq!(fault.data()["errno"], json!(libc::EIO));
}

#[test]
fn a_path_that_is_no_text_is_shown_as_far_as_it_is() {
    use std::os::unix::ffi::OsStrExt;
    let path = Path::new(std::ffi::OsStr::from_bytes(b"/a\xff"));
    let fault = Fault::file("reading", path, &std::io::Error::from_raw_os_error(2));
    assert_eq!(fault.data()["path"], json!("/a\u{fffd}"));
}
