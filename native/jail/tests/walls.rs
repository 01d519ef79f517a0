//! The walls of a process itself, from inside, with its control: the same act before the wall stands.
//!
//! A wall binds the process that puts it up, so each test forks, and the child says what came of its acts.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

mod inside;

use std::fs;
use std::os::unix::fs::MetadataExt;

use bellglass_jail::{descriptors, limits, privileges, session};
use bellglass_wire::spec::{WallName, WallState};
use inside::{Scratch, inside};

#[test]
fn a_session_is_ones_own_and_new_files_are_private() {
    // Not by rustix: the leader of this session may be outside its process namespace, and then the id is 0.
    // SAFETY: getsid takes a number.
    let own = unsafe { libc::getsid(0) };
    let said = inside(|| {
        let scratch = Scratch::new("session");
        let wall = session::own().unwrap();
        assert_eq!((wall.wall, wall.state), (WallName::Session, WallState::Up));
        let sid = rustix::process::getsid(None).unwrap();
        assert_eq!(sid, rustix::process::getpid());
        assert_ne!(sid.as_raw_nonzero().get(), own);
        let file = scratch.0.join("file");
        fs::write(&file, "").unwrap();
        assert_eq!(fs::metadata(file).unwrap().mode() & 0o777, 0o600);
        // One that leads a session already stays in it.
        session::own().unwrap();
        "held".into()
    });
    assert_eq!(said.text(), "held");
}

#[test]
fn a_process_ends_with_the_one_it_named_and_no_other() {
    let said = inside(|| {
        let parent = rustix::process::getppid().unwrap();
        session::end_with(parent).unwrap();
        // One that has ended already, or never was the parent.
        let other = session::end_with(rustix::process::getpid()).unwrap_err();
        other.to_string()
    });
    assert!(
        said.text()
            .starts_with("the process that started this one has ended")
    );
}

#[test]
fn what_was_inherited_is_closed_but_for_what_is_kept() {
    let said = inside(|| {
        let open = |path: &str| std::os::fd::IntoRawFd::into_raw_fd(fs::File::open(path).unwrap());
        let kept = open("/dev/null");
        let closed = [open("/dev/null"), open("/etc/passwd"), open("/")];
        let later = open("/dev/zero");
        let there = |fd: i32| fs::exists(format!("/proc/self/fd/{fd}")).unwrap();
        assert!(closed.iter().all(|fd| there(*fd)), "the control");
        // In no order, twice, with numbers that mean nothing.
        let wall = descriptors::close_all_but(&[later, kept, kept, -1, 0]).unwrap();
        assert_eq!(wall.detail, "2 kept");
        assert!([0, 1, 2, kept, later].iter().all(|fd| there(*fd)));
        assert!(!closed.iter().any(|fd| there(*fd)));
        // The pipe to the test is closed too, so only the status can say it.
        std::process::exit(40)
    });
    assert_eq!(said.code, Some(40), "{said:?}");
}

#[test]
fn only_what_is_open_can_be_taken_over() {
    let said = inside(|| {
        for fd in [-1, 0, 1, 2, 9999] {
            let error = descriptors::adopt(fd).unwrap_err();
            assert_eq!(error.source.raw_os_error(), Some(9), "{fd}");
            assert_eq!(error.step, format!("descriptor {fd}"));
        }
        let file = std::os::fd::IntoRawFd::into_raw_fd(fs::File::open("/dev/null").unwrap());
        let fd = descriptors::adopt(file).unwrap();
        let number = descriptors::inherit(&fd).unwrap();
        assert_eq!(number, file);
        let flags = rustix::io::fcntl_getfd(&fd).unwrap();
        assert!(flags.is_empty(), "a program that is executed has it");
        "held".into()
    });
    assert_eq!(said.text(), "held");
}

#[test]
fn no_core_is_written_and_descriptors_are_as_many_as_the_host_lets() {
    let said = inside(|| {
        use rustix::process::{Resource, getrlimit};
        let before = getrlimit(Resource::Nofile);
        let wall = limits::set().unwrap();
        assert!(wall.detail.starts_with("core 0, nofile "));
        let core = getrlimit(Resource::Core);
        assert_eq!((core.current, core.maximum), (Some(0), Some(0)));
        let files = getrlimit(Resource::Nofile);
        assert_eq!(
            (files.current, files.maximum),
            (before.maximum, before.maximum)
        );
        assert_eq!(Some(limits::files()), before.maximum);
        "held".into()
    });
    assert_eq!(said.text(), "held");
}

#[test]
fn no_capability_is_left_that_mounts_or_traces() {
    let said = inside(|| {
        use rustix::thread::CapabilitySet as Set;
        let wall = privileges::drop_all().unwrap();
        assert_eq!(wall.wall, WallName::NoNewPrivs);
        let has = rustix::thread::capabilities(None).unwrap();
        assert!(has.inheritable.is_empty());
        for gone in [
            Set::SYS_ADMIN,
            Set::SYS_PTRACE,
            Set::KILL,
            Set::MKNOD,
            Set::NET_ADMIN,
        ] {
            assert!(!has.permitted.contains(gone) && !has.effective.contains(gone));
        }
        let root = rustix::process::geteuid().is_root();
        assert_eq!(has.permitted.is_empty(), !root, "{}", wall.detail);
        let status = fs::read_to_string("/proc/self/status").unwrap();
        assert!(status.contains("NoNewPrivs:\t1"));
        "held".into()
    });
    assert_eq!(said.text(), "held");
}

#[test]
fn a_process_that_only_reads_keeps_no_right_to_change() {
    let scratch = Scratch::new("reads");
    let file = scratch.0.join("file");
    fs::write(&file, "text").unwrap();
    let closed = std::os::unix::fs::PermissionsExt::from_mode(0o000);
    fs::set_permissions(&file, closed).unwrap();
    let said = inside(|| {
        use rustix::thread::CapabilitySet as Set;
        let root = rustix::process::geteuid().is_root();
        let open = |write: bool| fs::OpenOptions::new().read(!write).write(write).open(&file);
        assert_eq!(open(true).is_ok(), root, "the control");
        privileges::drop_all_but_reading().unwrap();
        let has = rustix::thread::capabilities(None).unwrap();
        let wanted = if root {
            Set::DAC_READ_SEARCH
        } else {
            Set::empty()
        };
        assert_eq!((has.permitted, has.effective), (wanted, wanted));
        assert_eq!((open(false).is_ok(), open(true).is_ok()), (root, false));
        "held".into()
    });
    assert_eq!(said.text(), "held");
}
