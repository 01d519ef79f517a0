//! Copying a tree of the initramfs into the root, with modes, owners and links.

use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::{MetadataExt, chown, lchown, symlink};
use std::path::Path;

use crate::fault::Fault;

/// Copies `from` to `to`, which must not hold entries of the same names. Devices and sockets are left out.
pub fn tree(from: &str, to: &str) -> Result<(), Fault> {
    let (from, to) = (Path::new(from), Path::new(to));
    to.parent()
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| entry(from, to))
        .map_err(|error| Fault::file("copying", from, &error))
}

fn entry(from: &Path, to: &Path) -> io::Result<()> {
    let metadata = fs::symlink_metadata(from)?;
    if metadata.is_symlink() {
        symlink(fs::read_link(from)?, to)?;
        return lchown(to, Some(metadata.uid()), Some(metadata.gid()));
    }
    if metadata.is_dir() {
        fs::create_dir_all(to)?;
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
    fs::set_permissions(to, metadata.permissions())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_tree_is_copied_with_modes_and_links() {
        let base = std::env::temp_dir().join(format!("bellglass-copy-{}", std::process::id()));
        let (from, to) = (base.join("from"), base.join("to/deep"));
        fs::create_dir_all(from.join("sub")).unwrap();
        fs::write(from.join("sub/file"), "text").unwrap();
        fs::set_permissions(from.join("sub/file"), fs::Permissions::from_mode(0o640)).unwrap();
        symlink("sub/file", from.join("link")).unwrap();
        tree(from.to_str().unwrap(), to.to_str().unwrap()).unwrap();
        assert_eq!(fs::read_to_string(to.join("link")).unwrap(), "text");
        assert_eq!(
            fs::metadata(to.join("sub/file")).unwrap().mode() & 0o7777,
            0o640
        );
        assert!(tree(base.join("none").to_str().unwrap(), to.to_str().unwrap()).is_err());
        fs::remove_dir_all(base).unwrap();
    }
}
