use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use super::watches::Happened;
use crate::tree::{Entry, Kind, Stat};
use crate::walk::Way;

/// What is looked at again.
pub(super) enum Asked {
    All,
    /// The entries of these directories, and everything in those among them that are new.
    Places(BTreeSet<Vec<u8>>),
}

impl Asked {
    /// @param due: whether what is not watched is to be looked at
    pub(super) fn of(happened: Happened, due: bool) -> Asked {
        match happened.all || due {
            true => Asked::All,
            false => Asked::Places(happened.places),
        }
    }

    pub(super) fn all() -> Asked {
        Asked::All
    }

    pub(super) fn is_all(&self) -> bool {
        matches!(self, Asked::All)
    }

    pub(super) fn is_nothing(&self) -> bool {
        matches!(self, Asked::Places(places) if places.is_empty())
    }

    /// How to go into a directory.
    pub(super) fn way(&self, path: &[u8], stat: &Stat, known: &BTreeMap<Vec<u8>, Entry>) -> Way {
        let Asked::Places(places) = self else {
            return Way::Whole;
        };
        let is_known = path.is_empty() || known.get(path).is_some_and(|entry| is(entry, stat));
        if !is_known || places.contains(path) {
            return Way::Whole;
        }
        if path.is_empty() || has_beneath(places, path) {
            return Way::Through;
        }
        Way::Not
    }
}

fn is(entry: &Entry, stat: &Stat) -> bool {
    let is_directory = matches!(entry.kind, Kind::Directory { .. });
    is_directory && entry.stat.identity() == stat.identity()
}

fn has_beneath(places: &BTreeSet<Vec<u8>>, path: &[u8]) -> bool {
    let beneath = [path, b"/"].concat();
    let from = (Bound::Included(beneath.clone()), Bound::Unbounded);
    let next = places.range::<Vec<u8>, _>(from).next();
    next.is_some_and(|next| next.starts_with(&beneath))
}
