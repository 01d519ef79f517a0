use std::os::fd::AsFd;

use bellglass_erofs::LARGEST_PROMISE;
use bellglass_wire::snapshot::base::Content;
use rustix::fs::{FileType, Mode, OFlags, openat, readlinkat};
use rustix::io::Errno;

use super::Walk;
use super::enter::Opened;
use super::level::{Level, State};
use super::listing::Child;
use super::look::Way;
use crate::failure::Failure;
use crate::tree::{Entry, Kind, Stat};

impl Walk<'_> {
    /// Takes in an entry of the directory that the walk is in.
    ///
    /// # Errors
    /// As [`super::walk`].
    pub(super) fn visit(&mut self, child: Child) -> Result<(), Failure> {
        let Some(level) = self.levels.last() else {
            return Ok(());
        };
        self.path.truncate(level.path);
        if !self.path.is_empty() {
            self.path.push(b'/');
        }
        self.path.extend_from_slice(&child.name);
        let kind = child.stat.kind();
        let state = self.state(level, &child.name, kind == FileType::Directory);
        let inner = level.entry.is_none();
        if !level.state.whole && kind != FileType::Directory {
            return Ok(());
        }
        match kind {
            FileType::RegularFile if inner => self.conceal(&child.stat),
            FileType::RegularFile => self.file(child, state),
            FileType::Directory if inner => self.inner_directory(&child, state)?,
            FileType::Directory => self.directory(child, state)?,
            _ if inner => {}
            FileType::Symlink => self.symlink(child, state),
            _ => self.found.counts.special += 1,
        }
        Ok(())
    }

    fn state(&self, level: &Level, name: &[u8], is_directory: bool) -> State {
        let from = level.state;
        let hidden = from.hidden || self.patterns.hides(&self.path, is_directory);
        let git = !from.ignored && (from.git || name == b".git");
        let ignored =
            from.ignored || !git && !hidden && self.patterns.ignores(&self.path, is_directory);
        State {
            ignored,
            git,
            hidden,
            whole: from.whole,
        }
    }

    fn conceal(&mut self, stat: &Stat) {
        self.found.hidden.insert(stat.identity());
    }

    fn file(&mut self, child: Child, state: State) {
        if child.is_foreign(self.device) {
            self.found.counts.mounts += 1;
            return;
        }
        if child.stat.size > LARGEST_PROMISE {
            self.found.counts.special += 1;
            return;
        }
        let content = if state.hidden {
            self.conceal(&child.stat);
            Some(Content::Hidden)
        } else if self.is_readable(&child) {
            None
        } else {
            Some(Content::Unreadable)
        };
        let mut xattrs = Vec::new();
        if content.is_none()
            && let Some(level) = self.levels.last()
        {
            let lost;
            (xattrs, lost) = self.attributes.of(level.fd.as_fd(), &child.name);
            self.found.counts.lost_attributes += lost;
        }
        let index = self.add(child, Kind::File, state, content);
        self.found.tree.entries[index].xattrs = xattrs;
    }

    /// Whether this user may read a file. Its mode says so most often; where it does not, only trying is sure. What an access
    /// list takes from a mode that allows it shows when the file is read.
    fn is_readable(&self, child: &Child) -> bool {
        let mode = child.stat.mode;
        let owned = child.stat.uid == self.user;
        // Everybody else: the group is one of many that this user may be in.
        if owned && mode & 0o400 != 0 || !owned && mode & 0o044 == 0o044 {
            return true;
        }
        let Some(level) = self.levels.last() else {
            return false;
        };
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let opened = openat(&level.fd, &*child.name, flags, Mode::empty());
        !matches!(opened, Err(Errno::ACCESS | Errno::PERM))
    }

    fn symlink(&mut self, child: Child, state: State) {
        let Some(level) = self.levels.last() else {
            return;
        };
        match readlinkat(&level.fd, &*child.name, Vec::new()) {
            Ok(target) if !target.is_empty() => {
                let kind = Kind::Symlink(target.to_bytes().into());
                self.add(child, kind, state, None);
            }
            _ => self.found.counts.gone += 1,
        }
    }

    fn directory(&mut self, child: Child, mut state: State) -> Result<(), Failure> {
        let way = self.look.way(&self.path, &child.stat);
        if way == Way::Not && !state.whole {
            return Ok(());
        }
        if child.is_foreign(self.device) {
            self.found.counts.mounts += 1;
            self.add(
                child,
                Kind::Directory { end: 0 },
                state,
                Some(Content::Mount),
            );
            return Ok(());
        }
        if way == Way::Not {
            let content = state.hidden.then_some(Content::Hidden);
            self.add(child, Kind::Directory { end: 0 }, state, content);
            return Ok(());
        }
        state.whole = way == Way::Whole;
        let opened = self.open(&child.name, &child.stat, state)?;
        let content = match (&opened, state.hidden) {
            (Opened::Gone, _) => {
                self.found.counts.gone += 1;
                return Ok(());
            }
            (_, true) => Some(Content::Hidden),
            (Opened::Unreadable, _) => Some(Content::Unreadable),
            (Opened::Yes(..), _) => None,
        };
        let index = self.add(child, Kind::Directory { end: 0 }, state, content);
        match opened {
            Opened::Yes(fd, children) => {
                let entry = (!state.hidden).then_some(index);
                self.push(fd, children, state, entry)
            }
            _ => Ok(()),
        }
    }

    /// In a hidden directory: what cannot be read there has no other name that could be known.
    fn inner_directory(&mut self, child: &Child, state: State) -> Result<(), Failure> {
        if child.is_foreign(self.device) {
            return Ok(());
        }
        match self.open(&child.name, &child.stat, state)? {
            Opened::Yes(fd, children) => self.push(fd, children, state, None),
            _ => Ok(()),
        }
    }

    fn add(&mut self, child: Child, kind: Kind, state: State, content: Option<Content>) -> usize {
        let parent = self.levels.last().and_then(|level| level.entry);
        let entries = &mut self.found.tree.entries;
        let index = entries.len();
        let kind = match kind {
            Kind::Directory { .. } => Kind::Directory { end: index + 1 },
            other => other,
        };
        entries.push(Entry {
            parent: parent.unwrap_or(0),
            name: child.name,
            kind,
            stat: child.stat,
            content,
            ignored: state.ignored,
            git: state.git,
            xattrs: Vec::new(),
        });
        index
    }
}
