//! An output that the agent keeps: always drained, and read from any offset by one reader at a time.

use std::cell::{Cell, RefCell};
use std::io;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use tokio::sync::Notify;

use super::budget::Share;
use super::ring::Ring;
use super::slot::Slot;
use crate::session::Standing;

/// What is kept of one output.
pub struct Kept {
    ring: RefCell<Ring>,
    ended: Cell<bool>,
    reader: Slot,
    /// How far the reader has been sent.
    sent: Cell<u64>,
    /// The reader, where it waits for more.
    waiting: Cell<Option<Waker>>,
    /// Tells the one who fills the ring that there is room again.
    made_room: Notify,
    _share: Share,
}

impl Kept {
    /// Keeps the last `capacity` bytes.
    pub fn new(capacity: usize, share: Share) -> Self {
        Self {
            ring: RefCell::new(Ring::new(capacity)),
            ended: Cell::new(false),
            reader: Slot::default(),
            sent: Cell::new(0),
            waiting: Cell::new(None),
            made_room: Notify::new(),
            _share: share,
        }
    }

    /// How many bytes can be added: any number while nobody reads. Under a reader's eyes nothing is dropped that it has not
    /// been sent, nor the last half a ring that it has: it may fall before those arrive.
    pub fn room(&self) -> usize {
        if !self.reader.is_taken() {
            return usize::MAX;
        }
        let ring = self.ring.borrow();
        let half = u64::try_from(ring.capacity() / 2).unwrap_or(0);
        let needed = ring.end() - ring.start().max(self.sent.get().saturating_sub(half));
        let needed = usize::try_from(needed).unwrap_or(usize::MAX);
        ring.capacity().saturating_sub(needed)
    }

    /// Waits until something can be added, and says how much.
    pub async fn wait_for_room(&self) -> usize {
        loop {
            match self.room() {
                0 => self.made_room.notified().await,
                room => return room,
            }
        }
    }

    /// Adds what was written, which is no more than there is room for.
    pub fn push(&self, bytes: &[u8]) {
        self.ring.borrow_mut().push(bytes);
        self.wake();
    }

    /// Nothing more will come.
    pub fn finish(&self) {
        self.ended.set(true);
        self.wake();
    }

    /// Begins to read at an offset, or at the oldest byte that is there, or at the end; none where somebody reads.
    pub fn read(self: &Rc<Self>, from: u64, standing: Standing) -> Option<Reading> {
        let ticket = self.reader.take(standing)?;
        let start = {
            let ring = self.ring.borrow();
            from.clamp(ring.start(), ring.end())
        };
        self.sent.set(start);
        Some(Reading {
            kept: self.clone(),
            ticket,
            position: start,
        })
    }

    fn wake(&self) {
        if let Some(waker) = self.waiting.take() {
            waker.wake();
        }
    }
}

/// One reader of a kept output.
pub struct Reading {
    kept: Rc<Kept>,
    ticket: u64,
    position: u64,
}

impl Reading {
    /// The offset of the next byte.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// The next bytes, at most so many; none at the end. An error where the output is another session's by now.
    pub fn poll_next(
        &mut self,
        context: &mut Context<'_>,
        most: usize,
    ) -> Poll<io::Result<Option<Bytes>>> {
        let kept = &self.kept;
        if !kept.reader.is_of(self.ticket) {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        let bytes = kept.ring.borrow().copy(self.position, most);
        if !bytes.is_empty() {
            self.position += u64::try_from(bytes.len()).unwrap_or(0);
            kept.sent.set(self.position);
            kept.made_room.notify_one();
            return Poll::Ready(Ok(Some(bytes)));
        }
        if kept.ended.get() {
            return Poll::Ready(Ok(None));
        }
        kept.waiting.set(Some(context.waker().clone()));
        Poll::Pending
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.kept.reader.free(self.ticket);
        // Whoever waited for this reader need not any more.
        self.kept.made_room.notify_one();
    }
}

#[cfg(test)]
#[path = "kept_tests.rs"]
mod tests;
