//! `GET /v1/processes/N/stdout` and `…/stderr`

use super::{kept, piped};
use crate::agent::Agent;
use crate::fault::Fault;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::process::{OutputEnd, Process};
use crate::session::Standing;

/// One of the two outputs.
#[derive(Clone, Copy)]
pub enum Which {
    /// Standard output.
    Output,
    /// Standard error.
    Error,
}

impl Which {
    /// The agent's end of it.
    pub fn end(self, process: &Process) -> &OutputEnd {
        match self {
            Self::Output => &process.ends.output,
            Self::Error => &process.ends.error,
        }
    }

    /// That it is not there to take.
    pub fn taken(self) -> Fault {
        let stream = match self {
            Self::Output => "stdout",
            Self::Error => "stderr",
        };
        Fault::StreamTaken { stream }
    }
}

/// Streams what the process writes: from its pipe, or from an offset of what is kept.
pub fn output(
    agent: &Agent,
    standing: Standing,
    id: u64,
    name: &str,
    query: &Query,
) -> Result<Reply, Fault> {
    let process = agent.table.borrow().get(id)?;
    let which = if name == "stdout" {
        Which::Output
    } else {
        Which::Error
    };
    let until_exit = match query.all("until").next() {
        None => false,
        Some(b"exit") => true,
        Some(_) => return Err(Fault::bad("until is not `exit`")),
    };
    let from = query.number("from")?;
    match which.end(&process) {
        OutputEnd::Kept(kept) => {
            kept::output(kept, from.unwrap_or(0), standing).ok_or_else(|| which.taken())
        }
        OutputEnd::Pipe(_) if from.is_some() => {
            Err(Fault::bad("from is for an output that is kept"))
        }
        OutputEnd::Pipe(_) => piped::output(process.clone(), which, until_exit, standing),
    }
}
