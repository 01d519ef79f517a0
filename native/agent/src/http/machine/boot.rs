//! `POST /v1/boot`

use std::rc::Rc;
use std::time::Duration;

use bellglass_wire::boot::BootConfig;
use hyper::StatusCode;
use hyper::body::Incoming;

use crate::agent::{Agent, BootState};
use crate::fault::Fault;
use crate::http::query::whole;
use crate::http::reply::{Reply, json};

/// Applies the boot configuration, once.
pub async fn boot(agent: &Rc<Agent>, body: Incoming) -> Result<Reply, Fault> {
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
    if let Some(seconds) = config.orphan_seconds {
        let (agent, limit) = (agent.clone(), Duration::from_secs(seconds.into()));
        tokio::task::spawn_local(async move { agent.attendance.guard(limit).await });
    }
    Ok(json(StatusCode::OK, &reply))
}
