//! What is hidden in the share, by name and by what it is.

use std::collections::HashMap;
use std::io;
use std::os::fd::{AsFd, OwnedFd};

use bellglass_patterns::{HIDING, Pinned, Rules, Uncertain, join, survey};
use rustix::fs::{CWD, Dir, FileType, Mode, OFlags, fstat, openat};
use rustix::io::Errno;

use crate::nodes::Standing;

/// The most entries of a share, and of a directory that is renamed.
const MOST: u64 = 1 << 24;
const MOST_MOVED: u64 = 1 << 20;

/// Says of each file of a share how it stands.
pub struct Judge {
    root: OwnedFd,
    rules: Rules,
    /// By its number. Each is held, so that no other file takes it.
    pinned: HashMap<u64, Pinned>,
}

impl Judge {
    /// Looks through the share.
    ///
    /// # Errors
    /// Where it is not certain what is hidden in it.
    pub fn new(directory: &str, patterns: &[String]) -> io::Result<Judge> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        // Not open(2): the filter has the one call.
        let root = openat(CWD, directory, flags, Mode::empty())?;
        let survey = survey(root.try_clone()?, patterns, MOST, |_| {}).map_err(meaning)?;
        let pinned = survey.pinned.into_iter();
        Ok(Judge {
            root,
            rules: survey.rules,
            pinned: pinned.map(|one| (one.inode, one)).collect(),
        })
    }

    /// How many descriptors it holds.
    pub fn held(&self) -> u64 {
        self.pinned.len() as u64 + 1
    }

    /// How a path stands.
    pub fn path(&self, path: &[u8], is_directory: bool) -> Standing {
        let name = path.rsplit(|byte| *byte == b'/').next();
        if self.rules.hides(path, is_directory) {
            Standing::Hidden
        } else if name == Some(HIDING) {
            Standing::Guarded
        } else {
            Standing::Open
        }
    }

    /// How a file stands under any name, by its inode number. Of another file system's file with that number it says the same:
    /// rather one too many is hidden.
    pub fn inode(&self, inode: u64) -> Standing {
        match self.pinned.get(&inode) {
            None => Standing::Open,
            Some(pinned) if pinned.hidden => Standing::Hidden,
            Some(_) => Standing::Guarded,
        }
    }

    /// Whether a directory may have another path: nothing in it is hidden, or would be.
    ///
    /// # Errors
    /// EACCES where something is, or the directory with this number is not there or cannot be looked through.
    pub fn moves(&self, inode: u64, from: &[u8], to: &[u8]) -> io::Result<()> {
        let mut left = MOST_MOVED;
        let directory = self.open(from).map_err(|_| Errno::ACCESS)?;
        let same = fstat(&directory).is_ok_and(|stat| stat.st_ino == inode);
        match same && self.is_free(directory, (from, to), &mut left) {
            true => Ok(()),
            false => Err(Errno::ACCESS.into()),
        }
    }

    fn open(&self, path: &[u8]) -> io::Result<OwnedFd> {
        let mut at = self.root.try_clone()?;
        for name in path.split(|byte| *byte == b'/') {
            at = enter(at.as_fd(), name)?;
        }
        Ok(at)
    }

    /// Depth first by a list of its own: how deep the tree is, the guest says.
    fn is_free(&self, directory: OwnedFd, (from, to): (&[u8], &[u8]), left: &mut u64) -> bool {
        let mut waiting = vec![(directory, from.to_vec(), to.to_vec())];
        while let Some((directory, from, to)) = waiting.pop() {
            let Ok(entries) = Dir::read_from(&directory) else {
                return false;
            };
            for entry in entries {
                let Ok(entry) = entry else {
                    return false;
                };
                let name = entry.file_name().to_bytes();
                if [&b"."[..], b".."].contains(&name) {
                    continue;
                }
                let is_directory = entry.file_type() == FileType::Directory;
                let paths = (join(&from, name), join(&to, name));
                let open = |path| self.path(path, is_directory) == Standing::Open;
                if *left == 0 || !open(&paths.0) || !open(&paths.1) {
                    return false;
                }
                *left -= 1;
                if is_directory {
                    let Ok(inner) = enter(directory.as_fd(), name) else {
                        return false;
                    };
                    waiting.push((inner, paths.0, paths.1));
                }
            }
        }
        true
    }
}

fn enter(directory: std::os::fd::BorrowedFd, name: &[u8]) -> Result<OwnedFd, Errno> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    openat(directory, name, flags, Mode::empty())
}

fn meaning(uncertain: Uncertain) -> io::Error {
    match uncertain {
        Uncertain::System(error) => error.into(),
        Uncertain::Pattern(path, why) => {
            io::Error::other(format!("{}: {why}", String::from_utf8_lossy(&path)))
        }
        Uncertain::TooMany => io::Error::other("it has too many entries"),
        Uncertain::TooManyNames => {
            io::Error::other("too many of its hidden files have several names")
        }
    }
}
