//! Which part of a folder is looked at, and what is asked to tell of changes.

use crate::tree::Stat;
use crate::watch::Watches;

/// How a directory is gone into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Not: it is as it is known.
    Not,
    /// On the way to one beneath it.
    Through,
    /// Every entry of it is looked at.
    Whole,
}

/// Of a directory's path and what the system says of it.
type Ways<'a> = &'a dyn Fn(&[u8], &Stat) -> Way;

/// A look at a folder.
#[derive(Default)]
pub(crate) struct Look<'a> {
    /// Told of every directory before it is listed, so that nothing falls between.
    pub(crate) watches: Option<&'a mut Watches>,
    /// Not given means all of it.
    pub(crate) ways: Option<Ways<'a>>,
}

impl Look<'_> {
    pub(super) fn way(&self, path: &[u8], stat: &Stat) -> Way {
        self.ways.map_or(Way::Whole, |ways| ways(path, stat))
    }
}
