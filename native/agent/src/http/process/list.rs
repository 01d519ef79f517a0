//! `GET /v1/processes`

use bellglass_wire::process::ProcessList;
use hyper::StatusCode;

use crate::agent::Agent;
use crate::fault::Fault;
use crate::http::reply::{Reply, json};

/// Lists what has been started and not forgotten.
pub fn list(agent: &Agent) -> Result<Reply, Fault> {
    let processes = agent.table.borrow().list();
    Ok(json(StatusCode::OK, &ProcessList { processes }))
}
