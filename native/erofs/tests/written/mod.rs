//! An image, and what a reader of its own finds in it by `fs/erofs/erofs_fs.h`.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "not every test uses all of it, and a test fails by a panic"
)]

use std::collections::BTreeMap;

use bellglass_erofs::{Image, Meta, NodeId, Time};
use tempfile::TempDir;

const BLOCK: usize = 4096;

pub fn meta(permissions: u16) -> Meta {
    let mtime = Time {
        seconds: 1_700_000_000,
        nanoseconds: 123_456_789,
    };
    Meta {
        permissions,
        uid: 0,
        gid: 0,
        mtime,
        xattrs: vec![],
    }
}

/// An image in a directory of its own.
pub struct Bench {
    pub directory: TempDir,
    pub image: Image,
}

impl Bench {
    pub fn new() -> Bench {
        let directory = tempfile::tempdir().unwrap();
        let out = std::fs::File::create_new(directory.path().join("image")).unwrap();
        Bench {
            directory,
            image: Image::new(out, &meta(0o755)).unwrap(),
        }
    }

    pub fn file(&mut self, parent: NodeId, name: &[u8], bytes: &[u8]) -> NodeId {
        self.image
            .file(parent, name, &meta(0o644), bytes.len() as u64, bytes)
            .unwrap()
    }

    /// Finishes the image. @returns its bytes
    pub fn bytes(self) -> Vec<u8> {
        self.image.finish().unwrap();
        std::fs::read(self.directory.path().join("image")).unwrap()
    }

    /// Finishes the image, and reads it.
    pub fn written(self) -> Written {
        Written::of(self.bytes()).unwrap()
    }
}

/// An inode as it is read.
#[derive(Debug)]
pub struct Inode {
    pub at: usize,
    pub mode: u16,
    pub size: u64,
    pub data: u32,
    pub uid: u32,
    pub gid: u32,
    pub mtime: (i64, u32),
    pub links: u32,
    layout: u16,
    /// Behind its attributes.
    behind: usize,
}

/// The prefixes of attributes that stand here, by their numbers.
const PREFIXES: [(u8, &[u8]); 3] = [(1, b"user."), (4, b"trusted."), (6, b"security.")];

/// A finished image.
pub struct Written {
    pub image: Vec<u8>,
    inodes_at: usize,
    root: usize,
}

impl Written {
    /// None: it is no file system, or its checksum is wrong.
    pub fn of(image: Vec<u8>) -> Option<Written> {
        let word = |at: usize| Some(u32::from_le_bytes(image.get(at..at + 4)?.try_into().ok()?));
        if word(1024)? != 0xE0F5_E1E2
            || !image.len().is_multiple_of(BLOCK)
            || word(1024 + 36)? as usize * BLOCK != image.len()
        {
            return None;
        }
        let mut first = image[1024..BLOCK].to_vec();
        first[4..8].fill(0);
        if word(1028)? != !crc32c::crc32c(&first) {
            return None;
        }
        let inodes_at = word(1024 + 40)? as usize * BLOCK;
        let root = usize::from(u16::from_le_bytes([image[1024 + 14], image[1024 + 15]]));
        Some(Written {
            image,
            inodes_at,
            root,
        })
    }

    fn number<const N: usize>(&self, at: usize) -> [u8; N] {
        self.image[at..at + N].try_into().unwrap()
    }

    fn inode(&self, nid: usize) -> Inode {
        let at = self.inodes_at + nid * 32;
        let (half, word) = (
            |a| u16::from_le_bytes(self.number(at + a)),
            |a| u32::from_le_bytes(self.number(at + a)),
        );
        assert_eq!(half(0) & 1, 1, "an extended inode");
        let xattrs = if half(2) == 0 {
            0
        } else {
            12 + (usize::from(half(2)) - 1) * 4
        };
        Inode {
            at,
            mode: half(4),
            size: u64::from_le_bytes(self.number(at + 8)),
            data: word(16),
            uid: word(24),
            gid: word(28),
            mtime: (i64::from_le_bytes(self.number(at + 32)), word(40)),
            links: word(44),
            layout: half(0) >> 1 & 7,
            behind: at + 64 + xattrs,
        }
    }

