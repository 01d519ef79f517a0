//! The first process: keeps the console, relays the agent's port, and says how the machine ended.

mod console;
mod ending;
mod relay;

use std::process::{Child, ExitCode};

use bellglass_jail::filter::{self, For};
use bellglass_jail::{paths, privileges};
use bellglass_wire::spec::{Hypervisor, MachineSpec, Stage};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use rustix::process::{Pid, PidfdFlags, pidfd_open};

use crate::failure::Failure;
use crate::hypervisor::qemu::Servers;
use crate::open::Opened;
use crate::streams::Supervisor;
use console::{Bounded, Tail};
use relay::Relay;

/// Waits for the hypervisor, and gives the vmm's exit status.
///
/// # Errors
/// When this process cannot be jailed, or the machine ended by another way than its guest's.
pub fn until_the_end(
    spec: &MachineSpec,
    opened: Opened,
    streams: Supervisor,
    servers: Servers,
    hypervisor: Pid,
) -> Result<ExitCode, Failure> {
    let fault = |step: &str, error: Errno| Failure::system(Stage::Run, step, &error.into());
    let ended =
        pidfd_open(hypervisor, PidfdFlags::empty()).map_err(|error| fault("pidfd_open", error))?;
    let servers = Served::new(servers.into_processes())?;
    let mut console = Bounded::new(streams.console, opened.console, spec.console_limit)?;
    let mut complaints = Tail::new(streams.complaints)?;
    let mut relay = match spec.hypervisor {
        Hypervisor::Libkrun {} => Some(Relay::new(opened.agent, streams.port)?),
        // It listens on the agent's socket itself.
        Hypervisor::Qemu { .. } => None,
    };
    privileges::drop_all()?;
    paths::restrict_parent(&[])?;
    filter::apply(For::Supervisor, spec.seccomp)?;
    loop {
        let mut fds = vec![PollFd::new(&ended, PollFlags::IN)];
        fds.extend(
            servers
                .ends
                .iter()
                .map(|end| PollFd::new(end, PollFlags::IN)),
        );
        fds.extend(console.interest());
        fds.extend(complaints.interest());
        if let Some(relay) = &relay {
            fds.extend(relay.interest());
        }
        match poll(&mut fds, None) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(fault("poll", error)),
        }
        let over = !fds[0].revents().is_empty();
        let server_over = fds[1..=servers.ends.len()]
            .iter()
            .any(|fd| !fd.revents().is_empty());
        console.pump();
        complaints.pump();
        if let Some(relay) = &mut relay {
            relay.pump();
        }
        if over {
            break;
        }
        // A server ends a moment before the QEMU that ends.
        if server_over
            && !matches!(
                poll(
                    &mut [PollFd::new(&ended, PollFlags::IN)],
                    Some(&SERVER_GRACE)
                ),
                Ok(1..)
            )
        {
            return Err(servers.lost(&complaints));
        }
    }
    servers.reap();
    ending::of(hypervisor, &streams.last_words, &complaints.text())
}

/// The file servers, from the outside.
struct Served {
    processes: Vec<Child>,
    ends: Vec<std::os::fd::OwnedFd>,
}

// A server ends when QEMU's connection does; this long is enough on a host that swaps.
const SERVER_GRACE: rustix::event::Timespec = rustix::event::Timespec {
    tv_sec: 2,
    tv_nsec: 0,
};

impl Served {
    fn new(processes: Vec<Child>) -> Result<Self, Failure> {
        let ends = processes
            .iter()
            .filter_map(|child| Pid::from_raw(i32::try_from(child.id()).ok()?))
            .map(|pid| pidfd_open(pid, PidfdFlags::empty()))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| Failure::system(Stage::Run, "pidfd_open", &error.into()))?;
        Ok(Self { processes, ends })
    }

    /// A server that ends before QEMU leaves a guest that hangs on its files: this process ends, and QEMU with it.
    fn lost(&self, complaints: &Tail) -> Failure {
        let text = complaints.text();
        let what = format!("a file server ended before its machine {text}");
        Failure::new(Stage::Run, "file server", "file_server_ended", what.trim())
    }

    /// Waits for every server, each for a while; one that stays is killed with this process.
    fn reap(mut self) {
        for (child, end) in self.processes.iter_mut().zip(&self.ends) {
            let mut fds = [PollFd::new(end, PollFlags::IN)];
            if let Ok(1..) = poll(&mut fds, Some(&SERVER_GRACE)) {
                let _ = child.wait();
            }
        }
    }
}
