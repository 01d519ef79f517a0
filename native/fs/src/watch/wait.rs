use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use super::watches::{Happened, Watches};

/// Events come in groups: an editor makes several for one file. So long none may have come, and so long the first one waits.
const QUIET: Duration = Duration::from_millis(40);
const LONGEST: Duration = Duration::from_millis(200);
/// So often is looked whether the folder is still there, of whose end the system does not tell.
const IDLE: Duration = Duration::from_secs(2);

/// Why a wait is over.
pub(super) enum Woken {
    Events(Happened),
    /// Nothing happened for a while.
    Time,
    NobodyReads,
}

/// Waits until something happened and the rest of it too.
///
/// # Errors
/// As the system says.
pub(super) fn wait(watches: &mut Watches) -> Result<Woken, Errno> {
    let mut happened = Happened::default();
    match ready(watches, IDLE)? {
        Ready::NobodyReads => return Ok(Woken::NobodyReads),
        Ready::No => return Ok(Woken::Time),
        Ready::Yes => {}
    }
    let began = Instant::now();
    loop {
        watches.take(&mut happened)?;
        let left = LONGEST.saturating_sub(began.elapsed());
        if left.is_zero() {
            return Ok(Woken::Events(happened));
        }
        match ready(watches, QUIET.min(left))? {
            Ready::NobodyReads => return Ok(Woken::NobodyReads),
            Ready::No => return Ok(Woken::Events(happened)),
            Ready::Yes => {}
        }
    }
}

enum Ready {
    Yes,
    No,
    NobodyReads,
}

fn ready(watches: &Watches, at_most: Duration) -> Result<Ready, Errno> {
    let stdout = std::io::stdout();
    let timeout = Timespec::try_from(at_most).map_err(|_| Errno::INVAL)?;
    // Of a pipe that nobody reads the system tells without being asked.
    let mut fds = vec![PollFd::new(&stdout, PollFlags::empty())];
    let events = watches.events();
    if let Some(events) = &events {
        fds.push(PollFd::new(events, PollFlags::IN));
    }
    match poll(&mut fds, Some(&timeout)) {
        Ok(_) | Err(Errno::INTR) => {}
        Err(error) => return Err(error),
    }
    let gone = PollFlags::ERR | PollFlags::HUP;
    Ok(match (fds[0].revents().intersects(gone), fds.get(1)) {
        (true, _) => Ready::NobodyReads,
        (false, Some(events)) if !events.revents().is_empty() => Ready::Yes,
        _ => Ready::No,
    })
}
