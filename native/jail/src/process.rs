//! Processes: the fork that makes the hypervisor's, and programs that are started or become this one.

use std::convert::Infallible;
use std::ffi::CString;
use std::os::unix::process::CommandExt;
use std::process::Command;

use rustix::process::Pid;

use crate::JailError;

/// Which side of a fork this is.
pub enum Side {
    /// The one that called; the child's id.
    Parent(Pid),
    /// The new one.
    Child,
}

/// Makes a copy of this process.
///
/// # Errors
/// When this process has more than one thread, or the system refuses another process.
pub fn fork() -> Result<Side, JailError> {
    let threads = std::fs::read_dir("/proc/self/task").map_or(1, Iterator::count);
    if threads != 1 {
        let busy = std::io::Error::from_raw_os_error(libc::EBUSY);
        return Err(JailError::new(format!("fork with {threads} threads"), busy));
    }
    // SAFETY: with one thread no lock can be held by another, so the child may go on as an ordinary program.
    let id = unsafe { libc::fork() };
    match Pid::from_raw(id) {
        Some(pid) if id > 0 => Ok(Side::Parent(pid)),
        _ if id == 0 => Ok(Side::Child),
        _ => Err(JailError::last("fork")),
    }
}

/// Becomes another program, with no environment.
///
/// # Errors
/// Always, since it returns only when it failed.
pub fn become_program(program: &str, arguments: &[String]) -> Result<Infallible, JailError> {
    let error = Command::new(program).args(arguments).env_clear().exec();
    Err(JailError::new(format!("execve {program}"), error))
}

/// Replaces the name that `ps` shows.
pub fn name(name: &str) {
    if let Ok(name) = CString::new(name) {
        let _ = rustix::thread::set_name(&name);
    }
}
