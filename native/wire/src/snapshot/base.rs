//! The lines of `base.ndjson`: what a workspace was when the snapshot was made. A [`BaseHeader`], then a [`BaseEntry`] for
//! each entry (parents before children, a directory's children in the order of their bytes), then a [`BaseEnd`].

use serde::{Deserialize, Serialize};

use crate::name::PathName;

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BaseHeader {
    /// Always [`super::VERSION`].
    pub version: u32,
    /// The folder, absolute.
    pub workspace: String,
    /// The folder's device number, decimal.
    pub device: String,
    /// The folder's inode number, decimal.
    pub inode: String,
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BaseEntry {
    /// Relative to the workspace.
    pub path: PathName,
    /// What it is.
    pub kind: EntryKind,
    /// Its permission bits as they are in the image: without set-id bits, and only those for executing where it is hidden.
    pub mode: u32,
    /// Its length in bytes as the host says it.
    pub size: u64,
    /// When its content last changed, in nanoseconds since 1970, decimal; before it negative.
    pub mtime: String,
    /// When its inode last changed, likewise.
    pub ctime: String,
    /// Its device number, decimal.
    pub device: String,
    /// Its inode number, decimal.
    pub inode: String,
    /// How many names its inode has on the host.
    pub links: u64,
    /// What the image has of it: always given for a file, for a directory where it is not simply there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Content>,
    /// Where an embedded file's bytes begin in `snapshot.erofs`; given where it has any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<u64>,
    /// Where a symbolic link points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<PathName>,
    /// Whether git ignores it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ignored: bool,
}

/// What an entry can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link.
    Symlink,
}

/// What the image has of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Content {
    /// A file's bytes.
    Embedded,
    /// A file's size; its bytes are read from the folder.
    Redirected,
    /// The entry alone, because a pattern says so.
    Hidden,
    /// The entry alone, because it cannot be read.
    Unreadable,
    /// A directory alone, on which another file system is mounted.
    Mount,
}

/// The last line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BaseEnd {
    /// Always true.
    pub end: bool,
    /// How many entries came before.
    pub entries: u64,
}
