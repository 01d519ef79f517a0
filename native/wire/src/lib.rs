//! What crosses a border between Bellglass's programs, as types: the machine specification (daemon to vmm) and the
//! bodies of the agent's HTTP interface (daemon to agent). Every type refuses unknown keys, and every document that
//! comes in is held to bounds by [`parse`]. The documents in `golden/` show one of each; the TypeScript side reads the
//! same files in its tests.

pub mod boot;
pub mod bounds;
pub mod error;
pub mod file;
pub mod machine;
pub mod name;
pub mod process;
pub mod programs;
pub mod review;
pub mod snapshot;
pub mod spec;

pub use bounds::{Bounded, MAX_DOCUMENT, Refusal, parse};
