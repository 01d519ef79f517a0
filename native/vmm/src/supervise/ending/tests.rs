use super::of;
use crate::failure::{Failure, Record};
use bellglass_wire::spec::{FailureRecord, Stage};
use rustix::process::Pid;
use std::process::{Child, Command, ExitCode};

struct Ended {
    record: Record,
    path: std::path::PathBuf,
}

fn ended(name: &str) -> Ended {
    let path = std::env::temp_dir().join(format!("bellglass-ending-{name}-{}", std::process::id()));
    let record = Record::open(path.to_str().unwrap()).unwrap();
    Ended { record, path }
}

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

fn shell(line: &str) -> (Child, Pid) {
    let child = Command::new("/bin/sh").args(["-c", line]).spawn().unwrap();
    let pid = Pid::from_child(&child);
    (child, pid)
}

fn failure(line: &str, complaints: &str) -> FailureRecord {
    let ended = ended(&format!("{:x}", line.len()));
    let (_child, pid) = shell(line);
    of(pid, &ended.record, complaints)
        .unwrap_err()
        .record()
        .clone()
}

#[test]
fn a_hypervisor_that_ended_well_is_a_guest_that_did() {
    let ended = ended("well");
    let (_child, pid) = shell("exit 0");
    let status = of(pid, &ended.record, "a warning").unwrap();
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
fn what_the_hypervisors_process_kept_comes_first() {
    let ended = ended("kept");
    let kept = Failure::new(Stage::Configure, "krun_add_disk", "krun_refused", "no");
    ended.record.keep(&kept);
    for line in ["exit 1", "kill -9 $$", "exit 0"] {
        let (_child, pid) = shell(line);
        assert_eq!(of(pid, &ended.record, "").unwrap_err(), kept, "{line}");
    }
}
