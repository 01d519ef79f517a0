//! A workspace as it was found.

use bellglass_erofs::{Time, Xattr};
use bellglass_wire::snapshot::base::Content;
use rustix::fs::{FileType, Statx, makedev};

/// What tells an inode from all others of a host.
pub(crate) type Identity = (u64, u64);

/// What the system says of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stat {
    pub(crate) device: u64,
    pub(crate) inode: u64,
    pub(crate) links: u32,
    /// The type and all twelve bits.
    pub(crate) mode: u16,
    pub(crate) uid: u32,
    pub(crate) gid: u32,
    pub(crate) size: u64,
    pub(crate) mtime: Time,
    pub(crate) ctime: Time,
}

impl Stat {
    pub(crate) fn identity(&self) -> Identity {
        (self.device, self.inode)
    }

    pub(crate) fn kind(&self) -> FileType {
        FileType::from_raw_mode(self.mode.into())
    }

    /// Whether the contents are the same, as far as the system says.
    pub(crate) fn same_content(&self, other: &Stat) -> bool {
        let of = |stat: &Stat| (stat.identity(), stat.size, stat.mtime, stat.ctime);
        of(self) == of(other)
    }
}

impl From<&Statx> for Stat {
    fn from(found: &Statx) -> Stat {
        Stat {
            device: makedev(found.stx_dev_major, found.stx_dev_minor),
            inode: found.stx_ino,
            links: found.stx_nlink,
            mode: found.stx_mode,
            uid: found.stx_uid,
            gid: found.stx_gid,
            size: found.stx_size,
            mtime: Time {
                seconds: found.stx_mtime.tv_sec,
                nanoseconds: found.stx_mtime.tv_nsec,
            },
            ctime: Time {
                seconds: found.stx_ctime.tv_sec,
                nanoseconds: found.stx_ctime.tv_nsec,
            },
        }
    }
}

/// What an entry is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    File,
    /// With where it points.
    Symlink(Box<[u8]>),
    Directory {
        /// One past the last entry beneath it.
        end: usize,
    },
}

/// An entry. What it is stands in `stat`; `content` is decided step by step.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// The directory it is in; the root's is itself.
    pub(crate) parent: usize,
    pub(crate) name: Box<[u8]>,
    pub(crate) kind: Kind,
    pub(crate) stat: Stat,
    /// None for links, for directories that are simply there, and for files until it is decided.
    pub(crate) content: Option<Content>,
    pub(crate) ignored: bool,
    /// Whether it is a `.git` or in one.
    pub(crate) git: bool,
    /// `user.*` only.
    pub(crate) xattrs: Vec<Xattr>,
}

impl Entry {
    /// A file's identity where it has several names, else none.
    pub(crate) fn shared(&self) -> Option<Identity> {
        let is_directory = matches!(self.kind, Kind::Directory { .. });
        (self.stat.links > 1 && !is_directory).then(|| self.stat.identity())
    }

    /// Whether its bytes, or what is in it, are kept from the guest.
    pub(crate) fn is_withheld(&self) -> bool {
        matches!(self.content, Some(Content::Hidden | Content::Unreadable))
    }
}

/// The entries, parents before children and a directory's children in the order of their bytes; the root is the first.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) entries: Vec<Entry>,
}

impl Tree {
    /// The path of an entry relative to the root, whose own is empty.
    pub(crate) fn path(&self, index: usize) -> Vec<u8> {
        let mut names = Vec::new();
        let mut at = index;
        while at != 0 {
            names.push(&*self.entries[at].name);
            at = self.entries[at].parent;
        }
        names.reverse();
        names.join(&b'/')
    }

    /// For each directory whether something withheld is anywhere beneath it or is it itself.
    pub(crate) fn withholding(&self) -> Vec<bool> {
        self.upward(Entry::is_withheld)
    }

    /// For each entry whether that holds for it or for anything beneath it.
    pub(crate) fn upward(&self, holds: impl Fn(&Entry) -> bool) -> Vec<bool> {
        let mut found: Vec<bool> = self.entries.iter().map(holds).collect();
        for index in (1..found.len()).rev() {
            if found[index] {
                found[self.entries[index].parent] = true;
            }
        }
        found
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// An entry for tests that decide.
    pub(crate) fn entry(parent: usize, name: &str, kind: Kind, size: u64) -> Entry {
        let stat = Stat {
            device: 1,
            inode: 0,
            links: 1,
            mode: 0o644,
            uid: 0,
            gid: 0,
            size,
            mtime: Time::default(),
            ctime: Time::default(),
        };
        Entry {
            parent,
            name: name.as_bytes().into(),
            kind,
            stat,
            content: None,
            ignored: false,
            git: false,
            xattrs: vec![],
        }
    }

    /// A tree of paths that are in order; those that end with `/` are directories. Sizes are 10, inodes the indices.
    pub(crate) fn tree(paths: &[&str]) -> Tree {
        let mut entries = vec![entry(0, "", Kind::Directory { end: 0 }, 0)];
        for path in paths {
            let (parent, name) = match path.trim_end_matches('/').rsplit_once('/') {
                Some((parent, name)) => (find(paths, &format!("{parent}/")), name),
                None => (0, *path),
            };
            let name = name.trim_end_matches('/');
            let beneath = |other: &&&str| other.starts_with(path);
            let index = entries.len();
            let kind = match path.ends_with('/') {
                true => Kind::Directory {
                    end: index + paths.iter().filter(beneath).count(),
                },
                false => Kind::File,
            };
            let mut made = entry(parent, name, kind, 10);
            made.stat.inode = index as u64;
            entries.push(made);
        }
        entries[0].kind = Kind::Directory { end: entries.len() };
        Tree { entries }
    }

    /// The index of a path in such a tree.
    pub(crate) fn find(paths: &[&str], path: &str) -> usize {
        paths
            .iter()
            .position(|one| *one == path)
            .map_or(0, |at| at + 1)
    }

    #[test]
    fn an_entrys_path_is_that_of_its_directories() {
        let tree = tree(&["a/", "a/b/", "a/b/c", "d"]);
        let paths: Vec<Vec<u8>> = (0..5).map(|index| tree.path(index)).collect();
        assert_eq!(paths, [&b""[..], b"a", b"a/b", b"a/b/c", b"d"]);
    }

    #[test]
    fn what_is_withheld_shows_in_every_directory_above_it() {
        let mut tree = tree(&["a/", "a/b/", "a/b/c", "d/", "d/e"]);
        tree.entries[3].content = Some(Content::Hidden);
        tree.entries[5].content = Some(Content::Redirected);
        assert_eq!(tree.withholding(), [true, true, true, true, false, false]);
    }

    #[test]
    fn only_files_and_links_are_shared() {
        let mut one = entry(0, "f", Kind::File, 1);
        assert_eq!(one.shared(), None);
        one.stat.links = 2;
        assert_eq!(one.shared(), Some((1, 0)));
        one.kind = Kind::Directory { end: 1 };
        assert_eq!(one.shared(), None);
    }
}
