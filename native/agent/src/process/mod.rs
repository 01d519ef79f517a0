//! Processes of the guest: how one is started, watched and ended. The agent's only unsafe code is here.

mod cgroup;
mod child;
mod command;
mod environment;
mod everything;
mod limits;
mod reaper;
mod report;
mod signal;
mod spawn;
mod start;
mod streams;
mod table;
mod users;

pub use cgroup::{Cgroups, total_memory};
pub use environment::DEFAULT_PATH;
pub use everything::{end_everything, kill_everything};
pub use reaper::{Reaper, reap_forever};
pub use start::start;
pub use streams::{Budget, InputEnd, Kept, OutputEnd, Reading, Terminal};
pub use table::{Process, Table};
