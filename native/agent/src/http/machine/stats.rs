//! `GET /v1/stats`

use hyper::StatusCode;

use crate::census;
use crate::fault::Fault;
use crate::http::reply::{Reply, json};

/// Says what is used of the guest.
pub fn stats() -> Result<Reply, Fault> {
    Ok(json(StatusCode::OK, &census::stats()?))
}
