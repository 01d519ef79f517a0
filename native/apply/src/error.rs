use std::io;

use bellglass_wire::name::PathName;
use rustix::io::Errno;
use serde::Serialize;

use crate::report::{Left, Listed};

/// A system call that failed, and where.
#[derive(Debug, thiserror::Error)]
#[error("cannot {operation} {path}: {error}", path = shown(.path))]
pub struct Failed {
    /// What was tried, as a verb.
    pub operation: &'static str,
    /// Where: within the workspace, or (`backup/…`, `journal.ndjson`) within the journal's directory.
    pub path: PathName,
    /// What the kernel said.
    pub error: Errno,
}

impl Failed {
    /// A failed call.
    pub fn new(operation: &'static str, path: PathName, error: Errno) -> Self {
        Self {
            operation,
            path,
            error,
        }
    }

    /// A failed call on a file of the journal's directory.
    pub fn own(operation: &'static str, name: &str, error: &io::Error) -> Self {
        let errno = Errno::from_io_error(error).unwrap_or(Errno::IO);
        Self::new(operation, PathName::Text(name.to_owned()), errno)
    }

    /// Whether the way to the path is not there any more: gone, no directory, a symbolic link, another file system.
    pub fn is_barred(&self) -> bool {
        self.operation == "reach"
            && matches!(
                self.error,
                Errno::NOENT | Errno::NOTDIR | Errno::LOOP | Errno::XDEV
            )
    }
}

/// Why the workspace cannot be worked in.
#[derive(Debug, thiserror::Error)]
pub enum WorkspaceFault {
    /// It cannot be opened.
    #[error("it cannot be opened: {0}")]
    Unreachable(io::Error),
    /// A directory stands there that is not the one of the plan.
    #[error("another directory stands there now")]
    Another,
}

/// What is wrong with a plan. None of it is the user's doing.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[allow(missing_docs, reason = "each says itself what it is")]
pub enum PlanFault {
    #[error("it cannot be read: {0}")]
    Unreadable(String),
    #[error("its last line is missing, or counts other entries")]
    CutOff,
    #[error("its version is not known")]
    Version,
    #[error("it has more lines, or a longer one, than a plan may have")]
    TooLong,
    #[error("the path is there twice")]
    Twice,
    #[error("the mode is none that may be set")]
    Mode,
    #[error("a staged file has a number that is none, is not there, or is used twice")]
    Staged,
    #[error("what is kept must be a file before and after")]
    Kept,
    #[error(
        "what is moved must be another path's file before, kept there by nobody and moved once"
    )]
    Moved,
    #[error("a hard link must lead to what is a file afterwards")]
    LinkOf,
    #[error("two names of one file get different modes or times")]
    OneFileTwoWays,
    #[error("what holds the path is no directory afterwards")]
    NoDirectory,
}

/// Why an application, an undo or a recovery did not come about. Unless it says otherwise, the tree is as it was.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// Another application, undo or recovery is at work there.
    #[error("another change of this workspace is under way")]
    Busy,
    /// The workspace is not there, or not the one of the plan.
    #[error("{path}: {fault}", path = shown(.path))]
    Workspace {
        /// Where the plan says that it is.
        path: PathName,
        /// What is wrong with it.
        fault: WorkspaceFault,
    },
    /// The plan, or what came with it, is not in order.
    #[error("line {line} of the plan: {fault}")]
    Plan {
        /// From 1.
        line: usize,
        /// What is wrong with it.
        fault: PlanFault,
    },
    /// The journal is not one that this version writes.
    #[error("line {line} of the journal cannot be read")]
    Journal {
        /// From 1.
        line: usize,
    },
    /// The directory's plan was applied before, or began to be: recover it, or undo it.
    #[error("this plan has been applied, or began to be")]
    Used,
    /// There is no finished application to undo.
    #[error("this plan is not applied")]
    NotApplied,
    /// It was undone before.
    #[error("this plan is undone already")]
    AlreadyUndone,
    /// A call failed; what had been done is taken back, but for what the user changed in the meantime.
    #[error("{failed}")]
    Failed {
        /// The call.
        failed: Failed,
        /// What could not be taken back.
        left: Listed<Left>,
    },
    /// A call failed, and so did taking back: the tree is between old and new until a recovery succeeds.
    #[error("{failed}; what was done could not all be taken back: {back}")]
    Between {
        /// The first call.
        failed: Failed,
        /// The one while taking back.
        back: Failed,
    },
    /// All is applied, but the journal could not be ended: a recovery does that.
    #[error("the change is made, but its journal could not be ended: {failed}")]
    Unfinished {
        /// The call.
        failed: Failed,
    },
}

/// An [`ApplyError`] for the daemon.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ErrorReport {
    /// The variant, as one word.
    pub code: &'static str,
    /// A sentence.
    pub message: String,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<PathName>,
    /// The kernel's error number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub errno: Option<i32>,
    /// What is not as it was before.
    pub left: Listed<Left>,
}

impl ApplyError {
    /// The error for the daemon.
    pub fn report(&self) -> ErrorReport {
        let (code, failed) = match self {
            Self::Busy => ("busy", None),
            Self::Workspace { .. } => ("workspace", None),
            Self::Plan { .. } => ("plan", None),
            Self::Journal { .. } => ("journal", None),
            Self::Used => ("used", None),
            Self::NotApplied => ("notApplied", None),
            Self::AlreadyUndone => ("alreadyUndone", None),
            Self::Failed { failed, .. } => ("failed", Some(failed)),
            Self::Between { failed, .. } => ("between", Some(failed)),
            Self::Unfinished { failed } => ("unfinished", Some(failed)),
        };
        let left = match self {
            Self::Failed { left, .. } => left.clone(),
            _ => Listed::default(),
        };
        let path = match self {
            Self::Workspace { path, .. } => Some(path.clone()),
            _ => failed.map(|failed| failed.path.clone()),
        };
        ErrorReport {
            code,
            message: self.to_string(),
            path,
            errno: failed.map(|failed| failed.error.raw_os_error()),
            left,
        }
    }
}

impl From<Failed> for ApplyError {
    /// For a call that failed before anything was touched.
    fn from(failed: Failed) -> Self {
        Self::Failed {
            failed,
            left: Listed::default(),
        }
    }
}

fn shown(path: &PathName) -> String {
    String::from_utf8_lossy(path.as_bytes()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_call_is_told_with_its_path_and_number() {
        let path = PathName::Text("src/a.rs".to_owned());
        let error = ApplyError::from(Failed::new("replace", path, Errno::NOSPC));
        let json = serde_json::to_value(error.report()).unwrap();
        assert_eq!(json["code"], "failed");
        assert_eq!(json["path"], "src/a.rs");
        assert_eq!(json["errno"], 28);
        assert_eq!(json["left"]["count"], 0);
        let message = json["message"].as_str().unwrap();
        assert!(
            message.starts_with("cannot replace src/a.rs: "),
            "{message}"
        );
    }

    #[test]
    fn only_a_way_that_is_gone_is_barred() {
        let failed = |operation, error| Failed::new(operation, PathName::Text("a".into()), error);
        assert!(failed("reach", Errno::LOOP).is_barred());
        assert!(!failed("reach", Errno::ACCESS).is_barred());
        assert!(!failed("move", Errno::NOENT).is_barred());
    }
}
