use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::os::unix::fs::FileExt;

use crate::BLOCK;
use crate::disk::dirents::{self, Dirent};
use crate::disk::inode;
use crate::disk::superblock::{self, Summary};
use crate::disk::xattrs;
use crate::encoded::{inode_bytes, kind, room};
use crate::entry::{Device, Meta};
use crate::error::ErofsError;
use crate::inodes::Inodes;
use crate::layout::{Layout, fits, nid};
use crate::places::Places;
use crate::tree::{self, Body, NodeId, Stored, Tree};

/// How much of a file is read at a time, in bytes.
const PIECE: usize = 16 * BLOCK;
/// The longest target of a symbolic link, in bytes.
const LINK_MAX: usize = 4095;

/// Whether what is left over of whole blocks may stand elsewhere.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spread {
    Split,
    Whole,
}

/// An image that is being written. Dropped before [`Image::finish`], it is no file system.
#[derive(Debug)]
pub struct Image {
    out: File,
    tree: Tree,
    /// The first block that is free.
    next: u32,
    chunks: bool,
}

impl Image {
    /// Begins an image in an empty file, with its root directory.
    ///
    /// # Errors
    /// [`ErofsError::OutOfRange`] or [`ErofsError::BadXattr`], of the root.
    pub fn new(out: File, root: &Meta) -> Result<Image, ErofsError> {
        tree::check(root)?;
        let tree = Tree::new(root, xattrs::bytes(&root.xattrs)?);
        Ok(Image {
            out,
            tree,
            next: 1,
            chunks: false,
        })
    }

    /// The root directory.
    #[must_use]
    pub fn root(&self) -> NodeId {
        NodeId(0)
    }

    /// Makes a directory.
    ///
    /// # Errors
    /// [`ErofsError`] of the name, the parent or `meta`.
    pub fn directory(
        &mut self,
        parent: NodeId,
        name: &[u8],
        meta: &Meta,
    ) -> Result<NodeId, ErofsError> {
        self.add(parent, name, meta, |_, _| {
            Ok(Body::Directory {
                parent,
                names: BTreeMap::new(),
            })
        })
    }

    /// Makes a file of exactly `size` bytes. What is left over of whole blocks is kept in memory until the end.
    ///
    /// # Errors
    /// As [`Image::directory`]; [`ErofsError::SizeChanged`] when there are fewer bytes or more, which leaves the image as
    /// it was; [`ErofsError::Io`].
    pub fn file(
        &mut self,
        parent: NodeId,
        name: &[u8],
        meta: &Meta,
        size: u64,
        bytes: impl Read,
    ) -> Result<NodeId, ErofsError> {
        self.add(parent, name, meta, |image, head| {
            Ok(Body::File(image.store(head, size, bytes, Spread::Split)?))
        })
    }

    /// As [`Image::file`], with the bytes in one piece of the image, of which [`Places::content`] says where it is.
    ///
    /// # Errors
    /// As [`Image::file`].
    pub fn contiguous(
        &mut self,
        parent: NodeId,
        name: &[u8],
        meta: &Meta,
        size: u64,
        bytes: impl Read,
    ) -> Result<NodeId, ErofsError> {
        self.add(parent, name, meta, |image, head| {
            Ok(Body::File(image.store(head, size, bytes, Spread::Whole)?))
        })
    }

    /// Makes a file of which the image has the size and not the bytes, which read as zeros: an overlay brings them.
    ///
    /// # Errors
    /// As [`Image::directory`]; [`ErofsError::TooLarge`] beyond [`LARGEST_PROMISE`](crate::LARGEST_PROMISE).
    pub fn promised(
        &mut self,
        parent: NodeId,
        name: &[u8],
        meta: &Meta,
        size: u64,
    ) -> Result<NodeId, ErofsError> {
        if size > inode::LARGEST_PROMISE {
            return Err(ErofsError::TooLarge);
        }
        let node = self.add(parent, name, meta, |_, _| Ok(Body::Promised { size }))?;
        self.chunks |= size > 0;
        Ok(node)
    }

