//! `DELETE /v1/processes/N`

use crate::agent::Agent;
use crate::fault::Fault;
use crate::http::reply::{Reply, nothing};

/// Forgets a process that has exited, with what of its output was not read. What it left running stays.
pub fn forget(agent: &Agent, id: u64) -> Result<Reply, Fault> {
    let process = agent.table.borrow_mut().forget(id)?;
    if let Some(cgroups) = agent.cgroups.borrow_mut().as_mut() {
        cgroups.remove(&process.cgroup);
    }
    Ok(nothing())
}
