//! What is told of a snapshot that was made.

use bellglass_wire::snapshot::base::Content;
use bellglass_wire::snapshot::{MAX_NOTED, Noted, SnapshotReply, Tally, VERSION};
use bellglass_wire::spec::Wall;

use crate::failure::path_name;
use crate::grants::grants;
use crate::tree::Tree;
use crate::walk::Counts;
use crate::write::{Fate, Written};

/// Counts what became of every entry.
pub(crate) fn reply(
    tree: &Tree,
    written: &Written,
    counts: Counts,
    over_budget: Tally,
    walls: Vec<Wall>,
) -> SnapshotReply {
    let mut told = SnapshotReply {
        version: VERSION,
        entries: 0,
        image_bytes: written.length,
        embedded: Tally::default(),
        redirected: Tally::default(),
        over_budget,
        redirected_lost: Noted::default(),
        hidden: Noted::default(),
        unreadable: Noted::default(),
        special: counts.special,
        mounts: counts.mounts,
        gone: counts.gone,
        lost_attributes: counts.lost_attributes,
        grants: grants(tree, &read(tree, written)),
        walls,
    };
    for (index, fate) in written.fates.iter().enumerate().skip(1) {
        if *fate == Fate::Gone {
            told.gone += 1;
            continue;
        }
        told.entries += 1;
        match tree.entries[index].content {
            Some(Content::Embedded) => count(&mut told.embedded, tree, index, *fate),
            Some(Content::Redirected) => count(&mut told.redirected, tree, index, *fate),
            Some(Content::Hidden) => note(&mut told.hidden, tree, index),
            Some(Content::Unreadable) => note(&mut told.unreadable, tree, index),
            Some(Content::Mount) | None => {}
        }
        if let Fate::Lost(_) = fate {
            note(&mut told.redirected_lost, tree, index);
        }
    }
    told
}

/// Counts a file by the first of its names.
fn count(tally: &mut Tally, tree: &Tree, index: usize, fate: Fate) {
    if !matches!(fate, Fate::Linked(_)) {
        tally.files += 1;
        tally.bytes += tree.entries[index].stat.size;
    }
}

/// Which entries the image redirects by their own names.
fn read(tree: &Tree, written: &Written) -> Vec<bool> {
    let each = tree.entries.iter().zip(&written.fates);
    each.map(|(entry, fate)| {
        let redirected = entry.content == Some(Content::Redirected);
        redirected && matches!(fate, Fate::Made(_) | Fate::Lost(_))
    })
    .collect()
}

fn note(noted: &mut Noted, tree: &Tree, index: usize) {
    noted.count += 1;
    if noted.paths.len() < MAX_NOTED {
        noted.paths.push(path_name(&tree.path(index)));
    }
}
