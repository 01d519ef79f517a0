//! A session of its own, and an end with the parent.

use bellglass_wire::spec::{Wall, WallName};
use rustix::process::{Pid, Signal, getppid, set_parent_process_death_signal, setsid};

use crate::{JailError, up};

/// Leaves the caller's session and terminal.
///
/// # Errors
/// When the system refuses a session for another reason than that this process leads one already.
pub fn own() -> Result<Wall, JailError> {
    match setsid() {
        // The leader of a process group cannot found a session; the daemon's detached spawn did it already.
        Ok(_) | Err(rustix::io::Errno::PERM) => {}
        Err(error) => return Err(JailError::new("setsid", error)),
    }
    rustix::process::umask(rustix::fs::Mode::from_bits_truncate(0o077));
    Ok(up(WallName::Session, ""))
}

/// Has this process killed when `parent` ends. Changes of rights undo it, so it comes after them.
///
/// # Errors
/// When the system refuses, or when the parent has ended already.
pub fn end_with(parent: Pid) -> Result<(), JailError> {
    set_parent_process_death_signal(Some(Signal::KILL))
        .map_err(|error| JailError::new("prctl(PR_SET_PDEATHSIG)", error))?;
    // A parent that ended before the call above sends no signal.
    if getppid() != Some(parent) {
        let gone = std::io::Error::from_raw_os_error(libc::ESRCH);
        return Err(JailError::new(
            "the process that started this one has ended",
            gone,
        ));
    }
    Ok(())
}
