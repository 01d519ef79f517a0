//! Walks a workspace and writes its snapshot: an EROFS image of the names, attributes and the bytes that people edit, and a
//! record of what everything was. The bytes of the bulk stay in the folder, from where an overlay reads them.
//!
//! [`snapshot::snapshot`] is the whole recipe. What is read belongs to nobody who can be trusted: it runs in a jail, and
//! every name, size and pattern is held to a bound.

#![forbid(unsafe_code)]

mod base;
mod choose;
mod failure;
mod grants;
pub mod hidden;
pub mod jail;
pub mod journal;
pub mod output;
mod patterns;
mod reply;
pub mod snapshot;
mod tree;
mod walk;
pub mod watch;
mod write;

pub use failure::Failure;
