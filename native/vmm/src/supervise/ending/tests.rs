use super::of;
use crate::failure::Failure;
use crate::last_words::say;
use bellglass_wire::spec::{FailureRecord, Stage};
use rustix::pipe::{PipeFlags, pipe_with};
use rustix::process::Pid;
use std::fs::File;
use std::os::fd::OwnedFd;
use std::process::{Child, Command, ExitCode};

/// The pipe for last words, with nothing in it yet.
fn words() -> (File, OwnedFd) {
    let (ear, mouth) = pipe_with(PipeFlags::CLOEXEC | PipeFlags::NONBLOCK).unwrap();
    (ear.into(), mouth)
}

fn shell(line: &str) -> (Child, Pid) {
    let child = Command::new("/bin/sh").args(["-c", line]).spawn().unwrap();
    let pid = Pid::from_child(&child);
    (child, pid)
}

fn failure(line: &str, complaints: &str) -> FailureRecord {
    let (_child, pid) = shell(line);
    of(pid, &words().0, complaints)
        .unwrap_err()
        .record()
        .clone()
}

#[test]
fn a_hypervisor_that_ended_well_is_a_guest_that_did() {
    let (_child, pid) = shell("exit 0");
    let status = of(pid, &words().0, "a warning").unwrap();
    assert_eq!(format!("{status:?}"), format!("{:?}", ExitCode::SUCCESS));
}

#[test]
fn another_end_is_told_with_what_was_complained() {
    for (line, complaints, code, message) in [
        (
            "exit 3",
            "",
            "hypervisor_failed",
            "run: the hypervisor ended with status 3",
        ),
        (
            "exit  1",
            "no such device; bye",
            "hypervisor_failed",
            "run: the hypervisor ended with status 1: no such device; bye",
        ),
        (
            "kill -9 $$",
            "",
            "hypervisor_killed",
            "run: the hypervisor was ended by signal 9",
        ),
        (
            "kill -ABRT $$",
            "panic",
            "hypervisor_killed",
            "run: the hypervisor was ended by signal 6: panic",
        ),
        (
            "kill -SYS  $$",
            "",
            "seccomp_violation",
            "run: the hypervisor made a system call that its filter refuses",
        ),
    ] {
        let record = failure(line, complaints);
        assert_eq!((record.stage, record.code.as_str()), (Stage::Run, code));
        assert_eq!(record.message, message);
        assert_eq!(record.errno, None);
    }
}

#[test]
fn what_the_hypervisors_process_said_comes_first() {
    let failure = Failure::new(Stage::Configure, "krun_add_disk", "krun_refused", "no");
    for line in ["exit 1", "kill -9 $$", "exit 0"] {
        let (ear, mouth) = words();
        say(&mouth, &failure);
        let (_child, pid) = shell(line);
        assert_eq!(of(pid, &ear, "").unwrap_err(), failure, "{line}");
    }
}
