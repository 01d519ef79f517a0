use std::collections::HashMap;

use crate::application::backup::whereabouts;
use crate::journal::Story;
use crate::plan::{After, Before, Content, Entry, Plan};
use crate::tree::{Identity, Kind, Object, Rel, Spot};

/// The plan that makes the tree what it was before an application: for each entry from what stood there when it was done
/// to what stood there before.
pub fn opposite(plan: &Plan, story: &Story) -> Vec<Entry> {
    let whereabouts = whereabouts(plan, &story.steps);
    let mut names = HashMap::new();
    for (entry, spot) in plan.entries.iter().zip(&whereabouts) {
        if let (Some(file), Spot::Path(_)) = (entry.before.file(), spot) {
            names.entry(file).or_insert_with(|| entry.path.clone());
        }
    }
    // What was copied out is no longer the file of which another name is still there.
    let name = |entry: &Entry, spot: &Spot| {
        let gone = story.beside.is_some() && matches!(spot, Spot::Slot(_));
        names.get(&entry.before.file()?).filter(|_| gone).cloned()
    };
    let entries = plan.entries.iter().zip(whereabouts).enumerate();
    entries
        .filter_map(|(index, (entry, spot))| {
            let (object, as_expected) = match story.applied.get(&index) {
                Some((object, as_expected)) => (object.as_ref(), *as_expected),
                None => (None, false),
            };
            if is_untouched(entry, object) {
                return None;
            }
            Some(Entry {
                path: entry.path.clone(),
                before: stands(entry, object, as_expected),
                after: stood(entry, &spot, name(entry, &spot)),
            })
        })
        .collect()
}

// Nothing came and nothing went; or it is a directory that was to stay, or stayed.
fn is_untouched(entry: &Entry, object: Option<&Object>) -> bool {
    match (&entry.before, &entry.after) {
        (Before::Absent, After::Absent) => true,
        (Before::Directory { mode, .. }, After::Directory { mode: after, .. }) => mode == after,
        (Before::Directory { .. }, After::Absent) => object.is_some_and(|it| entry.before.is(it)),
        _ => false,
    }
}

fn stands(entry: &Entry, object: Option<&Object>, as_expected: bool) -> Before {
    if !as_expected {
        return never(&entry.after);
    }
    let Some(object) = object else {
        return Before::Absent;
    };
    let (mode, identity) = (object.mode, object.identity.clone());
    match (object.kind, &entry.after) {
        (Kind::Directory, _) => Before::Directory {
            mode,
            inode: identity.inode,
        },
        (Kind::Symlink, After::Symlink { target, .. }) => Before::Symlink {
            target: target.clone(),
            identity,
        },
        _ => Before::File { mode, identity },
    }
}

// Somebody made it another before it could be written down: a state of the same kind in which nothing ever is.
fn never(after: &After) -> Before {
    let (mode, inode) = (u32::MAX, u64::MAX);
    match after.kind() {
        None => Before::Absent,
        Some(Kind::Directory) => Before::Directory { mode, inode },
        Some(_) => Before::File {
            mode,
            identity: Identity {
                device: 0,
                inode,
                size: 0,
                mtime: 0,
                ctime: 0,
            },
        },
    }
}

fn stood(entry: &Entry, spot: &Spot, name: Option<Rel>) -> After {
    match &entry.before {
        Before::Absent => After::Absent,
        Before::Directory { mode, .. } => After::Directory {
            mode: *mode,
            mtime: None,
        },
        Before::Symlink { target, identity } => After::Symlink {
            target: target.clone(),
            mtime: Some(identity.mtime),
        },
        Before::File { mode, identity } => After::File {
            mode: *mode,
            mtime: identity.mtime,
            content: match (spot, name) {
                (_, Some(name)) => Content::LinkOf(name),
                (Spot::Slot(slot), None) => Content::Staged(slot.to_string()),
                (Spot::Path(path), None) if *path == entry.path => Content::Kept(true),
                (Spot::Path(path), None) => Content::Moved(path.clone()),
            },
        },
    }
}
