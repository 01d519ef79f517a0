//! Endpoints of a workspace whose changes are kept apart.

mod changes;
mod refresh;
mod settle;
mod surface;

pub use changes::changes;
pub use refresh::refresh;
pub use settle::settle;
pub use surface::surface;
