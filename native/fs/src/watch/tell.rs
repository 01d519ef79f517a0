//! What differs, told.

use bellglass_wire::snapshot::base::Content;
use bellglass_wire::snapshot::watch::{Owner, WatchLine};

use super::compare::{Differences, compare};
use super::{Watcher, again};
use crate::base;
use crate::failure::{Failure, path_name};
use crate::tree::{Entry, Kind};
use crate::walk::Found;
use crate::write::{Descent, Read, Reader};

/// So many trees and files are said to be stale.
const MOST_STALE: usize = 1000;

impl Watcher {
    pub(super) fn tell(&mut self, found: &Found) -> Result<(), Failure> {
        self.hidden.extend(&found.hidden);
        let Differences { gone, changed } = compare(found, &self.known);
        for path in gone {
            self.tell_gone(&path)?;
        }
        let mut descent = Descent::new(again(&self.root)?);
        for (index, path) in changed {
            self.tell_changed(found, index, &path, &mut descent)?;
        }
        Ok(())
    }

    fn tell_gone(&mut self, path: &[u8]) -> Result<(), Failure> {
        let Some(old) = self.known.get(path) else {
            return Ok(());
        };
        if self.is_bulk(old) {
            let tree = self.stale_tree(path);
            self.tell_stale(&tree)?;
        } else if !old.git {
            let before = Some(Box::new(base::of(old, path, None)));
            self.say(&WatchLine::Changed {
                path: path_name(path),
                before,
                after: None,
                owner: Owner::default(),
            })?;
        }
        self.known.remove(path);
        Ok(())
    }

    fn tell_changed(
        &mut self,
        found: &Found,
        index: usize,
        path: &[u8],
        descent: &mut Descent,
    ) -> Result<(), Failure> {
        let mut new = found.tree.entries[index].clone();
        new.xattrs = Vec::new();
        if new.shared().is_some_and(|it| self.hidden.contains(&it)) {
            new.content = Some(Content::Hidden);
        }
        let old = self.known.get(path);
        let was_hidden = old.is_some_and(|old| old.content == Some(Content::Hidden));
        if new.content == Some(Content::Hidden) {
            self.known.insert(path.to_vec(), new);
            return if was_hidden {
                Ok(())
            } else {
                self.tell_hidden(path)
            };
        }
        let was_bulk = old.is_some_and(|old| self.is_bulk(old));
        if was_bulk || self.is_bulk(&new) {
            return self.tell_bulk(path, new);
        }
        // A repository's own files are one thing, and half of it would be none. What cannot be read is not told either.
        let withheld = old.is_some_and(Entry::is_withheld) || new.is_withheld();
        if new.git || withheld || new.content == Some(Content::Mount) {
            self.known.insert(path.to_vec(), new);
            return Ok(());
        }
        if new.kind != Kind::File {
            return self.tell_one(path, new, None);
        }
        let Some(directory) = descent.directory(&found.tree, new.parent)? else {
            return Ok(());
        };
        let mut reader = Reader::new(&self.hidden, self.spec.embed_file_limit);
        match reader.read(directory, &new.name)? {
            Read::Whole(stat) => {
                new.stat = stat;
                new.content = Some(Content::Embedded);
                match self.spool.put(reader.bytes()) {
                    Some(at) => self.tell_one(path, new, Some(at)),
                    None => self.tell_bulk(path, new),
                }
            }
            Read::Hidden(_) => self.tell_hidden(path),
            // It goes on changing, or is not there any more: there will be another event.
            Read::Changing(_) | Read::Gone | Read::Unreadable => Ok(()),
        }
    }

    fn tell_one(&mut self, path: &[u8], new: Entry, at: Option<u64>) -> Result<(), Failure> {
        let before = self
            .known
            .get(path)
            .map(|old| base::of(old, path, None).into());
        let owner = Owner {
            uid: new.stat.uid,
            gid: new.stat.gid,
        };
        self.say(&WatchLine::Changed {
            path: path_name(path),
            before,
            after: Some(base::of(&new, path, at).into()),
            owner,
        })?;
        self.known.insert(path.to_vec(), new);
        Ok(())
    }

    fn tell_bulk(&mut self, path: &[u8], mut new: Entry) -> Result<(), Failure> {
        if new.kind == Kind::File {
            new.content = Some(Content::Redirected);
        }
        let tree = self.stale_tree(path);
        self.known.insert(path.to_vec(), new);
        self.tell_stale(&tree)
    }

    fn tell_hidden(&mut self, path: &[u8]) -> Result<(), Failure> {
        let granted = self.grants.directories.iter().any(|granted| {
            let granted = granted.as_bytes();
            let beneath = path.strip_prefix(granted);
            granted.is_empty() || beneath.is_some_and(|rest| rest.is_empty() || rest[0] == b'/')
        });
        let alone = self.grants.files.iter().any(|file| file.as_bytes() == path);
        self.say(&WatchLine::Hidden {
            path: path_name(path),
            granted: granted || alone,
        })
    }

    fn tell_stale(&mut self, tree: &[u8]) -> Result<(), Failure> {
        if self.stale.len() >= MOST_STALE || !self.stale.insert(tree.to_vec()) {
            return Ok(());
        }
        self.say(&WatchLine::Stale {
            path: path_name(tree),
        })
    }

    /// Whether it is not told one by one: what git ignores, and what is large. Of a repository's own files only the large ones
    /// are read from the folder.
    fn is_bulk(&self, entry: &Entry) -> bool {
        let large = entry.kind == Kind::File && entry.stat.size > self.spec.embed_file_limit;
        entry.ignored || large || entry.content == Some(Content::Redirected)
    }

    /// The topmost ignored directory above a path, or the repository's; else the path itself.
    fn stale_tree(&self, path: &[u8]) -> Vec<u8> {
        let ends = path.iter().enumerate().filter(|(_, byte)| **byte == b'/');
        for (end, _) in ends {
            let above = &path[..end];
            if self
                .known
                .get(above)
                .is_some_and(|entry| entry.ignored || entry.git)
            {
                return above.to_vec();
            }
        }
        path.to_vec()
    }
}
