use bellglass_wire::name::PathName;
use serde::{Deserialize, Serialize};

use crate::decimal;
use crate::tree::{Identity, Kind, Object, Rel};

/// One path's line.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The path within the workspace.
    pub path: Rel,
    /// What stands there.
    pub before: Before,
    /// What is to stand there.
    pub after: After,
}

/// What stands at a path, exactly.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Before {
    /// Nothing.
    Absent,
    /// A directory.
    Directory {
        /// Its permissions.
        mode: u32,
        /// `st_ino`; it is on the workspace's device.
        #[serde(with = "decimal")]
        inode: u64,
    },
    /// A symbolic link.
    Symlink {
        /// What it leads to.
        target: PathName,
        /// Which it is.
        #[serde(flatten)]
        identity: Identity,
    },
    /// A regular file.
    File {
        /// Its permissions.
        mode: u32,
        /// Which it is.
        #[serde(flatten)]
        identity: Identity,
    },
}

/// What is to stand at a path.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", deny_unknown_fields)]
pub enum After {
    /// Nothing.
    Absent,
    /// A directory: the one that stands there, or a new one.
    Directory {
        /// Its permissions.
        mode: u32,
        /// Set last where it is given.
        #[serde(
            with = "decimal::optional",
            default,
            skip_serializing_if = "Option::is_none"
        )]
        mtime: Option<i128>,
    },
    /// A symbolic link, always a new one.
    Symlink {
        /// What it leads to.
        target: PathName,
        /// The time of its making where none is given.
        #[serde(
            with = "decimal::optional",
            default,
            skip_serializing_if = "Option::is_none"
        )]
        mtime: Option<i128>,
    },
    /// A regular file.
    File {
        /// Its permissions. A hard link has its file's.
        mode: u32,
        /// In nanoseconds since 1970. A hard link has its file's.
        #[serde(with = "decimal")]
        mtime: i128,
        /// Where the content comes from.
        content: Content,
    },
}

/// Where a file's content comes from.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Content {
    /// A file in the staged directory, by its number.
    Staged(String),
    /// The file that stands at that path before.
    Moved(Rel),
    /// The file that stands here before. Always true.
    Kept(bool),
    /// The file that stands at that path afterwards, of which this becomes a further name.
    LinkOf(Rel),
}

impl Before {
    /// Its kind; nothing where it is absent.
    pub fn kind(&self) -> Option<Kind> {
        match self {
            Self::Absent => None,
            Self::Directory { .. } => Some(Kind::Directory),
            Self::Symlink { .. } => Some(Kind::Symlink),
            Self::File { .. } => Some(Kind::File),
        }
    }

    /// Device and inode of a file.
    pub fn file(&self) -> Option<(u64, u64)> {
        match self {
            Self::File { identity, .. } => Some((identity.device, identity.inode)),
            _ => None,
        }
    }

    /// Whether `object`, on the workspace's device, is this. A link's target is not part of what an object says.
    pub fn is(&self, object: &Object) -> bool {
        self.kind() == Some(object.kind)
            && match self {
                Self::Absent => false,
                Self::Directory { mode, inode } => {
                    object.mode == *mode && object.identity.inode == *inode
                }
                Self::Symlink { identity, .. } => object.identity == *identity,
                Self::File { mode, identity } => {
                    object.mode == *mode && object.identity == *identity
                }
            }
    }
}

impl After {
    /// Its kind; nothing where it is absent.
    pub fn kind(&self) -> Option<Kind> {
        match self {
            Self::Absent => None,
            Self::Directory { .. } => Some(Kind::Directory),
            Self::Symlink { .. } => Some(Kind::Symlink),
            Self::File { .. } => Some(Kind::File),
        }
    }

    /// Where a file's content comes from.
    pub fn content(&self) -> Option<&Content> {
        match self {
            Self::File { content, .. } => Some(content),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(json: &str) -> Result<Entry, serde_json::Error> {
        serde_json::from_str(json)
    }

    #[test]
    fn every_state_is_read_as_it_is_written() {
        for (before, after) in [
            (r#"{"kind":"absent"}"#, r#"{"kind":"directory","mode":493}"#),
            (
                r#"{"kind":"directory","mode":493,"inode":"7"}"#,
                r#"{"kind":"symlink","target":"a","mtime":"-5"}"#,
            ),
            (
                r#"{"kind":"file","mode":420,"device":"1","inode":"2","size":"3","mtime":"4","ctime":"5"}"#,
                r#"{"kind":"file","mode":420,"mtime":"4","content":{"moved":{"bytes":"/w=="}}}"#,
            ),
            (
                r#"{"kind":"symlink","target":{"bytes":"/w=="},"device":"1","inode":"2","size":"3","mtime":"4","ctime":"5"}"#,
                r#"{"kind":"file","mode":420,"mtime":"4","content":{"staged":"12"}}"#,
            ),
            (
                r#"{"kind":"absent"}"#,
                r#"{"kind":"file","mode":420,"mtime":"4","content":{"linkOf":"b"}}"#,
            ),
        ] {
            let json = format!(r#"{{"path":"a","before":{before},"after":{after}}}"#);
            let read = entry(&json).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), json);
        }
    }

    #[test]
    fn what_is_no_state_is_refused() {
        for after in [
            r#"{"kind":"fifo","mode":420}"#,
            r#"{"kind":"directory"}"#,
            r#"{"kind":"directory","mode":-1}"#,
            r#"{"kind":"file","mode":420,"mtime":4,"content":{"kept":true}}"#,
            r#"{"kind":"file","mode":420,"mtime":"4","content":{"kept":true,"staged":"1"}}"#,
            r#"{"kind":"file","mode":420,"mtime":"4","content":{"moved":"../a"}}"#,
            r#"{"kind":"directory","mode":493,"owner":0}"#,
        ] {
            let json = format!(r#"{{"path":"a","before":{{"kind":"absent"}},"after":{after}}}"#);
            assert!(entry(&json).is_err(), "{after}");
        }
    }
}
