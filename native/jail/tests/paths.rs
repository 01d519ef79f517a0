//! Landlock from inside: what is granted, and that nothing else is.
//!
//! A wall binds the process that puts it up, so each test forks, and the child says what came of its acts.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

mod inside;

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;

use bellglass_jail::paths::Access;
use bellglass_jail::{paths, privileges, session, stands};
use inside::{files, inside, verdict};

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
