//! What is in a directory.

use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd};

use rustix::fs::{AtFlags, FileType, RawDir, StatxAttributes, StatxFlags, statx};
use rustix::io::Errno;

use crate::tree::Stat;

/// An entry of a directory.
#[derive(Debug)]
pub(super) struct Child {
    pub(super) name: Box<[u8]>,
    pub(super) stat: Stat,
    /// Whether something is mounted on it.
    pub(super) mounted: bool,
}

/// The entries of a directory, and how many went while they were listed.
pub(super) struct Listing {
    /// In the order of their names' bytes.
    pub(super) children: Vec<Child>,
    pub(super) gone: u64,
}

/// What the system says of something.
pub(super) struct Seen {
    pub(super) stat: Stat,
    mounted: bool,
}

/// What an open file is.
///
/// # Errors
/// As the system says.
pub(super) fn of(fd: BorrowedFd) -> Result<Seen, Errno> {
    see(fd, b"", AtFlags::EMPTY_PATH)
}

/// Lists a directory, links not followed.
///
/// # Errors
/// As the system says; [`Errno::TOOBIG`] when there are more than `most` entries.
pub(super) fn list(directory: BorrowedFd, most: u64) -> Result<Listing, Errno> {
    let mut names = names(directory, most)?;
    // A file system reads inodes that are beside each other at once; their order is most often that of their numbers.
    names.sort_unstable_by_key(|(inode, _)| *inode);
    let mut listing = Listing {
        children: Vec::with_capacity(names.len()),
        gone: 0,
    };
    for (_, name) in names {
        match see(directory, &name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(Seen { stat, mounted }) => listing.children.push(Child {
                name,
                stat,
                mounted,
            }),
            Err(Errno::NOENT) => listing.gone += 1,
            Err(error) => return Err(error),
        }
    }
    let children = &mut listing.children;
    children.sort_unstable_by(|one, other| one.name.cmp(&other.name));
    // A directory that changes while it is listed may say a name twice.
    children.dedup_by(|one, other| one.name == other.name);
    Ok(listing)
}

type Named = (u64, Box<[u8]>);

fn names(directory: BorrowedFd, most: u64) -> Result<Vec<Named>, Errno> {
    let mut buffer = [MaybeUninit::uninit(); 32 << 10];
    let mut names = Vec::new();
    let mut entries = RawDir::new(directory, &mut buffer);
    while let Some(entry) = entries.next() {
        let entry = entry?;
        let name = entry.file_name().to_bytes();
        if name != b"." && name != b".." {
            names.push((entry.ino(), name.into()));
        }
        if names.len() as u64 > most {
            return Err(Errno::TOOBIG);
        }
    }
    Ok(names)
}

fn see(directory: BorrowedFd, name: &[u8], flags: AtFlags) -> Result<Seen, Errno> {
    let found = statx(directory.as_fd(), name, flags, StatxFlags::BASIC_STATS)?;
    let stat = Stat::from(&found);
    let mounted = found.stx_attributes.contains(StatxAttributes::MOUNT_ROOT);
    Ok(Seen { stat, mounted })
}

impl Child {
    /// Whether another file system begins here. Of a file its device does not say: an overlay's have those of its layers.
    pub(super) fn is_foreign(&self, device: u64) -> bool {
        let directory = self.stat.kind() == FileType::Directory;
        self.mounted || directory && self.stat.device != device
    }
}
