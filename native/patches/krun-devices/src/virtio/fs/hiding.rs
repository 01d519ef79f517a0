//! The crate's servers of files behind a veil of Bellglass's.

use std::collections::BTreeMap;
use std::ffi::{CStr, CString};
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

pub use bellglass_veil::Judge;
use bellglass_veil::{pass, Standing};

use super::filesystem::{
    Context, DirEntry, Entry, Extensions, FileSystem, FsOptions, GetxattrReply, ListxattrReply,
    OpenOptions, SetattrValid, ZeroCopyReader, ZeroCopyWriter,
};
use crate::virtio::bindings::stat64;

// libkrun's calls have no place for it.
static JUDGES: Mutex<BTreeMap<String, Arc<Judge>>> = Mutex::new(BTreeMap::new());

/// Hides in each share with this tag that is made afterwards.
pub fn hide(tag: &str, judge: Judge) {
    let mut judges = JUDGES.lock().unwrap_or_else(PoisonError::into_inner);
    judges.insert(tag.to_owned(), Arc::new(judge));
}

/// What says what is hidden in a share, if anything does.
pub(super) fn judge_of(tag: &str) -> Option<Arc<Judge>> {
    let judges = JUDGES.lock().unwrap_or_else(PoisonError::into_inner);
    judges.get(tag).cloned()
}

// Not here, and so refused with ENOSYS: windows of shared memory, and calls into the machine's own process.
bellglass_veil::hiding!(attr: stat64, mode: st_mode, inode: st_ino, change: stat64, {
    pass! {
        fn init(capable: FsOptions) -> io::Result<FsOptions>;
        fn read<W: io::Write, ZeroCopyWriter>(ctx: Context, inode: u64, handle: u64, w: W, size: u32, offset: u64, lock_owner: Option<u64>, flags: u32) -> io::Result<usize>;
        fn write<R: io::Read, ZeroCopyReader>(ctx: Context, inode: u64, handle: u64, r: R, size: u32, offset: u64, lock_owner: Option<u64>, delayed_write: bool, kill_priv: bool, flags: u32) -> io::Result<usize>;
    }

    fn setxattr(&self, ctx: Context, inode: u64, name: &CStr, value: &[u8], flags: u32) -> io::Result<()> {
        self.veil.at_most(inode, Standing::Open)?;
        self.files.setxattr(ctx, inode, name, value, flags)
    }

    // The crate's server means to leave out the directory itself and the one above, and lists them.
    fn readdir<A: FnMut(DirEntry) -> io::Result<usize>>(&self, ctx: Context, inode: u64, handle: u64, size: u32, offset: u64, mut add: A) -> io::Result<()> {
        self.files.readdir(ctx, inode, handle, size, offset, |entry| match entry.name {
            b"." | b".." => Ok(1),
            _ => add(entry),
        })
    }

    // The crate's server does not forget what found no room in the answer.
    fn readdirplus<A: FnMut(DirEntry, Entry) -> io::Result<usize>>(&self, ctx: Context, inode: u64, handle: u64, size: u32, offset: u64, mut add: A) -> io::Result<()> {
        self.readdir(ctx, inode, handle, size, offset, |listed| {
            let name = CString::new(listed.name)?;
            let entry = match self.lookup(ctx, inode, &name) {
                // It is gone since it was listed.
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(1),
                other => other?,
            };
            let child = entry.inode;
            let added = add(listed, entry);
            if !matches!(added, Ok(1..)) {
                self.forget(ctx, child, 1);
            }
            added
        })
    }
});
