use std::collections::BTreeMap;

use crate::entry::{Device, Meta, Time};
use crate::error::ErofsError;

/// An inode of an image that is being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodeId(pub(crate) usize);

/// What an inode holds. What fits is kept here until it is written beside the inode; the rest is in blocks already.
#[derive(Debug)]
pub(crate) enum Body {
    Directory {
        parent: NodeId,
        names: BTreeMap<Vec<u8>, NodeId>,
    },
    File(Stored),
    Symlink(Stored),
    /// A file of which only the size is known.
    Promised {
        size: u64,
    },
    Device(Device),
}

/// Bytes of an inode: whole blocks from `start` on, and what is left over.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) size: u64,
    pub(crate) start: u32,
    /// Empty when there is nothing left over, or when it has a block of its own.
    pub(crate) tail: Vec<u8>,
    /// Whether what is left over is kept beside the inode.
    pub(crate) inline: bool,
}

/// An inode.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) permissions: u16,
    pub(crate) uid: u32,
    pub(crate) gid: u32,
    pub(crate) mtime: Time,
    pub(crate) links: u32,
    /// As they stand behind the inode.
    pub(crate) xattrs: Vec<u8>,
    pub(crate) body: Body,
}

/// The inodes of an image, the root first.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) nodes: Vec<Node>,
}

const NAME_MAX: usize = 255;

impl Tree {
    pub(crate) fn new(meta: &Meta, xattrs: Vec<u8>) -> Tree {
        let body = Body::Directory {
            parent: NodeId(0),
            names: BTreeMap::new(),
        };
        let mut root = node(meta, xattrs, body);
        root.links = 2;
        Tree { nodes: vec![root] }
    }

    /// Whether a name is free in a directory and may be one.
    pub(crate) fn check(&self, parent: NodeId, name: &[u8]) -> Result<(), ErofsError> {
        let Body::Directory { names, .. } = &self.nodes[parent.0].body else {
            return Err(ErofsError::NoDirectory);
        };
        let odd = name.is_empty() || name.len() > NAME_MAX || name == b"." || name == b"..";
        if odd || name.contains(&b'/') || name.contains(&0) {
            return Err(ErofsError::BadName(name.to_vec()));
        }
        if names.contains_key(name) {
            return Err(ErofsError::NameTaken(name.to_vec()));
        }
        Ok(())
    }

    /// Adds an inode under a name that was checked.
    pub(crate) fn add(
        &mut self,
        parent: NodeId,
        name: &[u8],
        meta: &Meta,
        xattrs: Vec<u8>,
        body: Body,
    ) -> Result<NodeId, ErofsError> {
        let id = NodeId(self.nodes.len());
        let mut added = node(meta, xattrs, body);
        if matches!(added.body, Body::Directory { .. }) {
            added.links = 2;
            more_links(&mut self.nodes[parent.0])?;
        }
        self.nodes.push(added);
        self.insert(parent, name, id)?;
        Ok(id)
    }

    /// Gives an inode one more name.
    pub(crate) fn link(
        &mut self,
        parent: NodeId,
        name: &[u8],
        node: NodeId,
    ) -> Result<(), ErofsError> {
        self.check(parent, name)?;
        if matches!(self.nodes[node.0].body, Body::Directory { .. }) {
            return Err(ErofsError::LinkedDirectory);
        }
        more_links(&mut self.nodes[node.0])?;
        self.insert(parent, name, node)
    }

    fn insert(&mut self, parent: NodeId, name: &[u8], node: NodeId) -> Result<(), ErofsError> {
        let Body::Directory { names, .. } = &mut self.nodes[parent.0].body else {
            return Err(ErofsError::NoDirectory);
        };
        names.insert(name.to_vec(), node);
        Ok(())
    }
}

fn more_links(node: &mut Node) -> Result<(), ErofsError> {
    node.links = node.links.checked_add(1).ok_or(ErofsError::TooLarge)?;
    Ok(())
}

/// Whether an inode can say that of itself.
pub(crate) fn check(meta: &Meta) -> Result<(), ErofsError> {
    let odd = meta.permissions > 0o7777 || meta.mtime.nanoseconds >= 1_000_000_000;
    if odd {
        Err(ErofsError::OutOfRange)
    } else {
        Ok(())
    }
}

fn node(meta: &Meta, xattrs: Vec<u8>, body: Body) -> Node {
    let Meta {
        permissions,
        uid,
        gid,
        mtime,
        ..
    } = *meta;
    Node {
        permissions,
        uid,
        gid,
        mtime,
        links: 1,
        xattrs,
        body,
    }
}
