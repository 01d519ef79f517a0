use std::os::fd::OwnedFd;

use super::listing::Child;
use crate::patterns::Mark;
use crate::tree::{Entry, Kind, Stat};

/// What a directory hands on to what is in it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct State {
    /// Git ignores it.
    pub(super) ignored: bool,
    /// It is a `.git` or in one.
    pub(super) git: bool,
    /// It is hidden: only the identities of what is in it are wanted.
    pub(super) hidden: bool,
    /// Every entry of it is looked at.
    pub(super) whole: bool,
}

/// A directory that the walk is in.
pub(super) struct Level {
    pub(super) fd: OwnedFd,
    /// None in a hidden directory.
    pub(super) entry: Option<usize>,
    pub(super) children: std::vec::IntoIter<Child>,
    pub(super) state: State,
    /// The length of the path of the directory.
    pub(super) path: usize,
    /// The patterns from before it.
    pub(super) patterns: Mark,
}

/// The entry of the workspace itself.
pub(super) fn root(stat: Stat) -> Entry {
    Entry {
        parent: 0,
        name: Box::default(),
        kind: Kind::Directory { end: 1 },
        stat,
        content: None,
        ignored: false,
        git: false,
        xattrs: Vec::new(),
    }
}
