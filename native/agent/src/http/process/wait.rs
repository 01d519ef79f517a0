//! `GET /v1/processes/N/wait`

use hyper::StatusCode;

use crate::agent::Agent;
use crate::fault::Fault;
use crate::http::reply::{Reply, json};

/// Replies with a process's end, when it comes.
pub async fn wait(agent: &Agent, id: u64) -> Result<Reply, Fault> {
    let mut end = agent.table.borrow().get(id)?.end.clone();
    let exit = end
        .wait_for(Option::is_some)
        .await
        .map(|exit| *exit)
        .map_err(|_| Fault::Internal)?;
    Ok(json(StatusCode::OK, &exit))
}
