//! `POST /v1/processes/N/signal`

use bellglass_wire::process::SignalProcess;
use hyper::body::Incoming;

use crate::agent::Agent;
use crate::fault::Fault;
use crate::http::query::document;
use crate::http::reply::{Reply, nothing};

/// Signals a process's whole group; a group of which nothing is left is no error.
pub async fn signal(agent: &Agent, id: u64, body: Incoming) -> Result<Reply, Fault> {
    let process = agent.table.borrow().get(id)?;
    let SignalProcess { signal } = document(body).await?;
    process.signal(signal)?;
    Ok(nothing())
}
