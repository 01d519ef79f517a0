//! One application from the check to the last line of its journal, and how one that was ended goes on.

pub mod backup;
pub mod check;
mod prepare;
mod roll_back;
mod slots;

use std::collections::HashSet;

use crate::error::{ApplyError, Failed};
use crate::journal::Folder;
use crate::journal::{Journal, Record, Story};
use crate::plan::{Plan, Shape};
use crate::report::{ApplyReport, Conflict, Kept, Left, Listed, Outcome};
use crate::steps::{Carried, Done, Step, Trouble, carry_out, compile};
use crate::tree::{Ground, Object, Rel, Root, Spot};
use check::{Found, check};
use prepare::{Work, staged_in_order};
use roll_back::roll_back;

// From here on the whole file system is written out at once.
const MANY: usize = 64;

/// A plan, its directory, and the workspace taken for it.
pub struct Application<'a> {
    /// Its directory.
    pub folder: &'a Folder,
    /// What is to be done.
    pub plan: &'a Plan,
    /// The workspace.
    pub root: &'a Root,
    /// Called before every change to a disk.
    pub before_change: &'a dyn Fn(),
}

impl Application<'_> {
    /// Applies the plan, all of it or nothing.
    ///
    /// # Errors
    /// See [`ApplyError`].
    pub fn apply(&self) -> Result<ApplyReport, ApplyError> {
        self.make_room()?;
        let shape = Shape::of(self.plan, self.folder.restoring)?;
        staged_in_order(self.folder, self.plan)?;
        let found = check(self.root, self.plan, &shape, self.folder.restoring)?;
        if !found.conflicts.is_empty() {
            let conflicts = found.reported(self.plan).into_iter().collect();
            return Ok(conflicting(conflicts, Listed::default()));
        }
        let beside = slots::choose(self.root, self.folder)?;
        let path = self.folder.journal();
        let mut journal = Journal::begin(&path, beside.clone(), self.before_change)?;
        let done = self.carry_through(&mut journal, beside.as_deref(), &shape, &found);
        let trouble = match done {
            Ok(kept) => return self.finish(journal, kept),
            Err(trouble) => trouble,
        };
        let back = journal.forget().and_then(|()| self.take_back());
        match (trouble, back) {
            (Trouble::Conflict(conflict), Ok(left)) => {
                Ok(conflicting([conflict].into_iter().collect(), left))
            }
            (Trouble::Failed(failed), Ok(left)) => Err(ApplyError::Failed { failed, left }),
            (Trouble::Failed(failed), Err(back)) => Err(ApplyError::Between { failed, back }),
            (Trouble::Conflict(conflict), Err(back)) => {
                let failed = Failed::new("change", conflict.path, rustix::io::Errno::STALE);
                Err(ApplyError::Between { failed, back })
            }
        }
    }

    // A journal of an attempt that was wholly taken back makes way for the next.
    fn make_room(&self) -> Result<(), ApplyError> {
        let story = Story::read(&self.folder.journal())?;
        if !story.begun {
            let _ = std::fs::remove_file(self.folder.journal());
            return Ok(());
        }
        if !story.rolled_back.is_some_and(|left| left.is_empty()) {
            return Err(ApplyError::Used);
        }
        (self.before_change)();
        let removed = std::fs::remove_file(self.folder.journal());
        Ok(removed.map_err(|error| Failed::own("remove", "journal.ndjson", &error))?)
    }

    fn carry_through(
        &self,
        journal: &mut Journal<'_>,
        beside: Option<&str>,
        shape: &Shape,
        found: &Found,
    ) -> Result<Listed<Kept>, Trouble> {
        journal.settle()?;
        self.folder.settle()?;
        (self.before_change)();
        let slots = slots::open(self.root, self.folder, beside, beside.is_some())?;
        let ground = Ground::new(self.root, slots, self.before_change);
        let work = Work {
            folder: self.folder,
            ground: &ground,
            beside: beside.is_some(),
            plan: self.plan,
            shape,
        };
        let waiting = work.prepare(found)?;
        let carried = compile(self.plan, shape, found, &waiting);
        if beside.is_some() {
            work.copy_out(found, &carried.steps)?;
        }
        let waiting = waiting.into_iter().enumerate();
        for (slot, object) in waiting.filter_map(|(slot, it)| Some((slot, it?))) {
            journal.write(&Record::Waiting { slot, object })?;
        }
        self.announce(journal, &carried)?;
        let mut kept = self.staying(found);
        for step in &carried.steps {
            if let Done::Kept(one) = carry_out(&ground, step)? {
                kept.push(one);
            }
        }
        settle_parents(&ground, &carried.steps)?;
        for kept in &kept {
            journal.write(&Record::Kept { kept: kept.clone() })?;
        }
        journal.write(&Record::Complete)?;
        journal.settle()?;
        Ok(kept.into_iter().collect())
    }

    fn announce(&self, journal: &mut Journal<'_>, carried: &Carried) -> Result<(), Failed> {
        for (entry, object) in carried.expected.iter().enumerate() {
            let object = object.clone();
            journal.write(&Record::Expect { entry, object })?;
        }
        for step in &carried.steps {
            journal.write(&Record::Step { step: step.clone() })?;
        }
        journal.write(&Record::Ready)?;
        journal.settle()
    }

    fn staying(&self, found: &Found) -> Vec<Kept> {
        let mut staying: Vec<_> = found.staying.iter().collect();
        staying.sort();
        let path = |index: &usize| self.plan.entries[*index].path.clone().into();
        staying
            .into_iter()
            .map(|index| Kept::not_empty(path(index)))
            .collect()
    }

    fn finish(&self, journal: Journal<'_>, kept: Listed<Kept>) -> Result<ApplyReport, ApplyError> {
        drop(journal);
        let story = Story::read(&self.folder.journal())?;
        self.end(&story)
            .map_err(|failed| ApplyError::Unfinished { failed })?;
        Ok(ApplyReport {
            outcome: Outcome::Applied,
            entries: self.plan.entries.len() - kept.count,
            kept,
            conflicts: Listed::default(),
            left: Listed::default(),
        })
    }

    /// Ends an application whose every step is done: empties the slots where they are in the workspace, and writes down
    /// what stands there by now.
    ///
    /// # Errors
    /// When a call fails. It can be tried again.
    pub fn end(&self, story: &Story) -> Result<(), Failed> {
        if let Some(name) = &story.beside {
            slots::sweep(self.root, name, self.before_change, &|_, _| true)?;
        }
        let backup = self.folder.open_backup()?;
        let ground = Ground::new(self.root, backup, self.before_change);
        let mut journal = Journal::resume(&self.folder.journal(), self.before_change)?;
        for (entry, line) in self.plan.entries.iter().enumerate() {
            let object = ground.look(&Spot::Path(line.path.clone()))?;
            let expected = story.expected.get(&entry).and_then(Option::as_ref);
            let as_expected = match (&object, expected) {
                (None, None) => true,
                (Some(found), Some(expected)) => found.is(expected) && found.mode_is(expected),
                // A directory that was to go and held something.
                (Some(found), None) => line.before.is(found) && found.is_directory(),
                (None, Some(_)) => false,
            };
            journal.write(&Record::Applied {
                entry,
                object,
                as_expected,
            })?;
        }
        journal.write(&Record::Finished)?;
        journal.settle()
    }

    /// Writes down anew what stands there, where it is what was applied: an undo that was taken back has renamed it, and
    /// its ctime is another.
    ///
    /// # Errors
    /// When a call fails. It can be tried again.
    pub fn renew(&self, attempt: u32) -> Result<(), ApplyError> {
        let story = Story::read(&self.folder.journal())?;
        if story.renewed >= attempt {
            return Ok(());
        }
        let ground = Ground::new(self.root, self.folder.open_backup()?, self.before_change);
        let mut journal = Journal::resume(&self.folder.journal(), self.before_change)?;
        for (entry, line) in self.plan.entries.iter().enumerate() {
            let Some((Some(was), as_expected)) = story.applied.get(&entry) else {
                continue;
            };
            let found = ground.look(&Spot::Path(line.path.clone()))?;
            let same = |found: &Object| found.is(was) && found.mode_is(was);
            // A directory that an undo had removed was made again.
            let again = |found: &Object| found.is_directory() && was.is_directory();
            if let Some(found) = found.filter(|it| same(it) || again(it) && it.mode_is(was)) {
                journal.write(&Record::Applied {
                    entry,
                    object: Some(found),
                    as_expected: *as_expected,
                })?;
            }
        }
        journal.write(&Record::Renewed { attempt })?;
        Ok(journal.settle()?)
    }

    /// Takes everything back that the journal speaks of, as far as it was done.
    ///
    /// # Errors
    /// When a call fails. It can be tried again.
    pub fn take_back(&self) -> Result<Listed<Left>, Failed> {
        let unreadable = |_| {
            Failed::own(
                "read",
                "journal.ndjson",
                &std::io::ErrorKind::InvalidData.into(),
            )
        };
        let story = Story::read(&self.folder.journal()).map_err(unreadable)?;
        if !story.begun {
            let _ = std::fs::remove_file(self.folder.journal());
            return Ok(Listed::default());
        }
        let left: Listed<Left> = roll_back(self, &story)?.into_iter().collect();
        // Where the disk is too full even for this, a recovery finds nothing left to be done.
        if let Ok(mut journal) = Journal::resume(&self.folder.journal(), self.before_change) {
            let record = Record::RolledBack { left: left.clone() };
            let written = journal.write(&record).and_then(|()| journal.settle());
            if written.is_err() {
                journal.forget()?;
            }
        }
        Ok(left)
    }
}

fn conflicting(conflicts: Listed<Conflict>, left: Listed<Left>) -> ApplyReport {
    ApplyReport {
        outcome: Outcome::Conflicts,
        entries: 0,
        kept: Listed::default(),
        conflicts,
        left,
    }
}

/// Makes the names durable that the steps changed.
///
/// # Errors
/// When the disk reports a failed write.
pub fn settle_parents(ground: &Ground<'_>, steps: &[Step]) -> Result<(), Failed> {
    let paths = steps.iter().flat_map(Step::paths);
    let parents: HashSet<_> = paths.map(Rel::parent).collect();
    if parents.len() > MANY {
        ground.change();
        return rustix::fs::syncfs(ground.root.top())
            .map_err(|error| Failed::own("write", ".", &error.into()));
    }
    parents
        .iter()
        .try_for_each(|parent| ground.settle(parent.as_ref()))
}
