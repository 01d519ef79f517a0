//! `GET /v1/processes/N/stdout` and `…/stderr`

use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use hyper::body::{Body, Frame};
use rustix::io::Errno;
use tokio::net::unix::pipe::Receiver;
use tokio_util::io::poll_read_buf;

use crate::agent::Agent;
use crate::fault::Fault;
use crate::http::query::Query;
use crate::http::reply::{Reply, stream};
use crate::process::Process;
use crate::session::Standing;

/// How much is read at once: little at first, since most programs print little.
const LEAST: usize = 16 << 10;
const MOST: usize = 256 << 10;

/// Streams what the process writes until nobody has the pipe open any more; with `until=exit` also no longer than the
/// process lives, since what it left running in the background may have the pipe open for ever.
pub fn output(
    agent: &Agent,
    standing: Standing,
    id: u64,
    name: &str,
    query: &Query,
) -> Result<Reply, Fault> {
    let process = agent.table.borrow().get(id)?;
    let which = if name == "stdout" {
        Which::Output
    } else {
        Which::Error
    };
    let exit = match query.all("until").next() {
        None => None,
        Some(b"exit") => Some(exit_of(&process)),
        Some(_) => return Err(Fault::bad("until is not `exit`")),
    };
    let pipe = which.slot(&process).take().ok_or(Fault::StreamTaken {
        stream: which.name(),
    })?;
    Ok(stream(Output {
        pipe: Some(pipe),
        size: LEAST,
        exit,
        exited: false,
        process,
        which,
        standing,
    }))
}

/// Resolves when the process has exited.
type Exit = Pin<Box<dyn Future<Output = ()>>>;

fn exit_of(process: &Process) -> Exit {
    let mut end = process.end.clone();
    Box::pin(async move {
        let _ = end.wait_for(Option::is_some).await;
    })
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
    exit: Option<Exit>,
    exited: bool,
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
        let count = match self.poll_pipe(context, &mut bytes) {
            Poll::Pending if self.poll_exited(context) => self.read_rest(&mut bytes)?,
            other => ready!(other)?,
        };
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

impl Output {
    /// Reads what is there; 0 at the end.
    fn poll_pipe(
        &mut self,
        context: &mut Context<'_>,
        into: &mut BytesMut,
    ) -> Poll<io::Result<usize>> {
        match self.pipe.as_mut() {
            Some(pipe) => poll_read_buf(Pin::new(pipe), context, into),
            None => Poll::Ready(Ok(0)),
        }
    }

    fn poll_exited(&mut self, context: &mut Context<'_>) -> bool {
        let Some(exit) = self.exit.as_mut() else {
            return self.exited;
        };
        if exit.as_mut().poll(context).is_ready() {
            self.exit = None;
            self.exited = true;
        }
        self.exited
    }

    /// Reads past the runtime's idea of what is ready, which may be older than the process's last write; 0 when no more
    /// is there.
    fn read_rest(&self, into: &mut BytesMut) -> io::Result<usize> {
        let Some(pipe) = self.pipe.as_ref() else {
            return Ok(0);
        };
        into.resize(self.size, 0);
        let count = match rustix::io::read(pipe, into.as_mut()) {
            Ok(count) => count,
            Err(Errno::AGAIN) => 0,
            Err(errno) => return Err(errno.into()),
        };
        into.truncate(count);
        Ok(count)
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        if self.standing.fallen() {
            *self.which.slot(&self.process) = self.pipe.take();
        }
    }
}
