//! The agent's own state: its health, and the guest's clock.

use serde::{Deserialize, Serialize};

use crate::bounds::{Bounded, Refusal, ensure};

/// The reply of `GET /v1/health`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Health {
    /// The agent's version.
    pub agent: String,
    /// The guest kernel's release, as `uname -r` prints it.
    pub kernel: String,
    /// Whether a boot configuration has been applied.
    pub booted: bool,
}

/// A time of day: what `PUT /v1/clock` takes, and the boot configuration's `time`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Time {
    /// Seconds since 1970-01-01 UTC.
    pub seconds: i64,
    /// Nanoseconds beyond them, below one milliard.
    pub nanoseconds: u32,
}

impl Bounded for Time {
    fn check(&self) -> Result<(), Refusal> {
        ensure(
            (0..=1 << 35).contains(&self.seconds),
            "seconds",
            "not a time the guest's clock can hold",
        )?;
        ensure(
            self.nanoseconds < 1_000_000_000,
            "nanoseconds",
            "a second or more",
        )
    }
}
