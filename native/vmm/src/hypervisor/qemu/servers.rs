//! The file servers under QEMU: one process a share, each in a jail of its own.

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use bellglass_jail::descriptors::inherit;
use bellglass_wire::spec::{Hypervisor, MachineSpec, Seccomp, Share, Stage, Wall};
use rustix::fs::{Mode, OFlags, open};
use rustix::pipe::{PipeFlags, pipe_with};

use crate::failure::Failure;

/// The servers that run, with QEMU's connections to them.
#[derive(Default)]
pub struct Servers {
    running: Vec<Server>,
}

struct Server {
    process: Child,
    connection: UnixStream,
    report: File,
}

// A report has six walls of about a hundred bytes.
const REPORT: u64 = 16 * 1024;

impl Servers {
    /// QEMU's ends, in the specification's order.
    pub fn connections(&self) -> impl Iterator<Item = &UnixStream> {
        self.running.iter().map(|server| &server.connection)
    }

    /// The numbers of QEMU's ends, and of those that the reports come from.
    pub fn descriptors(&self) -> Vec<RawFd> {
        let reports = self.running.iter().map(|server| server.report.as_raw_fd());
        self.connections()
            .map(AsRawFd::as_raw_fd)
            .chain(reports)
            .collect()
    }

    /// The walls around each server, waited for; none around one that ended before it could say.
    pub fn walls(&self) -> Vec<Vec<Wall>> {
        let read = |server: &Server| {
            let mut text = Vec::new();
            // A server that is in its jail or has ended closes the pipe.
            (&server.report)
                .take(REPORT)
                .read_to_end(&mut text)
                .ok()
                .and_then(|_| serde_json::from_slice(&text).ok())
                .unwrap_or_default()
        };
        self.running.iter().map(read).collect()
    }

    /// The processes; QEMU's ends are closed here.
    pub fn into_processes(self) -> Vec<Child> {
        self.running
            .into_iter()
            .map(|server| server.process)
            .collect()
    }
}

/// Starts a server for each share, if QEMU boots this machine. What they say goes where the hypervisor complains: a guest
/// that has taken one over must not fill a file of the daemon's.
///
/// # Errors
/// When a socket or a process cannot be made.
pub fn start(spec: &MachineSpec, complaints: &OwnedFd) -> Result<Servers, Failure> {
    let mut servers = Servers::default();
    let Hypervisor::Qemu { virtiofsd, .. } = &spec.hypervisor else {
        return Ok(servers);
    };
    let directory = Path::new(&spec.agent_socket)
        .parent()
        .unwrap_or(Path::new("/"));
    for share in &spec.shares {
        let step = format!("start the file server of {:?}", share.tag);
        let words = words_of(share);
        let started = start_one(virtiofsd, &words, spec.seccomp, (directory, complaints))
            .map_err(|error| Failure::system(Stage::Open, &step, &error))?;
        servers.running.push(started);
    }
    if !spec.added.is_empty() {
        let each = spec.added.iter();
        let mut words = vec!["added".into()];
        words.extend(each.flat_map(|one| [mode(one.read_only), one.path.clone()]));
        let started = start_one(virtiofsd, &words, spec.seccomp, (directory, complaints)).map_err(
            |error| {
                Failure::system(
                    Stage::Open,
                    "start the file server of what is added",
                    &error,
                )
            },
        )?;
        servers.running.push(started);
    }
    Ok(servers)
}

fn words_of(share: &Share) -> Vec<String> {
    match (&share.only, &share.hidden) {
        (None, None) => vec![mode(share.read_only), share.path.clone()],
        (None, Some(patterns)) => ["hiding".into(), mode(share.read_only), share.path.clone()]
            .into_iter()
            .chain(patterns.iter().cloned())
            .collect(),
        (Some(only), _) => ["parts".into(), share.path.clone()]
            .into_iter()
            .chain(only.iter().cloned())
            .collect(),
    }
}

fn mode(read_only: bool) -> String {
    if read_only { "ro" } else { "rw" }.into()
}

fn start_one(
    program: &str,
    words: &[String],
    seccomp: Seccomp,
    (directory, complaints): (&Path, &OwnedFd),
) -> io::Result<Server> {
    let (listener, connection) = connected(directory)?;
    let (report, told) = pipe_with(PipeFlags::CLOEXEC)?;
    let socket = inherit(&listener).map_err(|error| error.source)?;
    let told_to = inherit(&told).map_err(|error| error.source)?;
    let process = Command::new(program)
        .arg(socket.to_string())
        .arg(told_to.to_string())
        .arg(std::process::id().to_string())
        .arg(match seccomp {
            Seccomp::Enforce => "enforce",
            Seccomp::Audit => "audit",
            Seccomp::Off => "off",
        })
        .args(words)
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(complaints.try_clone()?)
        .spawn()?;
    Ok(Server {
        process,
        connection,
        report: report.into(),
    })
}

/// A listening socket with one connection waiting on it, under no name: the server takes an accepted connection only.
fn connected(directory: &Path) -> io::Result<(UnixListener, UnixStream)> {
    // By way of a descriptor, since a socket's path may have 108 bytes only.
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let directory = open(directory, flags, Mode::empty())?;
    let name = format!("share-{}.sock", std::process::id());
    let path = PathBuf::from(format!("/proc/self/fd/{}/{name}", directory.as_raw_fd()));
    let listener = UnixListener::bind(&path)?;
    let connection = UnixStream::connect(&path);
    std::fs::remove_file(&path)?;
    Ok((listener, connection?))
}
