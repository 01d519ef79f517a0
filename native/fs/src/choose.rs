//! Which files are embedded: what people edit first, then what is beside something withheld, then git's own.

use std::collections::{HashMap, HashSet};

use bellglass_wire::snapshot::Tally;
use bellglass_wire::snapshot::base::Content;

use crate::tree::{Entry, Identity, Kind, Tree};

/// How much may be embedded, in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room {
    /// Of a file.
    pub(crate) file: u64,
    /// Of all together.
    pub(crate) all: u64,
}

/// Whose turn a file is; a lower one comes first.
type Turn = u8;
const TURNS: [Turn; 3] = [0, 1, 2];

/// Decides on the content of every file. @returns those that were small enough, when no room was left
pub(crate) fn choose(tree: &mut Tree, hidden: &HashSet<Identity>, room: Room) -> Tally {
    hide_other_names(tree, hidden);
    let turns = turns(tree, room.file);
    let mut left = room.all;
    let mut chosen: HashMap<Identity, Content> = HashMap::new();
    let mut over = Tally::default();
    for turn in TURNS {
        for (entry, _) in mine(&mut tree.entries, &turns, turn) {
            let shared = entry.shared();
            let known = shared.and_then(|identity| chosen.get(&identity).copied());
            let content = known.unwrap_or_else(|| take(entry.stat.size, &mut left, &mut over));
            entry.content = Some(content);
            if let Some(identity) = shared {
                chosen.insert(identity, content);
            }
        }
    }
    for entry in &mut tree.entries {
        if entry.kind == Kind::File && entry.content.is_none() {
            entry.content = Some(Content::Redirected);
        }
    }
    over
}

fn mine<'a>(
    entries: &'a mut [Entry],
    turns: &'a [Option<Turn>],
    turn: Turn,
) -> impl Iterator<Item = (&'a mut Entry, &'a Option<Turn>)> {
    let all = entries.iter_mut().zip(turns);
    all.filter(move |(_, of)| **of == Some(turn))
}

fn take(size: u64, left: &mut u64, over: &mut Tally) -> Content {
    if size > *left {
        over.files += 1;
        over.bytes += size;
        return Content::Redirected;
    }
    *left -= size;
    Content::Embedded
}

/// What is hidden by one name is hidden by all of them.
fn hide_other_names(tree: &mut Tree, hidden: &HashSet<Identity>) {
    for entry in &mut tree.entries {
        if entry.kind == Kind::File && entry.shared().is_some_and(|it| hidden.contains(&it)) {
            entry.content = Some(Content::Hidden);
            entry.xattrs.clear();
        }
    }
}

/// Whose turn each file is; None: it is redirected, or decided. A file with several names has its first turn.
fn turns(tree: &Tree, limit: u64) -> Vec<Option<Turn>> {
    let withholding = tree.withholding();
    let turn = |entry: &Entry| -> Option<Turn> {
        let open = entry.kind == Kind::File && entry.content.is_none();
        if !open || entry.stat.size > limit {
            return None;
        }
        match (entry.ignored, entry.git) {
            (false, false) => Some(0),
            _ if withholding[entry.parent] => Some(1),
            (false, true) => Some(2),
            // Nothing is saved by leaving out what is not there.
            (true, _) => (entry.stat.size == 0).then_some(2),
        }
    };
    let mut turns: Vec<Option<Turn>> = tree.entries.iter().map(turn).collect();
    let mut first: HashMap<Identity, Turn> = HashMap::new();
    let shared = |index: usize| tree.entries[index].shared();
    for (index, turn) in turns.iter().enumerate() {
        if let (Some(identity), Some(turn)) = (shared(index), *turn) {
            let best = first.entry(identity).or_insert(turn);
            *best = turn.min(*best);
        }
    }
    for (index, turn) in turns.iter_mut().enumerate() {
        if let Some(best) = shared(index).and_then(|identity| first.get(&identity)) {
            *turn = Some(*best);
        }
    }
    turns
}

#[cfg(test)]
mod tests;
