//! Everything a child needs, made before it is: after the fork nothing may allocate.

use std::ffi::{CString, c_char};
use std::os::fd::OwnedFd;
use std::ptr;

use bellglass_wire::process::StartProcess;
use rustix::fs::{Gid, Uid};
use rustix::process::{Resource, Rlimit};

use super::users::User;
use super::{environment, limits};
use crate::fault::Fault;

/// Strings as execve takes them: pointers with a null at the end, and what they point to.
pub struct Strings {
    pointers: Vec<*const c_char>,
    _strings: Vec<CString>,
}

impl Strings {
    fn new(strings: impl IntoIterator<Item = String>) -> Result<Self, Fault> {
        let strings = strings
            .into_iter()
            .map(text)
            .collect::<Result<Vec<_>, _>>()?;
        let pointers = strings
            .iter()
            .map(|string| string.as_ptr())
            .chain([ptr::null()])
            .collect();
        Ok(Self {
            pointers,
            _strings: strings,
        })
    }

    /// The array; it lives as long as this does.
    pub fn as_ptr(&self) -> *const *const c_char {
        self.pointers.as_ptr()
    }
}

/// A child's ends of its standard streams.
pub struct Streams {
    /// Its standard input.
    pub input: OwnedFd,
    /// Its standard output.
    pub output: OwnedFd,
    /// Its standard error.
    pub error: OwnedFd,
    /// Whether they are a terminal, which becomes its controlling one.
    pub terminal: bool,
}

/// A command, ready.
pub struct Command {
    /// The paths to try, in order.
    pub candidates: Vec<CString>,
    /// Its arguments.
    pub argv: Strings,
    /// Its environment.
    pub env: Strings,
    /// Where it starts.
    pub cwd: CString,
    /// Its user.
    pub uid: Uid,
    /// Its group.
    pub gid: Gid,
    /// Its supplementary groups.
    pub groups: Vec<Gid>,
    /// Its limits.
    pub limits: Vec<(Resource, Rlimit)>,
    /// Its streams.
    pub streams: Streams,
    /// Where it reports that it failed.
    pub report: OwnedFd,
}

impl Command {
    /// Makes everything ready.
    pub fn new(
        asked: &StartProcess,
        user: &User,
        streams: Streams,
        report: OwnedFd,
    ) -> Result<Self, Fault> {
        let env = environment::complete(asked.env.clone(), user);
        let program = asked
            .argv
            .first()
            .ok_or_else(|| Fault::bad("argv names no program"))?;
        let path = env
            .get("PATH")
            .map_or(environment::DEFAULT_PATH, String::as_str);
        Ok(Self {
            candidates: environment::candidates(program, path)
                .into_iter()
                .map(text)
                .collect::<Result<_, _>>()?,
            argv: Strings::new(asked.argv.iter().cloned())?,
            env: Strings::new(env.iter().map(|(name, value)| format!("{name}={value}")))?,
            cwd: text(asked.cwd.clone())?,
            uid: Uid::from_raw(user.uid),
            gid: Gid::from_raw(user.gid),
            groups: user.groups.iter().copied().map(Gid::from_raw).collect(),
            limits: limits::limits(&asked.limits),
            streams,
            report,
        })
    }
}

fn text(text: String) -> Result<CString, Fault> {
    CString::new(text).map_err(Fault::bad)
}
