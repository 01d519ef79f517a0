//! Where a request of the guest's leads, and whether it may.

use std::ffi::CStr;
use std::io;
use std::sync::Arc;

use bellglass_patterns::join;
use rustix::fs::{FileType, OFlags};
use rustix::io::Errno;

use crate::judge::Judge;
use crate::nodes::{LONGEST, Nodes, Standing};

/// Between a server of files and its guest, for as long as the guest has the share mounted.
pub struct Veil {
    judge: Arc<Judge>,
    nodes: Nodes,
}

/// A file as its server found it.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    /// The guest's number of it.
    pub node: u64,
    /// Its inode number.
    pub inode: u64,
    /// Its `st_mode`.
    pub mode: u32,
}

/// A place in the share whose name is not hidden.
pub struct Place {
    path: Vec<u8>,
    /// The inode number of the directory that is there, if one is.
    directory: Option<u64>,
}

impl Veil {
    /// With nothing looked up but the root.
    pub fn new(judge: Arc<Judge>) -> Veil {
        let nodes = Nodes::new();
        Veil { judge, nodes }
    }

    /// The path of a name in a directory. @param name one name: a server of files takes slashes and dots as the kernel does
    ///
    /// # Errors
    /// EINVAL for any other name; EACCES where the directory is hidden, or none; ENAMETOOLONG beyond 4,096 bytes.
    pub fn path(&self, parent: u64, name: &CStr) -> io::Result<Vec<u8>> {
        let name = name.to_bytes();
        if name.contains(&b'/') || [&b""[..], b".", b".."].contains(&name) {
            return Err(Errno::INVAL.into());
        }
        let directory = self.nodes.directory(parent);
        let path = join(&directory.ok_or(Errno::ACCESS)?, name);
        match path.len() > LONGEST {
            true => Err(Errno::NAMETOOLONG.into()),
            false => Ok(path),
        }
    }

    /// Takes in what was looked up or made at a path. @returns the `st_mode` that the guest is shown
    pub fn note(&self, path: Vec<u8>, found: Found) -> u32 {
        let is_directory = is_directory(found.mode);
        let by_name = self.judge.path(&path, is_directory);
        let standing = by_name.max(self.judge.inode(found.inode));
        let directory = is_directory.then_some(path);
        self.nodes.add(found.node, directory, standing);
        self.shown(found.node, found.mode)
    }

    /// The guest unmounted the share, or mounts it anew: its server gives out each number once.
    pub fn clear(&self) {
        self.nodes.clear();
    }

    /// The guest has forgotten so many of its lookups.
    pub fn forget(&self, node: u64, count: u64) {
        self.nodes.forget(node, count);
    }

    /// How a file stands; what nobody has looked up is hidden.
    pub fn standing(&self, node: u64) -> Standing {
        self.nodes.standing(node)
    }

    /// A `st_mode` as the guest sees it: what is hidden is a file that nobody may read.
    pub fn shown(&self, node: u64, mode: u32) -> u32 {
        match self.standing(node) {
            Standing::Hidden => mode & !0o444,
            _ => mode,
        }
    }

    /// Refuses what stands worse than that.
    ///
    /// # Errors
    /// EACCES.
    pub fn at_most(&self, node: u64, worst: Standing) -> io::Result<()> {
        match self.standing(node) > worst {
            true => Err(Errno::ACCESS.into()),
            false => Ok(()),
        }
    }

    /// Refuses to open what is hidden, and to open for writing what may only be read. @param flags as of open(2)
    ///
    /// # Errors
    /// EACCES.
    pub fn opening(&self, node: u64, flags: u32) -> io::Result<()> {
        let writes = flags & (OFlags::WRONLY | OFlags::RDWR | OFlags::TRUNC).bits() != 0;
        let worst = match writes {
            true => Standing::Open,
            false => Standing::Guarded,
        };
        self.at_most(node, worst)
    }

    /// A place where something may be made, replaced or removed.
    /// @param look looks what is there, and takes it in @param forget takes that back
    ///
    /// # Errors
    /// EACCES where its name is hidden, or what is there under another name is; those of `look` but ENOENT.
    pub fn changing(
        &self,
        (parent, name): (u64, &CStr),
        look: impl FnOnce() -> io::Result<Found>,
        forget: impl FnOnce(u64),
    ) -> io::Result<Place> {
        let path = self.path(parent, name)?;
        for is_directory in [false, true] {
            if self.judge.path(&path, is_directory) != Standing::Open {
                return Err(Errno::ACCESS.into());
            }
        }
        let found = match look() {
            Ok(found) => found,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let directory = None;
                return Ok(Place { path, directory });
            }
            Err(error) => return Err(error),
        };
        let standing = self.standing(found.node);
        forget(found.node);
        if standing != Standing::Open {
            return Err(Errno::ACCESS.into());
        }
        let directory = is_directory(found.mode).then_some(found.inode);
        Ok(Place { path, directory })
    }

    /// Takes in what was made at a place. @returns as [`Veil::note`]
    pub fn made(&self, place: Place, found: Found) -> u32 {
        self.note(place.path, found)
    }

    /// Whether what is at one place may be renamed to the other. @param flags as of renameat2(2)
    ///
    /// # Errors
    /// EACCES where a directory would move in which something is hidden, or would be.
    pub fn moving(&self, from: &Place, to: &Place, flags: u32) -> io::Result<()> {
        if let Some(inode) = from.directory {
            self.judge.moves(inode, &from.path, &to.path)?;
        }
        if let Some(inode) = to.directory.filter(|_| exchanges(flags)) {
            self.judge.moves(inode, &to.path, &from.path)?;
        }
        Ok(())
    }

    /// It was renamed.
    pub fn moved(&self, from: &Place, to: &Place, flags: u32) {
        let both = exchanges(flags);
        if from.directory.is_some() || both && to.directory.is_some() {
            self.nodes.moved(&from.path, &to.path, both);
        }
    }
}

fn exchanges(flags: u32) -> bool {
    flags & libc::RENAME_EXCHANGE != 0
}

fn is_directory(mode: u32) -> bool {
    FileType::from_raw_mode(mode) == FileType::Directory
}
