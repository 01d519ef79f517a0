//! `PUT /v1/processes/N/stdin`

use std::rc::Rc;

use http_body_util::BodyExt;
use hyper::body::Incoming;
use tokio::io::{AsyncWriteExt, Interest};
use tokio::net::unix::pipe::Sender;

use super::typing::type_in;
use crate::agent::Agent;
use crate::fault::Fault;
use crate::http::reply::{Reply, nothing};
use crate::process::{InputEnd, Process};
use crate::session::Standing;

/// Writes the body to the process's standard input and closes it after, but for a terminal; ends early once nobody can read
/// it any more. Given up by the daemon, it closes too; when the whole session ends under way, the input stays open for the next one.
pub async fn input(
    agent: &Agent,
    standing: Standing,
    id: u64,
    body: Incoming,
) -> Result<Reply, Fault> {
    let process = agent.table.borrow().get(id)?;
    let pipe = match &process.ends.input {
        InputEnd::Terminal(terminal) => {
            type_in(&process, terminal, standing, body).await?;
            return Ok(nothing());
        }
        InputEnd::Pipe(pipe) => pipe.borrow_mut().take(),
    };
    let pipe = pipe.ok_or(Fault::StreamTaken { stream: "stdin" })?;
    let mut input = Input {
        pipe: Some(pipe),
        process,
        standing,
    };
    if let Some(pipe) = input.pipe.as_mut() {
        copy(body, pipe).await?;
    }
    input.pipe = None;
    Ok(nothing())
}

/// An input under way. Its request may be dropped at any await.
struct Input {
    pipe: Option<Sender>,
    process: Rc<Process>,
    standing: Standing,
}

impl Drop for Input {
    fn drop(&mut self) {
        if let (true, InputEnd::Pipe(pipe)) = (self.standing.fallen(), &self.process.ends.input) {
            *pipe.borrow_mut() = self.pipe.take();
        }
    }
}

async fn copy(mut body: Incoming, pipe: &mut Sender) -> Result<(), Fault> {
    loop {
        let frame = tokio::select! {
            // A program that has closed its input may never be sent another byte, and would not be noticed.
            _ = pipe.ready(Interest::ERROR) => return Ok(()),
            frame = body.frame() => frame,
        };
        let Some(frame) = frame else { return Ok(()) };
        let Ok(bytes) = frame.map_err(Fault::bad)?.into_data() else {
            continue;
        };
        // The only error is that nobody reads any more.
        if pipe.write_all(&bytes).await.is_err() {
            return Ok(());
        }
    }
}
