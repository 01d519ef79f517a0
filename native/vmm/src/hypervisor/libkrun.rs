//! Stages 4 and 5 for libkrun.

use std::convert::Infallible;
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;

use bellglass_krun::{LogLevel, Machine, set_log_level};
use bellglass_veil::Judge;
use bellglass_wire::spec::{ADDED, MachineSpec, Share, Stage};

use crate::failure::Failure;
use crate::layout::{self, Layout, Place};

/// Describes the machine to libkrun and becomes it.
///
/// # Errors
/// The first call that libkrun refuses.
pub fn enter(
    spec: &MachineSpec,
    layout: &Layout,
    in_tree: bool,
    (console, port): (OwnedFd, UnixStream),
) -> Result<Infallible, Failure> {
    // A thread of libkrun's that panics would leave a machine that hangs.
    std::panic::set_hook(Box::new(|panic| {
        eprintln!("{panic}");
        std::process::abort();
    }));
    if !in_tree && !spec.added.is_empty() {
        return Err(Failure::new(
            Stage::Configure,
            "added directories",
            "no_mount_namespace",
            "added directories need a mount namespace, which this host forbids",
        ));
    }
    let judges = judges(spec, layout, in_tree)?;
    let ends = (&console, forever(port.into()));
    let machine = configure(spec, layout, in_tree, judges, ends)
        .map_err(|error| Failure::krun(Stage::Configure, &error))?;
    machine
        .enter()
        .map_err(|error| Failure::krun(Stage::Enter, &error))
}

/// What says what is hidden in each share, where anything does.
fn judges(
    spec: &MachineSpec,
    layout: &Layout,
    in_tree: bool,
) -> Result<Vec<Option<Judge>>, Failure> {
    let shares = spec.shares.iter().zip(&layout.shares);
    let judge = |(share, place): (&Share, &Place)| {
        let judge = |patterns: &Vec<String>| Judge::new(place.path(in_tree), patterns);
        share.hidden.as_ref().map(judge).transpose()
    };
    let judges: io::Result<_> = shares.map(judge).collect();
    judges.map_err(|error| Failure::system(Stage::Configure, "find what is hidden", &error))
}

fn configure(
    spec: &MachineSpec,
    layout: &Layout,
    in_tree: bool,
    judges: Vec<Option<Judge>>,
    (console, port): (&OwnedFd, BorrowedFd<'static>),
) -> Result<Machine, bellglass_krun::Error> {
    set_log_level(LogLevel::Error)?;
    let mut machine = Machine::new(spec.cpus, spec.memory_mib)?;
    machine.split_irqchip()?;
    let initramfs = layout.initramfs.as_ref().map(|place| place.path(in_tree));
    machine.kernel(
        layout.kernel.path(in_tree),
        initramfs,
        &spec.kernel.command_line,
    )?;
    for (disk, place) in spec.disks.iter().zip(&layout.disks) {
        machine.disk(&disk.id, place.path(in_tree), disk.read_only)?;
    }
    for ((share, place), judge) in spec.shares.iter().zip(&layout.shares).zip(judges) {
        machine.share(&share.tag, place.path(in_tree), share.read_only, judge)?;
    }
    if !spec.added.is_empty() {
        // Each has its own rights in the tree; the server has those of the freest.
        let read_only = spec.added.iter().all(|one| one.read_only);
        machine.share(ADDED, layout::ADDED, read_only, None)?;
    }
    // libkrun takes a path; this one is the pipe to the first process, which keeps only so much.
    machine.console(&format!("/proc/self/fd/{}", console.as_raw_fd()))?;
    machine.port("agent", port)?;
    Ok(machine)
}

fn forever(fd: OwnedFd) -> BorrowedFd<'static> {
    let forever: &'static OwnedFd = Box::leak(Box::new(fd));
    forever.as_fd()
}
