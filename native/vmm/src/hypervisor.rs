//! Stages 3 to 5 in the hypervisor's own process.

mod libkrun;
pub mod qemu;
mod walls;

use std::convert::Infallible;
use std::fs::File;
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::os::unix::fs::FileExt;

use bellglass_jail::filter::{self, For};
use bellglass_jail::{descriptors, paths, privileges, session, stands};
use bellglass_wire::spec::{Hypervisor, MachineSpec, Stage, Wall};
use rustix::process::Pid;

use crate::failure::Failure;
use crate::last_words::say;
use crate::layout::Layout;
use crate::open::Opened;
use crate::streams::{Ends, Streams};
use qemu::Servers;

/// Jails this process and becomes the machine; returns only when something stopped it, which the first process is told.
pub fn run(
    spec: &MachineSpec,
    opened: Opened,
    streams: Streams,
    servers: Servers,
    walls: (Vec<Wall>, Pid),
) {
    let standing = streams.stand_in();
    let (ends, last_words) = streams.into_hypervisor(servers);
    let outcome = standing.and_then(|()| match spec.hypervisor {
        Hypervisor::Libkrun {} => start_libkrun(spec, opened, (ends, &last_words), walls),
        Hypervisor::Qemu { .. } => start_qemu(spec, opened, (ends, &last_words), walls),
    });
    let Err(failure) = outcome;
    say(&last_words, &failure);
}

fn start_libkrun(
    spec: &MachineSpec,
    opened: Opened,
    (ends, last_words): (Ends, &OwnedFd),
    (mut walls, parent): (Vec<Wall>, Pid),
) -> Result<Infallible, Failure> {
    let Opened {
        report,
        console: log,
        agent,
        disks,
    } = opened;
    let Ends {
        console,
        port,
        servers,
    } = ends;
    drop((log, agent, servers));
    let own = [last_words as &dyn AsRawFd, &report, &console, &port].map(AsRawFd::as_raw_fd);
    // Libkrun locks none itself, and the first process may be killed before this one.
    let locks: Vec<RawFd> = disks.iter().map(AsRawFd::as_raw_fd).collect();
    let keep = [&own[..], &locks].concat();
    walls.push(descriptors::close_all_but(&keep)?);
    let layout = Layout::new(spec);
    let (in_tree, walls) = jail(spec, &layout, walls, (parent, For::Libkrun))?;
    tell(report, &walls)?;
    libkrun::enter(spec, &layout, in_tree, (console, port))
}

fn start_qemu(
    spec: &MachineSpec,
    opened: Opened,
    (ends, last_words): (Ends, &OwnedFd),
    (mut walls, parent): (Vec<Wall>, Pid),
) -> Result<Infallible, Failure> {
    let Opened {
        report,
        console: log,
        agent,
        disks,
    } = opened;
    let Ends {
        console,
        port,
        servers,
    } = ends;
    drop((log, console, port, disks));
    let mut keep = vec![
        last_words.as_raw_fd(),
        report.as_raw_fd(),
        agent.as_raw_fd(),
    ];
    keep.extend(servers.descriptors());
    walls.push(descriptors::close_all_but(&keep)?);
    let layout = Layout::new(spec);
    let (in_tree, walls) = jail(spec, &layout, walls, (parent, For::Qemu))?;
    tell(report, &walls::weaker(walls, &servers.walls()))?;
    qemu::enter(spec, &layout, in_tree, &agent, &servers)
}

/// The walls that bind from here on; whether one of them is a tree of its own, and all of them.
fn jail(
    spec: &MachineSpec,
    layout: &Layout,
    mut walls: Vec<Wall>,
    (parent, whose): (Pid, For),
) -> Result<(bool, Vec<Wall>), Failure> {
    let tree = layout.tree().enter()?;
    let in_tree = stands(&tree);
    walls.push(tree);
    walls.push(privileges::drop_all()?);
    session::end_with(parent)?;
    let landlock = paths::restrict(&layout.grants(in_tree))?;
    if !layout.parts.is_empty() && !in_tree && !stands(&landlock) {
        return Err(Failure::new(
            Stage::Jail,
            "hide what is not shared",
            "nothing_hides",
            "parts of a directory can only be shared with a mount namespace or Landlock, and this host has neither",
        ));
    }
    walls.push(landlock);
    let filter = match in_tree {
        true => filter::apply,
        false => filter::apply_without_tree,
    };
    walls.push(filter(whose, spec.seccomp)?);
    Ok((in_tree, walls))
}

/// Writes the report and closes it: what the process becomes could write another.
fn tell(report: File, walls: &[Wall]) -> Result<(), Failure> {
    let fault =
        |error: &std::io::Error| Failure::system(Stage::Jail, "write the jail report", error);
    let text = serde_json::to_vec(walls).map_err(|error| fault(&error.into()))?;
    report.write_all_at(&text, 0).map_err(|error| fault(&error))
}
