//! The namespace itself: with root's own right to mount, or with that of a user namespace.

use std::fs::write;

use rustix::process::{getegid, geteuid};

use crate::JailError;

fn unshare(flags: i32, step: &str) -> Result<(), JailError> {
    // SAFETY: none of these flags unshares memory or descriptors, so nothing that this program holds changes.
    if unsafe { libc::unshare(flags) } != 0 {
        return Err(JailError::last(step));
    }
    Ok(())
}

/// Enters a mount namespace and says by which right.
///
/// # Errors
/// When the host forbids both ways.
pub fn enter() -> Result<&'static str, JailError> {
    let (user, group) = (geteuid(), getegid());
    if user.is_root() && unshare(libc::CLONE_NEWNS, "unshare(CLONE_NEWNS)").is_ok() {
        return Ok("as root");
    }
    let step = "unshare(CLONE_NEWUSER | CLONE_NEWNS)";
    unshare(libc::CLONE_NEWUSER | libc::CLONE_NEWNS, step)?;
    let map = |file: &str, text: String| {
        write(file, text).map_err(|error| JailError::new(format!("write {file}"), error))
    };
    // A group may only be mapped by someone who can no longer shed groups that deny.
    map("/proc/self/setgroups", "deny".into())?;
    let (user, group) = (user.as_raw(), group.as_raw());
    map("/proc/self/uid_map", format!("{user} {user} 1"))?;
    map("/proc/self/gid_map", format!("{group} {group} 1"))?;
    Ok("in a user namespace")
}
