//! Takes a finished application back, by the application of the opposite plan.

mod earlier;
mod hanging;
mod opposite;

use std::collections::BTreeSet;

use bellglass_wire::name::PathName;

use crate::application::Application;
use crate::application::check::check;
use crate::error::{ApplyError, Failed};
use crate::journal::Folder;
use crate::journal::Story;
use crate::plan::{Entry, Plan, Shape, write};
use crate::report::{ApplyReport, Conflict, Listed, Outcome, UndoOutcome, UndoReport};
use crate::tree::Root;
use opposite::opposite;

pub use earlier::tell;

/// Undoes the application of `folder`. With `skip_conflicts`, entries that are no longer as they were applied stay as
/// they are, and so do those that hang on them.
///
/// # Errors
/// See [`ApplyError`].
pub fn undo(
    folder: &Folder,
    skip_conflicts: bool,
    before_change: &dyn Fn(),
) -> Result<UndoReport, ApplyError> {
    let plan = Plan::read(&folder.plan())?;
    let root = Root::take(&plan.workspace, plan.device, plan.inode)?;
    let story = Story::read(&folder.journal())?;
    if !story.finished {
        return Err(ApplyError::NotApplied);
    }
    let last = folder.last_undo()?;
    if last > 0 {
        let earlier = Story::read(&folder.undo(last).journal())?;
        match (earlier.finished, earlier.begun, earlier.rolled_back) {
            (true, ..) => return Err(ApplyError::AlreadyUndone),
            (_, true, None) => return Err(ApplyError::Used),
            _ => {}
        }
    }
    let wanted = opposite(&plan, &story);
    let Settled {
        entries,
        conflicts,
        skipped,
    } = settle(&plan, &root, wanted)?;
    if !conflicts.is_empty() && !skip_conflicts {
        let report = UndoReport {
            conflicts,
            ..report(UndoOutcome::Conflicts)
        };
        return Ok(report);
    }
    let place = folder.undo(last + 1);
    before_change();
    place.make()?;
    write(&place.plan(), &plan, &entries)
        .map_err(|error| Failed::own("write", "undo/plan.ndjson", &error))?;
    place.settle()?;
    folder.settle()?;
    let opposite = Plan::read(&place.plan())?;
    let application = Application {
        folder: &place,
        plan: &opposite,
        root: &root,
        before_change,
    };
    let applied = application.apply();
    let back = Story::read(&place.journal())?.rolled_back.is_some();
    if back {
        Application {
            folder,
            plan: &plan,
            ..application
        }
        .renew(last + 1)?;
    }
    Ok(told(applied?, conflicts, skipped))
}

fn report(outcome: UndoOutcome) -> UndoReport {
    UndoReport {
        outcome,
        entries: 0,
        kept: Listed::default(),
        conflicts: Listed::default(),
        skipped: Listed::default(),
        left: Listed::default(),
    }
}

fn told(
    applied: ApplyReport,
    conflicts: Listed<Conflict>,
    skipped: Listed<PathName>,
) -> UndoReport {
    let base = match applied.outcome {
        Outcome::Applied => report(UndoOutcome::Undone),
        Outcome::Conflicts => report(UndoOutcome::Conflicts),
    };
    UndoReport {
        entries: applied.entries,
        kept: applied.kept,
        left: applied.left,
        conflicts: match applied.outcome {
            Outcome::Applied => conflicts,
            Outcome::Conflicts => applied.conflicts,
        },
        skipped,
        ..base
    }
}

struct Settled {
    entries: Vec<Entry>,
    conflicts: Listed<Conflict>,
    skipped: Listed<PathName>,
}

// Leaves out what conflicts, and what hangs on that, until nothing conflicts.
fn settle(plan: &Plan, root: &Root, wanted: Vec<Entry>) -> Result<Settled, ApplyError> {
    let mut entries = wanted;
    let mut settled = Settled {
        entries: Vec::new(),
        conflicts: Listed::default(),
        skipped: Listed::default(),
    };
    loop {
        let part = plan.with(entries);
        let shape = Shape::of(&part, true)?;
        let found = check(root, &part, &shape, true)?;
        if found.conflicts.is_empty() {
            settled.entries = part.entries;
            return Ok(settled);
        }
        let reported = found.reported(&part);
        reported
            .into_iter()
            .for_each(|one| settled.conflicts.push(one));
        let conflicting: BTreeSet<usize> =
            found.conflicts.iter().map(|(index, _)| *index).collect();
        let skipped = hanging::on(&part, &shape, conflicting);
        entries = Vec::new();
        for (index, entry) in part.entries.into_iter().enumerate() {
            if skipped.contains(&index) {
                settled.skipped.push(entry.path.into());
            } else {
                entries.push(entry);
            }
        }
    }
}
