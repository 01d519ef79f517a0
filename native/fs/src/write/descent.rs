//! Directories that were walked, opened again.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::fs::{AtFlags, Mode, OFlags, StatxFlags, openat, statx};
use rustix::io::Errno;

use crate::failure::Failure;
use crate::tree::{Kind, Stat, Tree};

/// The directories from the root to where something was read last.
pub(crate) struct Descent {
    root: OwnedFd,
    /// By their entries, each in the one before.
    open: Vec<(usize, OwnedFd)>,
}

impl Descent {
    pub(crate) fn new(root: OwnedFd) -> Descent {
        Descent {
            root,
            open: Vec::new(),
        }
    }

    /// The directory of an entry; None when it is not there any more or another one is. Entries come in their order.
    ///
    /// # Errors
    /// [`Failure::Io`] when there are too few descriptors.
    pub(crate) fn directory(
        &mut self,
        tree: &Tree,
        index: usize,
    ) -> Result<Option<BorrowedFd<'_>>, Failure> {
        while self
            .open
            .last()
            .is_some_and(|(top, _)| !is_in(tree, *top, index))
        {
            self.open.pop();
        }
        let top = self.open.last().map_or(0, |(top, _)| *top);
        let mut wanted = Vec::new();
        let mut at = index;
        while at != top {
            wanted.push(at);
            at = tree.entries[at].parent;
        }
        for next in wanted.into_iter().rev() {
            let from = self.open.last().map_or(&self.root, |(_, fd)| fd);
            let entry = &tree.entries[next];
            match open(from.as_fd(), &entry.name, &entry.stat)? {
                Some(fd) => self.open.push((next, fd)),
                None => return Ok(None),
            }
        }
        let fd = self.open.last().map_or(&self.root, |(_, fd)| fd);
        Ok(Some(fd.as_fd()))
    }
}

fn is_in(tree: &Tree, directory: usize, index: usize) -> bool {
    let end = match tree.entries[directory].kind {
        Kind::Directory { end } => end,
        _ => directory,
    };
    (directory..end).contains(&index)
}

fn open(from: BorrowedFd, name: &[u8], stat: &Stat) -> Result<Option<OwnedFd>, Failure> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let fd = match openat(from, name, flags, Mode::empty()) {
        Ok(fd) => fd,
        Err(error @ (Errno::MFILE | Errno::NFILE | Errno::NOMEM)) => return Err(error.into()),
        Err(_) => return Ok(None),
    };
    let now = statx(&fd, c"", AtFlags::EMPTY_PATH, StatxFlags::BASIC_STATS)?;
    let same = Stat::from(&now).identity() == stat.identity();
    Ok(same.then_some(fd))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by it")]

    use std::fs;
    use std::os::unix::fs::{MetadataExt, symlink};
    use std::path::Path;

    use super::*;
    use crate::tree::tests::tree;

    const PATHS: [&str; 7] = ["a/", "a/b/", "a/b/c/", "a/b/c/f", "a/d/", "a/d/f", "e/"];

    /// The directories on the disk, and the tree that a walk would make of them.
    fn made(at: &Path) -> Tree {
        let mut tree = tree(&PATHS);
        for (index, path) in PATHS.iter().enumerate() {
            let there = at.join(path.trim_end_matches('/'));
            if path.ends_with('/') {
                fs::create_dir(&there).unwrap();
                let found = there.metadata().unwrap();
                let stat = &mut tree.entries[index + 1].stat;
                (stat.device, stat.inode) = (found.dev(), found.ino());
            }
        }
        tree
    }

    #[test]
    fn directories_are_found_in_any_order_of_a_walk() {
        let root = tempfile::tempdir().unwrap();
        let tree = made(root.path());
        let mut descent = Descent::new(fs::File::open(root.path()).unwrap().into());
        for index in [0, 3, 3, 1, 5, 0, 7] {
            let fd = descent.directory(&tree, index).unwrap().unwrap();
            let found = rustix::fs::fstat(fd).unwrap();
            let wanted = match index {
                0 => root.path().metadata().unwrap().ino(),
                _ => tree.entries[index].stat.inode,
            };
            assert_eq!(found.st_ino, wanted, "{index}");
        }
    }

    #[test]
    fn a_directory_that_was_replaced_is_not_gone_into() {
        let root = tempfile::tempdir().unwrap();
        let tree = made(root.path());
        let mut descent = Descent::new(fs::File::open(root.path()).unwrap().into());
        fs::rename(root.path().join("a/b"), root.path().join("moved")).unwrap();
        symlink(root.path().join("moved"), root.path().join("a/b")).unwrap();
        assert!(descent.directory(&tree, 3).unwrap().is_none(), "a link");
        fs::remove_file(root.path().join("a/b")).unwrap();
        fs::create_dir_all(root.path().join("a/b/c")).unwrap();
        assert!(
            descent.directory(&tree, 3).unwrap().is_none(),
            "another one"
        );
        fs::remove_dir_all(root.path().join("a/b")).unwrap();
        assert!(descent.directory(&tree, 3).unwrap().is_none(), "nothing");
        assert!(
            descent.directory(&tree, 5).unwrap().is_some(),
            "the next one is there"
        );
    }
}
