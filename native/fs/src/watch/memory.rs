//! What was told of a folder last.

use std::collections::BTreeMap;
use std::ops::Bound;

use crate::tree::{Entry, Tree};
use crate::write::{Fate, Written};

/// What the base of a snapshot tells, by path.
pub(super) fn of(tree: Tree, written: &Written) -> BTreeMap<Vec<u8>, Entry> {
    let there = |index: &usize| written.fates[*index] != Fate::Gone;
    let indices = (1..tree.entries.len()).filter(there);
    let paths: Vec<(usize, Vec<u8>)> = indices.map(|index| (index, tree.path(index))).collect();
    let mut entries: Vec<Option<Entry>> = tree.entries.into_iter().map(Some).collect();
    let mut known = BTreeMap::new();
    for (index, path) in paths {
        if let Some(mut entry) = entries[index].take() {
            entry.xattrs = Vec::new();
            known.insert(path, entry);
        }
    }
    known
}

/// What lies beneath a directory, which is the empty path for the folder itself.
pub(super) fn beneath<'a>(
    known: &'a BTreeMap<Vec<u8>, Entry>,
    directory: &[u8],
) -> impl Iterator<Item = (&'a Vec<u8>, &'a Entry)> {
    let prefix = match directory.is_empty() {
        true => Vec::new(),
        false => [directory, b"/"].concat(),
    };
    let range = (Bound::Included(prefix.clone()), Bound::Unbounded);
    known
        .range::<Vec<u8>, _>(range)
        .take_while(move |(path, _)| path.starts_with(&prefix))
}
