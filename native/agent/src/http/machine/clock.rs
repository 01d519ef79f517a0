//! `PUT /v1/clock`

use bellglass_wire::machine::Time;
use hyper::body::Incoming;

use crate::fault::Fault;
use crate::http::query::document;
use crate::http::reply::{Reply, nothing};

/// Steps the clock, after the host has slept.
pub async fn clock(body: Incoming) -> Result<Reply, Fault> {
    crate::boot::set_clock(document::<Time>(body).await?)?;
    Ok(nothing())
}
