//! `POST /v1/boot`

use bellglass_wire::boot::BootConfig;
use hyper::StatusCode;
use hyper::body::Incoming;

use crate::agent::{Agent, BootState};
use crate::fault::Fault;
use crate::http::query::whole;
use crate::http::reply::{Reply, json};

/// Applies the boot configuration, once.
pub async fn boot(agent: &Agent, body: Incoming) -> Result<Reply, Fault> {
    let body = whole(body).await?;
    if agent.boot.get() != BootState::Waiting {
        return Err(Fault::AlreadyBooted);
    }
    let config: BootConfig = bellglass_wire::parse(&body).map_err(|refusal| Fault::BadConfig {
        reason: refusal.to_string(),
    })?;
    agent.boot.set(BootState::Begun);
    let (reply, cgroups) = crate::boot::apply(&config)?;
    *agent.cgroups.borrow_mut() = Some(cgroups);
    agent.boot.set(BootState::Booted);
    Ok(json(StatusCode::OK, &reply))
}
