//! The fork.

use std::io;
use std::mem::size_of;
use std::os::fd::{AsRawFd, BorrowedFd};

use rustix::io::Errno;

use super::child;
use super::command::Command;

/// The C library's own constant is too narrow for it.
const CLONE_INTO_CGROUP: u64 = 1 << 33;

/// Forks a child straight into its cgroup, if it has one, which then becomes the command's program or reports why not. The agent has
/// one thread, so the child's copy of its memory is whole.
pub fn spawn(command: &Command, cgroup: Option<BorrowedFd<'_>>) -> Result<u32, Errno> {
    // SAFETY: all-zero is a valid clone_args: no flags, no pointers.
    let mut arguments: libc::clone_args = unsafe { std::mem::zeroed() };
    arguments.exit_signal = u64::try_from(libc::SIGCHLD).map_err(|_| Errno::INVAL)?;
    if let Some(cgroup) = cgroup {
        arguments.flags = CLONE_INTO_CGROUP;
        arguments.cgroup = u64::try_from(cgroup.as_raw_fd()).map_err(|_| Errno::BADF)?;
    }
    // SAFETY: without CLONE_VM this is a fork: the child has its own copy of the stack, and runs only `child::run`,
    // which never returns. The arguments live through the call.
    let result = unsafe {
        libc::syscall(
            libc::SYS_clone3,
            &raw const arguments,
            size_of::<libc::clone_args>(),
        )
    };
    match result {
        0 => child::run(command),
        -1 => Err(Errno::from_io_error(&io::Error::last_os_error()).unwrap_or(Errno::IO)),
        pid => u32::try_from(pid).map_err(|_| Errno::INVAL),
    }
}
