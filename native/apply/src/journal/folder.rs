use std::fs::{self, File};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use crate::error::Failed;

const BACKUP: &str = "backup";
const STAGED: &str = "staged";
const UNDO: &str = "undo.";

/// The directory of one application: its plan and what it brings, its journal, and what it took out of the tree.
pub struct Folder {
    path: PathBuf,
    // Whence what is to come is taken.
    staged: PathBuf,
    /// Whether what comes is what an earlier application took out.
    pub restoring: bool,
}

impl Folder {
    /// The one that the daemon made.
    pub fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            staged: path.join(STAGED),
            restoring: false,
        }
    }

    /// The one in which this application is undone, by the number of the attempt.
    pub fn undo(&self, attempt: u32) -> Self {
        Self {
            path: self.path.join(format!("{UNDO}{attempt}")),
            staged: self.path.join(BACKUP),
            restoring: true,
        }
    }

    /// The number of the latest attempt to undo this application; 0 where there is none.
    ///
    /// # Errors
    /// When the directory cannot be read.
    pub fn last_undo(&self) -> Result<u32, Failed> {
        let fail = |error| Failed::own("list", ".", &error);
        let mut last = 0;
        for entry in fs::read_dir(&self.path).map_err(fail)? {
            let name = entry.map_err(fail)?.file_name();
            let number = name.to_str().and_then(|name| name.strip_prefix(UNDO));
            last = last.max(number.and_then(|number| number.parse().ok()).unwrap_or(0));
        }
        Ok(last)
    }

    /// Makes the directory itself, for an undo.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn make(&self) -> Result<(), Failed> {
        let made = fs::create_dir(&self.path);
        made.map_err(|error| Failed::own("make", "undo", &error))
    }

    /// The plan.
    pub fn plan(&self) -> PathBuf {
        self.path.join("plan.ndjson")
    }

    /// The journal.
    pub fn journal(&self) -> PathBuf {
        self.path.join("journal.ndjson")
    }

    /// A file that is to come.
    pub fn staged(&self, number: &str) -> PathBuf {
        self.staged.join(number)
    }

    /// The directory of the files that are to come, opened.
    ///
    /// # Errors
    /// When it is not there.
    pub fn open_staged(&self) -> Result<OwnedFd, Failed> {
        let opened = File::open(&self.staged);
        opened
            .map(OwnedFd::from)
            .map_err(|error| Failed::own("open", STAGED, &error))
    }

    /// What was taken out, by the number of its slot.
    pub fn backup(&self, slot: usize) -> PathBuf {
        self.path.join(BACKUP).join(slot.to_string())
    }

    /// The directory of what was taken out, opened, and made where it is not there.
    ///
    /// # Errors
    /// When it can be neither.
    pub fn open_backup(&self) -> Result<OwnedFd, Failed> {
        let path = self.path.join(BACKUP);
        let fail = |error| Failed::own("open", BACKUP, &error);
        match fs::create_dir(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
                return Err(Failed::own("make", BACKUP, &error));
            }
            _ => {}
        }
        File::open(&path).map(OwnedFd::from).map_err(fail)
    }

    /// Makes the names in the directory durable.
    ///
    /// # Errors
    /// When the disk reports a failed write.
    pub fn settle(&self) -> Result<(), Failed> {
        let synced = File::open(&self.path).and_then(|directory| directory.sync_all());
        synced.map_err(|error| Failed::own("write", ".", &error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_undo_has_a_directory_of_its_own_and_brings_what_the_application_took_out() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::new(place.path());
        assert_eq!(folder.last_undo().unwrap(), 0);
        for attempt in [1, 2, 10] {
            folder.undo(attempt).make().unwrap();
        }
        fs::write(place.path().join("undo.text"), "").unwrap();
        assert_eq!(folder.last_undo().unwrap(), 10);
        assert!(folder.undo(10).make().is_err());
        assert_eq!(folder.undo(10).staged("3"), folder.backup(3));
        assert!(folder.undo(10).restoring && !folder.restoring);
    }

    #[test]
    fn the_backup_directory_is_made_once() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::new(place.path());
        folder.open_backup().unwrap();
        fs::write(folder.backup(0), "kept").unwrap();
        folder.open_backup().unwrap();
        assert_eq!(fs::read(folder.backup(0)).unwrap(), b"kept");
        assert!(folder.open_staged().is_err());
        folder.settle().unwrap();
    }
}
