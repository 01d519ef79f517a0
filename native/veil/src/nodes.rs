//! What the guest has looked up, and whether it is hidden.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The number of the share's root (`FUSE_ROOT_ID`).
const ROOT_ID: u64 = 1;

/// The longest path, in bytes: each directory keeps its own, and how deep they lie the guest says.
pub const LONGEST: usize = 4096;

/// What a guest may do with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// What the share allows.
    Open,
    /// Read it: it says what is hidden.
    Guarded,
    /// See that it is there.
    Hidden,
}

struct Node {
    /// Of a directory, relative to the share; of anything else nobody asks.
    path: Option<Vec<u8>>,
    standing: Standing,
    lookups: u64,
}

/// Each inode that the guest can name.
pub struct Nodes(Mutex<HashMap<u64, Node>>);

impl Nodes {
    /// With the root alone.
    pub fn new() -> Nodes {
        Nodes(Mutex::new(Nodes::first()))
    }

    /// Goes back to the root alone: the guest unmounted, or mounts anew.
    pub fn clear(&self) {
        *self.all() = Nodes::first();
    }

    fn first() -> HashMap<u64, Node> {
        let root = Node {
            path: Some(Vec::new()),
            standing: Standing::Open,
            lookups: 1,
        };
        HashMap::from([(ROOT_ID, root)])
    }

    fn all(&self) -> MutexGuard<'_, HashMap<u64, Node>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in one that was looked up. What was hidden by one of its names stays so.
    pub fn add(&self, inode: u64, directory: Option<Vec<u8>>, standing: Standing) {
        let mut all = self.all();
        let node = all.entry(inode).or_insert(Node {
            path: None,
            standing,
            lookups: 0,
        });
        node.lookups += 1;
        node.standing = node.standing.max(standing);
        if directory.is_some() {
            node.path = directory;
        }
    }

    /// The guest has forgotten so many of its lookups.
    pub fn forget(&self, inode: u64, count: u64) {
        let mut all = self.all();
        let Some(node) = all.get_mut(&inode).filter(|_| inode != ROOT_ID) else {
            return;
        };
        node.lookups = node.lookups.saturating_sub(count);
        if node.lookups == 0 {
            all.remove(&inode);
        }
    }

    /// How it stands; what nobody has looked up is hidden.
    pub fn standing(&self, inode: u64) -> Standing {
        let all = self.all();
        all.get(&inode)
            .map_or(Standing::Hidden, |node| node.standing)
    }

    /// The path of a directory that is not hidden.
    pub fn directory(&self, inode: u64) -> Option<Vec<u8>> {
        let all = self.all();
        let node = all.get(&inode)?;
        match node.standing {
            Standing::Hidden => None,
            _ => node.path.clone(),
        }
    }

    /// A directory was renamed, with all in it; `both`: the other has its place now.
    /// One whose path became too long, which only one that is gone can, leads nowhere any more.
    pub fn moved(&self, from: &[u8], to: &[u8], both: bool) {
        for node in self.all().values_mut() {
            let Some(path) = &mut node.path else {
                continue;
            };
            if let Some(rest) = beneath(path, from) {
                *path = [to, rest].concat();
            } else if let Some(rest) = beneath(path, to).filter(|_| both) {
                *path = [from, rest].concat();
            }
            node.path.take_if(|path| path.len() > LONGEST);
        }
    }
}

/// What a path has behind a directory's, its slash included, where it is that directory or lies in it.
fn beneath<'a>(path: &'a [u8], directory: &[u8]) -> Option<&'a [u8]> {
    let rest = path.strip_prefix(directory)?;
    (rest.is_empty() || rest.starts_with(b"/")).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_hidden_by_one_name_stays_hidden_until_it_is_forgotten() {
        let nodes = Nodes::new();
        nodes.add(7, None, Standing::Hidden);
        nodes.add(7, None, Standing::Open);
        nodes.forget(7, 1);
        assert_eq!(nodes.standing(7), Standing::Hidden);
        nodes.forget(7, 5);
        nodes.add(7, None, Standing::Open);
        assert_eq!(nodes.standing(7), Standing::Open);
    }

    #[test]
    fn what_is_not_known_is_hidden_and_the_root_is_never_forgotten() {
        let nodes = Nodes::new();
        nodes.forget(ROOT_ID, u64::MAX);
        assert_eq!(nodes.directory(ROOT_ID), Some(Vec::new()));
        assert_eq!(nodes.standing(8), Standing::Hidden);
        assert_eq!(nodes.directory(8), None);
        nodes.add(8, Some(b"a".to_vec()), Standing::Hidden);
        assert_eq!(nodes.directory(8), None);
    }

    #[test]
    fn what_is_cleared_is_not_known_any_more_but_the_root() {
        let nodes = Nodes::new();
        nodes.add(7, Some(b"a".to_vec()), Standing::Open);
        nodes.clear();
        assert_eq!(nodes.standing(7), Standing::Hidden);
        assert_eq!(nodes.directory(ROOT_ID), Some(Vec::new()));
    }

    #[test]
    fn a_path_that_grows_too_long_by_renames_is_dropped() {
        let nodes = Nodes::new();
        let gone = [&b"a/"[..], &[b'x'; LONGEST - 2]].concat();
        nodes.add(2, Some(gone), Standing::Open);
        nodes.moved(b"a", b"longer", false);
        assert_eq!(nodes.directory(2), None);
    }

    #[test]
    fn a_renamed_directory_takes_what_is_in_it_along() {
        let nodes = Nodes::new();
        for (inode, path) in [(2, "a"), (3, "a/b"), (4, "ab"), (5, "c")] {
            nodes.add(inode, Some(path.into()), Standing::Open);
        }
        let paths = || [2, 3, 4, 5].map(|inode| nodes.directory(inode).unwrap_or_default());
        nodes.moved(b"a", b"d/e", false);
        assert_eq!(paths(), [&b"d/e"[..], b"d/e/b", b"ab", b"c"]);
        nodes.moved(b"c", b"d/e", true);
        assert_eq!(paths(), [&b"c"[..], b"c/b", b"ab", b"d/e"]);
    }
}
