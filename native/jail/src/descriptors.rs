//! Nothing inherited stays open.

use std::os::fd::{AsFd, AsRawFd, FromRawFd, OwnedFd, RawFd};

use bellglass_wire::spec::{Wall, WallName};
use rustix::io::{FdFlags, fcntl_getfd, fcntl_setfd};

use crate::{JailError, up};

/// Closes every descriptor above 2 that is not in `keep`.
///
/// # Errors
/// When the system has no `close_range` (before Linux 5.9).
pub fn close_all_but(keep: &[RawFd]) -> Result<Wall, JailError> {
    let mut keep: Vec<u32> = keep
        .iter()
        .filter_map(|fd| u32::try_from(*fd).ok())
        .collect();
    keep.retain(|fd| *fd > 2);
    keep.sort_unstable();
    keep.dedup();
    let mut first = 3;
    for fd in &keep {
        if first < *fd {
            close_range(first, fd - 1)?;
        }
        first = fd + 1;
    }
    close_range(first, u32::MAX)?;
    Ok(up(WallName::Descriptors, format!("{} kept", keep.len())))
}

fn close_range(first: u32, last: u32) -> Result<(), JailError> {
    // SAFETY: the caller owns every descriptor it still uses and lists it in `keep`; those in between belong to nobody.
    let result = unsafe { libc::syscall(libc::SYS_close_range, first, last, 0) };
    if result != 0 {
        return Err(JailError::last("close_range"));
    }
    Ok(())
}

/// Takes over a descriptor that the parent left open for this program and named in its arguments.
///
/// # Errors
/// When it is not open, or is one of the standard three.
pub fn adopt(fd: RawFd) -> Result<OwnedFd, JailError> {
    if fd <= 2 {
        let bad = std::io::Error::from_raw_os_error(libc::EBADF);
        return Err(JailError::new(format!("descriptor {fd}"), bad));
    }
    // SAFETY: F_GETFD takes any number and touches no memory.
    if unsafe { libc::fcntl(fd, libc::F_GETFD) } < 0 {
        return Err(JailError::last(format!("descriptor {fd}")));
    }
    // SAFETY: it is open, and by the contract of the arguments nobody else in this process owns it.
    let fd = unsafe { OwnedFd::from_raw_fd(fd) };
    fcntl_setfd(&fd, FdFlags::CLOEXEC).map_err(|error| JailError::new("fcntl(F_SETFD)", error))?;
    Ok(fd)
}

/// Leaves a descriptor open for the program that is executed next, and says its number.
///
/// # Errors
/// When the system refuses.
pub fn inherit(fd: impl AsFd) -> Result<RawFd, JailError> {
    let fd = fd.as_fd();
    let flags = fcntl_getfd(fd).map_err(|error| JailError::new("fcntl(F_GETFD)", error))?;
    fcntl_setfd(fd, flags.difference(FdFlags::CLOEXEC))
        .map_err(|error| JailError::new("fcntl(F_SETFD)", error))?;
    Ok(fd.as_raw_fd())
}
