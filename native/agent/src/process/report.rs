//! How a child that could not become its program says so: eight bytes through a pipe that execve closes.

use rustix::io::Errno;

/// What the child was doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Session, descriptors, limits: what never fails but for a fault of the agent.
    Prepare,
    /// Groups and user.
    Identity,
    /// The working directory.
    Directory,
    /// The program.
    Execute,
}

const STEPS: [Step; 4] = [
    Step::Prepare,
    Step::Identity,
    Step::Directory,
    Step::Execute,
];

/// A failure in the child.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// What it was doing.
    pub step: Step,
    /// The kernel's error.
    pub errno: i32,
}

/// The length of an encoded report: below PIPE_BUF, so written whole or not at all.
pub const LENGTH: usize = 8;

impl Report {
    /// A failure of a system call.
    pub fn new(step: Step, errno: Errno) -> Self {
        Self {
            step,
            errno: errno.raw_os_error(),
        }
    }

    /// As the child writes it; allocates nothing.
    pub fn encode(self) -> [u8; LENGTH] {
        let step: u32 = match self.step {
            Step::Prepare => 0,
            Step::Identity => 1,
            Step::Directory => 2,
            Step::Execute => 3,
        };
        let mut bytes = [0; LENGTH];
        bytes[..4].copy_from_slice(&step.to_ne_bytes());
        bytes[4..].copy_from_slice(&self.errno.to_ne_bytes());
        bytes
    }

    /// As the parent reads it; none where the child became its program.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let step = u32::from_ne_bytes(bytes.get(..4)?.try_into().ok()?);
        let errno = i32::from_ne_bytes(bytes.get(4..LENGTH)?.try_into().ok()?);
        Some(Self {
            step: *STEPS.get(usize::try_from(step).ok()?)?,
            errno,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_read_as_it_was_written() {
        for step in STEPS {
            let report = Report { step, errno: 13 };
            assert_eq!(Report::decode(&report.encode()), Some(report));
        }
        assert_eq!(Report::decode(&[]), None);
        assert_eq!(Report::decode(&[9, 0, 0, 0, 1, 0, 0, 0]), None);
    }
}
