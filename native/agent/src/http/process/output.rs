//! `GET /v1/processes/N/stdout` and `…/stderr`

use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use hyper::body::{Body, Frame};
use tokio::net::unix::pipe::Receiver;
use tokio_util::io::poll_read_buf;

use crate::agent::Agent;
use crate::fault::Fault;
use crate::http::reply::{Reply, stream};
use crate::process::Process;
use crate::session::Standing;

/// How much is read at once: little at first, since most programs print little.
const LEAST: usize = 16 << 10;
const MOST: usize = 256 << 10;

/// Streams what the process writes until nobody has the pipe open any more.
pub fn output(agent: &Agent, standing: Standing, id: u64, name: &str) -> Result<Reply, Fault> {
    let process = agent.table.borrow().get(id)?;
    let which = if name == "stdout" {
        Which::Output
    } else {
        Which::Error
    };
    let pipe = which.slot(&process).take().ok_or(Fault::StreamTaken {
        stream: which.name(),
    })?;
    Ok(stream(Output {
        pipe: Some(pipe),
        size: LEAST,
        process,
        which,
        standing,
    }))
}

#[derive(Clone, Copy)]
enum Which {
    Output,
    Error,
}

impl Which {
    fn slot(self, process: &Process) -> std::cell::RefMut<'_, Option<Receiver>> {
        match self {
            Self::Output => process.output.borrow_mut(),
            Self::Error => process.error.borrow_mut(),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Output => "stdout",
            Self::Error => "stderr",
        }
    }
}

/// A pipe as a body. It is polled only while the stream has window, so a slow reader stops the program and nothing
/// piles up. Given up by the daemon, it closes the pipe, and the program finds it broken; when the whole session ends, it
/// goes back, for the next one.
struct Output {
    pipe: Option<Receiver>,
    size: usize,
    process: Rc<Process>,
    which: Which,
    standing: Standing,
}

impl Body for Output {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let mut bytes = BytesMut::with_capacity(self.size);
        let Some(pipe) = self.pipe.as_mut() else {
            return Poll::Ready(None);
        };
        let count = ready!(poll_read_buf(Pin::new(pipe), context, &mut bytes))?;
        if count == 0 {
            self.pipe = None;
            return Poll::Ready(None);
        }
        if count == self.size {
            self.size = (self.size * 2).min(MOST);
        }
        Poll::Ready(Some(Ok(Frame::data(bytes.freeze()))))
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        if self.standing.fallen() {
            *self.which.slot(&self.process) = self.pipe.take();
        }
    }
}
