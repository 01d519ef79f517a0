//! The child between fork and execve. Nothing here allocates, locks or panics: rustix makes its system calls itself, and
//! the C library is called for execve and signals only, which may be called here.

use std::convert::Infallible;
use std::ffi::CStr;
use std::io;
use std::mem::MaybeUninit;
use std::ptr;

use rustix::fs::{Access, AtFlags, CWD, Mode, OFlags, accessat, open};
use rustix::io::{Errno, write};
use rustix::process::{chdir, ioctl_tiocsctty, setrlimit, setsid, umask};
use rustix::stdio::{dup2_stderr, dup2_stdin, dup2_stdout};
use rustix::thread::{
    CapabilitySet, remove_capability_from_bounding_set, set_thread_gid, set_thread_groups,
    set_thread_uid,
};

use super::command::Command;
use super::limits;
use super::report::{Report, Step};

/// Becomes the program, or reports why not and ends.
pub fn run(command: &Command) -> ! {
    let Err(report) = become_program(command);
    let _ = write(&command.report, &report.encode());
    // SAFETY: _exit runs no handlers, so nothing of the parent's is touched.
    unsafe { libc::_exit(127) }
}

fn become_program(command: &Command) -> Result<Infallible, Report> {
    prepare(command).map_err(|errno| Report::new(Step::Prepare, errno))?;
    identify(command).map_err(|errno| Report::new(Step::Identity, errno))?;
    // As the user, who may not enter every directory.
    chdir(command.cwd.as_c_str()).map_err(|errno| Report::new(Step::Directory, errno))?;
    Err(Report::new(Step::Execute, execute(command)))
}

fn prepare(command: &Command) -> Result<(), Errno> {
    setsid()?;
    dup2_stdin(&command.streams.input)?;
    dup2_stdout(&command.streams.output)?;
    dup2_stderr(&command.streams.error)?;
    if command.streams.terminal {
        ioctl_tiocsctty(&command.streams.input)?;
    }
    close_all_else();
    reset_signals();
    // The agent's own protection must not be inherited. Written while still root, it cannot be lowered again by a user.
    let adjustment = open(
        c"/proc/self/oom_score_adj",
        OFlags::WRONLY | OFlags::CLOEXEC,
        Mode::empty(),
    )?;
    write(&adjustment, b"0")?;
    for (resource, limit) in limits::DEFAULTS {
        let _ = setrlimit(resource, limit);
    }
    for (resource, limit) in &command.limits {
        setrlimit(*resource, *limit)?;
    }
    umask(Mode::from_raw_mode(0o022));
    // Without ACPI a guest that switches off only halts, and its run would wait for ever: as in a container, root cannot.
    let _ = remove_capability_from_bounding_set(CapabilitySet::SYS_BOOT);
    Ok(())
}

/// Everything of the agent's is opened so that execve closes it; this holds for what it was given too.
fn close_all_else() {
    // SAFETY: close_range with CLOEXEC takes numbers and closes nothing yet. A kernel without it is not booted.
    unsafe {
        libc::syscall(
            libc::SYS_close_range,
            3,
            u32::MAX,
            libc::CLOSE_RANGE_CLOEXEC,
        )
    };
}

/// Handlers are reset by execve; what is ignored or blocked is not.
fn reset_signals() {
    // SAFETY: signal is async-signal-safe, and SIG_DFL a valid disposition.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_DFL) };
    let mut none = MaybeUninit::uninit();
    // SAFETY: the set is on this stack and large enough.
    unsafe { libc::sigemptyset(none.as_mut_ptr()) };
    // SAFETY: sigprocmask is async-signal-safe; the set was made just above, and a null old set is allowed.
    unsafe { libc::sigprocmask(libc::SIG_SETMASK, none.as_ptr(), ptr::null_mut()) };
}

/// The ids are set for the thread: the child has only one.
fn identify(command: &Command) -> Result<(), Errno> {
    set_thread_groups(&command.groups)?;
    set_thread_gid(command.gid)?;
    set_thread_uid(command.uid)
}

/// Tries every candidate as execvp(3) does; returns the error that says most.
fn execute(command: &Command) -> Errno {
    let mut worst = Errno::NOENT;
    for candidate in &command.candidates {
        match execute_one(command, candidate) {
            Errno::NOENT | Errno::NOTDIR => (),
            Errno::ACCESS => worst = Errno::ACCESS,
            other => return other,
        }
    }
    worst
}

fn execute_one(command: &Command, path: &CStr) -> Errno {
    // SAFETY: path, argv and env are NUL-terminated, both arrays end with a null, and all outlive this call.
    unsafe { libc::execve(path.as_ptr(), command.argv.as_ptr(), command.env.as_ptr()) };
    let errno = last_errno();
    // The file is there, so it is its interpreter that is not.
    if errno == Errno::NOENT && accessat(CWD, path, Access::EXISTS, AtFlags::empty()).is_ok() {
        return Errno::NOEXEC;
    }
    errno
}

/// The error of the C library's last call; reading it allocates nothing.
fn last_errno() -> Errno {
    Errno::from_io_error(&io::Error::last_os_error()).unwrap_or(Errno::IO)
}