    /// The inode at a path, whose names are given one by one.
    pub fn at(&self, path: &[&[u8]]) -> Inode {
        path.iter().fold(self.inode(self.root), |inode, name| {
            let names = self.names(&inode);
            self.inode(
                *names
                    .get(*name)
                    .unwrap_or_else(|| panic!("{name:?} is not there")),
            )
        })
    }

    /// The bytes of a file, a directory or a symbolic link.
    pub fn data(&self, inode: &Inode) -> Vec<u8> {
        let (size, start) = (
            usize::try_from(inode.size).unwrap(),
            inode.data as usize * BLOCK,
        );
        match inode.layout {
            0 => self.image[start..][..size].to_vec(),
            2 => {
                let (whole, tail) = (size / BLOCK * BLOCK, size % BLOCK);
                assert_eq!(
                    inode.behind / BLOCK,
                    (inode.behind + tail - 1) / BLOCK,
                    "the rest is in one block"
                );
                [
                    &self.image[start..][..whole],
                    &self.image[inode.behind..][..tail],
                ]
                .concat()
            }
            _ => panic!("bytes in chunks"),
        }
    }

    /// The extended attributes of an inode.
    pub fn xattrs(&self, inode: &Inode) -> BTreeMap<Vec<u8>, Vec<u8>> {
        let (mut at, mut found) = (inode.at + 64 + 12, BTreeMap::new());
        while at < inode.behind {
            let [name, prefix, low, high] = self.number(at);
            let name = usize::from(name);
            let value = usize::from(u16::from_le_bytes([low, high]));
            let (_, prefix) = PREFIXES
                .iter()
                .find(|(number, _)| *number == prefix)
                .unwrap();
            let bytes = &self.image[at + 4..][..name + value];
            let whole = [prefix, &bytes[..name]].concat();
            assert!(
                found.insert(whole, bytes[name..].to_vec()).is_none(),
                "it is there once"
            );
            at = (at + 4 + name + value).next_multiple_of(4);
        }
        found
    }

    /// Whether a file has its size and no bytes: one chunk at the null address, as large as chunks are.
    pub fn is_promise(&self, inode: &Inode) -> bool {
        (inode.layout, inode.data) == (4, 31)
            && self.number::<4>(inode.behind.next_multiple_of(4)) == [0xff; 4]
    }

    /// The names in a directory without the dots, by inode, after they were seen to be sorted.
    pub fn names(&self, inode: &Inode) -> BTreeMap<Vec<u8>, usize> {
        let mut all = Vec::new();
        for block in self.data(inode).chunks(BLOCK) {
            let offset = |entry: usize| {
                usize::from(u16::from_le_bytes([
                    block[entry * 12 + 8],
                    block[entry * 12 + 9],
                ]))
            };
            let count = offset(0) / 12;
            for entry in 0..count {
                let end = if entry + 1 < count {
                    offset(entry + 1)
                } else {
                    block.len()
                };
                let name = &block[offset(entry)..end];
                let name = name.split(|byte| *byte == 0).next().unwrap();
                let nid = u64::from_le_bytes(block[entry * 12..][..8].try_into().unwrap());
                let nid = usize::try_from(nid).unwrap();
                let kinds = [0, 0o10, 0o04, 0o02, 0o06, 0o01, 0o14, 0o12];
                assert_eq!(
                    self.inode(nid).mode >> 12,
                    kinds[usize::from(block[entry * 12 + 10])]
                );
                all.push((name.to_vec(), nid));
            }
        }
        assert!(
            all.is_sorted_by(|one, other| one.0 < other.0),
            "names are in the order of their bytes"
        );
        let count = all.len();
        let mut names: BTreeMap<Vec<u8>, usize> = all.into_iter().collect();
        assert_eq!(self.inode(names.remove(&b"."[..]).unwrap()).at, inode.at);
        assert!(names.remove(&b".."[..]).is_some());
        assert_eq!(names.len() + 2, count);
        names
    }

    pub fn read(&self, name: &[u8]) -> Vec<u8> {
        self.data(&self.at(&[name]))
    }
}
