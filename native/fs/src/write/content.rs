//! The bytes of one file, whole or not at all.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read as _};
use std::os::fd::{AsFd, BorrowedFd};

use rustix::fs::{AtFlags, FileType, Mode, OFlags, StatxFlags, openat, statx};
use rustix::io::Errno;

use crate::failure::Failure;
use crate::tree::{Identity, Stat};

/// How often a file is read that changes meanwhile.
const TRIES: usize = 4;

/// What came of reading a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Read {
    /// It was the same before and after, and [`Reader::bytes`] has it.
    Whole(Stat),
    /// It changed each time, or has become too long.
    Changing(Stat),
    /// By that name there is now a file that is hidden by another.
    Hidden(Stat),
    Unreadable,
    /// It is not there, or is no file.
    Gone,
}

/// Reads files one after the other.
pub(crate) struct Reader<'a> {
    hidden: &'a HashSet<Identity>,
    /// The longest that is read, in bytes.
    limit: u64,
    buffer: Vec<u8>,
    /// How much of the buffer the last file takes.
    length: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(hidden: &'a HashSet<Identity>, limit: u64) -> Reader<'a> {
        Reader {
            hidden,
            limit,
            buffer: Vec::new(),
            length: 0,
        }
    }

    /// The bytes of the file that was read last.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.buffer[..self.length]
    }

    /// Reads a file of a directory.
    ///
    /// # Errors
    /// [`Failure::Io`] when the system has no descriptor or no memory left.
    pub(crate) fn read(&mut self, directory: BorrowedFd, name: &[u8]) -> Result<Read, Failure> {
        let mut last = Read::Gone;
        for _ in 0..TRIES {
            last = match self.once(directory, name) {
                Ok(read) => read,
                Err(Errno::NOENT | Errno::LOOP | Errno::NOTDIR | Errno::NXIO | Errno::STALE) => {
                    Read::Gone
                }
                Err(error @ (Errno::MFILE | Errno::NFILE | Errno::NOMEM)) => {
                    return Err(error.into());
                }
                Err(_) => Read::Unreadable,
            };
            if !matches!(last, Read::Changing(_)) {
                break;
            }
        }
        Ok(last)
    }

    fn once(&mut self, directory: BorrowedFd, name: &[u8]) -> Result<Read, Errno> {
        // A pipe that has taken the file's place holds nobody up.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = File::from(openat(directory, name, flags, Mode::empty())?);
        let before = stat(&file)?;
        if before.kind() != FileType::RegularFile {
            return Ok(Read::Gone);
        }
        if self.hidden.contains(&before.identity()) {
            return Ok(Read::Hidden(before));
        }
        if before.size > self.limit {
            return Ok(Read::Changing(before));
        }
        let size = usize::try_from(before.size).map_err(|_| Errno::FBIG)?;
        let length = self.fill(&file, size)?;
        let after = stat(&file)?;
        if length != size || !before.same_content(&after) {
            return Ok(Read::Changing(after));
        }
        self.length = length;
        Ok(Read::Whole(after))
    }

    /// Reads up to so many bytes, and says how many there were; that there are more now the size says.
    fn fill(&mut self, mut file: &File, size: usize) -> Result<usize, Errno> {
        if self.buffer.len() < size {
            self.buffer.resize(size, 0);
        }
        let mut length = 0;
        while length < size {
            match file.read(&mut self.buffer[length..size]) {
                Ok(0) => break,
                Ok(more) => length += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(Errno::from_io_error(&error).unwrap_or(Errno::IO)),
            }
        }
        Ok(length)
    }
}

fn stat(file: &File) -> Result<Stat, Errno> {
    let found = statx(
        file.as_fd(),
        c"",
        AtFlags::EMPTY_PATH,
        StatxFlags::BASIC_STATS,
    )?;
    Ok(Stat::from(&found))
}

#[cfg(test)]
mod tests;
