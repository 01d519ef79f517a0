//! The walls around a hypervisor and around a file server, a file a wall.
//!
//! They bind to the calling thread, so a program puts them up while it has only one. The order that holds:
//! [`session`], [`descriptors`], [`limits`], [`tree`] (which needs the rights that the next one gives up),
//! [`privileges`], [`paths`], and [`filter`] last, since it refuses what the others call.

pub mod descriptors;
mod error;
pub mod filter;
pub mod limits;
pub mod paths;
pub mod privileges;
pub mod process;
pub mod session;
pub mod tree;

pub use error::JailError;

use bellglass_wire::spec::{Wall, WallName, WallState};

/// Reports a wall that stands.
pub(crate) fn up(wall: WallName, detail: impl Into<String>) -> Wall {
    Wall {
        wall,
        state: WallState::Up,
        detail: detail.into(),
    }
}

/// Reports a wall that the host lacks or forbids.
pub(crate) fn missing(wall: WallName, detail: impl Into<String>) -> Wall {
    Wall {
        wall,
        state: WallState::Missing,
        detail: detail.into(),
    }
}

/// Whether a report says that the wall stands.
#[must_use]
pub fn stands(wall: &Wall) -> bool {
    wall.state == WallState::Up
}
