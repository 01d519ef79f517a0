use std::fs::File;
use std::io::Read;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::fs::{FileType, Mode, OFlags, fstat, openat};
use rustix::io::Errno;

/// The longest file of patterns, in bytes.
const LONGEST: usize = 1 << 20;

/// What is where patterns may be.
pub enum Source {
    /// Nothing is there.
    Absent,
    /// A directory, which has no patterns.
    Directory,
    /// The bytes of a file.
    Bytes(Vec<u8>),
    /// Something that cannot be read, or not as patterns.
    Refused(String),
}

/// Reads a file by its path beneath a directory, following no link, when it has at most `most` bytes.
#[must_use]
pub fn read(directory: BorrowedFd, path: &[&[u8]], most: usize) -> Source {
    let file = match open(directory, path) {
        Ok(file) => file,
        Err(Errno::NOENT | Errno::NOTDIR) => return Source::Absent,
        Err(Errno::LOOP) => return Source::Refused("is a symbolic link".into()),
        Err(error) => return Source::Refused(error.to_string()),
    };
    let kind = fstat(&file).map(|stat| FileType::from_raw_mode(stat.st_mode));
    match kind {
        Ok(FileType::RegularFile) => bytes(file.into(), most.min(LONGEST)),
        Ok(FileType::Directory) => Source::Directory,
        Ok(_) => Source::Refused("is no regular file".into()),
        Err(error) => Source::Refused(error.to_string()),
    }
}

fn open(directory: BorrowedFd, path: &[&[u8]]) -> Result<OwnedFd, Errno> {
    // What has no reader or writer yet, or is a device, holds nobody up.
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let mut at: Option<OwnedFd> = None;
    for name in path {
        let from = at.as_ref().map_or(directory, |fd| fd.as_fd());
        at = Some(openat(from, *name, flags | OFlags::NOCTTY, Mode::empty())?);
    }
    at.ok_or(Errno::NOENT)
}

fn bytes(file: File, most: usize) -> Source {
    let mut bytes = Vec::new();
    match file.take(most as u64 + 1).read_to_end(&mut bytes) {
        Ok(length) if length > most => Source::Refused("is too long".into()),
        Ok(_) => Source::Bytes(bytes),
        Err(error) => Source::Refused(error.to_string()),
    }
}
