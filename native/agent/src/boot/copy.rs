//! Copying a tree of the initramfs to a disk, with modes, owners and links.

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{MetadataExt, chown, lchown, symlink};
use std::path::Path;

use super::unfinished;
use crate::fault::Fault;

/// Copies `from` to `to`, unless something is there already, which is the user's. It appears whole or not at all, whenever
/// the machine is killed. Devices and sockets are left out.
pub fn tree(from: &Path, to: &Path) -> Result<(), Fault> {
    if to.symlink_metadata().is_ok() {
        return Ok(());
    }
    copy(from, to).map_err(|error| Fault::file("copying", from, &error))
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let parent = to.parent().ok_or(ErrorKind::InvalidInput)?;
    fs::create_dir_all(parent)?;
    let part = unfinished::path(to)?;
    unfinished::remove(&part)?;
    entry(from, &part)?;
    // The name must not be on the disk before what it names.
    rustix::fs::syncfs(File::open(parent)?)?;
    fs::rename(part, to)
}

fn entry(from: &Path, to: &Path) -> io::Result<()> {
    let metadata = fs::symlink_metadata(from)?;
    if metadata.is_symlink() {
        symlink(fs::read_link(from)?, to)?;
        return lchown(to, Some(metadata.uid()), Some(metadata.gid()));
    }
    if metadata.is_dir() {
        fs::create_dir(to)?;
        for child in fs::read_dir(from)? {
            let child = child?;
            entry(&child.path(), &to.join(child.file_name()))?;
        }
    } else if metadata.is_file() {
        fs::copy(from, to)?;
    } else {
        return Ok(());
    }
    take_over(&metadata, to)
}

fn take_over(metadata: &Metadata, to: &Path) -> io::Result<()> {
    chown(to, Some(metadata.uid()), Some(metadata.gid()))?;
    // After the owner, whose change takes setuid away.
    fs::set_permissions(to, metadata.permissions())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::daemon_test::Scratch;
    use std::os::unix::fs::PermissionsExt;

    fn source(scratch: &Scratch) -> std::path::PathBuf {
        let from = scratch.0.join("from");
        fs::create_dir_all(from.join("sub")).unwrap();
        fs::write(from.join("sub/file"), "text").unwrap();
        fs::set_permissions(from.join("sub"), fs::Permissions::from_mode(0o750)).unwrap();
        fs::set_permissions(from.join("sub/file"), fs::Permissions::from_mode(0o4640)).unwrap();
        symlink("sub/file", from.join("link")).unwrap();
        symlink("/no/such/place", from.join("broken")).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(from.join("socket")).unwrap();
        from
    }

    fn mode(path: impl AsRef<Path>) -> u32 {
        fs::symlink_metadata(path).unwrap().mode() & 0o7777
    }

    fn names(path: impl AsRef<Path>) -> Vec<String> {
        let name = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name();
        let mut names: Vec<_> = fs::read_dir(path).unwrap().map(name).collect();
        names.sort();
        names
            .into_iter()
            .map(|name| name.into_string().unwrap())
            .collect()
    }

    #[test]
    fn a_tree_is_copied_with_modes_owners_and_links() {
        let scratch = Scratch::new("copy");
        let (from, to) = (source(&scratch), scratch.0.join("to/deep/etc"));
        if rustix::process::geteuid().is_root() {
            lchown(from.join("link"), Some(4242), Some(4343)).unwrap();
            chown(from.join("sub"), Some(4242), Some(4343)).unwrap();
        }
        tree(&from, &to).unwrap();
        assert_eq!(names(&to), ["broken", "link", "sub"]);
        assert_eq!(fs::read_to_string(to.join("link")).unwrap(), "text");
        assert_eq!(
            (mode(to.join("sub")), mode(to.join("sub/file"))),
            (0o750, 0o4640)
        );
        for name in ["link", "sub", "sub/file"] {
            let of = |base: &Path| fs::symlink_metadata(base.join(name)).unwrap();
            assert_eq!(
                (of(&to).uid(), of(&to).gid()),
                (of(&from).uid(), of(&from).gid())
            );
        }
        assert_eq!(names(scratch.0.join("to/deep")), ["etc"]);
        assert!(tree(&scratch.0.join("none"), &scratch.0.join("x")).is_err());
    }

    #[test]
    fn what_is_there_already_is_the_users() {
        let scratch = Scratch::new("copy-there");
        let from = source(&scratch);
        let to = scratch.0.join("directory");
        fs::create_dir(&to).unwrap();
        tree(&from, &to).unwrap();
        assert_eq!(names(&to), [""; 0]);
        let link = scratch.0.join("a-link");
        symlink("nowhere", &link).unwrap();
        tree(&from, &link).unwrap();
        assert_eq!(fs::read_link(&link).unwrap(), Path::new("nowhere"));
    }

    #[test]
    fn one_that_was_killed_half_way_is_begun_again() {
        let scratch = Scratch::new("copy-again");
        let (from, to) = (source(&scratch), scratch.0.join("etc"));
        let part = unfinished::path(&to).unwrap();
        fs::create_dir_all(part.join("sub/stale")).unwrap();
        fs::write(part.join("sub/file"), "te").unwrap();
        tree(&from, &to).unwrap();
        assert_eq!(names(&to), ["broken", "link", "sub"]);
        assert_eq!(fs::read_to_string(to.join("sub/file")).unwrap(), "text");
        assert_eq!(names(to.join("sub")), ["file"]);
        assert!(!part.exists());
    }
}
