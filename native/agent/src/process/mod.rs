//! Processes of the guest: how one is started, watched and ended. The agent's only unsafe code is here.

mod cgroup;
mod child;
mod command;
mod environment;
mod limits;
mod reaper;
mod report;
mod signal;
mod spawn;
mod start;
mod table;
mod users;

pub use cgroup::{Cgroups, kill_everything};
pub use environment::DEFAULT_PATH;
pub use reaper::{Reaper, reap_forever};
pub use start::start;
pub use table::{Process, Table};
