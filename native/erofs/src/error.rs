use std::io;

use thiserror::Error;

/// Why an image cannot be written.
#[derive(Debug, Error)]
pub enum ErofsError {
    /// Empty, longer than 255 bytes, `.`, `..`, or with `/` or NUL in it.
    #[error("{0:?} cannot be the name of an entry")]
    BadName(Vec<u8>),
    /// Two entries of a directory have the same name.
    #[error("{0:?} is there twice")]
    NameTaken(Vec<u8>),
    /// Names are put into directories only.
    #[error("an entry's parent is no directory")]
    NoDirectory,
    /// Directories have one name.
    #[error("a directory cannot have a second name")]
    LinkedDirectory,
    /// The bytes of a file were fewer or more than its size said; it changed while it was read.
    #[error("a file has another size than was said")]
    SizeChanged,
    /// An attribute that EROFS has no place for.
    #[error("the extended attribute {0:?} cannot be stored")]
    BadXattr(Vec<u8>),
    /// More than the permissions, a nanosecond too many, or a device number out of range.
    #[error("a mode, a time or a device number is out of range")]
    OutOfRange,
    /// A symbolic link leads to a path of 1 to 4095 bytes without NUL.
    #[error("a symbolic link leads nowhere that can be written")]
    BadLink,
    /// More than 16 TiB, or than 2³² links of a file.
    #[error("the image would be too large")]
    TooLarge,
    /// The image could not be written, or a file not be read.
    #[error(transparent)]
    Io(#[from] io::Error),
}
