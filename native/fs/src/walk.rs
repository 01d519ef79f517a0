//! One pass over the workspace: names, attributes and links, and which of them are hidden. No contents.

mod attributes;
mod enter;
mod level;
mod listing;
mod look;
mod visit;

use std::collections::HashSet;
use std::os::fd::{AsFd, OwnedFd};

use crate::failure::Failure;
use crate::patterns::Patterns;
use crate::tree::{Identity, Tree};
use attributes::Attributes;
use level::Level;
pub(crate) use look::{Look, Way};

/// The longest path, in bytes: with a slash before it and a NUL behind it, the kernel takes it as an overlay's redirect.
const PATH_MAX: usize = 4094;

/// How many bytes all paths may have together: the base names each whole.
const PATHS_MAX: u64 = 1 << 30;

/// A workspace as it was found.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) tree: Tree,
    /// Files that a pattern hides by one of their names, those in hidden directories too.
    pub(crate) hidden: HashSet<Identity>,
    /// What is left out or empty for other reasons.
    pub(crate) counts: Counts,
    /// The directories of which every entry was looked at.
    pub(crate) whole: Vec<Vec<u8>>,
}

/// How many entries of a kind there were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) special: u64,
    pub(crate) mounts: u64,
    pub(crate) gone: u64,
    pub(crate) lost_attributes: u64,
}

/// Walks everything beneath a directory, or what a look asks for.
///
/// # Errors
/// [`Failure::Pattern`], [`Failure::TooMany`], [`Failure::TooLong`]; a plain [`Failure::Io`] when the directory itself cannot
/// be listed.
pub(crate) fn walk(
    root: OwnedFd,
    patterns: Patterns,
    limit: u64,
    look: Look,
) -> Result<Found, Failure> {
    let mut walk = Walk::new(root, patterns, limit, look)?;
    while let Some(level) = walk.levels.last_mut() {
        match level.children.next() {
            Some(child) => walk.visit(child)?,
            None => walk.leave(),
        }
    }
    Ok(walk.found)
}

/// A walk that is somewhere.
struct Walk<'a> {
    look: Look<'a>,
    found: Found,
    patterns: Patterns,
    attributes: Attributes,
    /// From the root to the directory it is in; a level holds one descriptor.
    levels: Vec<Level>,
    /// Of the directory it is in, and of the entry it looks at.
    path: Vec<u8>,
    /// Where one workspace ends: another file system is another device.
    device: u64,
    /// Who walks.
    user: u32,
    /// How many entries there may be.
    limit: u64,
    seen: u64,
    path_bytes: u64,
}

impl<'a> Walk<'a> {
    fn new(
        root: OwnedFd,
        patterns: Patterns,
        limit: u64,
        look: Look<'a>,
    ) -> Result<Walk<'a>, Failure> {
        let stat = listing::of(root.as_fd())?.stat;
        let found = Found {
            tree: Tree {
                entries: vec![level::root(stat)],
            },
            hidden: HashSet::new(),
            counts: Counts::default(),
            whole: Vec::new(),
        };
        let mut walk = Walk {
            look,
            found,
            patterns,
            attributes: Attributes::default(),
            levels: Vec::new(),
            path: Vec::new(),
            device: stat.device,
            user: rustix::process::geteuid().as_raw(),
            limit,
            seen: 0,
            path_bytes: 0,
        };
        let state = level::State {
            whole: walk.look.way(b"", &stat) == Way::Whole,
            ..level::State::default()
        };
        walk.watch(root.as_fd(), false);
        let children = walk.list(root.as_fd())?;
        walk.push(root, children, state, Some(0))?;
        Ok(walk)
    }
}
