//! Where an output comes from: the reading end of a pipe, or a terminal's other side.

use std::io;
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use rustix::io::{Errno, ioctl_fionbio, read};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

/// How much is read at once.
const MOST: usize = 32 << 10;

/// A descriptor that is read without blocking.
#[derive(Clone)]
pub struct Source(Rc<AsyncFd<OwnedFd>>);

/// What one read came upon.
enum Met {
    Bytes(usize),
    Nothing,
    End,
}

impl Source {
    /// Makes a descriptor non-blocking and listens to it.
    pub fn new(descriptor: OwnedFd, interest: Interest) -> io::Result<Self> {
        ioctl_fionbio(&descriptor, true)?;
        // SAFETY: the AsyncFd owns the descriptor, which stays open, and the same, for as long as it is registered.
        let listened = unsafe { AsyncFd::register_with_interest(descriptor, interest) }?;
        Ok(Self(Rc::new(listened)))
    }

    /// The descriptor.
    pub fn descriptor(&self) -> &AsyncFd<OwnedFd> {
        &self.0
    }

    /// Hands bytes to `take`, when there are some, as many as `most` says there is room for by then; none where that is 0.
    /// False at the end.
    pub async fn read(&self, most: impl Fn() -> usize, take: impl Fn(&[u8])) -> bool {
        std::future::poll_fn(|context| self.poll_read(context, &most, &take)).await
    }

    fn poll_read(
        &self,
        context: &mut Context<'_>,
        most: &impl Fn() -> usize,
        take: &impl Fn(&[u8]),
    ) -> Poll<bool> {
        loop {
            let Ok(mut guard) = ready!(self.0.poll_read_ready(context)) else {
                return Poll::Ready(false);
            };
            let most = most();
            if most == 0 {
                return Poll::Ready(true);
            }
            match self.read_now(most, take) {
                Met::Bytes(_) => return Poll::Ready(true),
                // Once hung up, the descriptor counts as readable for good, and waiting would spin.
                Met::Nothing if !guard.ready().is_read_closed() => guard.clear_ready(),
                Met::Nothing | Met::End => return Poll::Ready(false),
            }
        }
    }

    /// Reads past the runtime's idea of what is ready, which may be older than the last write: up to `most` bytes, as long
    /// as there are some. Returns how many.
    pub fn read_rest(&self, most: usize, take: impl Fn(&[u8])) -> usize {
        match self.read_now(most, &take) {
            Met::Bytes(count) => count,
            Met::Nothing | Met::End => 0,
        }
    }

    fn read_now(&self, most: usize, take: &impl Fn(&[u8])) -> Met {
        let mut buffer = [MaybeUninit::uninit(); MOST];
        match read(&*self.0, &mut buffer[..most.min(MOST)]) {
            Ok(([], _)) => Met::End,
            Ok((bytes, _)) => {
                take(bytes);
                Met::Bytes(bytes.len())
            }
            Err(Errno::AGAIN | Errno::INTR) => Met::Nothing,
            // EIO is a terminal that nobody has open any more.
            Err(_) => Met::End,
        }
    }
}
