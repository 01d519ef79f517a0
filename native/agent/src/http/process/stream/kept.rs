//! A kept output as a body.

use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use hyper::body::{Body, Frame};
use hyper::header::HeaderValue;

use crate::http::reply::{Reply, stream};
use crate::process::{Kept, Reading};
use crate::session::Standing;

/// The header that says which byte of the output is the body's first.
const OFFSET: &str = "bellglass-offset";
/// How much is sent at once.
const MOST: usize = 256 << 10;

/// Streams from an offset on until the process has exited and all is sent. None where somebody reads already.
pub fn output(kept: &Rc<Kept>, from: u64, standing: Standing) -> Option<Reply> {
    let reading = kept.read(from, standing)?;
    let offset = HeaderValue::from(reading.position());
    let mut reply = stream(Output(reading));
    reply.headers_mut().insert(OFFSET, offset);
    Some(reply)
}

/// It is polled only while the stream has window, so that a slow reader stops the program.
struct Output(Reading);

impl Body for Output {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let next = ready!(self.0.poll_next(context, MOST)).transpose();
        Poll::Ready(next.map(|bytes| bytes.map(Frame::data)))
    }
}
