//! The program as the vmm starts it: its arguments, its walls, its end.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::fs;
use std::io::{PipeReader, Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use bellglass_jail::descriptors::inherit;
use bellglass_wire::spec::{Wall, WallName, WallState};

struct Share(PathBuf);

impl Share {
    fn new(name: &str) -> Self {
        let name = format!("bellglass-fs-{name}, a=b-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(path.join("share")).unwrap();
        Self(path)
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bellglass-virtiofsd"));
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn complaint(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(output.stdout.is_empty());
    let said = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(said.matches('\n').count(), 1, "{said}");
    said.strip_prefix("bellglass-virtiofsd: ")
        .unwrap()
        .trim_end()
        .into()
}

/// A server with QEMU's connection waiting for it.
struct Server {
    process: Child,
    connection: UnixStream,
    report: PipeReader,
}

fn serve(share: &Share, mode: &str, filter: &str) -> Server {
    let path = share.0.join("socket");
    let listener = UnixListener::bind(&path).unwrap();
    let connection = UnixStream::connect(&path).unwrap();
    fs::remove_file(&path).unwrap();
    let (report, told) = std::io::pipe().unwrap();
    let (socket, told_to) = (inherit(&listener).unwrap(), inherit(&told).unwrap());
    let (socket, told_to) = (socket.to_string(), told_to.to_string());
    let own = std::process::id().to_string();
    let directory = share.0.join("share");
    let process = command(&[
        &socket,
        &told_to,
        &own,
        filter,
        mode,
        directory.to_str().unwrap(),
    ])
    .spawn()
    .unwrap();
    Server {
        process,
        connection,
        report,
    }
}

impl Server {
    fn walls(&mut self) -> Vec<Wall> {
        let mut text = Vec::new();
        self.report.read_to_end(&mut text).unwrap();
        serde_json::from_slice(&text).unwrap()
    }
}

#[test]
fn what_is_wrong_with_its_arguments_is_said_in_one_line() {
    let table: [(&[&str], &str); 4] = [
        (&[], "socket"),
        (&["3", "4", "1", "enforce", "rw"], "directory"),
        (&["3", "4", "1", "always", "rw", "/"], "filter"),
        (
            &["3", "4", "1", "enforce", "rw", "/", "/"],
            "number of arguments",
        ),
    ];
    for (arguments, wrong) in table {
        let said = complaint(&command(arguments).output().unwrap());
        assert!(
            said.starts_with("usage: bellglass-virtiofsd SOCKET REPORT PARENT "),
            "{said}"
        );
        assert!(said.ends_with(&format!("(the {wrong} is wrong)")), "{said}");
    }
}

#[test]
fn descriptors_that_are_not_open_are_named() {
    let own = std::process::id().to_string();
    for socket in ["0", "2", "-1", "900"] {
        let arguments = [socket, "901", &own, "enforce", "ro", "/"];
        let said = complaint(&command(&arguments).output().unwrap());
        assert!(
            said.starts_with(&format!("descriptor {socket}: ")),
            "{said}"
        );
    }
}

#[test]
fn it_reports_every_wall_that_it_puts_up() {
    let share = Share::new("walls");
    for (filter, state) in [
        ("enforce", WallState::Up),
        ("audit", WallState::Audit),
        ("off", WallState::Missing),
    ] {
        let mut server = serve(&share, "ro", filter);
        let walls = server.walls();
        let names: Vec<WallName> = walls.iter().map(|wall| wall.wall).collect();
        use WallName::{Descriptors, Landlock, MountNamespace, NoNewPrivs, Rlimits, Seccomp};
        assert_eq!(
            names,
            [
                Descriptors,
                Rlimits,
                MountNamespace,
                NoNewPrivs,
                Landlock,
                Seccomp
            ]
        );
        assert_eq!(walls[5].state, state);
        assert_eq!(walls[0].detail, "2 kept");
        drop(server.connection);
        assert!(server.process.wait().unwrap().success());
    }
}

#[test]
fn it_serves_until_its_one_connection_is_closed() {
    let share = Share::new("end");
    let mut server = serve(&share, "rw", "enforce");
    server.walls();
    std::thread::sleep(Duration::from_millis(300));
    assert!(
        server.process.try_wait().unwrap().is_none(),
        "it waits for QEMU"
    );
    drop(server.connection);
    let output = server.process.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
}

#[test]
fn what_is_no_vhost_user_ends_it_with_a_complaint() {
    let share = Share::new("garbage");
    let mut server = serve(&share, "ro", "enforce");
    server.walls();
    let _ = server.connection.write_all(&[0xff; 4096]);
    let said = complaint(&server.process.wait_with_output().unwrap());
    assert!(said.starts_with("vhost-user: "), "{said}");
}

#[test]
fn a_directory_that_is_not_there_is_said() {
    let share = Share::new("none");
    fs::remove_dir(share.0.join("share")).unwrap();
    let server = serve(&share, "ro", "enforce");
    let said = complaint(&server.process.wait_with_output().unwrap());
    assert!(said.contains("o such file or directory"), "{said}");
}
