//! `GET /v1/stat`

use std::fs::{FileType, Metadata};
use std::os::unix::fs::{FileTypeExt, MetadataExt};

use bellglass_wire::file::{FileKind, FileStat};
use bellglass_wire::machine::Time;
use hyper::StatusCode;

use crate::fault::Fault;
use crate::http::query::Query;
use crate::http::reply::{Reply, json};

/// Describes an entry, a link itself and not what it points to.
pub fn stat(query: &Query) -> Result<Reply, Fault> {
    let path = query.path()?;
    let fault = |error| Fault::file("reading", &path, &error);
    let metadata = std::fs::symlink_metadata(&path).map_err(fault)?;
    let link = metadata
        .is_symlink()
        .then(|| std::fs::read_link(&path))
        .transpose()
        .map_err(fault)?;
    let target = link.map(|target| target.into_os_string().into());
    Ok(json(
        StatusCode::OK,
        &FileStat {
            target,
            ..describe(&metadata)
        },
    ))
}

fn describe(metadata: &Metadata) -> FileStat {
    FileStat {
        kind: kind(metadata.file_type()),
        size: metadata.size(),
        mode: metadata.mode() & 0o7777,
        uid: metadata.uid(),
        gid: metadata.gid(),
        inode: metadata.ino().to_string(),
        links: metadata.nlink(),
        modified: Time {
            seconds: metadata.mtime(),
            nanoseconds: u32::try_from(metadata.mtime_nsec()).unwrap_or(0),
        },
        target: None,
    }
}

/// The kind of an entry.
pub fn kind(of: FileType) -> FileKind {
    if of.is_dir() {
        FileKind::Directory
    } else if of.is_symlink() {
        FileKind::Symlink
    } else if of.is_fifo() {
        FileKind::Fifo
    } else if of.is_socket() {
        FileKind::Socket
    } else if of.is_block_device() {
        FileKind::BlockDevice
    } else if of.is_char_device() {
        FileKind::CharacterDevice
    } else {
        FileKind::File
    }
}
