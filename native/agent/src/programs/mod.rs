//! The programs that are started in the guest, whoever starts them, as the kernel tells it (docs/decisions.md).

mod events;
mod ledger;
mod look;

use std::cell::{Cell, RefCell};
use std::os::fd::OwnedFd;
use std::rc::Rc;

use bellglass_wire::programs::Programs as List;
use rustix::io::Errno;
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

use crate::agent::Agent;
use crate::fault::Fault;
use events::Event;
use ledger::Ledger;

/// So many are taken at a time, before others of the agent's tasks have their turn.
const AT_ONCE: usize = 256;
/// So many at most before a list: more only come while it is made.
const BEFORE_LIST: usize = 16_384;

/// The programs that were started since they are watched.
#[derive(Default)]
pub struct Programs {
    events: RefCell<Option<Rc<OwnedFd>>>,
    ledger: RefCell<Ledger>,
    overrun: Cell<bool>,
}

/// Begins to watch, once.
pub fn watch(agent: &Rc<Agent>) -> Result<(), Fault> {
    if agent.programs.events.borrow().is_some() {
        return Ok(());
    }
    let step = || Fault::step("watching programs");
    let events = Rc::new(events::subscribe().map_err(step())?);
    // SAFETY: the Rc keeps the descriptor open, and the same, for as long as the AsyncFd has it.
    let registered = unsafe { AsyncFd::register_with_interest(events.clone(), Interest::READABLE) };
    let registered = registered.map_err(|_| step()(Errno::IO))?;
    *agent.programs.events.borrow_mut() = Some(events);
    let agent = agent.clone();
    tokio::task::spawn_local(async move {
        while let Ok(mut guard) = registered.readable().await {
            if agent.programs.take(AT_ONCE) {
                guard.clear_ready();
            } else {
                tokio::task::yield_now().await;
            }
        }
    });
    Ok(())
}

impl Programs {
    /// What is known, with what the kernel has told until now.
    pub fn list(&self) -> List {
        self.take(BEFORE_LIST);
        self.ledger.borrow().list(self.overrun.get())
    }

    /// Takes in what the kernel tells, so much at most. Says whether that was all.
    fn take(&self, most: usize) -> bool {
        let Some(events) = self.events.borrow().clone() else {
            return true;
        };
        for _ in 0..most {
            match events::next(&events) {
                Event::Executed(pid) => self.ledger.borrow_mut().add(look::at(pid)),
                Event::Other => (),
                Event::Overrun => self.overrun.set(true),
                Event::None => return true,
            }
        }
        false
    }
}
