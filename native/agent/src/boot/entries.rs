//! The configuration's links, directories and files.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::path::Path;

use bellglass_wire::boot::{Directory, File, Link};

use super::unfinished;
use crate::fault::Fault;

/// Whose it is what is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Made by this very boot, if not by the configuration: it is given what the configuration says.
    Ours,
    /// Found on a disk: it stays as it is.
    Users,
}

/// Makes a symbolic link; one that is there already must be the same, or the user's.
pub fn link(one: &Link, found: Found) -> Result<(), Fault> {
    let path = Path::new(&one.path);
    if found == Found::Users && path.symlink_metadata().is_ok() {
        return Ok(());
    }
    let made = make_parents(path).and_then(|()| match symlink(&one.to, path) {
        Err(error) if fs::read_link(path).is_ok_and(|to| to == Path::new(&one.to)) => {
            drop(error);
            Ok(())
        }
        other => other,
    });
    made.map_err(|error| Fault::file("linking", path, &error))
}

/// Makes a directory, or takes the one that is there, and gives it its mode and owner, unless it is the user's.
pub fn directory(one: &Directory, found: Found) -> Result<(), Fault> {
    let path = Path::new(&one.path);
    let made = match found {
        Found::Ours => fs::create_dir_all(path).and_then(|()| give(one, path)),
        Found::Users if path.symlink_metadata().is_ok() => Ok(()),
        Found::Users => make_whole(one, path),
    };
    made.map_err(|error| Fault::file("making", path, &error))
}

/// Makes a directory that has its mode and owner from the moment it is there, whenever the machine is killed.
fn make_whole(one: &Directory, path: &Path) -> io::Result<()> {
    make_parents(path)?;
    let part = unfinished::path(path)?;
    unfinished::remove(&part)?;
    fs::create_dir(&part)?;
    give(one, &part)?;
    fs::rename(part, path)
}

fn give(one: &Directory, path: &Path) -> io::Result<()> {
    chown(path, Some(one.uid), Some(one.gid))?;
    fs::set_permissions(path, Permissions::from_mode(one.mode))
}

/// Writes a file with its mode.
pub fn file(one: &File) -> Result<(), Fault> {
    let path = Path::new(&one.path);
    make_parents(path)
        .and_then(|()| fs::write(path, &one.content))
        .and_then(|()| fs::set_permissions(path, Permissions::from_mode(one.mode)))
        .map_err(|error| Fault::file("writing", path, &error))
}

/// Writes a setting of the kernel.
pub fn setting(path: &str, value: &str) -> Result<(), Fault> {
    fs::write(path, value).map_err(|error| Fault::file("writing", Path::new(path), &error))
}

fn make_parents(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)
}
