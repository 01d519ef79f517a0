//! What a pattern of a `.gitignore` means, for everything that has to mean the same by it: the snapshot that leaves files out,
//! and the file server that refuses them.

#![forbid(unsafe_code)]

mod chain;
mod rules;
mod source;
mod survey;

pub use chain::Chain;
pub use rules::Rules;
pub use source::{Source, read};
pub use survey::{MOST_ENTRIES, MOST_PINNED, Pinned, Survey, Uncertain, join, survey};

/// The file with patterns of what is hidden.
pub const HIDING: &[u8] = b".bellglassignore";

/// How many bytes of patterns are taken of a whole workspace: each costs time to compile.
pub const MOST: usize = 16 << 20;
