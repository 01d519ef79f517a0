use std::cell::Cell;
use std::ffi::OsStr;
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;
use std::rc::Rc;

use rustix::fs::{
    AtFlags, FlockOperation, Mode, OFlags, ResolveFlags, StatxFlags, flock, fstat, open, openat,
    openat2, statx,
};
use rustix::io::Errno;

use crate::error::{ApplyError, WorkspaceFault};
use crate::tree::Rel;

// openat2 says EAGAIN when a rename anywhere came in between.
const TRIES: usize = 64;

/// The top of the workspace, held open: where it moves, this moves along.
pub struct Root {
    top: Rc<OwnedFd>,
    device: u64,
    // Without openat2 every name is opened by itself.
    by_name: Cell<bool>,
}

impl Root {
    /// Opens the workspace and takes it for this process alone, until this is dropped.
    ///
    /// # Errors
    /// [`ApplyError::Workspace`] where another directory stands there, or none; [`ApplyError::Busy`] where another
    /// has taken it.
    pub fn take(path: &Path, device: u64, inode: u64) -> Result<Self, ApplyError> {
        let fault = |fault| ApplyError::Workspace {
            path: path.as_os_str().to_owned().into(),
            fault,
        };
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let top = open(path, flags, Mode::empty())
            .map_err(|error| fault(WorkspaceFault::Unreachable(error.into())))?;
        let stat = fstat(&top).map_err(|error| fault(WorkspaceFault::Unreachable(error.into())))?;
        if stat.st_dev != device || stat.st_ino != inode {
            return Err(fault(WorkspaceFault::Another));
        }
        match flock(&top, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Self {
                top: Rc::new(top),
                device,
                by_name: Cell::new(false),
            }),
            Err(Errno::WOULDBLOCK) => Err(ApplyError::Busy),
            Err(error) => Err(fault(WorkspaceFault::Unreachable(error.into()))),
        }
    }

    /// The top itself.
    pub fn top(&self) -> &Rc<OwnedFd> {
        &self.top
    }

    /// The directory that holds `path`, by which its last name can be used. Nothing on the way there is a symbolic
    /// link or another file system.
    ///
    /// # Errors
    /// ELOOP at a symbolic link, EXDEV at a mount, ENOTDIR and ENOENT as ever.
    pub fn parent(&self, path: &Rel) -> Result<Rc<OwnedFd>, Errno> {
        match path.parent() {
            None => Ok(Rc::clone(&self.top)),
            Some(parent) => self.open(&parent, OFlags::PATH).map(Rc::new),
        }
    }

    /// A directory of the workspace, to read.
    ///
    /// # Errors
    /// As [`Root::parent`].
    pub fn directory(&self, path: &Rel) -> Result<OwnedFd, Errno> {
        self.open(path, OFlags::RDONLY)
    }

    /// Whether a rename can lead from `directory` into the workspace: the same file system by the same mount.
    ///
    /// # Errors
    /// When one of them cannot be looked at.
    pub fn shares_mount(&self, directory: &OwnedFd) -> Result<bool, Errno> {
        let same = self.same_mount(directory, OsStr::new(""), AtFlags::EMPTY_PATH)?;
        Ok(same.unwrap_or(true) && fstat(directory)?.st_dev == self.device)
    }

    /// Whether what has a name in a directory of the workspace lies in it, and is not mounted there. In a file system of
    /// layers each may have a device of its own, so its device counts only where the kernel tells no mounts (before 5.8).
    ///
    /// # Errors
    /// When it cannot be looked at.
    pub fn holds(&self, parent: &OwnedFd, name: &OsStr, device: u64) -> Result<bool, Errno> {
        let same = self.same_mount(parent, name, AtFlags::SYMLINK_NOFOLLOW)?;
        Ok(same.unwrap_or(device == self.device))
    }

    fn same_mount(
        &self,
        at: &OwnedFd,
        name: &OsStr,
        flags: AtFlags,
    ) -> Result<Option<bool>, Errno> {
        let own = statx(&self.top, "", AtFlags::EMPTY_PATH, StatxFlags::MNT_ID)?;
        let other = statx(at, name, flags, StatxFlags::MNT_ID)?;
        let known = |mask: u32| StatxFlags::from_bits_retain(mask).contains(StatxFlags::MNT_ID);
        let both = known(own.stx_mask) && known(other.stx_mask);
        Ok(both.then_some(own.stx_mnt_id == other.stx_mnt_id))
    }

    fn open(&self, path: &Rel, access: OFlags) -> Result<OwnedFd, Errno> {
        let flags = access | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let resolve = ResolveFlags::BENEATH
            | ResolveFlags::NO_SYMLINKS
            | ResolveFlags::NO_MAGICLINKS
            | ResolveFlags::NO_XDEV;
        for _ in 0..TRIES {
            if self.by_name.get() {
                break;
            }
            match openat2(&self.top, path.as_os_str(), flags, Mode::empty(), resolve) {
                Err(Errno::AGAIN | Errno::INTR) => {}
                // Some filters of containers answer EPERM to what they do not know.
                Err(Errno::NOSYS | Errno::PERM) => self.by_name.set(true),
                opened => return opened,
            }
        }
        self.walk(path, flags)
    }

    fn walk(&self, path: &Rel, flags: OFlags) -> Result<OwnedFd, Errno> {
        let names: Vec<&OsStr> = path.names().collect();
        let mut at: Option<OwnedFd> = None;
        for (index, name) in names.iter().enumerate() {
            let from = at.as_ref().map_or(self.top.as_fd(), AsFd::as_fd);
            let last = index + 1 == names.len();
            let kind = OFlags::DIRECTORY | OFlags::CLOEXEC;
            let own = if last { flags } else { OFlags::PATH | kind };
            let next = openat(from, *name, own | OFlags::NOFOLLOW, Mode::empty())?;
            if !self.shares_mount(&next)? {
                return Err(Errno::XDEV);
            }
            at = Some(next);
        }
        at.ok_or(Errno::INVAL)
    }
}

