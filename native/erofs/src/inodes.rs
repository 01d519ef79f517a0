use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

use crate::BLOCK;

/// How many bytes are held before they are written.
const HELD: usize = 1 << 20;

/// Writes inodes one behind the other, many at once.
pub(crate) struct Inodes {
    /// Where what is held belongs in the image.
    at: u64,
    held: Vec<u8>,
}

impl Inodes {
    /// From that byte of the image on.
    pub(crate) fn new(at: u64) -> Inodes {
        Inodes {
            at,
            held: Vec::new(),
        }
    }

    /// Writes an inode at a byte of the image, behind the ones before; zeros are between them.
    pub(crate) fn put(&mut self, out: &File, at: u64, inode: &[u8]) -> io::Result<()> {
        let behind = self.at + self.held.len() as u64;
        let gap = usize::try_from(at - behind).map_err(io::Error::other)?;
        self.held.resize(self.held.len() + gap, 0);
        self.held.extend_from_slice(inode);
        match self.held.len() < HELD {
            true => Ok(()),
            false => self.flush(out),
        }
    }

    /// Writes the rest, and zeros to the end of its block: what was refused may have left its bytes there.
    pub(crate) fn finish(mut self, out: &File) -> io::Result<()> {
        let block = BLOCK as u64;
        let end = (self.at + self.held.len() as u64).next_multiple_of(block);
        self.put(out, end, &[])?;
        self.flush(out)
    }

    fn flush(&mut self, out: &File) -> io::Result<()> {
        out.write_all_at(&self.held, self.at)?;
        self.at += self.held.len() as u64;
        self.held.clear();
        Ok(())
    }
}
