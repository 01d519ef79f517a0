use std::fs::File;
use std::os::unix::fs::FileExt;

/// How much is kept of what changed, in bytes.
const MOST: u64 = 128 << 20;

/// The bytes of files that changed, one after the other.
pub(super) struct Spool {
    file: File,
    length: u64,
}

impl Spool {
    pub(super) fn new(file: File) -> Spool {
        Spool { file, length: 0 }
    }

    /// Where those bytes are now; None where there is no room for them.
    pub(super) fn put(&mut self, bytes: &[u8]) -> Option<u64> {
        let at = self.length;
        let end = at + bytes.len() as u64;
        if end > MOST || self.file.write_all_at(bytes, at).is_err() {
            return None;
        }
        self.length = end;
        Some(at)
    }
}
