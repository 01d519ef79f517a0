//! What is to be done: for each path what stands there and what is to stand there.

mod read;
mod shape;
mod state;

pub use read::{Plan, write};
pub use shape::{Shape, Target};
pub use state::{After, Before, Content, Entry};
