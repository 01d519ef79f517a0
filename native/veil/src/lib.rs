//! What a file server keeps from its guest, by name, whichever server it is. The host may replace a hidden file at any time, and
//! what is mounted over one would be gone with it.
//!
//! A hidden file is there, with its size and its times; nothing opens, changes, replaces or removes it, and none is made. The
//! guest is hostile: a name with a slash, a number that was never looked up or a directory that is renamed leads no further.

#![forbid(unsafe_code)]

mod judge;
mod nodes;
mod requests;
mod veil;

pub use judge::Judge;
pub use nodes::Standing;
pub use veil::{Found, Place, Veil};
