//! The configuration's links, directories and files.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::path::Path;

use bellglass_wire::boot::{Directory, File, Link};

use crate::fault::Fault;

/// Makes a symbolic link; one that is there already must be the same.
pub fn link(one: &Link) -> Result<(), Fault> {
    let path = Path::new(&one.path);
    let made = make_parents(path).and_then(|()| match symlink(&one.to, path) {
        Err(error) if fs::read_link(path).is_ok_and(|to| to == Path::new(&one.to)) => {
            drop(error);
            Ok(())
        }
        other => other,
    });
    made.map_err(|error| Fault::file("linking", path, &error))
}

/// Makes a directory, or takes the one that is there, and gives it its mode and owner.
pub fn directory(one: &Directory) -> Result<(), Fault> {
    let path = Path::new(&one.path);
    fs::create_dir_all(path)
        .and_then(|()| chown(path, Some(one.uid), Some(one.gid)))
        .and_then(|()| fs::set_permissions(path, Permissions::from_mode(one.mode)))
        .map_err(|error| Fault::file("making", path, &error))
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
