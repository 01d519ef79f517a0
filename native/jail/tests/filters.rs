//! The filters, from inside: which calls each kind of process may still make, and what ends it.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

mod inside;

use std::io::{Error, Result, Write};
use std::os::unix::net::UnixStream;

use bellglass_jail::filter::{self, For};
use bellglass_jail::privileges;
use bellglass_wire::spec::{Seccomp, WallState};
use inside::{behind, verdict};

const ALL: [For; 6] = [
    For::Libkrun,
    For::Qemu,
    For::Virtiofsd,
    For::Supervisor,
    For::Snapshot,
    For::Apply,
];

fn call(number: i64, arguments: [usize; 4]) -> Result<i64> {
    let [a, b, c, d] = arguments;
    // SAFETY: each test's arguments are numbers, or pointers to constants that live for ever.
    let answer = unsafe { libc::syscall(number, a, b, c, d) };
    if answer < 0 {
        return Err(Error::last_os_error());
    }
    Ok(answer)
}

/// Calls that nobody may make; a filter ends whoever tries.
fn forbidden() -> [(&'static str, i64, [usize; 4]); 15] {
    let inet = usize::try_from(libc::AF_INET).unwrap();
    let unix = usize::try_from(libc::AF_UNIX).unwrap();
    let stream = usize::try_from(libc::SOCK_STREAM).unwrap();
    let datagram = usize::try_from(libc::SOCK_DGRAM | libc::SOCK_CLOEXEC).unwrap();
    let own = usize::try_from(std::process::id()).unwrap();
    [
        ("a TCP socket", libc::SYS_socket, [inet, stream, 0, 0]),
        ("a unix socket", libc::SYS_socket, [unix, stream, 0, 0]),
        (
            "a pair of datagram sockets",
            libc::SYS_socketpair,
            [unix, datagram, 0, 0],
        ),
        ("a signal", libc::SYS_kill, [own, 0, 0, 0]),
        (
            "a signal to a thread of another",
            libc::SYS_tgkill,
            [1, 1, 0, 0],
        ),
        ("a trace", libc::SYS_ptrace, [0, 0, 0, 0]),
        ("a mount", libc::SYS_mount, [0, 0, 0, 0]),
        ("a namespace", libc::SYS_setns, [0, 0, 0, 0]),
        ("another root", libc::SYS_chroot, [0, 0, 0, 0]),
        ("a program in the kernel", libc::SYS_bpf, [0, 0, 0, 0]),
        ("another's memory", libc::SYS_process_vm_readv, [0, 0, 0, 0]),
        ("a key", libc::SYS_keyctl, [0, 0, 0, 0]),
        (
            "a performance counter",
            libc::SYS_perf_event_open,
            [0, 0, 0, 0],
        ),
        (
            "a file by its handle",
            libc::SYS_open_by_handle_at,
            [0, 0, 0, 0],
        ),
        ("another's descriptor", libc::SYS_pidfd_getfd, [0, 0, 0, 0]),
    ]
}

#[test]
fn what_nobody_needs_ends_whoever_tries_it() {
    for whose in ALL {
        for (act, number, arguments) in forbidden() {
            let ended = behind(whose, Seccomp::Enforce, || {
                verdict(&call(number, arguments))
            });
            assert_eq!(
                ended.signal,
                Some(libc::SIGSYS),
                "{whose:?}: {act}: {ended:?}"
            );
            assert_eq!(ended.said(), "behind: ");
        }
    }
}

#[test]
fn under_audit_the_same_calls_reach_the_kernel() {
    for whose in ALL {
        for (act, number, arguments) in forbidden() {
            let ended = behind(whose, Seccomp::Audit, || verdict(&call(number, arguments)));
            assert!(ended.text().len() > "behind: ".len(), "{whose:?}: {act}");
        }
    }
}

#[test]
fn a_filter_says_what_it_is() {
    for (mode, state) in [
        (Seccomp::Enforce, WallState::Up),
        (Seccomp::Audit, WallState::Audit),
        (Seccomp::Off, WallState::Missing),
    ] {
        let said = inside::inside(|| {
            privileges::drop_all().unwrap();
            let wall = filter::apply(For::Virtiofsd, mode).unwrap();
            assert_eq!(wall.state, state);
            wall.detail
        });
        let wanted = match mode {
            Seccomp::Off => "the specification says off".to_owned(),
            _ => format!("{} calls allowed", filter::rules(For::Virtiofsd).len()),
        };
        assert_eq!(said.text(), wanted);
    }
}

#[test]
fn only_qemu_executes_and_maps_code() {
    for whose in ALL {
        let execute = behind(whose, Seccomp::Enforce, || {
            verdict(&call(
                libc::SYS_execve,
                [c"/is/not/there".as_ptr().addr(), 0, 0, 0],
            ))
        });
        let map = behind(whose, Seccomp::Enforce, || {
            let code = usize::try_from(libc::PROT_READ | libc::PROT_EXEC).unwrap();
            // SAFETY: an anonymous mapping of its own, which nobody uses.
            let at = unsafe {
                libc::mmap(
                    std::ptr::null_mut(),
                    4096,
                    i32::try_from(code).unwrap(),
                    libc::MAP_PRIVATE | libc::MAP_ANONYMOUS,
                    -1,
                    0,
                )
            };
            format!("{}", at != libc::MAP_FAILED)
        });
        if whose == For::Qemu {
            assert_eq!(execute.text(), "behind: ENOENT");
            assert_eq!(map.text(), "behind: true");
        } else {
            assert_eq!(execute.signal, Some(libc::SIGSYS), "{whose:?}");
            assert_eq!(map.signal, Some(libc::SIGSYS), "{whose:?}");
        }
    }
}

#[test]
fn calls_that_a_filter_cannot_read_are_not_there() {
    let table = [
        (For::Libkrun, libc::SYS_clone3),
        (For::Libkrun, libc::SYS_openat2),
        (For::Virtiofsd, libc::SYS_clone3),
        (For::Virtiofsd, libc::SYS_openat2),
        (For::Qemu, libc::SYS_clone3),
        (For::Qemu, libc::SYS_io_uring_setup),
        (For::Qemu, libc::SYS_unlink),
    ];
    for (whose, number) in table {
        let said = behind(whose, Seccomp::Enforce, || verdict(&call(number, [0; 4])));
        assert_eq!(said.text(), "behind: ENOSYS", "{whose:?}: {number}");
    }
}

#[test]
fn threads_are_made_and_processes_are_not() {
    for whose in [For::Libkrun, For::Qemu, For::Virtiofsd] {
        let threads = behind(whose, Seccomp::Enforce, || {
            // A thread of std's asks for an alternate stack and its own name, as the servers' do.
            let worker = std::thread::spawn(|| 7);
            format!("{}", worker.join().unwrap())
        });
        assert_eq!(threads.text(), "behind: 7", "{whose:?}");
        let process = behind(whose, Seccomp::Enforce, || {
            let signal = usize::try_from(libc::SIGCHLD).unwrap();
            verdict(&call(libc::SYS_clone, [signal, 0, 0, 0]))
        });
        assert_eq!(process.signal, Some(libc::SIGSYS), "{whose:?}");
    }
    for whose in [For::Supervisor, For::Snapshot, For::Apply] {
        let thread = behind(whose, Seccomp::Enforce, || {
            let worker = std::thread::Builder::new().spawn(|| ());
            format!("{}", worker.is_ok())
        });
        assert_eq!(
            thread.signal,
            Some(libc::SIGSYS),
            "{whose:?} has one thread"
        );
    }
}

#[test]
fn a_process_may_end_itself_by_a_panic() {
    for whose in ALL {
        let ended = behind(whose, Seccomp::Enforce, || std::process::abort());
        assert_eq!(ended.signal, Some(libc::SIGABRT), "{whose:?}: {ended:?}");
    }
}

#[test]
fn streams_that_are_there_go_on() {
    // What works on folders has no streams but the standard ones, which it writes to as to files.
    let streams = |whose: &For| ![For::Snapshot, For::Apply].contains(whose);
    for whose in ALL.into_iter().filter(streams) {
        let (mut ours, theirs) = UnixStream::pair().unwrap();
        let said = behind(whose, Seccomp::Enforce, move || {
            let mut stream = theirs;
            let wrote = stream.write_all(b"still here");
            verdict(&wrote)
        });
        assert_eq!(said.text(), "behind: yes", "{whose:?}");
        let mut text = String::new();
        std::io::Read::read_to_string(&mut ours, &mut text).unwrap();
        assert_eq!(text, "still here");
    }
}

#[test]
fn a_pair_of_streams_can_be_made_where_it_is_needed() {
    for whose in [For::Libkrun, For::Qemu, For::Virtiofsd] {
        let made = behind(whose, Seccomp::Enforce, || {
            verdict(&UnixStream::pair().map(drop))
        });
        assert_eq!(made.text(), "behind: yes", "{whose:?}");
    }
}
