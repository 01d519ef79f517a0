//! Capabilities given up, and none to be had by executing a program.

use bellglass_wire::spec::{Wall, WallName};
use rustix::process::geteuid;
use rustix::thread::{
    CapabilitySet, CapabilitySets, capabilities, set_capabilities, set_no_new_privs,
};

use crate::{JailError, up};

// What a file server of root needs to act for the guest's users; nothing that mounts, traces or signals.
const ROOT_KEEPS: CapabilitySet = CapabilitySet::CHOWN
    .union(CapabilitySet::DAC_OVERRIDE)
    .union(CapabilitySet::DAC_READ_SEARCH)
    .union(CapabilitySet::FOWNER)
    .union(CapabilitySet::FSETID)
    .union(CapabilitySet::SETGID)
    .union(CapabilitySet::SETUID);

/// Drops the capabilities that a namespace or the superuser gave, and refuses any that a program would give.
///
/// # Errors
/// When the system refuses.
pub fn drop_all() -> Result<Wall, JailError> {
    keep(ROOT_KEEPS)
}

/// As [`drop_all`], for a process that only reads: root's may go on reading what it could.
///
/// # Errors
/// When the system refuses.
pub fn drop_all_but_reading() -> Result<Wall, JailError> {
    keep(CapabilitySet::DAC_READ_SEARCH)
}

fn keep(of_root: CapabilitySet) -> Result<Wall, JailError> {
    let has = capabilities(None).map_err(|error| JailError::new("capget", error))?;
    let keeps = if geteuid().is_root() {
        of_root
    } else {
        CapabilitySet::empty()
    };
    let sets = CapabilitySets {
        effective: has.effective.intersection(keeps),
        permitted: has.permitted.intersection(keeps),
        inheritable: CapabilitySet::empty(),
    };
    set_capabilities(None, sets).map_err(|error| JailError::new("capset", error))?;
    set_no_new_privs(true).map_err(|error| JailError::new("prctl(PR_SET_NO_NEW_PRIVS)", error))?;
    let detail = match sets.permitted.is_empty() {
        true => "no capabilities".into(),
        false => format!(
            "{} capabilities of root's kept",
            sets.permitted.iter().count()
        ),
    };
    Ok(up(WallName::NoNewPrivs, detail))
}
