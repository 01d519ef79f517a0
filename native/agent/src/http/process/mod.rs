//! Endpoints of processes.

mod forget;
#[cfg(test)]
mod life_tests;
mod list;
mod resize;
mod signal;
mod start;
#[cfg(test)]
mod start_tests;
mod stream;
#[cfg(test)]
mod stream_tests;
#[cfg(test)]
mod surroundings_tests;
mod wait;
mod which;

pub use forget::forget;
pub use list::list;
pub use resize::resize;
pub use signal::signal;
pub use start::start;
pub use stream::{input, output};
pub use wait::wait;
pub use which::which;
