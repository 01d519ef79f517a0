//! The extended attributes that users set.

use std::os::fd::BorrowedFd;

use bellglass_erofs::Xattr;
use rustix::fs::{lgetxattr, llistxattr};
use rustix::process::fchdir;

const PREFIX: &[u8] = b"user.";
/// How many bytes of one file's attributes are kept.
const OF_A_FILE: usize = 16 << 10;
/// How many bytes of all of them are: they are held in memory.
const OF_ALL: usize = 16 << 20;

/// Reads attributes by the files' names, which needs no open file: the process works in their directory.
pub(super) struct Attributes {
    names: Vec<u8>,
    left: usize,
    /// Whether the process works in the directory that is walked.
    there: bool,
}

impl Default for Attributes {
    fn default() -> Attributes {
        Attributes {
            names: vec![0; OF_A_FILE],
            left: OF_ALL,
            there: false,
        }
    }
}

impl Attributes {
    /// Says that the next file is in another directory.
    pub(super) fn moved(&mut self) {
        self.there = false;
    }

    /// The attributes of a file in a directory. @returns them, and how many are lost
    pub(super) fn of(&mut self, directory: BorrowedFd, name: &[u8]) -> (Vec<Xattr>, u64) {
        if !self.there && fchdir(directory).is_err() {
            return (Vec::new(), 0);
        }
        self.there = true;
        let length = match llistxattr(name, &mut self.names) {
            Ok(0) => return (Vec::new(), 0),
            Ok(length) => length,
            Err(rustix::io::Errno::RANGE) => return (Vec::new(), 1),
            Err(_) => return (Vec::new(), 0),
        };
        let names = self.names[..length].split(|byte| *byte == 0);
        let users: Vec<Vec<u8>> = names
            .filter(|name| name.starts_with(PREFIX) && name.len() > PREFIX.len())
            .map(<[u8]>::to_vec)
            .collect();
        let (mut found, mut lost, mut used) = (Vec::new(), 0, 0);
        for user in users {
            let mut value = vec![0; OF_A_FILE];
            let Ok(length) = lgetxattr(name, user.as_slice(), &mut value) else {
                lost += 1;
                continue;
            };
            let size = user.len() + length;
            if used + size > OF_A_FILE.min(self.left) {
                lost += 1;
                continue;
            }
            used += size;
            value.truncate(length);
            value.shrink_to_fit();
            found.push(Xattr { name: user, value });
        }
        self.left -= used;
        (found, lost)
    }
}
