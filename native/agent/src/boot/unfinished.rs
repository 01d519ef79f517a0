//! Entries of a disk that are not whole yet: they have a name of their own until they are.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// The name that an entry has beside its own while it is made.
pub fn path(whole: &Path) -> io::Result<PathBuf> {
    let name = whole.file_name().ok_or(ErrorKind::InvalidInput)?;
    let mut part = std::ffi::OsString::from(".bellglass-");
    part.push(name);
    Ok(whole.with_file_name(part))
}

/// Removes what a boot left that was killed half way.
pub fn remove(part: &Path) -> io::Result<()> {
    let removed = match fs::symlink_metadata(part) {
        Ok(entry) if entry.is_dir() => fs::remove_dir_all(part),
        Ok(_) => fs::remove_file(part),
        Err(error) => Err(error),
    };
    match removed {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::daemon_test::Scratch;

    #[test]
    fn it_lies_beside_the_whole() {
        let part = path(Path::new("/a/etc")).unwrap();
        assert_eq!(part, Path::new("/a/.bellglass-etc"));
        assert!(path(Path::new("/")).is_err());
    }

    #[test]
    fn whatever_was_left_is_removed() {
        let scratch = Scratch::new("unfinished");
        let part = scratch.0.join("part");
        remove(&part).unwrap();
        std::fs::create_dir_all(part.join("deep")).unwrap();
        remove(&part).unwrap();
        let kept = scratch.file("kept", b"", 0o644);
        std::os::unix::fs::symlink(&kept, &part).unwrap();
        remove(&part).unwrap();
        assert!(!part.exists() && Path::new(&kept).exists());
    }
}
