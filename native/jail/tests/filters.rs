//! The filters, from inside: what each kind of process may still do, and what ends it.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

mod inside;

use std::fs;
use std::io::{Error, Result, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::os::unix::net::UnixStream;

use bellglass_jail::filter::{self, For};
use bellglass_jail::privileges;
use bellglass_wire::spec::{Seccomp, WallState};
use inside::{Outcome, Scratch, inside_saying, verdict};

const ALL: [For; 4] = [For::Libkrun, For::Qemu, For::Virtiofsd, For::Supervisor];

fn call(number: i64, arguments: [usize; 4]) -> Result<i64> {
    let [a, b, c, d] = arguments;
    // SAFETY: each test's arguments are numbers, or pointers to constants that live for ever.
    let answer = unsafe { libc::syscall(number, a, b, c, d) };
    if answer < 0 {
        return Err(Error::last_os_error());
    }
    Ok(answer)
}

fn behind(whose: For, mode: Seccomp, act: impl FnOnce() -> String) -> Outcome {
    inside_saying(|say| {
        privileges::drop_all().unwrap();
        filter::apply(whose, mode).unwrap();
        say.write_all(b"behind: ").unwrap();
        act()
    })
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
fn no_file_gets_a_setuid_bit_by_any_call() {
    let scratch = Scratch::new("setuid");
    let file = scratch.0.join("file");
    for whose in [For::Virtiofsd, For::Libkrun] {
        for mode in [0o4755, 0o2755, 0o6755] {
            fs::write(&file, "").unwrap();
            let said = behind(whose, Seccomp::Enforce, || {
                let open = fs::File::open(&file).unwrap();
                let permissions = fs::Permissions::from_mode(mode);
                let change = open.set_permissions(permissions);
                let mut options = fs::OpenOptions::new();
                options.write(true).create(true).mode(mode);
                let made = options.open(scratch.0.join("made"));
                let plain = open.set_permissions(fs::Permissions::from_mode(0o700));
                format!(
                    "{} {} {}",
                    verdict(&change),
                    verdict(&made),
                    verdict(&plain)
                )
            });
            assert_eq!(said.text(), "behind: EPERM EPERM yes", "{whose:?} {mode:o}");
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
    let thread = behind(For::Supervisor, Seccomp::Enforce, || {
        let worker = std::thread::Builder::new().spawn(|| ());
        format!("{}", worker.is_ok())
    });
    assert_eq!(
        thread.signal,
        Some(libc::SIGSYS),
        "the supervisor has one thread"
    );
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
    for whose in ALL {
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
fn a_server_works_on_files_with_its_calls() {
    let scratch = Scratch::new("server");
    let path = |name: &str| scratch.0.join(name);
    for whose in [For::Virtiofsd, For::Libkrun] {
        let said = behind(whose, Seccomp::Enforce, || {
            use rustix::fs::{AtFlags, CWD, Mode, linkat, mkdirat, renameat, symlinkat, unlinkat};
            let io = |result: rustix::io::Result<()>| verdict(&result.map_err(Error::from));
            let done = [
                io(mkdirat(CWD, path("d"), Mode::RWXU)),
                verdict(&fs::write(path("d/a"), "text")),
                io(linkat(CWD, path("d/a"), CWD, path("d/b"), AtFlags::empty())),
                io(renameat(CWD, path("d/b"), CWD, path("d/c"))),
                io(symlinkat("a", CWD, path("d/l"))),
                verdict(&fs::File::open(path("d/a")).map(drop)),
                io(unlinkat(CWD, path("d/a"), AtFlags::empty())),
                io(unlinkat(CWD, path("d/c"), AtFlags::empty())),
                io(unlinkat(CWD, path("d/l"), AtFlags::empty())),
                io(unlinkat(CWD, path("d"), AtFlags::REMOVEDIR)),
            ];
            done.join(" ")
        });
        assert_eq!(
            said.text(),
            format!("behind: {}", ["yes"; 10].join(" ")),
            "{whose:?}"
        );
    }
}

#[test]
fn metadata_is_for_a_server_in_a_tree_of_its_own_only() {
    let scratch = Scratch::new("metadata");
    let file = scratch.0.join("file");
    fs::write(&file, "text").unwrap();
    let change = || {
        use rustix::fs::{
            AtFlags, CWD, Mode, Timestamps, XattrFlags, chmodat, setxattr, utimensat,
        };
        let io = |result: rustix::io::Result<()>| verdict(&result.map_err(Error::from));
        let now = Timestamps {
            last_access: rustix::fs::Timespec {
                tv_sec: 1,
                tv_nsec: 0,
            },
            last_modification: rustix::fs::Timespec {
                tv_sec: 1,
                tv_nsec: 0,
            },
        };
        [
            io(chmodat(
                CWD,
                &file,
                Mode::from_raw_mode(0o600),
                AtFlags::empty(),
            )),
            io(rustix::fs::chownat(
                CWD,
                &file,
                None,
                None,
                AtFlags::empty(),
            )),
            io(utimensat(CWD, &file, &now, AtFlags::empty())),
            io(setxattr(&file, "user.x", b"1", XattrFlags::empty())),
            verdict(&fs::write(&file, "bytes are another matter")),
        ]
        .join(" ")
    };
    for whose in [For::Virtiofsd, For::Libkrun] {
        let with = behind(whose, Seccomp::Enforce, change);
        assert_eq!(with.text(), "behind: yes yes yes yes yes", "{whose:?}");
        let without = inside_saying(|say| {
            privileges::drop_all().unwrap();
            filter::apply_without_tree(whose, Seccomp::Enforce).unwrap();
            say.write_all(b"behind: ").unwrap();
            change()
        });
        assert_eq!(
            without.text(),
            "behind: EPERM EPERM EPERM EPERM yes",
            "{whose:?}"
        );
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
