//! Seccomp: an allow list of system calls for each kind of process.
//!
//! Three filters are laid over each other, the strictest answer counts: one refuses setuid and setgid bits in any
//! mode with EPERM, one says that a few calls do not exist, the last kills (or in audit mode logs) whatever is not
//! in the list.

mod apply;
mod libkrun;
mod qemu;
mod rules;
mod shared;
mod snapshot;
mod supervisor;
mod virtiofsd;
mod watch;

use bellglass_wire::spec::{Seccomp, Wall, WallName, WallState};
use seccompiler::{SeccompAction, apply_filter};

use crate::{JailError, missing};
pub use rules::Rules;

/// Whose list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    /// A libkrun machine, from before it is configured.
    Libkrun,
    /// QEMU, from before it is executed.
    Qemu,
    /// The file server under QEMU.
    Virtiofsd,
    /// The process that waits for a hypervisor and relays its streams.
    Supervisor,
    /// The walk that makes a workspace's snapshot.
    Snapshot,
    /// The same, and what goes on to watch it.
    Watch,
    /// What applies changes to a workspace.
    Apply,
}

/// The list for one kind of process.
#[must_use]
pub fn rules(whose: For) -> Rules {
    let mut rules = Rules::default();
    shared::add(&mut rules);
    match whose {
        For::Libkrun => libkrun::add(&mut rules),
        For::Qemu => qemu::add(&mut rules),
        For::Virtiofsd => virtiofsd::add(&mut rules),
        For::Supervisor => supervisor::add(&mut rules),
        For::Snapshot => snapshot::add(&mut rules),
        For::Watch => watch::add(&mut rules),
        For::Apply => apply::add(&mut rules),
    }
    rules
}

/// Puts the filter on this thread and on those it makes.
///
/// # Errors
/// When the list does not compile or the system refuses it.
pub fn apply(whose: For, mode: Seccomp) -> Result<Wall, JailError> {
    put(rules(whose), mode)
}

/// As [`apply`], for a process that sees the whole tree of the host: Landlock does not mediate what changes metadata, so
/// none of it is allowed, in a share neither.
///
/// # Errors
/// As for [`apply`].
pub fn apply_without_tree(whose: For, mode: Seccomp) -> Result<Wall, JailError> {
    let mut list = rules(whose);
    list.denied(&virtiofsd::METADATA);
    put(list, mode)
}

fn put(list: Rules, mode: Seccomp) -> Result<Wall, JailError> {
    let action = match mode {
        Seccomp::Off => return Ok(missing(WallName::Seccomp, "the specification says off")),
        Seccomp::Audit => SeccompAction::Log,
        Seccomp::Enforce => SeccompAction::KillProcess,
    };
    let calls = list.len();
    let programs = list
        .compile(action)
        .map_err(|error| JailError::new("compile the filter", std::io::Error::other(error)))?;
    for program in &programs {
        apply_filter(program).map_err(|error| {
            JailError::new(
                "seccomp(SECCOMP_SET_MODE_FILTER)",
                std::io::Error::other(error),
            )
        })?;
    }
    Ok(Wall {
        wall: WallName::Seccomp,
        state: if mode == Seccomp::Audit {
            WallState::Audit
        } else {
            WallState::Up
        },
        detail: format!("{calls} calls allowed"),
    })
}

#[cfg(test)]
mod tests;
