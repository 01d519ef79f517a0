use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::vec::IntoIter;

use rustix::fs::{AtFlags, FileType, Mode, OFlags, RawDir, Stat, fstat, openat, statat};
use rustix::io::Errno;

use crate::{HIDING, Rules, Source, read};

/// The most entries of a folder that is looked through before it is shared.
pub const MOST_ENTRIES: u64 = 1 << 24;
/// The most hidden files with several names that are known by what they are: each costs a descriptor.
pub const MOST_PINNED: usize = 256;

/// Why it is not certain what is hidden.
#[derive(Debug, PartialEq, Eq)]
pub enum Uncertain {
    /// A pattern cannot be understood, or its file not be read: the path relative to the folder, and why.
    Pattern(Vec<u8>, String),
    /// There are more entries than may be.
    TooMany,
    /// More than [`MOST_PINNED`] hidden files have several names.
    TooManyNames,
    /// A directory cannot be read for a reason other than that this user may not.
    System(Errno),
}

/// What is hidden in a folder.
pub struct Survey {
    /// By name.
    pub rules: Rules,
    /// Files whose contents or patterns must be safe under other names too.
    pub pinned: Vec<Pinned>,
}

/// A file with several names. As long as it is held no other file takes its number.
pub struct Pinned {
    /// Open as a place only (`O_PATH`).
    pub file: OwnedFd,
    /// Its inode number.
    pub inode: u64,
    /// Hidden, or else one with patterns.
    pub hidden: bool,
}

/// Looks through a folder, links not followed. @param found told of each path that a pattern hides, of hidden directories without what is in them
///
/// # Errors
/// Where it is not certain what is hidden.
pub fn survey(
    root: OwnedFd,
    patterns: &[String],
    most: u64,
    found: impl FnMut(&[u8]),
) -> Result<Survey, Uncertain> {
    let rules = Rules::new(patterns);
    let rules = rules.map_err(|why| Uncertain::Pattern(b"hidden".to_vec(), why))?;
    let mut walk = Walk {
        survey: Survey {
            rules,
            pinned: Vec::new(),
        },
        levels: Vec::new(),
        left: most,
        found,
    };
    walk.enter(root, Vec::new(), false)?;
    while let Some(level) = walk.levels.last_mut() {
        match level.children.next() {
            Some(child) => walk.visit(child)?,
            None => drop(walk.levels.pop()),
        }
    }
    Ok(walk.survey)
}

struct Walk<F> {
    survey: Survey,
    levels: Vec<Level>,
    left: u64,
    found: F,
}

struct Level {
    directory: OwnedFd,
    path: Vec<u8>,
    hidden: bool,
    children: IntoIter<Child>,
}

type Child = (Box<[u8]>, FileType);

impl<F: FnMut(&[u8])> Walk<F> {
    fn enter(&mut self, directory: OwnedFd, path: Vec<u8>, hidden: bool) -> Result<(), Uncertain> {
        let children = match list(directory.as_fd(), &mut self.left)? {
            Some(children) => children,
            None => return Ok(()),
        };
        let has_patterns = children.iter().any(|(name, _)| **name == *HIDING);
        if has_patterns && !hidden {
            self.learn(directory.as_fd(), &path)?;
        }
        self.levels.push(Level {
            directory,
            path,
            hidden,
            children: children.into_iter(),
        });
        Ok(())
    }

    fn learn(&mut self, directory: BorrowedFd, path: &[u8]) -> Result<(), Uncertain> {
        let fault = |why: String| Uncertain::Pattern(join(path, HIDING), why);
        let rules = &mut self.survey.rules;
        match read(directory, &[HIDING], rules.left()) {
            Source::Directory => Ok(()),
            // It was listed: whoever writes it anew would have what it hides shown meanwhile.
            Source::Absent => Err(fault("went while it was read".into())),
            Source::Refused(why) => Err(fault(why)),
            Source::Bytes(bytes) => {
                let text = std::str::from_utf8(&bytes);
                let text = text.map_err(|error| fault(error.to_string()))?;
                rules.add(path, text).map_err(fault)
            }
        }
    }

