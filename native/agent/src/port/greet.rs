//! The agent's half of the greeting.

use std::io;
use std::os::fd::OwnedFd;
use std::rc::Rc;

use tokio::io::AsyncWriteExt;

use super::hello::{Greeter, Met, PREFACE};
use super::stream::Port;

/// Answers hellos until a session begins; an error means that the host closed its end first.
pub async fn greet(device: Rc<OwnedFd>) -> io::Result<Port> {
    let mut port = Port::new(device)?;
    let mut greeter = Greeter::default();
    loop {
        let bytes = port.peek().await?;
        if bytes.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let (used, met) = greeter.feed(bytes);
        port.consume(used);
        match met {
            Some(Met::Hello(answer)) => {
                port.write_all(&answer).await?;
                port.flush().await?;
            }
            Some(Met::Preface) => {
                port.begin_session(PREFACE);
                return Ok(port);
            }
            None => (),
        }
    }
}
