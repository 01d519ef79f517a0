use serde::{Deserialize, Serialize};

use crate::tree::{Attributes, Object, Rel, Spot};

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "camelCase")]
pub enum Step {
    /// What stands at `from` goes to `to`, where nothing stands.
    Move {
        /// From where.
        from: Spot,
        /// To where.
        to: Spot,
        /// What stands at `from`.
        what: Object,
    },
    /// What stands at two places changes them, in one instant.
    Swap {
        /// The one place: a slot, or a path.
        one: Spot,
        /// The other, always a path.
        other: Rel,
        /// What stands at the one before, and at the other afterwards.
        coming: Object,
        /// What stands at the other before, and at the one afterwards.
        going: Object,
    },
    /// An empty directory goes.
    Remove {
        /// Where it stands.
        path: Rel,
        /// Which it is.
        what: Object,
        /// Its permissions by now.
        mode: u32,
        /// The slot in which it is made anew when this is taken back.
        slot: usize,
        /// Whether it is a conflict that it is not empty; else it stays.
        must: bool,
    },
    /// A file or a directory gets another mode or time.
    Set {
        /// Where it stands.
        path: Rel,
        /// Which it is.
        what: Object,
        /// Whether it stood there before any step.
        stood: bool,
        /// What it has. A directory's time is not looked at, since all that is done in it changes it.
        from: Attributes,
        /// What it gets.
        to: Attributes,
    },
}

impl Step {
    /// The paths of the workspace that it changes.
    pub fn paths(&self) -> Vec<&Rel> {
        match self {
            Self::Move { from, to, .. } => [from, to].into_iter().filter_map(path).collect(),
            Self::Swap { one, other, .. } => path(one).into_iter().chain([other]).collect(),
            Self::Remove { path, .. } | Self::Set { path, .. } => vec![path],
        }
    }
}

fn path(spot: &Spot) -> Option<&Rel> {
    match spot {
        Spot::Path(path) => Some(path),
        Spot::Slot(_) => None,
    }
}
