//! Inodes as they stand in an image, with what is kept behind them.

use std::collections::BTreeMap;

use crate::BLOCK;
use crate::disk::dirents;
use crate::disk::inode::{self, Data, Inode, Kind};
use crate::disk::xattrs;
use crate::error::ErofsError;
use crate::layout::{Room, fits};
use crate::tree::{Body, Node, NodeId};

/// What an inode is.
pub(crate) fn kind(body: &Body) -> Kind {
    match body {
        Body::Directory { .. } => Kind::Directory,
        Body::File(_) | Body::Promised { .. } => Kind::File,
        Body::Symlink(_) => Kind::Symlink,
        Body::Device(device) => Kind::of(*device),
    }
}

/// How long a directory is, in bytes.
fn directory_length(names: &BTreeMap<Vec<u8>, NodeId>) -> usize {
    let mut all: Vec<&[u8]> = [&b"."[..], &b".."[..]]
        .into_iter()
        .chain(names.keys().map(Vec::as_slice))
        .collect();
    all.sort_unstable();
    dirents::length(all.into_iter())
}

/// What an inode takes among the inodes.
pub(crate) fn room(node: &Node) -> Room {
    let head = inode::SIZE + node.xattrs.len();
    match &node.body {
        Body::Directory { names, .. } => {
            let tail = directory_length(names) % BLOCK;
            Room {
                head,
                tail: if fits(head, tail) { tail } else { 0 },
            }
        }
        Body::File(stored) | Body::Symlink(stored) => Room {
            head,
            tail: stored.tail.len(),
        },
        Body::Promised { size } if *size > 0 => Room {
            head: head + inode::NOWHERE.len(),
            tail: 0,
        },
        Body::Promised { .. } | Body::Device(_) => Room { head, tail: 0 },
    }
}

/// An inode with what stands behind it, and how many bytes of a directory go into blocks from `start` on.
pub(crate) fn inode_bytes(
    node: &Node,
    nid: u64,
    start: u32,
    directory: &[u8],
) -> Result<(Vec<u8>, usize), ErofsError> {
    let Room { tail, .. } = room(node);
    let whole = directory.len()
        - if matches!(node.body, Body::Directory { .. }) {
            tail
        } else {
            0
        };
    let (size, data, behind): (u64, Data, &[u8]) = match &node.body {
        Body::Directory { .. } if tail > 0 => (
            directory.len() as u64,
            Data::Inline(start),
            &directory[whole..],
        ),
        Body::Directory { .. } => (directory.len() as u64, Data::Plain(start), &[]),
        Body::File(stored) | Body::Symlink(stored) if stored.inline => {
            (stored.size, Data::Inline(stored.start), &stored.tail)
        }
        Body::File(stored) | Body::Symlink(stored) => (stored.size, Data::Plain(stored.start), &[]),
        Body::Promised { size } if *size > 0 => (*size, Data::Nowhere, &inode::NOWHERE),
        Body::Promised { .. } => (0, Data::Plain(0), &[]),
        Body::Device(device) => (0, Data::Device(*device), &[]),
    };
    let inode = Inode {
        mode: kind(&node.body).mode() | node.permissions,
        size,
        data,
        number: u32::try_from(nid).map_err(|_| ErofsError::TooLarge)?,
        uid: node.uid,
        gid: node.gid,
        mtime: node.mtime,
        links: node.links,
        xattr_count: xattrs::count(&node.xattrs).ok_or(ErofsError::TooLarge)?,
    };
    Ok((
        [&inode.bytes(), node.xattrs.as_slice(), behind].concat(),
        whole,
    ))
}
