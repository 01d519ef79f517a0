//! The virtio-serial port that leads to the daemon, and who speaks on it.

mod find;
mod greet;
mod hello;
mod intrusion;
mod stream;

pub use find::open;
pub use greet::greet;
pub use stream::{Port, wait_for_host};
