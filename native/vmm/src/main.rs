//! Becomes one machine: 1 reads its specification, 2 opens what it names, 3 jails itself, 4 configures the
//! hypervisor, 5 enters.
//!
//! It is two processes. The one that was started keeps the record, the console and the agent's socket, and waits;
//! its child is the hypervisor and holds nothing but the machine. So the last words of a guest are not lost with
//! the process that libkrun ends, and a child that was killed still leaves a record.

#![forbid(unsafe_code)]

mod failure;
mod hypervisor;
mod last_words;
mod layout;
mod open;
mod read;
mod streams;
mod supervise;

use std::os::fd::AsRawFd;
use std::process::ExitCode;

use bellglass_jail::process::{Side, fork};
use bellglass_jail::{descriptors, limits, process, session};
use bellglass_wire::spec::{MachineSpec, Stage};
use rustix::process::{Pid, getpid, getppid};

use failure::{Failure, Record};
use open::Opened;
use streams::Streams;

/// Stages 3 to 5. Returns in the first process only, with the exit status.
fn machine(spec: &MachineSpec, record: &Record, parent: Option<Pid>) -> Result<ExitCode, Failure> {
    let opened = open::all(spec)?;
    let walls = vec![session::own()?, limits::set()?];
    if let (true, Some(parent)) = (spec.dies_with_parent, parent) {
        session::end_with(parent)?;
    }
    let streams =
        Streams::new().map_err(|error| Failure::system(Stage::Open, "make the streams", &error))?;
    let servers = hypervisor::qemu::start_servers(spec, streams.complaints())?;
    let mut kept = keep(&opened, &streams, &servers);
    // The child, which closes what it does not need, does without the record.
    kept.push(record.as_raw_fd());
    descriptors::close_all_but(&kept)?;
    let first = getpid();
    match fork()? {
        Side::Child => {
            hypervisor::run(spec, opened, streams, servers, (walls, first));
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
    let ended = machine(&spec, &record, parent);
    match ended {
        Ok(status) => {
            record.keep_none();
            status
        }
        Err(failure) => {
            record.keep(&failure);
            failure.say()
        }
    }
}
