//! The structures of `fs/erofs/erofs_fs.h`, little-endian, as bytes.

pub(crate) mod dirents;
pub(crate) mod inode;
pub(crate) mod superblock;
pub(crate) mod xattrs;
