//! The lines of `bellglass-fs watch` after the reply: what became of the folder since its snapshot.

use serde::{Deserialize, Serialize};

use super::base::BaseEntry;
use crate::name::PathName;

/// A line. The last one is followed by a [`super::SnapshotFailure`] where the watch ends by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "event",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum WatchLine {
    /// Something that people edit changed. What is removed comes before what is made, and directories in the order in which
    /// that can be done.
    Changed {
        /// Relative to the folder.
        path: PathName,
        /// What was told of it last, in the base or in a line; null: nothing was there.
        before: Option<Box<BaseEntry>>,
        /// What is there now; null: nothing. The bytes of a file are in `refreshed.bin` from `at` on.
        after: Option<Box<BaseEntry>>,
        /// Whose that is.
        owner: Owner,
    },
    /// Something changed that is not told one by one: what git ignores, and what is large. Each is said once.
    Stale {
        /// The ignored directory, or the file.
        path: PathName,
    },
    /// Something appeared that a pattern hides.
    Hidden {
        /// Relative to the folder.
        path: PathName,
        /// Whether it is in what a file server has open.
        granted: bool,
    },
    /// How the folder is watched; said when that changes.
    State {
        /// How many directories are looked at from time to time only, since the system's limit of watches is reached.
        unwatched: u64,
        /// How often more happened than the system keeps, so that everything was looked at again.
        overflows: u64,
    },
    /// The folder itself was removed, or moved to another place.
    Gone {
        /// Whether it is nowhere any more.
        removed: bool,
    },
}

/// The owner of an entry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Owner {
    /// The user.
    pub uid: u32,
    /// The group.
    pub gid: u32,
}
