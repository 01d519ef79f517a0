//! Endpoints of processes.

mod forget;
mod input;
#[cfg(test)]
mod life_tests;
mod list;
mod output;
mod signal;
mod start;
#[cfg(test)]
mod start_tests;
#[cfg(test)]
mod stream_tests;
#[cfg(test)]
mod surroundings_tests;
mod wait;
mod which;

pub use forget::forget;
pub use input::input;
pub use list::list;
pub use output::output;
pub use signal::signal;
pub use start::start;
pub use wait::wait;
pub use which::which;
