//! Endpoints of the guest as a whole.

mod boot;
mod clock;
mod health;
mod power_off;

pub use boot::boot;
pub use clock::clock;
pub use health::health;
pub use power_off::power_off;
