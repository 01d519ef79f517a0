//! A workspace whose changes are kept apart: how the guest makes the view, and what it says of the changes.

use serde::{Deserialize, Serialize};

use crate::bounds::{Bounded, Refusal, absolute, absolute_bytes, ensure, list, mode, text};
use crate::machine::Time;
use crate::name::PathName;
use crate::snapshot::base::EntryKind;

/// A copy-on-write view of a folder of the host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Review {
    /// Where the guest has it.
    pub target: String,
    /// The block device with the snapshot, an EROFS image of names, metadata and of what people edit.
    pub snapshot: String,
    /// The block device with the ext4 that takes the changes.
    pub changes: String,
    /// The folder itself, for contents that the snapshot only promises; null when it promises none.
    pub folder: Option<Folder>,
}

/// A share, and how it is known to be the right one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Folder {
    /// Its tag.
    pub tag: String,
    /// What is looked at, relative to it; empty for its root.
    pub probe: String,
    /// The inode number of that, in decimal, as the host sees it.
    pub inode: String,
}

impl Bounded for Review {
    fn check(&self) -> Result<(), Refusal> {
        absolute("review.target", &self.target)?;
        ensure(
            !self.target.trim_matches('/').is_empty(),
            "review.target",
            "the root itself",
        )?;
        absolute("review.snapshot", &self.snapshot)?;
        absolute("review.changes", &self.changes)?;
        let Some(folder) = &self.folder else {
            return Ok(());
        };
        ensure(!folder.tag.is_empty(), "review.folder.tag", "empty")?;
        text("review.folder.tag", &folder.tag, 64)?;
        absolute("review.folder.probe", &format!("/{}", folder.probe))?;
        ensure(
            folder.inode.parse::<u64>().is_ok(),
            "review.folder.inode",
            "not a number",
        )
    }
}

/// A line of `GET /v1/changes`: an entry that the guest has made, replaced or removed. Those above it come before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Changed {
    /// Where, relative to the workspace.
    pub path: PathName,
    /// What it is now.
    pub kind: ChangedKind,
    /// Permission bits, with set-id and sticky.
    pub mode: u32,
    /// Its length in bytes.
    pub size: u64,
    /// When its content last changed.
    pub modified: Time,
    /// Its inode number among the changes, in decimal: names with the same one are one file.
    pub inode: String,
    /// How many names the file has.
    pub links: u64,
    /// Where a symbolic link points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<PathName>,
    /// Whether nothing of a directory that was there before shows through this one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub opaque: bool,
    /// Whether only its metadata is new, and its content is that of the snapshot.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub kept_content: bool,
    /// Where it was before it was moved: absolute within the workspace, or a name in the same directory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_from: Option<PathName>,
}

/// What a changed entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ChangedKind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link.
    Symlink,
    /// A device, a named pipe or a socket.
    Other,
    /// Nothing any more: it was removed.
    Removed,
}

/// The last line of `GET /v1/changes`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangesEnd {
    /// How many lines came before it.
    pub count: u64,
}

/// The body of `POST /v1/surface`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Surface {
    /// Names of files, absolute.
    pub paths: Vec<PathName>,
}

impl Bounded for Surface {
    fn check(&self) -> Result<(), Refusal> {
        list("paths", &self.paths)?;
        self.paths
            .iter()
            .try_for_each(|path| absolute_bytes("paths", path.as_bytes()))
    }
}

/// The most bytes of a file that `PUT /v1/refresh` takes.
pub const MAX_REFRESH: u64 = 64 << 20;

/// The first line of the body of `PUT /v1/refresh`: what the host made of an entry. The bytes of a file follow it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Refresh {
    /// The workspace, absolute.
    pub workspace: String,
    /// Relative to it.
    pub path: PathName,
    /// What the guest has there if it did not change it; null: nothing.
    pub before: Option<Standing>,
    /// What it is to have; null: nothing.
    pub after: Option<Standing>,
    /// The owner of that.
    pub uid: u32,
    /// Its group.
    pub gid: u32,
}

/// An entry as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Standing {
    /// What it is.
    pub kind: EntryKind,
    /// Permission bits.
    pub mode: u32,
    /// Of a file, in bytes.
    pub size: u64,
    /// When its content last changed.
    pub modified: Time,
    /// Where a symbolic link points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<PathName>,
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Refreshed {
    /// Whether it was done. If not, the guest has something else there than it had, and keeps it.
    pub done: bool,
}

/// The reply of `POST /v1/settle`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Settled {
    /// What room is left for changes; null where none are kept apart.
    pub room: Option<Room>,
}

/// What is left of a file system for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Room {
    /// Of its size.
    #[serde(rename = "availableKiB")]
    pub available_kib: u64,
    /// How many files it could still hold.
    pub files: u64,
}

impl Bounded for Refresh {
    fn check(&self) -> Result<(), Refusal> {
        absolute("workspace", &self.workspace)?;
        let path = self.path.as_bytes();
        ensure(!path.is_empty() && path[0] != b'/', "path", "not relative")?;
        absolute_bytes("path", &[b"/", path].concat())?;
        for standing in [&self.before, &self.after].into_iter().flatten() {
            mode("mode", standing.mode)?;
            let is_link = standing.kind == EntryKind::Symlink;
            ensure(standing.target.is_some() == is_link, "target", "of no link")?;
        }
        let size = self.after.as_ref().map_or(0, |after| after.size);
        ensure(size <= MAX_REFRESH, "after.size", "more than 64 MiB")
    }
}
