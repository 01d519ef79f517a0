//! What is hidden in the share, by name and by what it is.

use std::collections::HashMap;
use std::io;
use std::os::fd::{AsFd, OwnedFd};

use bellglass_patterns::{HIDING, MOST_ENTRIES, Pinned, Rules, Uncertain, join, survey};
use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags, fstat, openat, statat};
use rustix::io::Errno;

use crate::nodes::{LONGEST, Standing};

/// The most entries of a directory that is renamed.
const MOST_MOVED: u64 = 1 << 20;
/// The most bytes of the paths of the directories in it.
const MOST_WAITING: usize = 64 << 20;

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
        let survey = survey(root.try_clone()?, patterns, MOST_ENTRIES, |_| {}).map_err(meaning)?;
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
        let directory = descend(&self.root, from).map_err(|_| Errno::ACCESS)?;
        let same = fstat(&directory).is_ok_and(|stat| stat.st_ino == inode);
        match same && self.is_free(&directory, from, to) {
            true => Ok(()),
            false => Err(Errno::ACCESS.into()),
        }
    }

    /// By a list of its own, of paths: how deep and how wide the tree is, the guest says, and descriptors are few.
    fn is_free(&self, top: &OwnedFd, from: &[u8], to: &[u8]) -> bool {
        let (mut left, mut room) = (MOST_MOVED, MOST_WAITING);
        let mut waiting = vec![Vec::new()];
        while let Some(path) = waiting.pop() {
            let Ok(children) = descend(top, &path).and_then(|inner| list(&inner, &mut left)) else {
                return false;
            };
            for (name, is_directory) in children {
                let beneath = join(&path, &name);
                let paths = [join(from, &beneath), join(to, &beneath)];
                let open = |path: &Vec<u8>| {
                    path.len() <= LONGEST && self.path(path, is_directory) == Standing::Open
                };
                if !paths.iter().all(open) {
                    return false;
                }
                if is_directory {
                    let Some(rest) = room.checked_sub(beneath.len()) else {
                        return false;
                    };
                    room = rest;
                    waiting.push(beneath);
                }
            }
        }
        true
    }
}

/// The names in a directory, and which are directories.
fn list(directory: &OwnedFd, left: &mut u64) -> Result<Vec<(Vec<u8>, bool)>, Errno> {
    let mut children = Vec::new();
    for entry in Dir::read_from(directory)? {
        let entry = entry?;
        let name = entry.file_name();
        if [&b"."[..], b".."].contains(&name.to_bytes()) {
            continue;
        }
        *left = left.checked_sub(1).ok_or(Errno::MFILE)?;
        let kind = match entry.file_type() {
            FileType::Unknown => {
                let stat = statat(directory, name, AtFlags::SYMLINK_NOFOLLOW)?;
                FileType::from_raw_mode(stat.st_mode)
            }
            known => known,
        };
        children.push((name.to_bytes().to_vec(), kind == FileType::Directory));
    }
    Ok(children)
}

/// Opens a directory by its path in another, which itself is the empty one.
fn descend(top: &OwnedFd, path: &[u8]) -> Result<OwnedFd, Errno> {
    let names = path.split(|byte| *byte == b'/');
    let mut names = names.filter(|name| !name.is_empty());
    let first = names.next().unwrap_or(b".");
    let at = enter(top.as_fd(), first)?;
    names.try_fold(at, |at, name| enter(at.as_fd(), name))
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
