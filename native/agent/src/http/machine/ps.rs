//! `GET /v1/ps`

use hyper::StatusCode;

use crate::census;
use crate::http::reply::{Reply, json};

/// Lists what runs in the guest, whoever started it.
pub fn ps() -> Reply {
    json(StatusCode::OK, &census::ps())
}
