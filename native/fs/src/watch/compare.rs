//! Where what was found differs from what is known.

use std::collections::{BTreeMap, HashMap};

use bellglass_wire::snapshot::base::Content;

use super::memory::beneath;
use crate::tree::{Entry, Kind};
use crate::walk::Found;

/// What differs.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Differences {
    /// Known paths at which nothing is, those beneath before those above.
    pub(super) gone: Vec<Vec<u8>>,
    /// Entries of what was found that are new or others than they were, those above before those beneath.
    pub(super) changed: Vec<(usize, Vec<u8>)>,
}

/// Compares.
pub(super) fn compare(found: &Found, known: &BTreeMap<Vec<u8>, Entry>) -> Differences {
    let entries = &found.tree.entries;
    let mut changed = Vec::new();
    let mut there: HashMap<Vec<u8>, usize> = HashMap::new();
    for (index, entry) in entries.iter().enumerate().skip(1) {
        let path = found.tree.path(index);
        if known.get(&path).is_none_or(|old| differs(old, entry)) {
            changed.push((index, path.clone()));
        }
        there.insert(path, index);
    }
    let mut gone = Vec::new();
    for directory in &found.whole {
        let prefix = directory.len() + usize::from(!directory.is_empty());
        for (path, old) in beneath(known, directory) {
            if path[prefix..].contains(&b'/') {
                continue;
            }
            match there.get(path) {
                None => {
                    gone.push(path.clone());
                    gone.extend(beneath(known, path).map(|(path, _)| path.clone()));
                }
                Some(index) if is_directory(old) && !is_directory(&entries[*index]) => {
                    gone.extend(beneath(known, path).map(|(path, _)| path.clone()));
                }
                Some(_) => {}
            }
        }
    }
    gone.sort_unstable_by(|one, other| other.cmp(one));
    gone.dedup();
    Differences { gone, changed }
}

fn is_directory(entry: &Entry) -> bool {
    matches!(entry.kind, Kind::Directory { .. })
}

/// Whether something else is to be told of an entry than what was.
fn differs(old: &Entry, new: &Entry) -> bool {
    let whose = |entry: &Entry| (entry.stat.mode, entry.stat.uid, entry.stat.gid);
    let is_hidden = |entry: &Entry| entry.content == Some(Content::Hidden);
    if whose(old) != whose(new) || is_hidden(old) != is_hidden(new) {
        return true;
    }
    match (&old.kind, &new.kind) {
        (Kind::Directory { .. }, Kind::Directory { .. }) => false,
        (Kind::Symlink(one), Kind::Symlink(other)) => one != other,
        (Kind::File, Kind::File) => !old.stat.same_content(&new.stat),
        _ => true,
    }
}
