//! The last bytes of an output, counted from its first.

use std::collections::VecDeque;

use bytes::{Bytes, BytesMut};

/// A ring that holds at most so many bytes and drops the oldest. It grows as it is filled.
pub struct Ring {
    bytes: VecDeque<u8>,
    capacity: usize,
    start: u64,
}

impl Ring {
    /// An empty ring.
    pub fn new(capacity: usize) -> Self {
        Self {
            bytes: VecDeque::new(),
            capacity,
            start: 0,
        }
    }

    /// The most bytes that it holds.
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// The offset of the oldest byte that is there.
    pub fn start(&self) -> u64 {
        self.start
    }

    /// The offset behind the newest.
    pub fn end(&self) -> u64 {
        self.start + count(self.bytes.len())
    }

    /// Adds bytes, and drops as many of the oldest as do not fit.
    pub fn push(&mut self, bytes: &[u8]) {
        let surplus = (self.bytes.len() + bytes.len()).saturating_sub(self.capacity);
        let old = surplus.min(self.bytes.len());
        self.bytes.drain(..old);
        self.start += count(surplus);
        let bytes = bytes.get(surplus - old..).unwrap_or_default();
        self.grow(self.bytes.len() + bytes.len());
        self.bytes.extend(bytes);
    }

    /// A copy of at most `most` bytes from an offset on; from the oldest where that has been dropped.
    pub fn copy(&self, from: u64, most: usize) -> Bytes {
        let skip = usize::try_from(from.saturating_sub(self.start)).unwrap_or(usize::MAX);
        let skip = skip.min(self.bytes.len());
        let length = most.min(self.bytes.len() - skip);
        let (head, tail) = self.bytes.as_slices();
        let mut copy = BytesMut::with_capacity(length);
        let in_head = head.get(skip..).unwrap_or_default();
        copy.extend_from_slice(&in_head[..length.min(in_head.len())]);
        let rest = length - copy.len();
        let in_tail = tail.get(skip.saturating_sub(head.len())..);
        copy.extend_from_slice(&in_tail.unwrap_or_default()[..rest]);
        copy.freeze()
    }

    /// The queue's own growth would go beyond the capacity, which is what the memory was shared out by.
    fn grow(&mut self, needed: usize) {
        if needed > self.bytes.capacity() {
            let target = needed.max(self.bytes.capacity() * 2).min(self.capacity);
            self.bytes.reserve_exact(target - self.bytes.len());
        }
    }
}

/// A count of bytes as an offset.
fn count(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_does_not_fit_is_the_oldest() {
        let mut ring = Ring::new(4);
        ring.push(b"abc");
        assert_eq!((ring.start(), ring.end()), (0, 3));
        ring.push(b"de");
        assert_eq!((ring.start(), ring.end()), (1, 5));
        assert_eq!(ring.copy(0, 10), b"bcde"[..]);
        assert_eq!(ring.copy(3, 1), b"d"[..]);
        ring.push(b"0123456789");
        assert_eq!((ring.start(), ring.end()), (11, 15));
        assert_eq!(ring.copy(0, 10), b"6789"[..]);
        assert_eq!(ring.copy(15, 10), b""[..]);
        assert_eq!(ring.copy(u64::MAX, 10), b""[..]);
    }

    proptest! {
        #[test]
        fn every_byte_that_is_there_is_at_its_offset(
            capacity in 1_usize..64,
            pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..40),
            most in 0_usize..100,
        ) {
            let mut ring = Ring::new(capacity);
            let mut all = Vec::new();
            for piece in pieces {
                ring.push(&piece);
                all.extend(piece);
                prop_assert_eq!(ring.end(), count(all.len()));
                let start = usize::try_from(ring.start()).unwrap();
                prop_assert_eq!(start, all.len().saturating_sub(capacity));
                prop_assert!(ring.bytes.capacity() <= capacity);
                for from in [0, start, (start + all.len()) / 2, all.len()] {
                    let there = &all[from.max(start)..];
                    prop_assert_eq!(&ring.copy(count(from), most)[..], &there[..most.min(there.len())]);
                }
            }
        }
    }
}
