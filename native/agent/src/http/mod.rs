//! The agent's HTTP interface: a table of endpoints, each a file.

mod file;
#[cfg(test)]
mod interface_tests;
mod machine;
mod process;
mod query;
mod reply;
mod review;

use std::rc::Rc;

use hyper::body::Incoming;
use hyper::{Method, Request};

pub use reply::{Reply, refuse};

use crate::agent::Agent;
use crate::fault::Fault;
use crate::session::Standing;

/// Answers one request; a fault becomes its status and body.
pub async fn answer(agent: Rc<Agent>, standing: Standing, request: Request<Incoming>) -> Reply {
    route(agent, standing, request)
        .await
        .unwrap_or_else(|fault| refuse(&fault))
}

async fn route(
    agent: Rc<Agent>,
    standing: Standing,
    request: Request<Incoming>,
) -> Result<Reply, Fault> {
    let (head, body) = request.into_parts();
    let path = head
        .uri
        .path()
        .strip_prefix("/v1/")
        .ok_or(Fault::NoSuchEndpoint)?;
    let parts: Vec<&str> = path.split('/').collect();
    match (head.method.as_str(), &parts[..]) {
        ("GET", ["health"]) => return machine::health(&agent),
        ("POST", ["boot"]) => return machine::boot(&agent, body).await,
        ("POST", ["poweroff"]) => return machine::power_off(body).await,
        _ => agent.ensure_booted()?,
    }
    match (&head.method, &parts[..]) {
        (&Method::PUT, ["clock"]) => machine::clock(body).await,
        (&Method::GET, ["stats"]) => machine::stats(),
        (&Method::GET, ["ps"]) => Ok(machine::ps()),
        (&Method::POST, ["programs"]) => machine::watch_programs(&agent),
        (&Method::GET, ["programs"]) => machine::programs(&agent),
        (&Method::POST, ["processes"]) => process::start(&agent, body).await,
        (&Method::GET, ["processes"]) => process::list(&agent),
        (&Method::DELETE, ["processes", id]) => process::forget(&agent, query::id(id)?),
        (&Method::GET, ["processes", id, "wait"]) => process::wait(&agent, query::id(id)?).await,
        (&Method::POST, ["processes", id, "signal"]) => {
            process::signal(&agent, query::id(id)?, body).await
        }
        (&Method::POST, ["processes", id, "resize"]) => {
            process::resize(&agent, query::id(id)?, body).await
        }
        (&Method::PUT, ["processes", id, "stdin"]) => {
            process::input(&agent, standing, query::id(id)?, body).await
        }
        (&Method::GET, ["processes", id, stream @ ("stdout" | "stderr")]) => process::output(
            &agent,
            standing,
            query::id(id)?,
            stream,
            &query::parse(&head.uri),
        ),
        (&Method::GET, ["which"]) => process::which(&query::parse(&head.uri)),
        (&Method::GET, ["file"]) => file::read(&query::parse(&head.uri)),
        (&Method::PUT, ["file"]) => file::write(&query::parse(&head.uri), body).await,
        (&Method::DELETE, ["file"]) => file::remove(&query::parse(&head.uri)).await,
        (&Method::PUT, ["overlay"]) => file::lay_over(&query::parse(&head.uri), body).await,
        (&Method::GET, ["stat"]) => file::stat(&query::parse(&head.uri)),
        (&Method::GET, ["directory"]) => file::list(&query::parse(&head.uri)),
        (&Method::POST, ["directory"]) => file::make_directory(body).await,
        (&Method::GET, ["changes"]) => review::changes(),
        (&Method::POST, ["surface"]) => review::surface(body).await,
        (&Method::PUT, ["refresh"]) => review::refresh(body).await,
        (&Method::POST, ["settle"]) => review::settle(body).await,
        (&Method::POST, ["rename"]) => file::rename(body).await,
        _ => Err(Fault::NoSuchEndpoint),
    }
}
