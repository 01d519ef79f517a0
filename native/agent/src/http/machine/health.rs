//! `GET /v1/health`

use bellglass_wire::machine::Health;
use hyper::StatusCode;

use crate::agent::{Agent, BootState};
use crate::fault::Fault;
use crate::http::reply::{Reply, json};

/// Says which agent and kernel these are, and whether the guest is booted.
pub fn health(agent: &Agent) -> Result<Reply, Fault> {
    let health = Health {
        agent: env!("CARGO_PKG_VERSION").into(),
        kernel: agent.kernel.clone(),
        booted: agent.boot.get() == BootState::Booted,
    };
    Ok(json(StatusCode::OK, &health))
}
