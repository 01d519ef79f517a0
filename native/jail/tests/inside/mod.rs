//! A child that puts up walls and says what it found behind them.

#![allow(dead_code, reason = "each test has its own part of it")]

use std::fs;
use std::io::{Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::{Command, ExitStatus};

use bellglass_jail::filter::{self, For};
use bellglass_jail::privileges;
use bellglass_wire::spec::Seccomp;

/// How a child ended, and what it said before.
#[derive(Debug)]
pub struct Outcome {
    said: String,
    /// Its status.
    pub code: Option<i32>,
    /// The signal that ended it.
    pub signal: Option<i32>,
}

impl Outcome {
    /// What the child said, if it ended by itself.
    pub fn text(&self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.said.clone()
    }

    /// What the child said, however it ended.
    pub fn said(&self) -> &str {
        &self.said
    }
}

/// Runs `act` in a child with one thread; what it returns, or the panic that ended it, is said.
pub fn inside(act: impl FnOnce() -> String) -> Outcome {
    inside_saying(|_| act())
}

/// As [`inside`]; the act may say something before the end that is not its own.
pub fn inside_saying(act: impl FnOnce(&mut dyn Write) -> String) -> Outcome {
    let (mut read, mut write) = std::io::pipe().unwrap();
    // SAFETY: the child only runs the act and ends. It has one thread; the C library makes its allocator whole.
    let pid = unsafe { libc::fork() };
    if pid == 0 {
        // Another test's thread may have held a lock when this copy was made: the signal is then what the test shows.
        // SAFETY: alarm takes a number of seconds.
        unsafe { libc::alarm(60) };
        drop(read);
        let quiet = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| ()));
        let ended = catch_unwind(AssertUnwindSafe(|| act(&mut write)));
        drop(quiet);
        let (text, code) = match ended {
            Ok(text) => (text, 0),
            Err(panic) => {
                let text = panic.downcast_ref::<String>().cloned();
                (text.unwrap_or_else(|| "a panic".into()), 99)
            }
        };
        let _ = write.write_all(text.as_bytes());
        // SAFETY: _exit runs nothing of the test's own.
        unsafe { libc::_exit(code) };
    }
    drop(write);
    let mut said = String::new();
    read.read_to_string(&mut said).unwrap();
    let mut status = 0;
    // SAFETY: the child is this function's own, and the status is on this stack.
    assert_eq!(unsafe { libc::waitpid(pid, &raw mut status, 0) }, pid);
    let status = ExitStatus::from_raw(status);
    Outcome {
        said,
        code: status.code(),
        signal: status.signal(),
    }
}

/// Runs `act` in a child behind that filter, which says `behind: ` first.
pub fn behind(whose: For, mode: Seccomp, act: impl FnOnce() -> String) -> Outcome {
    inside_saying(|say| {
        privileges::drop_all().unwrap();
        filter::apply(whose, mode).unwrap();
        say.write_all(b"behind: ").unwrap();
        act()
    })
}

/// `yes`, or the name of the error.
pub fn verdict<T>(result: &std::io::Result<T>) -> String {
    let Err(error) = result else {
        return "yes".into();
    };
    match error.raw_os_error() {
        Some(libc::EPERM) => "EPERM".into(),
        Some(libc::ENOENT) => "ENOENT".into(),
        Some(libc::EACCES) => "EACCES".into(),
        Some(libc::EROFS) => "EROFS".into(),
        Some(libc::ENOSYS) => "ENOSYS".into(),
        other => format!("{other:?}"),
    }
}

/// Has this process refused every new namespace, as a strict host does.
pub fn forbid_namespaces() {
    use seccompiler::{SeccompAction, SeccompFilter, TargetArch, apply_filter};
    let rules = [(libc::SYS_unshare, Vec::new())].into();
    let refused = SeccompAction::Errno(libc::EPERM.unsigned_abs());
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, refused, TargetArch::x86_64);
    let program: seccompiler::BpfProgram = filter.unwrap().try_into().unwrap();
    apply_filter(&program).unwrap();
}

/// A directory that goes with the test.
pub struct Scratch(pub PathBuf);

impl Scratch {
    /// Makes one.
    pub fn new(name: &str) -> Self {
        // SAFETY: gettid takes nothing.
        let thread = unsafe { libc::gettid() };
        let path = std::env::temp_dir().join(format!("bellglass-wall-{name}-{thread}"));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A directory to be granted, and a secret beside it.
pub fn files() -> (Scratch, PathBuf, PathBuf) {
    let scratch = Scratch::new("paths");
    let (granted, secret) = (scratch.0.join("granted"), scratch.0.join("secret"));
    fs::create_dir(&granted).unwrap();
    fs::write(granted.join("file"), "x").unwrap();
    // Another process writes the program: a descriptor of ours that writes it would be held on to by
    // what another test forks meanwhile, and the program would be busy (ETXTBSY).
    let copy = Command::new("cp")
        .arg("/bin/true")
        .arg(granted.join("program"))
        .status();
    assert!(copy.unwrap().success());
    fs::write(&secret, "secret").unwrap();
    (scratch, granted, secret)
}
