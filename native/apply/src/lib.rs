//! Changes the user's live workspace when a reviewed change set is applied: by a plan that says for each path what
//! stands there and what is to stand there, all of it or nothing, with a journal, so that a program that ends at any
//! moment leaves a tree that [`Executor::recover`] makes the old or the new one, and with an undo.
//!
//! What it goes by: an entry is touched only while it is exactly what the plan says, the way to it leads through the
//! workspace's own directories only, and each file is old or new at any moment, since what comes is complete before it is
//! put in place by one rename or exchange. All steps are on the disk before the first is done, and whether one is done is
//! told by what stands where, so that there is nothing to be written for each file.

mod application;
mod decimal;
mod error;
mod journal;
mod plan;
mod recover;
mod report;
mod steps;
mod tree;
mod undo;

use std::path::{Path, PathBuf};

use application::Application;
use journal::Folder;
use plan::Plan;
use tree::Root;

pub use error::{ApplyError, ErrorReport, Failed, PlanFault, WorkspaceFault};
pub use report::{
    ApplyReport, Conflict, Kept, Left, Listed, Outcome, Reason, RecoverReport, Standing,
    UndoOutcome, UndoReport,
};

/// Applies, recovers and undoes the plan of one journal directory.
pub struct Executor<'a> {
    folder: Folder,
    earlier: Vec<PathBuf>,
    before_change: &'a dyn Fn(),
}

impl<'a> Executor<'a> {
    /// For the directory that holds `plan.ndjson` and `staged/`, outside the workspace.
    pub fn new(journal: &Path) -> Self {
        Self {
            folder: Folder::new(journal),
            earlier: Vec::new(),
            before_change: &|| {},
        }
    }

    /// The same, after applications in those directories: where an undo of this one puts back what they had left, they
    /// can still be undone.
    #[must_use]
    pub fn after(self, earlier: Vec<PathBuf>) -> Self {
        Self { earlier, ..self }
    }

    /// The same, with a call before every change to a disk: the instants at which a test ends it.
    #[must_use]
    pub fn watched(self, before_change: &'a dyn Fn()) -> Self {
        Self {
            before_change,
            ..self
        }
    }

    /// Applies the plan. A conflict, whether met before or on the way, leaves the tree as it was.
    ///
    /// # Errors
    /// See [`ApplyError`], which says how the tree stands then.
    pub fn apply(&self) -> Result<ApplyReport, ApplyError> {
        let plan = Plan::read(&self.folder.plan())?;
        let root = Root::take(&plan.workspace, plan.device, plan.inode)?;
        let application = Application {
            folder: &self.folder,
            plan: &plan,
            root: &root,
            before_change: self.before_change,
        };
        application.apply()
    }

    /// Brings what was ended in the middle to an end. Does nothing where nothing was.
    ///
    /// # Errors
    /// See [`ApplyError`]. It can be tried again.
    pub fn recover(&self) -> Result<RecoverReport, ApplyError> {
        let report = recover::recover(&self.folder, self.before_change)?;
        if report.standing == Standing::Undone {
            self.tell_earlier()?;
        }
        Ok(report)
    }

    /// Undoes a finished application. Entries that are no longer as they were applied are conflicts: then nothing is
    /// undone, or, with `skip_conflicts`, all but them and what hangs on them.
    ///
    /// # Errors
    /// See [`ApplyError`].
    pub fn undo(&self, skip_conflicts: bool) -> Result<UndoReport, ApplyError> {
        let report = undo::undo(&self.folder, skip_conflicts, self.before_change)?;
        if report.outcome == UndoOutcome::Undone {
            self.tell_earlier()?;
        }
        Ok(report)
    }

    fn tell_earlier(&self) -> Result<(), ApplyError> {
        if self.earlier.is_empty() {
            return Ok(());
        }
        match undo::tell(&self.folder, &self.earlier, self.before_change) {
            Err(ApplyError::Failed { failed, .. }) => Err(ApplyError::Unfinished { failed }),
            told => told,
        }
    }
}
