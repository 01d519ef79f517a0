use crate::BLOCK;

/// Inodes stand at multiples of this, and are numbered by it.
const SLOT: usize = 32;
/// An inode of number 0 is hidden by programs that list directories.
const FIRST: usize = 2 * SLOT;

/// What an inode takes among the inodes, in bytes.
#[derive(Clone, Copy)]
pub(crate) struct Room {
    /// Of itself, its attributes and the addresses of its chunks.
    pub(crate) head: usize,
    /// What is left over of its contents, which may not cross into another block.
    pub(crate) tail: usize,
}

/// Places inodes one behind the other.
#[derive(Default)]
pub(crate) struct Layout {
    end: usize,
}

impl Layout {
    /// Places the next inode. @returns where it stands, in bytes from the first
    pub(crate) fn place(&mut self, room: Room) -> usize {
        let mut at = self.end.max(FIRST).next_multiple_of(SLOT);
        let tail_at = at + room.head;
        if room.tail > 0 && tail_at / BLOCK != (tail_at + room.tail - 1) / BLOCK {
            at = at.next_multiple_of(BLOCK);
        }
        self.end = at + room.head + room.tail;
        at
    }

    /// How many bytes they take.
    pub(crate) fn length(&self) -> usize {
        self.end
    }
}

/// Whether what is left over of a content may stand behind its inode.
pub(crate) fn fits(head: usize, tail: usize) -> bool {
    head + tail <= BLOCK
}

/// The number of an inode that stands there.
pub(crate) fn nid(at: usize) -> u64 {
    (at / SLOT) as u64
}
