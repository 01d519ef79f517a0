//! A workspace on the disk, a model of what it is to become, and the plan that leads from one to the other.
#![allow(dead_code, reason = "each test takes what it needs")]

pub mod model;
pub mod mounted;
pub mod planner;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use model::{Node, Tree};
use tempfile::TempDir;

/// What stands at a path: all that must be the same again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    Directory {
        mode: u32,
    },
    Symlink {
        target: Vec<u8>,
    },
    File {
        mode: u32,
        mtime: i128,
        content: Vec<u8>,
        /// The first of all its names.
        name: Vec<u8>,
    },
}

pub type Seens = BTreeMap<Vec<u8>, Seen>;

/// A workspace and a journal's directory, on one file system or on two.
pub struct Scene {
    pub tree: TempDir,
    pub journal: TempDir,
}

impl Scene {
    pub fn near() -> Self {
        Self {
            tree: tempfile::tempdir().unwrap(),
            journal: tempfile::tempdir().unwrap(),
        }
    }

    pub fn far() -> Self {
        Self {
            tree: tempfile::tempdir().unwrap(),
            journal: tempfile::tempdir_in("/dev/shm").unwrap(),
        }
    }

    pub fn root(&self) -> &Path {
        self.tree.path()
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.tree.path().join(path)
    }

    pub fn journal(&self) -> &Path {
        self.journal.path()
    }

    /// Writes a model into the empty workspace.
    pub fn write(&self, tree: &Tree) {
        write(self.root(), tree);
    }

    /// Writes the plan that leads from one model, which stands there, to the other.
    pub fn plan(&self, from: &Tree, to: &Tree) {
        planner::plan(self.root(), self.journal(), from, to);
    }

    /// All that stands in the workspace.
    pub fn seen(&self) -> Seens {
        seen(self.root())
    }

    /// The inode of each file.
    pub fn inodes(&self) -> BTreeMap<Vec<u8>, u64> {
        let mut inodes = BTreeMap::new();
        for path in paths(self.root()) {
            let meta = fs::symlink_metadata(at(self.root(), &path)).unwrap();
            if meta.is_file() {
                inodes.insert(path, meta.ino());
            }
        }
        inodes
    }
}

pub fn at(root: &Path, path: &[u8]) -> PathBuf {
    root.join(OsStr::from_bytes(path))
}

pub fn mtime(meta: &fs::Metadata) -> i128 {
    i128::from(meta.mtime()) * 1_000_000_000 + i128::from(meta.mtime_nsec())
}

/// Every path beneath a directory, each directory before what is in it.
pub fn paths(root: &Path) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut open = vec![root.to_owned()];
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(&directory).unwrap() {
            let path = entry.unwrap().path();
            if fs::symlink_metadata(&path).unwrap().is_dir() {
                open.push(path.clone());
            }
            let within = path.strip_prefix(root).unwrap().to_owned();
            found.push(within.into_os_string().into_vec());
        }
    }
    found.sort();
    found
}

pub fn seen(root: &Path) -> Seens {
    let mut names = BTreeMap::new();
    let mut seen = BTreeMap::new();
    for path in paths(root) {
        let full = at(root, &path);
        let meta = fs::symlink_metadata(&full).unwrap();
        let mode = meta.mode() & 0o7777;
        let one = if meta.is_dir() {
            Seen::Directory { mode }
        } else if meta.is_symlink() {
            Seen::Symlink {
                target: fs::read_link(&full).unwrap().into_os_string().into_vec(),
            }
        } else {
            Seen::File {
                mode,
                mtime: mtime(&meta),
                content: fs::read(&full).unwrap(),
                name: names
                    .entry((meta.dev(), meta.ino()))
                    .or_insert(path.clone())
                    .clone(),
            }
        };
        seen.insert(path, one);
    }
    seen
}

/// What a model looks like on the disk.
pub fn expected(tree: &Tree) -> Seens {
    let mut names = BTreeMap::new();
    let look = |(path, node): (&Vec<u8>, &Node)| {
        let one = match node {
            Node::Directory { mode } => Seen::Directory { mode: *mode },
            Node::Symlink { target } => Seen::Symlink {
                target: target.clone(),
            },
            Node::File(id) => {
                let file = &tree.files[id];
                Seen::File {
                    mode: file.mode,
                    mtime: file.mtime,
                    content: file.content.clone(),
                    name: names.entry(*id).or_insert(path.clone()).clone(),
                }
            }
        };
        (path.clone(), one)
    };
    tree.nodes.iter().map(look).collect()
}

fn write(root: &Path, tree: &Tree) {
    let mut first: BTreeMap<u32, PathBuf> = BTreeMap::new();
    for (path, node) in &tree.nodes {
        let full = at(root, path);
        match node {
            Node::Directory { .. } => fs::create_dir(&full).unwrap(),
            Node::Symlink { target } => symlink(OsStr::from_bytes(target), &full).unwrap(),
            Node::File(id) => match first.get(id) {
                Some(other) => fs::hard_link(other, &full).unwrap(),
                None => {
                    write_file(&full, &tree.files[id]);
                    first.insert(*id, full);
                }
            },
        }
    }
    for (path, node) in tree.nodes.iter().rev() {
        if let Node::Directory { mode } = node {
            fs::set_permissions(at(root, path), fs::Permissions::from_mode(*mode)).unwrap();
        }
    }
}

/// Writes one file with its mode and time.
pub fn write_file(path: &Path, file: &model::Data) {
    fs::write(path, &file.content).unwrap();
    let time = SystemTime::UNIX_EPOCH + Duration::from_nanos(file.mtime.try_into().unwrap());
    let opened = fs::File::options().write(true).open(path).unwrap();
    opened.set_modified(time).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(file.mode)).unwrap();
}
