//! Where what is to come waits, and what went stays: in the journal's directory, or, where that is on another file
//! system, for a while in a directory of the workspace, from which and to which a rename can lead.

use std::fs::File;
use std::os::fd::OwnedFd;

use bellglass_wire::name::PathName;
use rustix::fs::{AtFlags, Dir, Mode, OFlags, mkdirat, openat, statat, unlinkat};
use rustix::io::Errno;
use rustix::rand::{GetRandomFlags, getrandom};

use crate::error::Failed;
use crate::journal::Folder;
use crate::report::{Left, Reason};
use crate::tree::{Object, Root};

/// The name of a new directory in the workspace, where one is needed.
///
/// # Errors
/// When the two file systems cannot be told apart.
pub fn choose(root: &Root, folder: &Folder) -> Result<Option<String>, Failed> {
    let backup = folder.open_backup()?;
    let shared = root
        .shares_mount(&backup)
        .map_err(|error| Failed::own("look at", "backup", &error.into()))?;
    if shared {
        return Ok(None);
    }
    let mut random = [0; 8];
    getrandom(&mut random, GetRandomFlags::empty())
        .map_err(|error| Failed::own("name", "backup", &error.into()))?;
    Ok(Some(format!(
        ".bellglass-{:016x}",
        u64::from_ne_bytes(random)
    )))
}

/// Opens the directory of the slots, and makes it where that is to be (`make`).
///
/// # Errors
/// ENOENT where the one in the workspace is gone.
pub fn open(
    root: &Root,
    folder: &Folder,
    beside: Option<&str>,
    make: bool,
) -> Result<OwnedFd, Failed> {
    let Some(name) = beside else {
        return folder.open_backup();
    };
    let fail = |operation| move |error: Errno| Failed::new(operation, text(name), error);
    if make {
        mkdirat(root.top(), name, Mode::RWXU).map_err(fail("make"))?;
    }
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    openat(root.top(), name, flags, Mode::empty()).map_err(fail("open"))
}

/// Removes the directory of the slots from the workspace with what `goes`, and reports what does not.
///
/// # Errors
/// When something cannot be removed.
pub fn sweep(
    root: &Root,
    name: &str,
    before_change: &dyn Fn(),
    goes: &dyn Fn(usize, &Object) -> bool,
) -> Result<Vec<Left>, Failed> {
    let fail = |error| Failed::new("remove", text(name), error);
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let slots = match openat(root.top(), name, flags, Mode::empty()) {
        Ok(slots) => slots,
        Err(Errno::NOENT) => return Ok(Vec::new()),
        Err(error) => return Err(fail(error)),
    };
    // Gathered first: a directory may skip names while it is emptied.
    let entries: Result<Vec<_>, Errno> = Dir::read_from(&slots).map_err(fail)?.collect();
    let mut left = Vec::new();
    for entry in entries.map_err(fail)? {
        let own = entry.file_name().to_string_lossy();
        if matches!(&*own, "." | "..") {
            continue;
        }
        let stat = statat(&slots, entry.file_name(), AtFlags::SYMLINK_NOFOLLOW).map_err(fail)?;
        let object = Object::from(&stat);
        if !own.parse().is_ok_and(|slot| goes(slot, &object)) {
            left.push(Left {
                path: text(&format!("{name}/{own}")),
                reason: Reason::Exists,
                backup: None,
            });
            continue;
        }
        let kind = match object.is_directory() {
            true => AtFlags::REMOVEDIR,
            false => AtFlags::empty(),
        };
        before_change();
        unlinkat(&slots, entry.file_name(), kind).map_err(fail)?;
    }
    if left.is_empty() {
        before_change();
        unlinkat(root.top(), name, AtFlags::REMOVEDIR).map_err(fail)?;
    }
    Ok(left)
}

/// Makes what is in the slots durable. `many` at once are left to the whole file system.
///
/// # Errors
/// When the disk is full, or fails.
pub fn settle(slots: &OwnedFd, files: &[File], many: bool) -> Result<(), Failed> {
    let fail = |error: std::io::Error| Failed::own("write", "backup", &error);
    if many {
        return rustix::fs::syncfs(slots).map_err(|error| fail(error.into()));
    }
    files.iter().try_for_each(File::sync_all).map_err(fail)?;
    rustix::fs::fsync(slots).map_err(|error| fail(error.into()))
}

fn text(name: &str) -> PathName {
    PathName::Text(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::MetadataExt;
    use std::path::Path;

    fn take(path: &Path) -> Root {
        let meta = fs::metadata(path).unwrap();
        Root::take(path, meta.dev(), meta.ino()).unwrap()
    }

    #[test]
    fn slots_are_in_the_workspace_only_where_the_journal_is_on_another_file_system() {
        let (tree, near) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let far = tempfile::tempdir_in("/dev/shm").unwrap();
        let root = take(tree.path());
        assert_eq!(choose(&root, &Folder::new(near.path())).unwrap(), None);
        let name = choose(&root, &Folder::new(far.path())).unwrap().unwrap();
        assert!(
            name.starts_with(".bellglass-") && name.len() == 27,
            "{name}"
        );
        assert!(!tree.path().join(&name).exists());
        open(&root, &Folder::new(far.path()), Some(&name), true).unwrap();
        assert_eq!(
            fs::metadata(tree.path().join(&name)).unwrap().mode() & 0o777,
            0o700
        );
    }

    #[test]
    fn a_sweep_leaves_what_is_not_to_go_and_says_where_it_is() {
        let tree = tempfile::tempdir().unwrap();
        let root = take(tree.path());
        let own = tree.path().join("own");
        fs::create_dir_all(own.join("2")).unwrap();
        fs::write(own.join("0"), "").unwrap();
        fs::write(own.join("1"), "").unwrap();
        fs::write(own.join("note"), "").unwrap();
        let left = sweep(&root, "own", &|| {}, &|slot, _| slot != 1).unwrap();
        let mut paths: Vec<_> = left.into_iter().map(|left| left.path).collect();
        paths.sort_by(|one, other| one.as_bytes().cmp(other.as_bytes()));
        assert_eq!(paths, [text("own/1"), text("own/note")]);
        assert!(!own.join("0").exists() && !own.join("2").exists());
        fs::remove_file(own.join("note")).unwrap();
        assert!(
            sweep(&root, "own", &|| {}, &|_, _| true)
                .unwrap()
                .is_empty()
        );
        assert!(!own.exists());
        assert!(
            sweep(&root, "own", &|| {}, &|_, _| true)
                .unwrap()
                .is_empty()
        );
    }
}
