//! What the guest and the hypervisor say, within bounds.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{Read, Write};

use bellglass_wire::spec::Stage;
use rustix::event::{PollFd, PollFlags};
use rustix::io::ioctl_fionbio;

use crate::failure::Failure;

const CHUNK: usize = 64 * 1024;

fn non_blocking(file: &File) -> Result<(), Failure> {
    ioctl_fionbio(file, true)
        .map_err(|error| Failure::system(Stage::Run, "ioctl(FIONBIO)", &error.into()))
}

/// Reads what is there, up to a bound for one turn; false when the other end is closed.
fn take(from: &mut File, mut with: impl FnMut(&[u8])) -> bool {
    let mut chunk = [0; CHUNK];
    // A guest that floods must not keep the loop from its other streams.
    for _ in 0..16 {
        match from.read(&mut chunk) {
            Ok(0) => return false,
            Ok(count) => with(&chunk[..count]),
            Err(error) => return error.kind() == std::io::ErrorKind::WouldBlock,
        }
    }
    true
}

/// The guest's console: its first bytes are kept, the rest is read and let go, so that the guest never waits.
pub struct Bounded {
    from: File,
    to: File,
    left: u64,
    open: bool,
}

impl Bounded {
    /// Copies `from` into `to`, `limit` bytes of it.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn new(from: File, to: File, limit: u64) -> Result<Self, Failure> {
        non_blocking(&from)?;
        Ok(Self {
            from,
            to,
            left: limit,
            open: true,
        })
    }

    /// What to wait for.
    pub fn interest(&self) -> Option<PollFd<'_>> {
        self.open.then(|| PollFd::new(&self.from, PollFlags::IN))
    }

    /// Copies what is there.
    pub fn pump(&mut self) {
        let Self {
            from,
            to,
            left,
            open,
        } = self;
        *open = *open
            && take(from, |bytes| {
                let count = usize::try_from(*left)
                    .unwrap_or(usize::MAX)
                    .min(bytes.len());
                // A full disk loses the console, not the machine.
                let _ = to.write_all(&bytes[..count]);
                *left -= u64::try_from(count).unwrap_or(*left);
            });
    }
}

/// What the hypervisor says on standard error: its last bytes are kept.
pub struct Tail {
    from: File,
    kept: VecDeque<u8>,
    open: bool,
}

const TAIL: usize = 1024;

impl Tail {
    /// Reads from `from`.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn new(from: File) -> Result<Self, Failure> {
        non_blocking(&from)?;
        Ok(Self {
            from,
            kept: VecDeque::new(),
            open: true,
        })
    }

    /// What to wait for.
    pub fn interest(&self) -> Option<PollFd<'_>> {
        self.open.then(|| PollFd::new(&self.from, PollFlags::IN))
    }

    /// Reads what is there.
    pub fn pump(&mut self) {
        let Self { from, kept, open } = self;
        *open = *open
            && take(from, |bytes| {
                kept.extend(bytes);
                kept.drain(..kept.len().saturating_sub(TAIL));
            });
    }

    /// The last lines, in one.
    pub fn text(&self) -> String {
        let bytes: Vec<u8> = self.kept.iter().copied().collect();
        let text = String::from_utf8_lossy(&bytes);
        let lines: Vec<&str> = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect();
        let last = lines.len().saturating_sub(3);
        let plain = |c: char| if c.is_control() { ' ' } else { c };
        lines[last..].join("; ").chars().map(plain).collect()
    }
}

#[cfg(test)]
mod tests;
