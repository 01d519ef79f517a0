//! The one way in: a document is parsed and then held to its bounds.

use serde::de::DeserializeOwned;

/// The longest document that [`parse`] reads, in bytes.
pub const MAX_DOCUMENT: usize = 1 << 20;
/// The longest path, in bytes (Linux's own PATH_MAX counts the NUL).
pub const MAX_PATH: usize = 4095;
/// The most entries of any list in a document.
pub const MAX_ITEMS: usize = 4096;

/// Why a document was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Longer than [`MAX_DOCUMENT`].
    #[error("the document has {0} bytes, more than {MAX_DOCUMENT}")]
    TooLong(usize),
    /// Not JSON, or not of the expected shape.
    #[error("{0}")]
    Shape(#[from] serde_json::Error),
    /// Of the right shape, with a value that is out of bounds.
    #[error("{field}: {reason}")]
    Bounds {
        /// The key whose value was refused.
        field: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
}

/// A document with bounds beyond its shape.
pub trait Bounded {
    /// Checks every value; the error names the first key that is out of bounds.
    fn check(&self) -> Result<(), Refusal>;
}

/// Parses one JSON document and checks its bounds.
pub fn parse<T: DeserializeOwned + Bounded>(bytes: &[u8]) -> Result<T, Refusal> {
    if bytes.len() > MAX_DOCUMENT {
        return Err(Refusal::TooLong(bytes.len()));
    }
    let document: T = serde_json::from_slice(bytes)?;
    document.check()?;
    Ok(document)
}

/// Refuses with `reason` unless `holds`.
pub fn ensure(holds: bool, field: &'static str, reason: &'static str) -> Result<(), Refusal> {
    if holds {
        Ok(())
    } else {
        Err(Refusal::Bounds { field, reason })
    }
}

/// A list of at most [`MAX_ITEMS`].
pub fn list<T>(field: &'static str, items: &[T]) -> Result<(), Refusal> {
    ensure(items.len() <= MAX_ITEMS, field, "too many entries")
}

/// An absolute path without NUL and without `..`, at most [`MAX_PATH`] bytes.
pub fn absolute(field: &'static str, path: &str) -> Result<(), Refusal> {
    absolute_bytes(field, path.as_bytes())
}

/// As [`absolute`], for a path that need not be UTF-8.
pub fn absolute_bytes(field: &'static str, path: &[u8]) -> Result<(), Refusal> {
    ensure(path.first() == Some(&b'/'), field, "not an absolute path")?;
    ensure(path.len() <= MAX_PATH, field, "longer than a path can be")?;
    ensure(!path.contains(&0), field, "holds a NUL byte")?;
    ensure(
        path.split(|byte| *byte == b'/').all(|part| part != b".."),
        field,
        "holds `..`",
    )
}

/// Text without NUL, of at most `most` bytes.
pub fn text(field: &'static str, value: &str, most: usize) -> Result<(), Refusal> {
    ensure(value.len() <= most, field, "too long")?;
    ensure(!value.as_bytes().contains(&0), field, "holds a NUL byte")
}

/// Permission bits: 0 to 0o7777.
pub fn mode(field: &'static str, value: u32) -> Result<(), Refusal> {
    ensure(value <= 0o7777, field, "not permission bits")
}
