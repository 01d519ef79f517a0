//! Typing into a terminal.

use std::rc::Rc;

use http_body_util::BodyExt;
use hyper::body::Incoming;

use crate::fault::Fault;
use crate::process::{Process, Terminal};
use crate::session::Standing;

/// Types the body into a terminal, until the body or the process has ended. Nothing is closed by the body's end: that is
/// for a control character to say.
pub async fn type_in(
    process: &Process,
    terminal: &Rc<Terminal>,
    standing: Standing,
    mut body: Incoming,
) -> Result<(), Fault> {
    let typing = terminal
        .type_in(standing)
        .ok_or(Fault::StreamTaken { stream: "stdin" })?;
    let mut end = process.end.clone();
    let copy = async {
        while let Some(frame) = body.frame().await {
            let Ok(bytes) = frame.map_err(Fault::bad)?.into_data() else {
                continue;
            };
            // The only error is that nobody reads any more.
            if typing.write(&bytes).await.is_err() {
                break;
            }
        }
        Ok(())
    };
    tokio::select! {
        done = copy => done,
        _ = end.wait_for(Option::is_some) => Ok(()),
    }
}
