//! `POST /v1/poweroff`

use std::time::Duration;

use bellglass_wire::machine::PowerOff;
use hyper::body::Incoming;

use crate::fault::Fault;
use crate::http::query::whole;
use crate::http::reply::{Reply, nothing};

/// Answers, and ends the machine, with a grace for its programs if one is given.
pub async fn power_off(body: Incoming) -> Result<Reply, Fault> {
    let body = whole(body).await?;
    let asked: PowerOff = match body.as_slice() {
        [] => PowerOff::default(),
        body => bellglass_wire::parse(body).map_err(Fault::bad)?,
    };
    let grace = Duration::from_millis(asked.grace_millis.into());
    tokio::task::spawn_local(crate::poweroff::power_off(grace));
    Ok(nothing())
}
