//! What the agent knows: whether the guest is booted, its processes, and the reaper.

use std::cell::{Cell, RefCell};

use crate::fault::Fault;
use crate::orphan::Attendance;
use crate::process::{Budget, Cgroups, Reaper, Table, total_memory};
use crate::programs::Programs;

/// How far the boot configuration has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BootState {
    /// None has come yet.
    Waiting,
    /// One was begun, and has failed or is being applied.
    Begun,
    /// The guest is ready.
    Booted,
}

/// The agent's state; everything of it belongs to the one thread.
pub struct Agent {
    /// See [`BootState`].
    pub boot: Cell<BootState>,
    /// Every process that has not been forgotten.
    pub table: RefCell<Table>,
    /// Where processes run; made at boot.
    pub cgroups: RefCell<Option<Cgroups>>,
    /// The memory that kept outputs may have.
    pub budget: Budget,
    /// Whether a daemon is there.
    pub attendance: Attendance,
    /// The owner of every wait.
    pub reaper: Reaper,
    /// The programs that were started, once they are watched.
    pub programs: Programs,
    /// The kernel's release.
    pub kernel: String,
}

impl Agent {
    /// The state before a boot configuration.
    pub fn new() -> Self {
        Self {
            boot: Cell::new(BootState::Waiting),
            table: RefCell::new(Table::default()),
            cgroups: RefCell::new(None),
            budget: Budget::new(total_memory()),
            attendance: Attendance::default(),
            reaper: Reaper::default(),
            programs: Programs::default(),
            kernel: rustix::system::uname()
                .release()
                .to_string_lossy()
                .into_owned(),
        }
    }

    /// Refuses until the guest is booted.
    pub fn ensure_booted(&self) -> Result<(), Fault> {
        if self.boot.get() == BootState::Booted {
            Ok(())
        } else {
            Err(Fault::NotBooted)
        }
    }
}
