//! `GET /v1/changes`

use std::ffi::OsString;
use std::fs::{DirEntry, Metadata, ReadDir};
use std::io;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::task::{Context, Poll};

use bellglass_wire::machine::Time;
use bellglass_wire::review::{Changed, ChangedKind, ChangesEnd};
use bytes::Bytes;
use hyper::body::{Body, Frame};
use rustix::io::Errno;

use super::refresh::ASIDE;
use crate::boot::CHANGES;
use crate::fault::Fault;
use crate::http::reply::{Reply, stream};

/// How many entries are read at a time, so that other requests get their turn.
const CHUNK: usize = 256;
/// No value of overlayfs's is longer: a path, with a NUL.
const LONGEST_VALUE: usize = 4096;

/// Streams what is changed in the workspace, one JSON line for each entry and a last one that counts them. An error under
/// way resets the stream.
pub fn changes() -> Result<Reply, Fault> {
    let root = Path::new(CHANGES);
    let walk = Walk::of(root).map_err(|error| Fault::file("reading", root, &error))?;
    Ok(stream(walk))
}

/// A walk over the upper layer of an overlay, those above before those below.
pub struct Walk {
    /// What is being read, the innermost last, with its path relative to the workspace.
    open: Vec<(PathBuf, ReadDir)>,
    count: u64,
    ended: bool,
}

impl Walk {
    /// Begins at the upper directory itself, which is no entry.
    pub fn of(root: &Path) -> io::Result<Self> {
        Ok(Self {
            open: vec![(PathBuf::new(), std::fs::read_dir(root)?)],
            count: 0,
            ended: false,
        })
    }

    /// Appends the next line; false when there is none.
    fn line(&mut self, into: &mut Vec<u8>) -> io::Result<bool> {
        while let Some((above, entries)) = self.open.last_mut() {
            let Some(entry) = entries.next() else {
                self.open.pop();
                continue;
            };
            let entry = entry?;
            // What a machine that was killed in a refresh left behind.
            if entry.file_name().as_bytes().starts_with(ASIDE) {
                continue;
            }
            let path = above.join(entry.file_name());
            let changed = describe(&entry, &path)?;
            if changed.kind == ChangedKind::Directory {
                self.open.push((path, std::fs::read_dir(entry.path())?));
            }
            self.count += 1;
            append(into, &changed)?;
            return Ok(true);
        }
        if !std::mem::replace(&mut self.ended, true) {
            append(into, &ChangesEnd { count: self.count })?;
            return Ok(true);
        }
        Ok(false)
    }
}

impl Body for Walk {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let mut lines = Vec::new();
        for _ in 0..CHUNK {
            match self.line(&mut lines) {
                Ok(true) => (),
                Ok(false) => break,
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
        Poll::Ready((!lines.is_empty()).then(|| Ok(Frame::data(lines.into()))))
    }
}

fn append(into: &mut Vec<u8>, line: &impl serde::Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *into, line)?;
    into.push(b'\n');
    Ok(())
}

fn describe(entry: &DirEntry, path: &Path) -> io::Result<Changed> {
    let metadata = entry.metadata()?;
    let at = entry.path();
    let link = metadata
        .is_symlink()
        .then(|| std::fs::read_link(&at))
        .transpose()?;
    let value = |name: &str| attribute(&at, name);
    let layered = metadata.is_dir() || metadata.is_file();
    let of = |name: &str| if layered { value(name) } else { Ok(None) };
    Ok(Changed {
        path: path.as_os_str().to_owned().into(),
        kind: kind(&metadata),
        mode: metadata.mode() & 0o7777,
        size: metadata.size(),
        modified: Time {
            seconds: metadata.mtime(),
            nanoseconds: u32::try_from(metadata.mtime_nsec()).unwrap_or(0),
        },
        inode: metadata.ino().to_string(),
        links: metadata.nlink(),
        target: link.map(|target| target.into_os_string().into()),
        opaque: of("trusted.overlay.opaque")?.is_some_and(|value| value == b"y"),
        kept_content: of("trusted.overlay.metacopy")?.is_some(),
        moved_from: of("trusted.overlay.redirect")?.map(|value| OsString::from_vec(value).into()),
    })
}

/// A whiteout is a character device with the number 0.
fn kind(metadata: &Metadata) -> ChangedKind {
    let of = metadata.file_type();
    if of.is_dir() {
        ChangedKind::Directory
    } else if of.is_symlink() {
        ChangedKind::Symlink
    } else if of.is_file() {
        ChangedKind::File
    } else if of.is_char_device() && metadata.rdev() == 0 {
        ChangedKind::Removed
    } else {
        ChangedKind::Other
    }
}

fn attribute(path: &Path, name: &str) -> io::Result<Option<Vec<u8>>> {
    let mut value = vec![0; LONGEST_VALUE];
    match rustix::fs::lgetxattr(path, name, value.as_mut_slice()) {
        Ok(length) => {
            value.truncate(length);
            Ok(Some(value))
        }
        Err(Errno::NODATA | Errno::NOTSUP) => Ok(None),
        Err(errno) => Err(errno.into()),
    }
}

#[cfg(test)]
mod tests;
