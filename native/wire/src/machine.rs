//! The guest as a whole: the agent's health, the clock, what is used of it, what runs in it, and its end.

use serde::{Deserialize, Serialize};

use crate::bounds::{Bounded, Refusal, ensure, text};

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

/// The body of `POST /v1/poweroff`; none is as good as an empty one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct PowerOff {
    /// How long programs may take to end once they were asked to, 0 to [`MAX_GRACE`]; with 0 they are not asked.
    pub grace_millis: u32,
}

/// The longest grace, in milliseconds.
pub const MAX_GRACE: u32 = 600_000;

impl Bounded for PowerOff {
    fn check(&self) -> Result<(), Refusal> {
        ensure(self.grace_millis <= MAX_GRACE, "graceMillis", "too long")
    }
}

/// The reply of `GET /v1/stats`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Stats {
    /// The guest's memory.
    #[serde(rename = "memoryTotalKiB")]
    pub memory_total_kib: u64,
    /// What of it a new program could have.
    #[serde(rename = "memoryAvailableKiB")]
    pub memory_available_kib: u64,
    /// How long the processors were busy since the boot, added up.
    pub cpu_micros: u64,
    /// Since the boot.
    pub uptime_millis: u64,
    /// The processes of the guest, without kernel threads and the agent.
    pub processes: u32,
    /// The size of the root file system.
    #[serde(rename = "rootTotalKiB")]
    pub root_total_kib: u64,
    /// What of it is free for users.
    #[serde(rename = "rootFreeKiB")]
    pub root_free_kib: u64,
}

/// The most entries of a [`Ps`].
pub const MAX_PS: usize = 1024;
/// The longest command of a [`PsEntry`], in bytes.
pub const MAX_COMMAND: usize = 1024;

/// The reply of `GET /v1/ps`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Ps {
    /// The processes of the guest, without kernel threads and the agent, by process id; the first [`MAX_PS`] of them.
    pub processes: Vec<PsEntry>,
}

/// One process of the guest, whoever started it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PsEntry {
    /// Its process id.
    pub pid: u32,
    /// Its parent's; 1 is the agent.
    pub ppid: u32,
    /// Its effective user.
    pub uid: u32,
    /// One letter, as in proc(5): R, S, D, Z, T, …
    pub state: char,
    /// Processor time, of user mode and kernel.
    pub cpu_millis: u64,
    /// Its resident set.
    #[serde(rename = "rssKiB")]
    pub rss_kib: u64,
    /// Since its start.
    pub age_millis: u64,
    /// Its arguments with spaces between, or its name in brackets where it has none; printable text, cut where the list is
    /// long.
    pub command: String,
}

impl Bounded for Ps {
    fn check(&self) -> Result<(), Refusal> {
        ensure(
            self.processes.len() <= MAX_PS,
            "processes",
            "too many entries",
        )?;
        self.processes
            .iter()
            .try_for_each(|entry| text("command", &entry.command, MAX_COMMAND))
    }
}
