use rustix::fs::{FileType, Stat};
use serde::{Deserialize, Serialize};

use crate::decimal;

const NANOSECONDS: i128 = 1_000_000_000;

/// What makes a file or a symbolic link that very one, unchanged. Times are nanoseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// `st_dev`.
    #[serde(with = "decimal")]
    pub device: u64,
    /// `st_ino`.
    #[serde(with = "decimal")]
    pub inode: u64,
    /// In bytes.
    #[serde(with = "decimal")]
    pub size: u64,
    /// Of the content.
    #[serde(with = "decimal")]
    pub mtime: i128,
    /// Of the inode: a rename, a new link or another mode sets it too.
    #[serde(with = "decimal")]
    pub ctime: i128,
}

/// What kind of thing stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link.
    Symlink,
    /// A socket, a named pipe or a device, which are never touched.
    Special,
}

/// What stands at a path, as one look saw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Object {
    /// What it is.
    pub kind: Kind,
    /// Its permissions, with setuid, setgid and sticky.
    pub mode: u32,
    /// Which it is.
    #[serde(flatten)]
    pub identity: Identity,
    /// How many names it has.
    #[serde(skip)]
    pub links: u64,
}

impl Object {
    /// Whether this is the other, unchanged. Not by its ctime, which every rename sets, and of a directory only
    /// whether it is that one: its times and size change with what is in it.
    pub fn is(&self, other: &Self) -> bool {
        let (own, its) = (&self.identity, &other.identity);
        self.same_inode(other)
            && match self.kind {
                Kind::Directory => true,
                Kind::Symlink => own.mtime == its.mtime && own.size == its.size,
                _ => own.mtime == its.mtime && own.size == its.size && self.mode == other.mode,
            }
    }

    /// Whether this is the other, perhaps changed.
    pub fn same_inode(&self, other: &Self) -> bool {
        let (own, its) = (&self.identity, &other.identity);
        self.kind == other.kind && own.device == its.device && own.inode == its.inode
    }

    /// Whether both have the same permissions; a symbolic link has none.
    pub fn mode_is(&self, other: &Self) -> bool {
        self.kind == Kind::Symlink || self.mode == other.mode
    }

    /// Whether this is a directory.
    pub fn is_directory(&self) -> bool {
        self.kind == Kind::Directory
    }
}

impl From<&Stat> for Object {
    #[allow(
        clippy::useless_conversion,
        clippy::unnecessary_cast,
        reason = "the fields of Stat have other types on other processors"
    )]
    fn from(stat: &Stat) -> Self {
        let kind = match FileType::from_raw_mode(stat.st_mode) {
            FileType::RegularFile => Kind::File,
            FileType::Directory => Kind::Directory,
            FileType::Symlink => Kind::Symlink,
            _ => Kind::Special,
        };
        Self {
            kind,
            mode: u32::from(stat.st_mode) & 0o7777,
            identity: Identity {
                device: stat.st_dev.into(),
                inode: stat.st_ino.into(),
                size: stat.st_size.try_into().unwrap_or(0),
                mtime: nanoseconds(stat.st_mtime.into(), i128::from(stat.st_mtime_nsec)),
                ctime: nanoseconds(stat.st_ctime.into(), i128::from(stat.st_ctime_nsec)),
            },
            links: stat.st_nlink.into(),
        }
    }
}

fn nanoseconds(seconds: i64, rest: i128) -> i128 {
    i128::from(seconds) * NANOSECONDS + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn look(path: &std::path::Path) -> Object {
        Object::from(&rustix::fs::lstat(path).unwrap())
    }

    #[test]
    fn a_rename_leaves_an_object_what_it_is_and_a_write_does_not() {
        let place = tempfile::tempdir().unwrap();
        let (old, new) = (place.path().join("old"), place.path().join("new"));
        fs::write(&old, "one").unwrap();
        let before = look(&old);
        fs::rename(&old, &new).unwrap();
        assert!(look(&new).is(&before));
        fs::write(&new, "three").unwrap();
        assert!(!look(&new).is(&before));
        assert!(look(&new).same_inode(&before));
    }

    #[test]
    fn a_directory_stays_itself_whatever_is_put_into_it() {
        let place = tempfile::tempdir().unwrap();
        let before = look(place.path());
        fs::write(place.path().join("new"), "").unwrap();
        assert!(look(place.path()).is(&before));
    }

    #[test]
    fn an_object_survives_json_in_one_flat_line() {
        let place = tempfile::tempdir().unwrap();
        let before = look(place.path());
        let json = serde_json::to_string(&before).unwrap();
        let back: Object = serde_json::from_str(&json).unwrap();
        assert!(back.is(&before));
        assert!(json.contains(r#""kind":"directory""#), "{json}");
    }
}
