//! Bodies of the agent's file endpoints.

use serde::{Deserialize, Serialize};

use crate::bounds::{Bounded, Refusal, absolute_bytes, mode};
use crate::name::{PathBytes, PathName};

/// What a directory entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FileKind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link.
    Symlink,
    /// A named pipe.
    Fifo,
    /// A unix socket.
    Socket,
    /// A block device.
    BlockDevice,
    /// A character device.
    CharacterDevice,
}

/// The reply of `GET /v1/stat`: the entry itself, a link not followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FileStat {
    /// What it is.
    pub kind: FileKind,
    /// Its length in bytes.
    pub size: u64,
    /// Its permission bits, with set-id and sticky.
    pub mode: u32,
    /// Its owner.
    pub uid: u32,
    /// Its group.
    pub gid: u32,
    /// Its inode number in decimal: it can exceed what a JSON number holds exactly.
    pub inode: String,
    /// How many names it has.
    pub links: u64,
    /// When its content last changed.
    pub modified: crate::machine::Time,
    /// Where a symbolic link points, as written in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<PathName>,
}

/// One line of `GET /v1/directory`; exactly one of `name` and `name_bytes` is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DirectoryEntry {
    /// The entry's name, where it is UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its bytes in base64, where it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_bytes: Option<String>,
    /// What it is.
    pub kind: FileKind,
}

impl DirectoryEntry {
    /// An entry of any name.
    pub fn new(name: std::ffi::OsString, kind: FileKind) -> Self {
        use base64::{Engine, engine::general_purpose::STANDARD};
        match PathName::from(name) {
            PathName::Text(text) => Self {
                name: Some(text),
                name_bytes: None,
                kind,
            },
            PathName::Bytes(PathBytes { bytes }) => Self {
                name: None,
                name_bytes: Some(STANDARD.encode(bytes)),
                kind,
            },
        }
    }
}

/// The body of `POST /v1/directory`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MakeDirectory {
    /// Where.
    pub path: PathName,
    /// Permission bits of the last part; 0o755 where not given.
    #[serde(default = "default_directory_mode")]
    pub mode: u32,
    /// Make what is missing above it too, and accept a directory that is there already.
    #[serde(default)]
    pub parents: bool,
}

fn default_directory_mode() -> u32 {
    0o755
}

impl Bounded for MakeDirectory {
    fn check(&self) -> Result<(), Refusal> {
        absolute_bytes("path", self.path.as_bytes())?;
        mode("mode", self.mode)
    }
}

/// The body of `POST /v1/rename`: as rename(2), replacing what `to` names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rename {
    /// The entry as it is called now.
    pub from: PathName,
    /// Its new path.
    pub to: PathName,
}

impl Bounded for Rename {
    fn check(&self) -> Result<(), Refusal> {
        absolute_bytes("from", self.from.as_bytes())?;
        absolute_bytes("to", self.to.as_bytes())
    }
}
