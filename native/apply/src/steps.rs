//! The single changes that a plan is carried out by, each of which can be told to be done or not from the disk alone,
//! and taken back.

mod back;
mod compile;
mod forward;
mod step;

pub use back::{known, take_back};
pub use compile::{Carried, compile, linked_inode};
pub use forward::{Done, Trouble, carry_out};
pub use step::Step;