    fn visit(&mut self, (name, kind): Child) -> Result<(), Uncertain> {
        let Some(level) = self.levels.last() else {
            return Ok(());
        };
        let path = join(&level.path, &name);
        let is_directory = kind == FileType::Directory;
        let newly = !level.hidden && self.survey.rules.hides(&path, is_directory);
        let hidden = level.hidden || newly;
        if newly {
            (self.found)(&path);
        }
        if is_directory {
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            return match openat(&level.directory, &*name, flags, Mode::empty()) {
                Ok(directory) => self.enter(directory, path, hidden),
                Err(error) if is_gone(error) => Ok(()),
                Err(error) => Err(Uncertain::System(error)),
            };
        }
        if hidden || *name == *HIDING {
            self.pin(&name, hidden)?;
        }
        Ok(())
    }

    /// Holds a file of the directory the walk is in, where it has other names.
    fn pin(&mut self, name: &[u8], hidden: bool) -> Result<(), Uncertain> {
        let Some(level) = self.levels.last() else {
            return Ok(());
        };
        let several = |stat: &Stat| {
            FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile && stat.st_nlink > 1
        };
        let looked = statat(&level.directory, name, AtFlags::SYMLINK_NOFOLLOW);
        if !looked.is_ok_and(|stat| several(&stat)) {
            return Ok(());
        }
        let flags = OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let file = match openat(&level.directory, name, flags, Mode::empty()) {
            Ok(file) => file,
            Err(error) if is_gone(error) => return Ok(()),
            Err(error) => return Err(Uncertain::System(error)),
        };
        let inode = fstat(&file).map_err(Uncertain::System)?.st_ino;
        if self.survey.pinned.iter().any(|one| one.inode == inode) {
            return Ok(());
        }
        if self.survey.pinned.len() == MOST_PINNED {
            return Err(Uncertain::TooManyNames);
        }
        self.survey.pinned.push(Pinned {
            file,
            inode,
            hidden,
        });
        Ok(())
    }
}

/// Whether something is not there any more, or is nothing that this user may look into: nor may the server then.
fn is_gone(error: Errno) -> bool {
    [
        Errno::NOENT,
        Errno::NOTDIR,
        Errno::LOOP,
        Errno::ACCESS,
        Errno::PERM,
    ]
    .contains(&error)
}

/// What is in a directory, in the order of the names' bytes; None: this user may not list it.
fn list(directory: BorrowedFd, left: &mut u64) -> Result<Option<Vec<Child>>, Uncertain> {
    let mut buffer = Vec::with_capacity(32 << 10);
    let mut children = Vec::new();
    let mut entries = RawDir::new(directory, buffer.spare_capacity_mut());
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) if is_gone(error) => return Ok(None),
            Err(error) => return Err(Uncertain::System(error)),
        };
        let name = entry.file_name();
        if [&b"."[..], b".."].contains(&name.to_bytes()) {
            continue;
        }
        *left = left.checked_sub(1).ok_or(Uncertain::TooMany)?;
        let kind = match entry.file_type() {
            FileType::Unknown => match statat(directory, name, AtFlags::SYMLINK_NOFOLLOW) {
                Ok(stat) => FileType::from_raw_mode(stat.st_mode),
                Err(_) => continue,
            },
            known => known,
        };
        children.push((name.to_bytes().into(), kind));
    }
    children.sort_unstable_by(|one: &Child, other| one.0.cmp(&other.0));
    Ok(Some(children))
}

/// The path of a name in a directory that is relative to the folder, which itself is the empty one.
#[must_use]
pub fn join(directory: &[u8], name: &[u8]) -> Vec<u8> {
    match directory {
        b"" => name.to_vec(),
        directory => [directory, name].join(&b'/'),
    }
}

#[cfg(test)]
mod tests;
