//! Each wall from inside, with its control: the same act before the wall stands.
//!
//! A wall binds the process that puts it up, so each test forks, and the child says what came of its acts.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

mod inside;

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::PathBuf;

use bellglass_jail::paths::Access;
use bellglass_jail::tree::{Entry, Tree};
use bellglass_jail::{descriptors, limits, paths, privileges, session, stands};
use bellglass_wire::spec::{WallName, WallState};
use inside::{Scratch, inside, verdict};

#[test]
fn a_session_is_ones_own_and_new_files_are_private() {
    let own = rustix::process::getsid(None).unwrap();
    let said = inside(|| {
        let scratch = Scratch::new("session");
        let wall = session::own().unwrap();
        assert_eq!((wall.wall, wall.state), (WallName::Session, WallState::Up));
        let sid = rustix::process::getsid(None).unwrap();
        assert_eq!(sid, rustix::process::getpid());
        assert_ne!(sid, own);
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

/// The directory with a secret beside what is granted.
fn files() -> (Scratch, PathBuf, PathBuf) {
    let scratch = Scratch::new("paths");
    let (granted, secret) = (scratch.0.join("granted"), scratch.0.join("secret"));
    fs::create_dir(&granted).unwrap();
    fs::write(granted.join("file"), "x").unwrap();
    fs::copy("/bin/true", granted.join("program")).unwrap();
    fs::write(&secret, "secret").unwrap();
    (scratch, granted, secret)
}

fn acts(granted: &std::path::Path, secret: &std::path::Path) -> String {
    let run = std::process::Command::new(granted.join("program")).status();
    [
        ("read", verdict(&fs::read(granted.join("file")))),
        ("list", verdict(&fs::read_dir(granted))),
        ("write", verdict(&fs::write(granted.join("file"), "y"))),
        ("make", verdict(&fs::write(granted.join("new"), ""))),
        ("remove", verdict(&fs::remove_file(granted.join("new")))),
        ("execute", verdict(&run)),
        ("outside", verdict(&fs::read(secret))),
    ]
    .map(|(act, said)| format!("{act} {said}"))
    .join(", ")
}

#[test]
fn a_granted_directory_is_used_as_it_was_granted_and_nothing_else_is() {
    let (_scratch, granted, secret) = files();
    let all = "read yes, list yes, write yes, make yes, remove yes, execute yes, outside yes";
    assert_eq!(acts(&granted, &secret), all, "the control");
    let table = [
        (
            Access::Read,
            "read yes, list yes, write EACCES, make EACCES, remove ENOENT, execute EACCES, outside EACCES",
        ),
        (
            Access::Write,
            "read yes, list yes, write yes, make yes, remove yes, execute EACCES, outside EACCES",
        ),
    ];
    for (access, wanted) in table {
        let said = inside(|| {
            // The dynamic program's libraries are read, so that it is its own right that counts.
            let grants = [
                (granted.clone(), access),
                ("/dev/null".into(), Access::Device),
            ];
            privileges::drop_all().unwrap();
            let wall = paths::restrict(&grants).unwrap();
            if !stands(&wall) {
                return "this kernel has no Landlock".into();
            }
            acts(&granted, &secret)
        });
        assert!(
            [wanted, "this kernel has no Landlock"].contains(&said.text().as_str()),
            "{said:?}"
        );
    }
}

#[test]
fn what_is_granted_to_be_read_is_not_executed_beside_what_is() {
    let (_scratch, granted, _) = files();
    let said = inside(|| {
        privileges::drop_all().unwrap();
        let read = |path: &str| (PathBuf::from(path), Access::Read);
        let grants = [
            read("/lib"),
            read("/usr/lib"),
            read("/lib64"),
            read("/etc/ld.so.cache"),
            (granted.join("program"), Access::Execute),
            ("/lib64/ld-linux-x86-64.so.2".into(), Access::Execute),
            ("/dev/null".into(), Access::Device),
        ];
        let there: Vec<_> = grants
            .into_iter()
            .filter(|(path, _)| path.exists())
            .collect();
        if !stands(&paths::restrict(&there).unwrap()) {
            return "yes, EACCES".into();
        }
        let run = |path: PathBuf| verdict(&std::process::Command::new(path).status());
        let other = fs::read_dir("/usr/lib/x86_64-linux-gnu").unwrap();
        let library = other
            .filter_map(Result::ok)
            .map(|entry| entry.path())
            .find(|path| path.to_string_lossy().contains("libc.so"));
        format!(
            "{}, {}",
            run(granted.join("program")),
            run(library.unwrap())
        )
    });
    assert_eq!(said.text(), "yes, EACCES");
}

#[test]
fn neither_tcp_nor_a_signal_nor_an_abstract_socket_leaves_the_jail() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let parent = rustix::process::getpid();
    let reach = move || {
        let signal = rustix::process::test_kill_process(parent);
        let signal = signal.map_err(std::io::Error::from);
        let connect = TcpStream::connect(address);
        let bind = TcpListener::bind("127.0.0.1:0");
        format!(
            "{} {} {}",
            verdict(&signal),
            verdict(&connect),
            verdict(&bind)
        )
    };
    assert_eq!(inside(reach).text(), "yes yes yes", "the control");
    let said = inside(move || {
        privileges::drop_all().unwrap();
        let wall = paths::restrict(&[]).unwrap();
        let newest = wall.detail.contains("signals");
        format!("{newest} {}", reach())
    });
    let wanted = [
        "true EPERM EACCES EACCES",
        "false yes EACCES EACCES",
        "false yes yes yes",
    ];
    assert!(wanted.contains(&said.text().as_str()), "{said:?}");
}

#[test]
fn the_children_of_a_jailed_process_end_with_it() {
    // The control: under the signals' scope the kernel's own death signal is refused, and the child lives on.
    for (whole, ends) in [(false, true), (true, false)] {
        let (mut alive, told) = std::io::pipe().unwrap();
        let said = inside(|| {
            let parent = rustix::process::getpid();
            // SAFETY: this process has one thread.
            if unsafe { libc::fork() } == 0 {
                session::end_with(parent).unwrap();
                std::thread::sleep(std::time::Duration::from_secs(2));
                let _ = std::io::Write::write_all(&mut &told, b"alive");
                std::process::exit(0);
            }
            std::thread::sleep(std::time::Duration::from_millis(300));
            privileges::drop_all().unwrap();
            let restrict = if whole {
                paths::restrict
            } else {
                paths::restrict_parent
            };
            let wall = restrict(&[]).unwrap();
            format!("{}", wall.detail.contains("signals"))
        });
        drop(told);
        let mut text = String::new();
        std::io::Read::read_to_string(&mut alive, &mut text).unwrap();
        let scoped = said.said() == "true";
        assert_eq!(text.is_empty(), ends || !scoped, "{said:?}");
    }
}

#[test]
fn a_path_that_cannot_be_granted_is_named() {
    let said = inside(|| {
        let error = paths::restrict(&[("/is/not/there".into(), Access::Read)]).unwrap_err();
        error.step
    });
    assert_eq!(said.text(), "Landlock rule for /is/not/there");
}

#[test]
fn in_a_tree_of_its_own_a_process_has_only_what_was_named() {
    let (_scratch, granted, secret) = files();
    let said = inside(|| {
        let entry = |source: PathBuf, target: &str, read_only| Entry {
            source,
            target: target.into(),
            read_only,
        };
        let tree = Tree {
            entries: vec![
                entry(granted.clone(), "/a/b/granted", false),
                entry(granted.clone(), "/again", true),
                entry(secret.clone(), "/file", true),
                entry("/dev/null".into(), "/dev/null", false),
            ],
            own_descriptors: true,
        };
        let wall = tree.enter().unwrap();
        if !stands(&wall) {
            return format!("this host forbids it: {}", wall.detail);
        }
        assert!(wall.detail.ends_with("4 entries"), "{}", wall.detail);
        let mut names: Vec<_> = fs::read_dir("/")
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names, ["a", "again", "dev", "file", "proc"]);
        assert_eq!(fs::read("/file").unwrap(), b"secret");
        assert_eq!(verdict(&fs::write("/a/b/granted/new", "n")), "yes");
        assert_eq!(
            fs::read("/again/new").unwrap(),
            b"n",
            "one directory by two names"
        );
        for refused in ["/again/x", "/file", "/x", "/a/b/x"] {
            assert_eq!(verdict(&fs::write(refused, "x")), "EROFS", "{refused}");
        }
        assert_eq!(
            verdict(&fs::set_permissions(
                "/again/file",
                fs::Permissions::from_mode(0o600)
            )),
            "EROFS"
        );
        for gone in [
            "/etc/passwd",
            "/proc/self/mem",
            "/proc/1",
            "/tmp",
            "/bin/sh",
        ] {
            assert_eq!(verdict(&fs::metadata(gone)), "ENOENT", "{gone}");
        }
        assert!(fs::read_dir("/proc/self/fd").unwrap().count() > 2);
        fs::write("/dev/null", "x").unwrap();
        "held".into()
    });
    let said = said.text();
    assert!(
        said == "held" || said.starts_with("this host forbids it"),
        "{said}"
    );
    assert!(fs::exists(granted.join("new")).unwrap() || said != "held");
    assert!(
        !fs::exists("/again").unwrap(),
        "the host's own tree is as it was"
    );
}

#[test]
fn after_the_privileges_are_dropped_the_tree_is_not_changed_any_more() {
    let (_scratch, granted, _) = files();
    let said = inside(|| {
        let tree = Tree {
            entries: vec![Entry {
                source: granted,
                target: "/granted".into(),
                read_only: true,
            }],
            own_descriptors: false,
        };
        if !stands(&tree.enter().unwrap()) {
            return "held".into();
        }
        privileges::drop_all().unwrap();
        use rustix::mount::{MountFlags, UnmountFlags, mount_remount, unmount};
        let remount = mount_remount("/granted", MountFlags::BIND, c"").unwrap_err();
        let away = unmount("/granted", UnmountFlags::DETACH).unwrap_err();
        assert_eq!((remount.raw_os_error(), away.raw_os_error()), (1, 1));
        assert_eq!(verdict(&fs::write("/granted/x", "")), "EROFS");
        "held".into()
    });
    assert_eq!(said.text(), "held");
}

#[test]
fn a_source_that_is_not_there_is_a_missing_tree_and_the_host_stays() {
    let said = inside(|| {
        let tree = Tree {
            entries: vec![Entry {
                source: "/is/not/there".into(),
                target: "/x".into(),
                read_only: true,
            }],
            own_descriptors: false,
        };
        let wall = tree.enter().unwrap();
        assert_eq!(wall.state, WallState::Missing);
        assert!(fs::exists("/etc/passwd").unwrap());
        wall.detail
    });
    let text = said.text();
    assert!(
        text.starts_with("open_tree /is/not/there") || text.starts_with("unshare"),
        "{text}"
    );
}

#[test]
fn a_host_that_forbids_namespaces_is_a_missing_tree() {
    let said = inside(|| {
        inside::forbid_namespaces();
        let wall = Tree::default().enter().unwrap();
        assert_eq!(
            (wall.wall, wall.state),
            (WallName::MountNamespace, WallState::Missing)
        );
        assert!(
            fs::exists("/etc/passwd").unwrap(),
            "the process goes on with the host's tree"
        );
        wall.detail
    });
    assert!(
        said.text()
            .starts_with("unshare(CLONE_NEWUSER | CLONE_NEWNS): "),
        "{said:?}"
    );
}
