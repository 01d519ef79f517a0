//! Signalling a process.

use std::io;

use super::table::Process;
use crate::fault::{Fault, errno_of};

impl Process {
    /// Signals its whole group. A group of which nothing is left is no error: it may have ended by itself just now.
    pub fn signal(&self, signal: i32) -> Result<(), Fault> {
        let Ok(group) = i32::try_from(self.pid) else {
            return Ok(());
        };
        // SAFETY: kill takes plain numbers. The group is a child's own, never 0 or 1.
        if unsafe { libc::kill(-group, signal) } == 0 {
            return Ok(());
        }
        match errno_of(&io::Error::last_os_error()) {
            libc::ESRCH => Ok(()),
            errno => Err(Fault::StepFailed {
                step: "signalling".into(),
                errno,
            }),
        }
    }
}
