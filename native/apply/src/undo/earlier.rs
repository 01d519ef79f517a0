//! What earlier applications know of the files that an undo put back.

use std::collections::HashMap;
use std::path::PathBuf;

use crate::error::ApplyError;
use crate::journal::{Folder, Journal, Record, Story};
use crate::plan::{Before, Plan};
use crate::tree::{Object, Rel};

/// Tells the applications before this one what stands now where they had left something that this one replaced and its
/// undo put back: the same file, but not by its ctime. Nothing is looked at for this: what somebody changed since is no
/// longer what is told.
///
/// # Errors
/// [`ApplyError::Unfinished`] when a journal cannot be read or written. It can be tried again.
pub fn tell(
    folder: &Folder,
    earlier: &[PathBuf],
    before_change: &dyn Fn(),
) -> Result<(), ApplyError> {
    let attempt = folder.undo(folder.last_undo()?);
    let (plan, undo) = (Plan::read(&folder.plan())?, Plan::read(&attempt.plan())?);
    let story = Story::read(&attempt.journal())?;
    let mut put_back: HashMap<&Rel, (&Before, &Object)> = HashMap::new();
    for (index, entry) in undo.entries.iter().enumerate() {
        let was = plan
            .index
            .get(&entry.path)
            .map(|at| &plan.entries[*at].before);
        if let (Some(was), Some((Some(object), true))) = (was, story.applied.get(&index)) {
            put_back.insert(&entry.path, (was, object));
        }
    }
    for path in earlier {
        tell_one(&Folder::new(path), &put_back, before_change)?;
    }
    Ok(())
}

fn tell_one(
    folder: &Folder,
    put_back: &HashMap<&Rel, (&Before, &Object)>,
    before_change: &dyn Fn(),
) -> Result<(), ApplyError> {
    let story = Story::read(&folder.journal())?;
    if !story.finished {
        return Ok(());
    }
    let plan = Plan::read(&folder.plan())?;
    let known = plan.entries.iter().enumerate().filter_map(|(entry, line)| {
        let (was, object) = put_back.get(&line.path)?;
        let (left, as_expected) = story.applied.get(&entry)?;
        let same = left.as_ref().is_some_and(|left| was.is(left));
        same.then(|| Record::Applied {
            entry,
            object: Some((*object).clone()),
            as_expected: *as_expected,
        })
    });
    let known: Vec<Record> = known.collect();
    if known.is_empty() {
        return Ok(());
    }
    let mut journal = Journal::resume(&folder.journal(), before_change)?;
    for record in &known {
        journal.write(record)?;
    }
    Ok(journal.settle()?)
}