    /// Makes a symbolic link.
    ///
    /// # Errors
    /// As [`Image::directory`]; [`ErofsError::BadLink`].
    pub fn symlink(
        &mut self,
        parent: NodeId,
        name: &[u8],
        meta: &Meta,
        target: &[u8],
    ) -> Result<NodeId, ErofsError> {
        if target.is_empty() || target.len() > LINK_MAX || target.contains(&0) {
            return Err(ErofsError::BadLink);
        }
        self.add(parent, name, meta, |image, head| {
            Ok(Body::Symlink(image.store(
                head,
                target.len() as u64,
                target,
                Spread::Split,
            )?))
        })
    }

    /// Makes a device, a named pipe or a socket.
    ///
    /// # Errors
    /// As [`Image::directory`]; [`ErofsError::OutOfRange`] of its number.
    pub fn device(
        &mut self,
        parent: NodeId,
        name: &[u8],
        meta: &Meta,
        device: Device,
    ) -> Result<NodeId, ErofsError> {
        if let Device::Character { major, minor } | Device::Block { major, minor } = device
            && (major > 0xfff || minor > 0xf_ffff)
        {
            return Err(ErofsError::OutOfRange);
        }
        self.add(parent, name, meta, |_, _| Ok(Body::Device(device)))
    }

    /// Gives what is no directory one more name.
    ///
    /// # Errors
    /// [`ErofsError`] of the name or the parent; [`ErofsError::LinkedDirectory`].
    pub fn link(&mut self, parent: NodeId, name: &[u8], node: NodeId) -> Result<(), ErofsError> {
        self.tree.link(parent, name, node)
    }

    /// Writes the inodes, the directories and the superblock.
    ///
    /// # Errors
    /// [`ErofsError::TooLarge`], [`ErofsError::Io`].
    pub fn finish(self) -> Result<File, ErofsError> {
        Ok(self.finish_placed()?.0)
    }

    /// As [`Image::finish`], and says where contents came to stand.
    ///
    /// # Errors
    /// As [`Image::finish`].
    pub fn finish_placed(mut self) -> Result<(File, Places), ErofsError> {
        let mut layout = Layout::default();
        let places: Vec<usize> = self
            .tree
            .nodes
            .iter()
            .map(|node| layout.place(room(node)))
            .collect();
        let inodes_at = self.next;
        let directories_at = self.reserve(layout.length() as u64)?;
        self.next = directories_at;
        let found = Places::new(&self.tree.nodes, &places, offset(inodes_at));
        let mut inodes = Inodes::new(offset(inodes_at));
        for (index, place) in places.iter().enumerate() {
            let bytes = match &self.tree.nodes[index].body {
                Body::Directory { .. } => self.directory_bytes(index, &places),
                _ => Vec::new(),
            };
            let start = self.next;
            let node = &mut self.tree.nodes[index];
            let (body, whole) = inode_bytes(node, nid(*place), start, &bytes)?;
            inodes.put(&self.out, offset(inodes_at) + *place as u64, &body)?;
            // All of them together may be as large as what the caller had to store.
            if let Body::File(stored) = &mut node.body {
                stored.tail = Vec::new();
            }
            let mut blocks = bytes[..whole].to_vec();
            blocks.resize(whole.next_multiple_of(BLOCK), 0);
            self.out.write_all_at(&blocks, offset(start))?;
            self.next = self.reserve(whole as u64)?;
        }
        inodes.finish(&self.out)?;
        self.out.set_len(offset(self.next))?;
        let root = u16::try_from(nid(places[0])).map_err(|_| ErofsError::TooLarge)?;
        let count = self.tree.nodes.len() as u64;
        let summary = Summary {
            root,
            inodes: count,
            blocks: self.next,
            inodes_at,
            chunks: self.chunks,
        };
        self.out.write_all_at(&superblock::block(&summary), 0)?;
        Ok((self.out, found))
    }

