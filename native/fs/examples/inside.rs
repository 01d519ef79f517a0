//! Does one thing behind the walls of a walk, or without any, and says what came of it; for the tests.
//! usage: inside free|off|audit|enforce ACT WORKSPACE OUTPUT    the output is a directory without the two files

#![allow(clippy::unwrap_used, reason = "a test sees that it ended so")]

use std::fs::File;
use std::io::{Error, Result};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::FileExt;
use std::os::unix::net::UnixStream;

use bellglass_fs::jail;
use bellglass_fs::output::Output;
use bellglass_wire::spec::{Seccomp, Wall};
use rustix::fs::{Mode, OFlags, openat};

fn open(at: BorrowedFd, path: &str, flags: OFlags) -> Result<OwnedFd> {
    let flags = flags | OFlags::CLOEXEC;
    openat(at, path, flags, Mode::RUSR | Mode::WUSR).map_err(Error::from)
}

fn act(what: &str, workspace: BorrowedFd, directory: &str, output: &Output) -> Result<()> {
    match what {
        "read" => open(workspace, "file", OFlags::RDONLY).map(drop),
        "write" => open(workspace, "file", OFlags::WRONLY).map(drop),
        "make" => open(workspace, "new", OFlags::WRONLY | OFlags::CREATE).map(drop),
        "mode" => rustix::fs::chmodat(workspace, "file", Mode::RUSR, rustix::fs::AtFlags::empty())
            .map_err(Error::from),
        "above" => open(workspace, "../secret", OFlags::RDONLY).map(drop),
        "elsewhere" => File::open("/etc/passwd").map(drop),
        "process" => File::open("/proc/self/mem").map(drop),
        "output" => File::open(format!("{directory}/base.ndjson")).map(drop),
        "image" => output.image.write_all_at(b"image", 0),
        "connect" => UnixStream::connect(format!("{directory}/socket")).map(drop),
        "execute" => std::process::Command::new("/bin/true").status().map(drop),
        "mount" => rustix::mount::mount_bind("/", "/").map_err(Error::from),
        other => panic!("{other} is no act"),
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [mode, what, workspace, directory] = &arguments[..] else {
        panic!("four arguments");
    };
    let output = Output::make(directory).unwrap();
    let seccomp = match mode.as_str() {
        "off" => Some(Seccomp::Off),
        "audit" => Some(Seccomp::Audit),
        "enforce" => Some(Seccomp::Enforce),
        _ => None,
    };
    let (opened, walls): (OwnedFd, Vec<Wall>) = match seccomp {
        None => (File::open(workspace).unwrap().into(), vec![]),
        Some(seccomp) => {
            let place = jail::enter(workspace, Some(&output), seccomp).unwrap();
            (place.workspace.unwrap(), place.walls)
        }
    };
    println!("{}", serde_json::to_string(&walls).unwrap());
    let came = act(what, opened.as_fd(), directory, &output);
    println!(
        "{}",
        came.map_or_else(|error| error.to_string(), |()| "yes".into())
    );
}
