//! Becomes one machine: 1 reads its specification, 2 opens what it names, 3 jails itself, 4 configures the
//! hypervisor, 5 enters.
//!
//! It is two processes. The one that was started keeps the record, the console and the agent's socket, and waits;
//! its child is the hypervisor and holds nothing but the machine. So the last words of a guest are not lost with
//! the process that libkrun ends, and a child that was killed still leaves a record.

#![forbid(unsafe_code)]

mod failure;
mod hypervisor;
mod layout;
mod open;
mod read;
mod streams;
mod supervise;

use std::process::ExitCode;

use bellglass_jail::process::{Side, fork};
use bellglass_jail::{descriptors, limits, process, session};
use bellglass_wire::spec::{MachineSpec, Stage};
use rustix::process::{Pid, getpid, getppid};

use failure::{Failure, Record};
use open::Opened;
use streams::Streams;

/// Stages 3 to 5. Returns in the first process only, with the exit status.
fn machine(spec: &MachineSpec, opened: Opened, parent: Option<Pid>) -> Result<ExitCode, Failure> {
    let walls = vec![session::own()?, limits::set()?];
    if let (true, Some(parent)) = (spec.dies_with_parent, parent) {
        session::end_with(parent)?;
    }
    let streams =
        Streams::new().map_err(|error| Failure::system(Stage::Open, "make the streams", &error))?;
    let servers = hypervisor::qemu::start_servers(spec)?;
    descriptors::close_all_but(&keep(&opened, &streams, &servers))?;
    let first = getpid();
    match fork()? {
        Side::Child => {
            let record = opened.record.clone();
            let failure = match streams.become_hypervisor(servers) {
                Ok(ends) => hypervisor::run(spec, opened, ends, walls, first),
                Err(failure) => failure,
            };
            record.keep(&failure);
            // The first process says it on standard error; this one's is a pipe to it.
            std::process::exit(1)
        }
        Side::Parent(hypervisor) => {
            process::name("bellglass-vmm");
            supervise::until_the_end(spec, opened, streams.into_supervisor(), servers, hypervisor)
        }
    }
}

fn keep(opened: &Opened, streams: &Streams, servers: &hypervisor::qemu::Servers) -> Vec<i32> {
    let mut keep = opened.descriptors();
    keep.extend(streams.descriptors());
    keep.extend(servers.descriptors());
    keep
}

fn main() -> ExitCode {
    // Asked first: a parent that ends from here on is noticed.
    let parent = getppid();
    let spec = match read::specification() {
        Ok(spec) => spec,
        Err(failure) => return failure.say(),
    };
    let record = match Record::open(&spec.record) {
        Ok(record) => record,
        Err(failure) => return failure.say(),
    };
    let ended = open::all(&spec, record.clone()).and_then(|opened| machine(&spec, opened, parent));
    match ended {
        Ok(status) => status,
        Err(failure) => {
            record.keep(&failure);
            failure.say()
        }
    }
}
