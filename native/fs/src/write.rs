//! The image: every entry in the order of the walk, and the bytes of the embedded ones.

mod content;
mod descent;
mod meta;

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::os::fd::OwnedFd;

use bellglass_erofs::{Image, NodeId, Places};
use bellglass_wire::snapshot::base::Content;

use crate::failure::Failure;
use crate::tree::{Identity, Kind, Tree};
pub(crate) use content::{Read, Reader};
pub(crate) use descent::Descent;
pub(crate) use meta::permissions;

/// What came of the entries.
#[derive(Debug)]
pub(crate) struct Written {
    /// How long the image is, in bytes.
    pub(crate) length: u64,
    /// What became of each entry, the root first.
    pub(crate) fates: Vec<Fate>,
    places: Places,
}

/// What became of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It has an inode of its own.
    Made(NodeId),
    /// It is one more name.
    Linked(NodeId),
    /// It has an inode of its own, and was redirected because it went on changing.
    Lost(NodeId),
    /// It is not there: it went, or what it was in did.
    Gone,
}

impl Fate {
    /// Its inode.
    pub(crate) fn node(self) -> Option<NodeId> {
        match self {
            Fate::Made(node) | Fate::Linked(node) | Fate::Lost(node) => Some(node),
            Fate::Gone => None,
        }
    }
}

impl Written {
    /// Where the bytes of an entry begin in the image.
    pub(crate) fn at(&self, index: usize) -> Option<u64> {
        self.places.content(self.fates[index].node()?)
    }
}

/// Writes the image. Where a file is another one than when it was walked, the tree says afterwards what was written.
///
/// # Errors
/// [`Failure::Image`], [`Failure::Io`].
pub(crate) fn write(
    tree: &mut Tree,
    hidden: &HashSet<Identity>,
    root: OwnedFd,
    limit: u64,
    out: File,
) -> Result<Written, Failure> {
    let image = Image::new(out, &meta::of(&tree.entries[0], b""))?;
    let mut writer = Writer {
        fates: vec![Fate::Made(image.root())],
        image,
        shared: HashMap::new(),
        descent: Descent::new(root),
        reader: Reader::new(hidden, limit),
    };
    for index in 1..tree.entries.len() {
        let fate = writer.entry(tree, index)?;
        writer.fates.push(fate);
    }
    let (out, places) = writer.image.finish_placed()?;
    Ok(Written {
        length: out.metadata()?.len(),
        fates: writer.fates,
        places,
    })
}

struct Writer<'a> {
    image: Image,
    fates: Vec<Fate>,
    /// Inodes with several names, by the entry that made them.
    shared: HashMap<Identity, (usize, NodeId)>,
    descent: Descent,
    reader: Reader<'a>,
}

impl Writer<'_> {
    fn entry(&mut self, tree: &mut Tree, index: usize) -> Result<Fate, Failure> {
        let Some(parent) = self.fates[tree.entries[index].parent].node() else {
            return Ok(Fate::Gone);
        };
        let identity = tree.entries[index].shared();
        if let Some(found) = identity.and_then(|identity| self.shared.get(&identity)) {
            return self.link(tree, index, parent, *found);
        }
        let fate = self.inode(tree, index, parent)?;
        // What was replaced meanwhile is not what the other names stand for.
        if let (Some(identity), Some(node)) = (identity, fate.node())
            && tree.entries[index].stat.identity() == identity
        {
            self.shared.insert(identity, (index, node));
        }
        Ok(fate)
    }

    fn link(
        &mut self,
        tree: &mut Tree,
        index: usize,
        parent: NodeId,
        (first, node): (usize, NodeId),
    ) -> Result<Fate, Failure> {
        self.image.link(parent, &tree.entries[index].name, node)?;
        let (stat, content) = (tree.entries[first].stat, tree.entries[first].content);
        tree.entries[index].stat = stat;
        tree.entries[index].content = content;
        Ok(Fate::Linked(node))
    }

    fn inode(&mut self, tree: &mut Tree, index: usize, parent: NodeId) -> Result<Fate, Failure> {
        let entry = &tree.entries[index];
        let node = match &entry.kind {
            Kind::Directory { .. } => {
                let meta = meta::of(entry, b"");
                self.image.directory(parent, &entry.name, &meta)?
            }
            Kind::Symlink(target) => {
                let meta = meta::of(entry, b"");
                self.image.symlink(parent, &entry.name, &meta, target)?
            }
            Kind::File if entry.content == Some(Content::Embedded) => {
                return self.embedded(tree, index, parent);
            }
            Kind::File => self.promised(tree, index, parent)?,
        };
        Ok(Fate::Made(node))
    }

    fn embedded(&mut self, tree: &mut Tree, index: usize, parent: NodeId) -> Result<Fate, Failure> {
        let directory = match self.descent.directory(tree, tree.entries[index].parent)? {
            Some(directory) => directory,
            None => return Ok(Fate::Gone),
        };
        let entry = &mut tree.entries[index];
        let read = self.reader.read(directory, &entry.name)?;
        let (content, stat) = match read {
            Read::Gone => return Ok(Fate::Gone),
            Read::Unreadable => (Content::Unreadable, entry.stat),
            Read::Hidden(stat) => (Content::Hidden, stat),
            Read::Changing(stat) => (Content::Redirected, stat),
            Read::Whole(stat) => (Content::Embedded, stat),
        };
        entry.content = Some(content);
        entry.stat = stat;
        if content == Content::Embedded {
            let bytes = self.reader.bytes();
            let meta = meta::of(entry, b"");
            let image = &mut self.image;
            let node = image.contiguous(parent, &entry.name, &meta, stat.size, bytes)?;
            return Ok(Fate::Made(node));
        }
        let node = self.promised(tree, index, parent)?;
        Ok(match content {
            Content::Redirected => Fate::Lost(node),
            _ => Fate::Made(node),
        })
    }

    fn promised(&mut self, tree: &Tree, index: usize, parent: NodeId) -> Result<NodeId, Failure> {
        let entry = &tree.entries[index];
        let path = match entry.content {
            Some(Content::Redirected) => tree.path(index),
            _ => Vec::new(),
        };
        let meta = meta::of(entry, &path);
        let size = entry.stat.size.min(bellglass_erofs::LARGEST_PROMISE);
        Ok(self.image.promised(parent, &entry.name, &meta, size)?)
    }
}
