//! The two files, open before the walls stand; behind them nothing else can be written.

use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::path::Path;

use rustix::fs::inotify::{self, CreateFlags};
use rustix::fs::{Mode, OFlags, open};

use crate::failure::Failure;

/// The image and the base, empty at first.
pub struct Output {
    /// `snapshot.erofs`.
    pub image: File,
    /// `base.ndjson`.
    pub base: File,
    /// What a watch needs; None where nobody watches.
    pub watch: Option<Watching>,
}

/// What has to be open for a watch.
pub struct Watching {
    /// `refreshed.bin`.
    pub spool: File,
    /// The queue of events; None where the system gives none, and everything is looked at from time to time.
    pub events: Option<OwnedFd>,
}

impl Output {
    /// Makes both files in a directory, readable for this user only.
    ///
    /// # Errors
    /// [`Failure::Output`], also when one is there already.
    pub fn make(directory: &str) -> Result<Output, Failure> {
        Ok(Output {
            image: make(directory, "snapshot.erofs")?,
            base: make(directory, "base.ndjson")?,
            watch: None,
        })
    }

    /// As [`Output::make`], with what a watch needs.
    ///
    /// # Errors
    /// As there.
    pub fn make_watching(directory: &str) -> Result<Output, Failure> {
        let flags = CreateFlags::CLOEXEC | CreateFlags::NONBLOCK;
        let watch = Watching {
            spool: make(directory, "refreshed.bin")?,
            events: inotify::init(flags).ok(),
        };
        Ok(Output {
            watch: Some(watch),
            ..Output::make(directory)?
        })
    }

    /// Takes back what was written, so that nobody takes a part for the whole; the names stay, since behind the walls
    /// there is no directory to remove them from.
    pub fn clear(&self) -> io::Result<()> {
        self.image.set_len(0)?;
        self.base.set_len(0)
    }
}

fn make(directory: &str, name: &str) -> Result<File, Failure> {
    let path = Path::new(directory).join(name);
    // The image is read again by nobody here, and the base neither.
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
    let file = open(&path, flags, Mode::RUSR | Mode::WUSR);
    let told = path.display().to_string();
    Ok(file
        .map_err(|error| Failure::Output(told, error.into()))?
        .into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by it")]

    use std::io::Write;
    use std::os::unix::fs::MetadataExt;

    use super::*;

    #[test]
    fn files_are_new_and_for_this_user_only() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().to_str().unwrap();
        Output::make(path).unwrap();
        for name in ["snapshot.erofs", "base.ndjson"] {
            let found = directory.path().join(name).metadata().unwrap();
            assert_eq!((found.len(), found.mode() & 0o777), (0, 0o600));
        }
        let again = Output::make(path).err().unwrap();
        assert!(matches!(again, Failure::Output(path, _) if path.ends_with("/snapshot.erofs")));
        assert!(Output::make("/is/not/there").is_err());
    }

    #[test]
    fn what_was_taken_back_is_empty() {
        let directory = tempfile::tempdir().unwrap();
        let mut output = Output::make(directory.path().to_str().unwrap()).unwrap();
        output.image.write_all(b"some").unwrap();
        output.base.write_all(b"some").unwrap();
        output.clear().unwrap();
        for name in ["snapshot.erofs", "base.ndjson"] {
            assert_eq!(directory.path().join(name).metadata().unwrap().len(), 0);
        }
    }
}
