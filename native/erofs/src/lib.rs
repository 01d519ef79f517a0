//! Writes EROFS images: a read-only file system of Linux, as `Documentation/filesystems/erofs.rst` and the kernel's
//! `fs/erofs/erofs_fs.h` define it. Uncompressed, with blocks of 4 KiB and extended inodes, the same bytes for the same
//! input. Where an entry and its bytes come from is the caller's: a walk of a folder or the layers of an image.
//!
//! The image is written in one pass: contents as they come, then the inodes, then the directories, and the superblock
//! last, so that what was cut off in the middle is no file system.

mod disk;
mod encoded;
mod entry;
mod error;
mod image;
mod inodes;
mod layout;
mod places;
mod tree;

pub use entry::{Device, Meta, Time, Xattr};
pub use error::ErofsError;
pub use image::Image;
pub use places::Places;
pub use tree::NodeId;

/// The size of a block, in bytes.
pub const BLOCK: usize = 4096;

/// The largest file that [`Image::promised`] makes, in bytes.
pub const LARGEST_PROMISE: u64 = disk::inode::LARGEST_PROMISE;
