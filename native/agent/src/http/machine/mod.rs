//! Endpoints of the guest as a whole.

mod boot;
#[cfg(test)]
mod census_tests;
mod clock;
mod health;
mod power_off;
mod programs;
mod ps;
mod stats;

pub use boot::boot;
pub use clock::clock;
pub use health::health;
pub use power_off::power_off;
pub use programs::{programs, watch_programs};
pub use ps::ps;
pub use stats::stats;
