//! The pipes between the two processes, made before the fork.

use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::os::unix::net::UnixStream;

use bellglass_wire::spec::Stage;
use rustix::fs::{Mode, OFlags, open};
use rustix::pipe::{PipeFlags, pipe_with};
use rustix::stdio::{dup2_stderr, dup2_stdin, dup2_stdout};

use crate::failure::Failure;
use crate::hypervisor::qemu::Servers;

/// Both ends of everything.
pub struct Streams {
    console: (OwnedFd, OwnedFd),
    complaints: (OwnedFd, OwnedFd),
    last_words: (OwnedFd, OwnedFd),
    port: (UnixStream, UnixStream),
}

/// What the first process reads and writes.
pub struct Supervisor {
    /// What the guest writes on its console.
    pub console: File,
    /// What the hypervisor says on standard error.
    pub complaints: File,
    /// Why the hypervisor's process could not become the machine.
    pub last_words: File,
    /// libkrun's end of the agent's port is the other one.
    pub port: UnixStream,
}

/// What the hypervisor has.
pub struct Ends {
    /// The guest's console; under QEMU it is standard output.
    pub console: OwnedFd,
    /// The agent's port, for libkrun.
    pub port: UnixStream,
    /// The connections to the file servers, for QEMU.
    pub servers: Servers,
}

impl Streams {
    /// Makes them all.
    ///
    /// # Errors
    /// When the system refuses descriptors.
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            console: pipe_with(PipeFlags::CLOEXEC)?,
            complaints: pipe_with(PipeFlags::CLOEXEC)?,
            last_words: pipe_with(PipeFlags::CLOEXEC | PipeFlags::NONBLOCK)?,
            port: UnixStream::pair()?,
        })
    }

    /// Where the hypervisor and its file servers complain.
    pub fn complaints(&self) -> &OwnedFd {
        &self.complaints.1
    }

    /// The numbers of the descriptors.
    pub fn descriptors(&self) -> Vec<RawFd> {
        let pipes = [&self.console, &self.complaints, &self.last_words];
        let mut all: Vec<RawFd> = pipes
            .iter()
            .flat_map(|(out, into)| [out.as_raw_fd(), into.as_raw_fd()])
            .collect();
        all.extend([self.port.0.as_raw_fd(), self.port.1.as_raw_fd()]);
        all
    }

    /// The first process's ends; the others are closed here.
    pub fn into_supervisor(self) -> Supervisor {
        Supervisor {
            console: self.console.0.into(),
            complaints: self.complaints.0.into(),
            last_words: self.last_words.0.into(),
            port: self.port.0,
        }
    }

    /// Puts the hypervisor's standard streams in place: nothing to read, the console, the complaints.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn stand_in(&self) -> Result<(), Failure> {
        let fault = |error: rustix::io::Errno| Failure::system(Stage::Jail, "dup2", &error.into());
        let nothing =
            open("/dev/null", OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty()).map_err(fault)?;
        dup2_stdin(&nothing).map_err(fault)?;
        dup2_stdout(&self.console.1).map_err(fault)?;
        dup2_stderr(&self.complaints.1).map_err(fault)
    }

    /// The hypervisor's ends, and where it says what stopped it; the others are closed here.
    pub fn into_hypervisor(self, servers: Servers) -> (Ends, OwnedFd) {
        let ends = Ends {
            console: self.console.1,
            port: self.port.1,
            servers,
        };
        (ends, self.last_words.1)
    }
}
