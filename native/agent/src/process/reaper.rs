//! The one owner of every wait. Whoever else waited would lose ends to it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::mem::MaybeUninit;

use bellglass_wire::process::ProcessExit;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use super::cgroup::Cgroup;
use std::rc::Rc;

/// What becomes of a process: nothing yet, or its end.
pub type End = watch::Receiver<Option<ProcessExit>>;

struct Expected {
    end: watch::Sender<Option<ProcessExit>>,
    cgroup: Rc<Cgroup>,
}

/// The processes whose end somebody wants to know; all others are reaped and forgotten.
#[derive(Default)]
pub struct Reaper {
    expected: RefCell<HashMap<u32, Expected>>,
}

impl Reaper {
    /// Asks for the end of a child. It must be asked before the next await after the fork, so that no end is missed.
    pub fn expect(&self, pid: u32, cgroup: Rc<Cgroup>) -> End {
        let (end, receiver) = watch::channel(None);
        self.expected
            .borrow_mut()
            .insert(pid, Expected { end, cgroup });
        receiver
    }

    /// Reaps whatever has ended.
    fn reap(&self) {
        while let Some((pid, mut exit)) = wait() {
            if let Some(expected) = self.expected.borrow_mut().remove(&pid) {
                exit.out_of_memory = expected.cgroup.out_of_memory();
                // Nobody may be waiting any more.
                let _ = expected.end.send(Some(exit));
            }
        }
    }
}

/// Reaps at every SIGCHLD, for as long as the machine lives.
pub async fn reap_forever(reaper: &Reaper) {
    let Ok(mut ended) = signal(SignalKind::child()) else {
        eprintln!("bellglass-agent: no signal handler, so no process's end will be seen");
        return;
    };
    loop {
        // First, since a child may have ended before the handler was there; signals of several children may come as one.
        reaper.reap();
        ended.recv().await;
    }
}

fn wait() -> Option<(u32, ProcessExit)> {
    let mut status = 0;
    let mut usage = MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: both pointers are to this stack, of the types that wait4 fills.
    let pid = unsafe { libc::wait4(-1, &raw mut status, libc::WNOHANG, usage.as_mut_ptr()) };
    let pid = u32::try_from(pid).ok().filter(|pid| *pid > 0)?;
    // SAFETY: wait4 has filled it, and all-zero was a valid value before.
    let usage = unsafe { usage.assume_init() };
    let micros = |time: libc::timeval| {
        let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
        seconds
            .saturating_mul(1_000_000)
            .saturating_add(u64::try_from(time.tv_usec).unwrap_or(0))
    };
    let exit = ProcessExit {
        exit_code: libc::WIFEXITED(status).then(|| libc::WEXITSTATUS(status)),
        signal: libc::WIFSIGNALED(status).then(|| libc::WTERMSIG(status)),
        out_of_memory: false,
        user_micros: micros(usage.ru_utime),
        system_micros: micros(usage.ru_stime),
        max_rss_kib: u64::try_from(usage.ru_maxrss).unwrap_or(0),
    };
    Some((pid, exit))
}
