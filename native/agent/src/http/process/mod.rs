//! Endpoints of processes.

mod forget;
mod input;
mod list;
mod output;
mod signal;
mod start;
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
