//! The port as a stream for one session.

use std::io;
use std::os::fd::OwnedFd;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use tokio::io::unix::AsyncFd;
use tokio::io::{AsyncRead, AsyncWrite, Interest, ReadBuf};

use super::intrusion::Intrusion;

/// The kernel sends at most this much with one write.
const WRITE: usize = 32 * 1024;
/// One read returns at most a page; so many are gathered at a time.
const READ: usize = 64 * 1024;

/// One session's view of the port. It ends when the host closes its end; a new one must be made then, since tokio never
/// forgets that a descriptor was hung up.
pub struct Port {
    device: AsyncFd<Rc<OwnedFd>>,
    read: Vec<u8>,
    unread: std::ops::Range<usize>,
    unsent: Vec<u8>,
    intrusion: Intrusion,
    in_session: bool,
}

/// Waits until the host has its end open.
pub async fn wait_for_host(device: &OwnedFd) {
    // A port that is hung up has no event to wait for that tokio would pass on, so this looks at it again and again.
    let mut pause = Duration::from_millis(2);
    while hung_up(device) {
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(Duration::from_millis(50));
    }
}

fn hung_up(device: &OwnedFd) -> bool {
    let mut ports = [PollFd::new(device, PollFlags::IN | PollFlags::OUT)];
    let at_once = Timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    poll(&mut ports, Some(&at_once)).is_err() || ports[0].revents().contains(PollFlags::HUP)
}

impl Port {
    /// Starts listening to the port.
    pub fn new(device: Rc<OwnedFd>) -> io::Result<Self> {
        let interest = Interest::READABLE | Interest::WRITABLE;
        // SAFETY: the Rc keeps the descriptor open, and the same, for as long as the AsyncFd has it.
        let device = unsafe { AsyncFd::register_with_interest(device, interest) }?;
        Ok(Self {
            device,
            read: vec![0; READ],
            unread: 0..0,
            unsent: Vec::with_capacity(WRITE),
            intrusion: Intrusion::default(),
            in_session: false,
        })
    }

    /// From here on the stream is a session's, and `bytes`, read already, come first.
    pub fn begin_session(&mut self, bytes: &[u8]) {
        let kept = self.read[self.unread.clone()].to_vec();
        let all = [bytes, &kept].concat();
        self.unread = 0..all.len();
        self.read = all;
        self.read.resize(READ.max(self.unread.end), 0);
        self.in_session = true;
    }

    /// Bytes that were read and not consumed, read anew where there are none; empty at the end.
    pub async fn peek(&mut self) -> io::Result<&[u8]> {
        std::future::poll_fn(|context| self.poll_fill(context)).await?;
        Ok(&self.read[self.unread.clone()])
    }

    /// Consumes bytes that were peeked at.
    pub fn consume(&mut self, count: usize) {
        self.unread.start = self.unread.end.min(self.unread.start + count);
    }

    fn poll_fill(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.unread.is_empty() {
            let mut guard = ready!(self.device.poll_read_ready(context))?;
            let mut filled = 0;
            let ended = loop {
                match rustix::io::read(guard.get_inner(), &mut self.read[filled..]) {
                    Ok(0) => break true,
                    Ok(count) => filled += count,
                    Err(Errno::AGAIN) if guard.ready().is_read_closed() => break true,
                    Err(Errno::AGAIN) => {
                        guard.clear_ready();
                        break false;
                    }
                    Err(Errno::INTR) => (),
                    Err(_) => break true,
                }
                if filled == self.read.len() {
                    break false;
                }
            };
            self.unread = 0..filled;
            if self.in_session && self.intrusion.suspect(&self.read[..filled]) {
                return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
            }
            if ended {
                break;
            }
        }
        Poll::Ready(Ok(()))
    }

    fn poll_drain(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.unsent.is_empty() {
            let mut guard = ready!(self.device.poll_write_ready(context))?;
            match rustix::io::write(guard.get_inner(), &self.unsent) {
                Ok(count) => {
                    self.unsent.drain(..count);
                }
                // Once hung up, the descriptor counts as writable for good, and waiting would spin.
                Err(Errno::AGAIN) if guard.ready().is_write_closed() => {
                    return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
                }
                Err(Errno::AGAIN) => guard.clear_ready(),
                Err(Errno::INTR) => (),
                Err(errno) => return Poll::Ready(Err(errno.into())),
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for Port {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        ready!(self.poll_fill(context))?;
        let count = into.remaining().min(self.unread.len());
        let start = self.unread.start;
        into.put_slice(&self.read[start..start + count]);
        self.consume(count);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Port {
    /// Gathers up to one write's worth, so that a frame's header goes with its payload.
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.unsent.len() >= WRITE {
            ready!(self.poll_drain(context))?;
        }
        let count = bytes.len().min(WRITE - self.unsent.len());
        self.unsent.extend_from_slice(&bytes[..count]);
        Poll::Ready(Ok(count))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_drain(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_flush(context)
    }
}
