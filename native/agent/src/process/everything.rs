//! Signals to everything that runs.

use std::time::{Duration, Instant};

use super::cgroup;
use crate::census;

/// Kills every process but the agent, also those that fork faster than they can be listed.
pub fn kill_everything() {
    cgroup::kill_all();
    signal_all(libc::SIGKILL);
}

/// Asks every process to end, those that are stopped too; and hangs up what has a terminal, since a shell there does not
/// care to be asked. Waits until none is left, or the grace is over.
pub async fn end_everything(grace: Duration) {
    let until = Instant::now() + grace;
    signal_all(libc::SIGTERM);
    for entry in census::processes().filter(|entry| entry.terminal != 0) {
        if let Ok(pid) = i32::try_from(entry.pid) {
            // SAFETY: kill takes plain numbers. A process id in /proc is never 0 or negative.
            unsafe { libc::kill(pid, libc::SIGHUP) };
        }
    }
    signal_all(libc::SIGCONT);
    let mut pause = Duration::from_millis(5);
    while census::processes().any(|entry| !entry.has_ended()) {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return;
        }
        tokio::time::sleep(pause.min(left)).await;
        pause = (pause * 2).min(Duration::from_millis(50));
    }
}

/// Everything there is, if this is the first process: of a host, never.
fn signal_all(signal: i32) {
    if std::process::id() == 1 {
        // SAFETY: kill takes plain numbers. -1 is every process but the first, which is this one.
        unsafe { libc::kill(-1, signal) };
    }
}

#[cfg(test)]
mod tests;
