//! The workspace's tree: what stands where, and the few ways in which it is changed.

mod attributes;
#[cfg(test)]
pub mod bench_test;
mod copy;
mod ground;
mod object;
mod rel;
mod root;

pub use attributes::Attributes;
pub use copy::copy_sparse;
pub use ground::{Ground, Spot};
pub use object::{Identity, Kind, Object};
pub use rel::Rel;
pub use root::Root;
