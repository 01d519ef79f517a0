//! `POST /v1/settle`

use std::time::Duration;

use bellglass_wire::machine::PowerOff;
use hyper::body::Incoming;

use crate::fault::Fault;
use crate::http::query::document;
use crate::http::reply::{Reply, nothing};
use crate::process;

/// Ends every process, after a grace, and writes back what they changed. Those that were made by the agent are told of as
/// always.
pub async fn settle(body: Incoming) -> Result<Reply, Fault> {
    let asked: PowerOff = document(body).await?;
    let grace = Duration::from_millis(asked.grace_millis.into());
    process::end_everything(grace).await;
    process::kill_everything();
    rustix::fs::sync();
    Ok(nothing())
}
