//! `POST /v1/processes`

use bellglass_wire::process::StartProcess;
use hyper::StatusCode;
use hyper::body::Incoming;

use crate::agent::Agent;
use crate::fault::Fault;
use crate::http::query::document;
use crate::http::reply::{Reply, json};

/// Starts a process; replies once it has become its program.
pub async fn start(agent: &Agent, body: Incoming) -> Result<Reply, Fault> {
    let asked: StartProcess = document(body).await?;
    let started = crate::process::start(agent, asked).await?;
    Ok(json(StatusCode::CREATED, &started))
}
