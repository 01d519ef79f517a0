//! `DELETE /v1/file`

use std::ffi::{CStr, CString};
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use rustix::fs::{AtFlags, CWD, Dir, Mode, OFlags, openat, unlinkat};
use rustix::io::Errno;

use crate::fault::Fault;
use crate::http::query::Query;
use crate::http::reply::{Reply, nothing};

/// After how many entries other requests get their turn.
const TURN: usize = 256;

/// Removes one entry, or with `recursive` a whole tree; links are removed and never followed.
pub async fn remove(query: &Query) -> Result<Reply, Fault> {
    let path = query.path()?;
    let recursive = query.flag("recursive")?;
    let removed = match one(CWD, &path) {
        Err(Errno::NOTEMPTY | Errno::EXIST) if recursive => tree(&path).await,
        other => other,
    };
    removed.map_err(|errno| Fault::file("removing", &path, &errno.into()))?;
    Ok(nothing())
}

/// Removes a file or an empty directory.
fn one(within: impl std::os::fd::AsFd, path: &Path) -> Result<(), Errno> {
    let name = CString::new(path.as_os_str().as_bytes()).map_err(|_| Errno::INVAL)?;
    match unlinkat(&within, name.as_c_str(), AtFlags::empty()) {
        Err(Errno::ISDIR | Errno::PERM) => unlinkat(&within, name.as_c_str(), AtFlags::REMOVEDIR),
        other => other,
    }
}

/// A directory on the way down: its descriptor to remove from, and its entries still to be seen.
struct Level {
    name: CString,
    descriptor: OwnedFd,
    entries: Dir,
}

async fn tree(path: &Path) -> Result<(), Errno> {
    let name = CString::new(path.as_os_str().as_bytes()).map_err(|_| Errno::INVAL)?;
    let mut levels = vec![enter(CWD, &name)?];
    let mut seen = 0;
    while let Some(level) = levels.last_mut() {
        seen += 1;
        if seen % TURN == 0 {
            tokio::task::yield_now().await;
        }
        let Some(entry) = level.entries.next().transpose()? else {
            let Some(done) = levels.pop() else { break };
            match levels.last() {
                Some(above) => {
                    unlinkat(&above.descriptor, done.name.as_c_str(), AtFlags::REMOVEDIR)?
                }
                None => unlinkat(CWD, done.name.as_c_str(), AtFlags::REMOVEDIR)?,
            }
            continue;
        };
        let name = entry.file_name();
        if name == c"." || name == c".." {
            continue;
        }
        match unlinkat(&level.descriptor, name, AtFlags::empty()) {
            Err(Errno::ISDIR | Errno::PERM) => {
                let below = enter(&level.descriptor, name)?;
                levels.push(below);
            }
            other => other?,
        }
    }
    Ok(())
}

fn enter(within: impl std::os::fd::AsFd, name: &CStr) -> Result<Level, Errno> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let descriptor = openat(within, name, flags, Mode::empty())?;
    let entries = Dir::read_from(&descriptor)?;
    Ok(Level {
        name: name.into(),
        descriptor,
        entries,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_tree_is_removed_and_what_links_point_to_stays() {
        let base = std::env::temp_dir().join(format!("bellglass-remove-{}", std::process::id()));
        let outside = base.join("outside");
        std::fs::create_dir_all(base.join("tree/a/b/c")).unwrap();
        std::fs::create_dir_all(&outside).unwrap();
        std::fs::write(outside.join("kept"), "x").unwrap();
        std::os::unix::fs::symlink(&outside, base.join("tree/a/link")).unwrap();
        for number in 0..600 {
            std::fs::write(base.join(format!("tree/a/b/{number}")), "").unwrap();
        }
        assert_eq!(one(CWD, &base.join("tree")), Err(Errno::NOTEMPTY));
        tree(&base.join("tree")).await.unwrap();
        assert!(!base.join("tree").exists());
        assert!(outside.join("kept").exists());
        assert_eq!(tree(&base.join("tree")).await, Err(Errno::NOENT));
        std::fs::remove_dir_all(base).unwrap();
    }
}
