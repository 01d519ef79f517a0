//! `POST /v1/processes/N/resize`

use bellglass_wire::process::WindowSize;
use hyper::body::Incoming;

use crate::agent::Agent;
use crate::fault::Fault;
use crate::http::query::document;
use crate::http::reply::{Reply, nothing};
use crate::process::InputEnd;

/// Changes the size of a process's terminal; that of a process that has ended is nobody's concern.
pub async fn resize(agent: &Agent, id: u64, body: Incoming) -> Result<Reply, Fault> {
    let process = agent.table.borrow().get(id)?;
    let size: WindowSize = document(body).await?;
    let InputEnd::Terminal(terminal) = &process.ends.input else {
        return Err(Fault::NotATerminal { id });
    };
    terminal
        .resize(size)
        .map_err(Fault::step("resizing a terminal"))?;
    Ok(nothing())
}
