//! An output's pipe as a body.

use std::cell::RefCell;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use hyper::body::{Body, Frame};
use rustix::io::Errno;
use tokio::net::unix::pipe::Receiver;
use tokio_util::io::poll_read_buf;

use super::output::Which;
use crate::fault::Fault;
use crate::http::reply::{Reply, stream};
use crate::process::{OutputEnd, Process};
use crate::session::Standing;

/// How much is read at once: little at first, since most programs print little.
const LEAST: usize = 16 << 10;
const MOST: usize = 256 << 10;

/// Streams what the process writes until nobody has the pipe open any more; `until_exit` also no longer than the process
/// lives, since what it left running in the background may have the pipe open for ever.
pub fn output(
    process: Rc<Process>,
    which: Which,
    until_exit: bool,
    standing: Standing,
) -> Result<Reply, Fault> {
    let pipe = slot(which, &process).and_then(|pipe| pipe.borrow_mut().take());
    let pipe = pipe.ok_or_else(|| which.taken())?;
    Ok(stream(Output {
        pipe: Some(pipe),
        size: LEAST,
        exit: until_exit.then(|| exit_of(&process)),
        exited: false,
        process,
        which,
        standing,
    }))
}

fn slot(which: Which, process: &Process) -> Option<&RefCell<Option<Receiver>>> {
    match which.end(process) {
        OutputEnd::Pipe(pipe) => Some(pipe),
        OutputEnd::Kept(_) => None,
    }
}

/// Resolves when the process has exited.
type Exit = Pin<Box<dyn Future<Output = ()>>>;

fn exit_of(process: &Process) -> Exit {
    let mut end = process.end.clone();
    Box::pin(async move {
        let _ = end.wait_for(Option::is_some).await;
    })
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
        if let (true, Some(pipe)) = (self.standing.fallen(), slot(self.which, &self.process)) {
            *pipe.borrow_mut() = self.pipe.take();
        }
    }
}
