//! Why there is no snapshot.

use std::ffi::OsString;
use std::io;
use std::os::unix::ffi::OsStringExt;

use bellglass_erofs::ErofsError;
use bellglass_jail::JailError;
use bellglass_wire::Refusal;
use bellglass_wire::name::PathName;
use bellglass_wire::snapshot::{SnapshotCode, SnapshotFailure};
use rustix::io::Errno;

/// Why there is no snapshot.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The specification cannot be read or is out of bounds.
    #[error("the specification: {0}")]
    Spec(#[from] Refusal),
    /// The workspace is not there or is no directory.
    #[error("the workspace cannot be opened: {1}")]
    WorkspaceGone(String, io::Error),
    /// The workspace's own entries cannot be read.
    #[error("the workspace cannot be read: {1}")]
    WorkspaceUnreadable(String, io::Error),
    /// A file cannot be made where the output belongs.
    #[error("{0} cannot be made: {1}")]
    Output(String, io::Error),
    /// A pattern that hides cannot be understood, or its file not be read. The path is relative to the workspace.
    #[error("{path}: {1}", path = String::from_utf8_lossy(.0))]
    Pattern(Vec<u8>, String),
    /// There are more entries than may be.
    #[error("the workspace has more than {0} entries")]
    TooMany(u64),
    /// Their paths are too long together.
    #[error("the paths of the workspace have more than {0} bytes together")]
    TooLong(u64),
    /// Hidden files with several names are more than can be kept apart.
    #[error("too many of its hidden files have several names")]
    TooManyNames,
    /// A wall fell over in the middle.
    #[error("the jail: {0}")]
    Jail(#[from] JailError),
    /// The image cannot be written.
    #[error("the image: {0}")]
    Image(#[from] ErofsError),
    /// The system failed in another way.
    #[error("{0}")]
    Io(#[from] io::Error),
}

impl From<Errno> for Failure {
    fn from(error: Errno) -> Failure {
        Failure::Io(error.into())
    }
}

impl Failure {
    /// As it is told to the daemon.
    #[must_use]
    pub fn told(&self) -> SnapshotFailure {
        SnapshotFailure {
            code: self.code(),
            path: self.path(),
            message: self.to_string(),
        }
    }

    fn code(&self) -> SnapshotCode {
        match self {
            Failure::Spec(_) => SnapshotCode::BadSpec,
            Failure::WorkspaceGone(..) => SnapshotCode::WorkspaceGone,
            Failure::WorkspaceUnreadable(..) => SnapshotCode::WorkspaceUnreadable,
            Failure::Output(..) => SnapshotCode::OutputUnusable,
            Failure::Pattern(..) => SnapshotCode::BadPattern,
            Failure::TooMany(_) | Failure::TooLong(_) => SnapshotCode::TooManyEntries,
            Failure::TooManyNames => SnapshotCode::TooManyNames,
            Failure::Jail(_) => SnapshotCode::Jail,
            Failure::Image(ErofsError::Io(error)) | Failure::Io(error) if is_full(error) => {
                SnapshotCode::NoSpace
            }
            Failure::Image(_) | Failure::Io(_) => SnapshotCode::Io,
        }
    }

    fn path(&self) -> Option<PathName> {
        match self {
            Failure::WorkspaceGone(path, _)
            | Failure::WorkspaceUnreadable(path, _)
            | Failure::Output(path, _) => Some(PathName::Text(path.clone())),
            Failure::Pattern(path, _) => Some(path_name(path)),
            _ => None,
        }
    }
}

/// A path as it crosses the border.
pub(crate) fn path_name(path: &[u8]) -> PathName {
    OsString::from_vec(path.to_vec()).into()
}

/// Whether a write found no room: on the disk, in the user's quota, or under a limit on a file's length.
fn is_full(error: &io::Error) -> bool {
    let full = [Errno::NOSPC, Errno::DQUOT, Errno::FBIG];
    Errno::from_io_error(error).is_some_and(|error| full.contains(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_wherever_it_shows() {
        for errno in [Errno::NOSPC, Errno::DQUOT, Errno::FBIG] {
            let error = || io::Error::from(errno);
            assert_eq!(Failure::Io(error()).told().code, SnapshotCode::NoSpace);
            let image = Failure::Image(ErofsError::Io(error()));
            assert_eq!(image.told().code, SnapshotCode::NoSpace);
        }
        let other = Failure::Io(Errno::IO.into());
        assert_eq!(other.told().code, SnapshotCode::Io);
        assert_eq!(
            Failure::Image(ErofsError::TooLarge).told().code,
            SnapshotCode::Io
        );
    }

    #[test]
    fn a_failure_names_what_it_is_about_in_one_sentence() {
        let gone = Failure::WorkspaceGone("/w".into(), Errno::NOENT.into()).told();
        assert_eq!(gone.path, Some(PathName::Text("/w".into())));
        assert!(gone.message.starts_with("the workspace cannot be opened: "));
        let pattern = Failure::Pattern(b"a\xff/.bellglassignore".to_vec(), "line 3".into()).told();
        assert_eq!(pattern.path, Some(path_name(b"a\xff/.bellglassignore")));
        assert_eq!(pattern.message, "a\u{fffd}/.bellglassignore: line 3");
        assert_eq!(Failure::TooMany(7).told().path, None);
    }
}
