//! A machine that no daemon asks about any more switches itself off.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

/// What programs are given to end by themselves.
const GRACE: Duration = Duration::from_secs(10);

/// Whether a daemon is there, which is as long as its session stands.
pub struct Attendance(watch::Sender<bool>);

impl Default for Attendance {
    fn default() -> Self {
        Self(watch::Sender::new(false))
    }
}

/// A daemon's presence; it ends when this is dropped.
pub struct Present<'a>(&'a Attendance);

impl Attendance {
    /// A daemon is there.
    pub fn begin(&self) -> Present<'_> {
        self.0.send_replace(true);
        Present(self)
    }

    /// Waits until no daemon has been there for so long.
    pub async fn lacks_for(&self, limit: Duration) {
        let mut present = self.0.subscribe();
        loop {
            // The sender is this very struct, so it cannot be gone.
            let _ = present.wait_for(|present| !*present).await;
            let comes = present.wait_for(|present| *present);
            if timeout(limit, comes).await.is_err() {
                return;
            }
        }
    }

    /// Switches the machine off once no daemon has been there for so long.
    pub async fn guard(&self, limit: Duration) {
        self.lacks_for(limit).await;
        eprintln!("bellglass-agent: no daemon for {limit:?}");
        crate::poweroff::power_off(GRACE).await;
    }
}

impl Drop for Present<'_> {
    fn drop(&mut self) {
        self.0.0.send_replace(false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::daemon_test::{Daemon, with_agent};
    use std::time::Instant;

    const LIMIT: Duration = Duration::from_millis(200);

    #[tokio::test]
    async fn only_a_whole_time_without_a_daemon_counts() {
        let attendance = Attendance::default();
        let begun = Instant::now();
        let visits = async {
            for _ in 0..3 {
                tokio::time::sleep(LIMIT / 2).await;
                let present = attendance.begin();
                tokio::time::sleep(LIMIT * 2).await;
                drop(present);
            }
            begun.elapsed()
        };
        let alone = async {
            attendance.lacks_for(LIMIT).await;
            begun.elapsed()
        };
        let (left, alone) = tokio::join!(visits, alone);
        assert!(alone >= left + LIMIT, "{left:?} {alone:?}");
    }

    #[tokio::test]
    async fn a_machine_that_nobody_ever_asks_is_alone_too() {
        Attendance::default().lacks_for(LIMIT).await;
    }

    #[test]
    fn a_daemon_is_there_as_long_as_its_session() {
        with_agent(true, false, |daemon, tasks| async move {
            let agent = daemon.agent.clone();
            assert_eq!(daemon.get("health").await.status, 200);
            let alone = agent.attendance.lacks_for(LIMIT);
            assert!(timeout(LIMIT * 3, alone).await.is_err());
            tasks.connection.abort();
            tasks.session.await.unwrap();
            agent.attendance.lacks_for(LIMIT).await;
            let (next, _tasks) = Daemon::connect(agent.clone(), 1 << 20).await;
            assert_eq!(next.get("health").await.status, 200);
            let alone = agent.attendance.lacks_for(LIMIT);
            assert!(timeout(LIMIT * 3, alone).await.is_err());
        });
    }
}
