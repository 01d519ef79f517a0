//! The standard streams of a process, as bodies.

mod input;
mod kept;
#[cfg(test)]
mod kept_tests;
mod output;
mod piped;
#[cfg(test)]
mod terminal_tests;
mod typing;

pub use input::input;
pub use output::output;
