//! Processes: the fork that makes the hypervisor's, and programs that are started or become this one.

use std::convert::Infallible;
use std::ffi::CString;
use std::ptr;

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

/// Becomes another program, with no environment. A file that the kernel does not know is an error: execvp(3), and with
/// it the standard library, would hand it to a shell.
///
/// # Errors
/// Always, since it returns only when it failed.
pub fn become_program(program: &str, arguments: &[String]) -> Result<Infallible, JailError> {
    let step = || format!("execve {program}");
    let path = CString::new(program).map_err(|error| JailError::new(step(), error))?;
    let words = arguments
        .iter()
        .map(|word| CString::new(word.as_str()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| JailError::new(step(), error))?;
    let argv: Vec<_> = [path.as_ptr()]
        .into_iter()
        .chain(words.iter().map(|word| word.as_ptr()))
        .chain([ptr::null()])
        .collect();
    let environment = [ptr::null()];
    // SAFETY: the default disposition is valid; Rust's start had the signal ignored, which a program would inherit.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_DFL) };
    // SAFETY: all are C strings or arrays that end with a null, and outlive the call.
    unsafe { libc::execve(path.as_ptr(), argv.as_ptr(), environment.as_ptr()) };
    Err(JailError::last(step()))
}

/// Replaces the name that `ps` shows.
pub fn name(name: &str) {
    if let Ok(name) = CString::new(name) {
        let _ = rustix::thread::set_name(&name);
    }
}
