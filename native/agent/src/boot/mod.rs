//! From an initramfs with nothing in it to a guest that can run programs.

mod apply;
mod clock;
mod copy;
mod early;
mod entries;
mod identity;
mod mount;
#[cfg(test)]
mod mount_tests;
mod network;
mod review;
mod root;
#[cfg(test)]
mod tests;
mod unfinished;

pub use apply::apply;
pub use clock::set as set_clock;
pub use early::early;
pub use review::CHANGES;