impl Drop for Root {
    fn drop(&mut self) {
        // Closing alone does not, while a process that is just being started has the descriptor too.
        let _ = flock(&self.top, FlockOperation::Unlock);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::{MetadataExt, symlink};

    fn take(path: &Path) -> Result<Root, ApplyError> {
        let meta = fs::metadata(path).unwrap();
        Root::take(path, meta.dev(), meta.ino())
    }

    fn rel(path: &str) -> Rel {
        serde_json::from_value(serde_json::Value::String(path.to_owned())).unwrap()
    }

    #[test]
    fn a_workspace_is_taken_by_one_at_a_time() {
        let place = tempfile::tempdir().unwrap();
        let first = take(place.path()).unwrap();
        assert!(matches!(take(place.path()), Err(ApplyError::Busy)));
        drop(first);
        assert!(take(place.path()).is_ok());
    }

    #[test]
    fn another_directory_at_the_same_path_is_refused() {
        let place = tempfile::tempdir().unwrap();
        let meta = fs::metadata(place.path()).unwrap();
        let taken = Root::take(place.path(), meta.dev(), meta.ino() + 1);
        assert!(matches!(
            taken,
            Err(ApplyError::Workspace {
                fault: WorkspaceFault::Another,
                ..
            })
        ));
        let gone = Root::take(&place.path().join("gone"), meta.dev(), meta.ino());
        assert!(matches!(gone, Err(ApplyError::Workspace { .. })));
    }

    #[test]
    fn no_symbolic_link_and_no_mount_is_passed_with_openat2_or_without() {
        let place = tempfile::tempdir().unwrap();
        fs::create_dir_all(place.path().join("a/b")).unwrap();
        symlink("a", place.path().join("link")).unwrap();
        symlink("/", place.path().join("out")).unwrap();
        fs::write(place.path().join("file"), "").unwrap();
        let root = take(place.path()).unwrap();
        for by_name in [false, true] {
            root.by_name.set(by_name);
            assert!(root.parent(&rel("a/b/c")).is_ok());
            assert!(root.directory(&rel("a/b")).is_ok());
            assert!(root.parent(&rel("link/b")).is_err());
            assert!(root.parent(&rel("out/etc/passwd")).is_err());
            assert!(root.directory(&rel("out")).is_err());
            assert_eq!(root.parent(&rel("file/c")).err(), Some(Errno::NOTDIR));
            assert_eq!(root.parent(&rel("none/c")).err(), Some(Errno::NOENT));
        }
        let top = take(Path::new("/")).unwrap();
        for by_name in [false, true] {
            top.by_name.set(by_name);
            assert_eq!(top.parent(&rel("proc/self")).err(), Some(Errno::XDEV));
        }
    }

    #[test]
    fn another_file_system_shares_no_mount() {
        let place = tempfile::tempdir().unwrap();
        let root = take(place.path()).unwrap();
        let own = open(place.path(), OFlags::RDONLY, Mode::empty()).unwrap();
        let other = open("/proc", OFlags::RDONLY, Mode::empty()).unwrap();
        assert!(root.shares_mount(&own).unwrap());
        assert!(!root.shares_mount(&other).unwrap());
    }
}
