//! Writes `base.ndjson`.

use std::fs::File;
use std::io::{BufWriter, Write};

use bellglass_erofs::Time;
use bellglass_wire::snapshot::VERSION;
use bellglass_wire::snapshot::base::{BaseEnd, BaseEntry, BaseHeader, EntryKind};
use serde::Serialize;

use crate::failure::{Failure, path_name};
use crate::tree::{Entry, Kind, Tree};
use crate::write::{Fate, Written, permissions};

/// Writes a line for the workspace, for each entry of the image, and for the end.
///
/// # Errors
/// [`Failure::Io`].
pub(crate) fn write(
    tree: &Tree,
    written: &Written,
    workspace: &str,
    out: File,
) -> Result<(), Failure> {
    let mut out = BufWriter::with_capacity(1 << 16, out);
    let root = &tree.entries[0].stat;
    let header = BaseHeader {
        version: VERSION,
        workspace: workspace.to_owned(),
        device: root.device.to_string(),
        inode: root.inode.to_string(),
    };
    line(&mut out, &header)?;
    let mut path = Path::default();
    let mut entries = 0;
    for (index, fate) in written.fates.iter().enumerate().skip(1) {
        if *fate != Fate::Gone {
            let path = path.of(tree, index);
            line(&mut out, &of(&tree.entries[index], path, written.at(index)))?;
            entries += 1;
        }
    }
    let end = BaseEnd { end: true, entries };
    line(&mut out, &end)?;
    Ok(out.flush()?)
}

fn line(out: &mut impl Write, document: &impl Serialize) -> Result<(), Failure> {
    serde_json::to_writer(&mut *out, document).map_err(std::io::Error::from)?;
    Ok(out.write_all(b"\n")?)
}

/// An entry as a base tells it.
pub(crate) fn of(entry: &Entry, path: &[u8], at: Option<u64>) -> BaseEntry {
    let stat = &entry.stat;
    let (kind, target) = match &entry.kind {
        Kind::File => (EntryKind::File, None),
        Kind::Directory { .. } => (EntryKind::Directory, None),
        Kind::Symlink(target) => (EntryKind::Symlink, Some(path_name(target))),
    };
    BaseEntry {
        path: path_name(path),
        kind,
        mode: permissions(entry).into(),
        size: stat.size,
        mtime: nanoseconds(stat.mtime),
        ctime: nanoseconds(stat.ctime),
        device: stat.device.to_string(),
        inode: stat.inode.to_string(),
        links: stat.links.into(),
        content: entry.content,
        at: at.filter(|_| kind == EntryKind::File),
        target,
        ignored: entry.ignored,
    }
}

fn nanoseconds(time: Time) -> String {
    let whole = i128::from(time.seconds) * 1_000_000_000 + i128::from(time.nanoseconds);
    whole.to_string()
}

/// The paths of entries that come in their order, each from the one before.
#[derive(Default)]
struct Path {
    text: Vec<u8>,
    /// The directories of the entry, and how long their paths are.
    above: Vec<(usize, usize)>,
}

impl Path {
    fn of(&mut self, tree: &Tree, index: usize) -> &[u8] {
        let entry = &tree.entries[index];
        while self
            .above
            .last()
            .is_some_and(|(top, _)| *top != entry.parent)
        {
            self.above.pop();
        }
        self.text
            .truncate(self.above.last().map_or(0, |(_, length)| *length));
        if !self.text.is_empty() {
            self.text.push(b'/');
        }
        self.text.extend_from_slice(&entry.name);
        if let Kind::Directory { .. } = entry.kind {
            self.above.push((index, self.text.len()));
        }
        &self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::tests::tree;

    #[test]
    fn paths_come_one_from_the_other() {
        let paths = ["a/", "a/b/", "a/b/c", "a/d", "e/", "f/", "f/g", "h"];
        let tree = tree(&paths);
        let mut path = Path::default();
        for index in 1..tree.entries.len() {
            assert_eq!(path.of(&tree, index), tree.path(index));
        }
        // Those that went are passed over.
        let mut path = Path::default();
        for index in [1, 3, 4, 6, 8] {
            if index != 3 {
                assert_eq!(path.of(&tree, index), tree.path(index));
            }
        }
    }

    #[test]
    fn times_are_nanoseconds_whole_before_1970_too() {
        for (seconds, nanoseconds_, wanted) in [
            (0, 0, "0"),
            (1_700_000_000, 5, "1700000000000000005"),
            (-1, 999_999_999, "-1"),
            (i64::MAX, 999_999_999, "9223372036854775807999999999"),
        ] {
            let time = Time {
                seconds,
                nanoseconds: nanoseconds_,
            };
            assert_eq!(nanoseconds(time), wanted);
        }
    }
}
