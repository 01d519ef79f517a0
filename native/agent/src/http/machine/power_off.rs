//! `POST /v1/poweroff`

use crate::http::reply::{Reply, nothing};

/// Answers, and ends the machine.
pub fn power_off() -> Reply {
    tokio::task::spawn_local(crate::poweroff::power_off());
    nothing()
}
