use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use bellglass_wire::snapshot::base::Content;
use rustix::fs::{Mode, OFlags, openat};
use rustix::io::Errno;

use super::level::{Level, State};
use super::listing::{self, Child};
use super::{PATH_MAX, Walk};
use crate::failure::Failure;
use crate::patterns::Directory;
use crate::tree::{Kind, Stat};

/// A directory that was opened to be walked.
pub(super) enum Opened {
    Yes(OwnedFd, Vec<Child>),
    /// It went, or is another one now.
    Gone,
    Unreadable,
}

impl Walk<'_> {
    /// Opens a directory of the one the walk is in, and lists it.
    ///
    /// # Errors
    /// [`Failure::TooMany`].
    pub(super) fn open(
        &mut self,
        name: &[u8],
        stat: &Stat,
        state: State,
    ) -> Result<Opened, Failure> {
        let Some(level) = self.levels.last() else {
            return Ok(Opened::Gone);
        };
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let fd = match openat(&level.fd, name, flags, Mode::empty()) {
            Ok(fd) => fd,
            Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP) => return Ok(Opened::Gone),
            // Of too many descriptors too: a tree deeper than they reach is not shown in part and granted whole.
            Err(_) => return Ok(Opened::Unreadable),
        };
        match listing::of(fd.as_fd()) {
            Ok(seen) if seen.stat.identity() == stat.identity() => {}
            _ => return Ok(Opened::Gone),
        }
        if !state.hidden {
            self.watch(fd.as_fd(), state.ignored);
        }
        match self.list(fd.as_fd()) {
            Ok(children) => Ok(Opened::Yes(fd, children)),
            Err(failure @ Failure::TooMany(_)) => Err(failure),
            Err(_) => Ok(Opened::Unreadable),
        }
    }

    /// Asks to be told of what changes in the directory whose path the walk has.
    pub(super) fn watch(&mut self, directory: BorrowedFd, bulk: bool) {
        if let Some(watches) = &mut self.look.watches {
            watches.add(directory, &self.path, bulk);
            self.attributes.moved();
        }
    }

    /// Lists a directory and counts what is in it.
    pub(super) fn list(&mut self, directory: BorrowedFd) -> Result<Vec<Child>, Failure> {
        let listed = listing::list(directory, self.limit - self.seen);
        let listed = listed.map_err(|error| match error {
            Errno::TOOBIG => Failure::TooMany(self.limit),
            error => error.into(),
        })?;
        self.seen += listed.children.len() as u64;
        self.found.counts.gone += listed.gone;
        Ok(listed.children)
    }

    /// Goes into a directory whose path the walk has. Where a path in it would be too long, it is unreadable instead.
    ///
    /// # Errors
    /// [`Failure::Pattern`], [`Failure::TooLong`].
    pub(super) fn push(
        &mut self,
        fd: OwnedFd,
        children: Vec<Child>,
        state: State,
        entry: Option<usize>,
    ) -> Result<(), Failure> {
        let longest = children.iter().map(|child| child.name.len()).max();
        if longest.is_some_and(|name| self.path.len() + 1 + name > PATH_MAX) {
            if let Some(entry) = entry {
                self.found.tree.entries[entry].content = Some(Content::Unreadable);
            }
            return Ok(());
        }
        self.count_paths(&children)?;
        let patterns = self.patterns.mark();
        if !state.hidden {
            let directory = Directory {
                fd: fd.as_fd(),
                path: &self.path,
                git: !state.ignored && !state.git,
            };
            let has = |name: &[u8]| {
                let found = children.binary_search_by(|child| (*child.name).cmp(name));
                found.is_ok()
            };
            self.patterns.enter(&directory, has)?;
            self.attributes.moved();
        }
        if state.whole && entry.is_some() {
            self.found.whole.push(self.path.clone());
        }
        self.levels.push(Level {
            fd,
            entry,
            children: children.into_iter(),
            state,
            path: self.path.len(),
            patterns,
        });
        Ok(())
    }

    fn count_paths(&mut self, children: &[Child]) -> Result<(), Failure> {
        let names: usize = children.iter().map(|child| child.name.len()).sum();
        self.path_bytes += (names + children.len() * (self.path.len() + 1)) as u64;
        match self.path_bytes > super::PATHS_MAX {
            true => Err(Failure::TooLong(super::PATHS_MAX)),
            false => Ok(()),
        }
    }

    /// Goes back to the directory above.
    pub(super) fn leave(&mut self) {
        let Some(level) = self.levels.pop() else {
            return;
        };
        self.patterns.back_to(level.patterns);
        let entries = &mut self.found.tree.entries;
        let last = entries.len();
        if let Some(entry) = level.entry
            && let Kind::Directory { end } = &mut entries[entry].kind
        {
            *end = last;
        }
        self.attributes.moved();
    }
}
