//! The library's server of files behind a veil.

use std::ffi::CStr;
use std::io;
use std::time::Duration;

use bellglass_veil::{Standing, pass};
use virtiofsd::filesystem::{
    Context, Entry, Extensions, FileSystem, FsOptions, GetxattrReply, ListxattrReply, OpenOptions,
    SerializableFileSystem, SetattrValid, SetxattrFlags, ZeroCopyReader, ZeroCopyWriter,
};
use virtiofsd::fuse::{Attr, SetattrIn};

bellglass_veil::hiding!(attr: Attr, mode: mode, inode: ino, change: SetattrIn, {
    type DirIter = F::DirIter;

    pass! {
        fn read<W: ZeroCopyWriter>(ctx: Context, inode: u64, handle: u64, w: W, size: u32, offset: u64, lock_owner: Option<u64>, flags: u32) -> io::Result<usize>;
        fn write<R: ZeroCopyReader>(ctx: Context, inode: u64, handle: u64, r: R, size: u32, offset: u64, lock_owner: Option<u64>, delayed_write: bool, kill_priv: bool, flags: u32) -> io::Result<usize>;
        fn readdir(ctx: Context, inode: u64, handle: u64, size: u32, offset: u64) -> io::Result<F::DirIter>;
        fn syncfs(ctx: Context, inode: u64) -> io::Result<()>;
    }

    // As at its end: what was looked up before is forgotten.
    fn init(&self, capable: FsOptions) -> io::Result<FsOptions> {
        self.veil.clear();
        self.files.init(capable)
    }

    fn setxattr(&self, ctx: Context, inode: u64, name: &CStr, value: &[u8], flags: u32, extra: SetxattrFlags) -> io::Result<()> {
        self.veil.at_most(inode, Standing::Open)?;
        self.files.setxattr(ctx, inode, name, value, flags, extra)
    }
});

// A machine is not moved while it runs.
impl<F> SerializableFileSystem for Hiding<F> {}

#[cfg(test)]
mod tests;
