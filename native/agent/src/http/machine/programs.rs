//! `POST /v1/programs` and `GET /v1/programs`

use std::rc::Rc;

use hyper::StatusCode;

use crate::agent::Agent;
use crate::fault::Fault;
use crate::http::reply::{Reply, json, nothing};

/// Watches from now on which programs are started; again, it changes nothing.
pub fn watch_programs(agent: &Rc<Agent>) -> Result<Reply, Fault> {
    crate::programs::watch(agent)?;
    Ok(nothing())
}

/// Says which programs were started since they are watched.
pub fn programs(agent: &Agent) -> Result<Reply, Fault> {
    Ok(json(StatusCode::OK, &agent.programs.list()))
}