    fn add(
        &mut self,
        parent: NodeId,
        name: &[u8],
        meta: &Meta,
        body: impl FnOnce(&mut Image, usize) -> Result<Body, ErofsError>,
    ) -> Result<NodeId, ErofsError> {
        self.tree.check(parent, name)?;
        tree::check(meta)?;
        let xattrs = xattrs::bytes(&meta.xattrs)?;
        let body = body(self, inode::SIZE + xattrs.len())?;
        self.tree.add(parent, name, meta, xattrs, body)
    }

    /// Writes whole blocks of a content whose inode takes `head` bytes.
    fn store(
        &mut self,
        head: usize,
        size: u64,
        mut bytes: impl Read,
        spread: Spread,
    ) -> Result<Stored, ErofsError> {
        let start = self.next;
        let end = self.reserve(size)?;
        let piece = usize::try_from(size).unwrap_or(PIECE).min(PIECE);
        let (mut buffer, mut done, mut tail) = (vec![0; piece], 0, Vec::new());
        while done < size {
            let wanted = usize::try_from(size - done)
                .unwrap_or(usize::MAX)
                .min(PIECE);
            fill(&mut bytes, &mut buffer[..wanted])?;
            let whole = wanted - wanted % BLOCK;
            if whole > 0 {
                self.out
                    .write_all_at(&buffer[..whole], offset(start) + done)?;
            }
            tail.extend_from_slice(&buffer[whole..wanted]);
            done += wanted as u64;
        }
        if bytes.read(&mut [0])? != 0 {
            return Err(ErofsError::SizeChanged);
        }
        let one_piece = spread == Spread::Split || tail.len() as u64 == size;
        let inline = one_piece && !tail.is_empty() && fits(head, tail.len());
        if inline {
            self.next = end - 1;
        } else {
            if !tail.is_empty() {
                tail.resize(BLOCK, 0);
                self.out
                    .write_all_at(&tail, offset(end) - tail.len() as u64)?;
                tail = Vec::new();
            }
            self.next = end;
        }
        Ok(Stored {
            size,
            start,
            tail,
            inline,
        })
    }

    /// The first block behind so many bytes.
    fn reserve(&self, bytes: u64) -> Result<u32, ErofsError> {
        let blocks =
            u32::try_from(bytes.div_ceil(BLOCK as u64)).map_err(|_| ErofsError::TooLarge)?;
        self.next.checked_add(blocks).ok_or(ErofsError::TooLarge)
    }

    fn directory_bytes(&self, index: usize, places: &[usize]) -> Vec<u8> {
        let Body::Directory { parent, names } = &self.tree.nodes[index].body else {
            return Vec::new();
        };
        let dots = [(&b"."[..], NodeId(index)), (&b".."[..], *parent)];
        let mut entries: Vec<Dirent> = dots
            .into_iter()
            .chain(names.iter().map(|(name, node)| (name.as_slice(), *node)))
            .map(|(name, NodeId(node))| Dirent {
                name,
                nid: nid(places[node]),
                kind: kind(&self.tree.nodes[node].body).number(),
            })
            .collect();
        entries.sort_by(|one, other| one.name.cmp(other.name));
        dirents::bytes(&entries)
    }
}

/// Reads until the buffer is full.
fn fill(bytes: &mut impl Read, buffer: &mut [u8]) -> Result<(), ErofsError> {
    bytes
        .read_exact(buffer)
        .map_err(|error| match error.kind() {
            std::io::ErrorKind::UnexpectedEof => ErofsError::SizeChanged,
            _ => ErofsError::Io(error),
        })
}

fn offset(block: u32) -> u64 {
    u64::from(block) * BLOCK as u64
}
