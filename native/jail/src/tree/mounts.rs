//! Copies of mounts, with their rights cut down.

use std::mem::size_of;
use std::os::fd::{AsRawFd, BorrowedFd, OwnedFd};
use std::path::Path;

use rustix::fs::{AtFlags, CWD, FileType, OFlags, fstat};
use rustix::mount::{MountPropagationFlags, OpenTreeFlags, mount_change, open_tree};

use crate::JailError;

/// A copy of a file or directory tree, not yet anywhere.
pub struct Copy {
    /// The mount.
    pub mount: OwnedFd,
    /// Whether it is a directory's.
    pub directory: bool,
}

/// Keeps what happens here from the host's tree.
///
/// # Errors
/// When the system refuses.
pub fn make_private() -> Result<(), JailError> {
    let flags = MountPropagationFlags::PRIVATE | MountPropagationFlags::REC;
    mount_change("/", flags).map_err(|error| JailError::new("mount / as private", error))
}

/// Copies what is at `source`, with everything mounted beneath; no setuid, and no devices but `source` itself.
///
/// # Errors
/// When there is nothing, or the system refuses the copy.
pub fn copy(source: &Path, read_only: bool) -> Result<Copy, JailError> {
    let step = |call: &str| format!("{call} {}", source.display());
    let flags = OpenTreeFlags::OPEN_TREE_CLONE
        | OpenTreeFlags::OPEN_TREE_CLOEXEC
        | OpenTreeFlags::AT_RECURSIVE;
    let mount =
        open_tree(CWD, source, flags).map_err(|error| JailError::new(step("open_tree"), error))?;
    let stat = fstat(&mount).map_err(|error| JailError::new(step("fstat"), error))?;
    let kind = FileType::from_raw_mode(stat.st_mode);
    let device = kind == FileType::CharacterDevice;
    let mut attributes = libc::MOUNT_ATTR_NOSUID;
    if read_only {
        attributes |= libc::MOUNT_ATTR_RDONLY;
    }
    if !device {
        attributes |= libc::MOUNT_ATTR_NODEV;
    }
    set(&mount, attributes, true).map_err(|error| JailError::new(step("mount_setattr"), error))?;
    Ok(Copy {
        mount,
        directory: kind == FileType::Directory,
    })
}

/// Refuses writes on the mount whose root is `path`; what is mounted beneath keeps its rights.
///
/// # Errors
/// When the system refuses.
pub fn read_only(path: &Path) -> Result<(), JailError> {
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let fd = rustix::fs::open(path, flags, rustix::fs::Mode::empty())
        .map_err(|error| JailError::new("open the tree", error))?;
    set(&fd, libc::MOUNT_ATTR_RDONLY, false)
        .map_err(|error| JailError::new("mount_setattr the tree", error))
}

fn set(mount: impl std::os::fd::AsFd, attributes: u64, recursive: bool) -> std::io::Result<()> {
    let mount: BorrowedFd = mount.as_fd();
    let flags = if recursive {
        AtFlags::EMPTY_PATH.bits() | AT_RECURSIVE
    } else {
        AtFlags::EMPTY_PATH.bits()
    };
    let wanted = libc::mount_attr {
        attr_set: attributes,
        attr_clr: 0,
        propagation: 0,
        userns_fd: 0,
    };
    // SAFETY: the path is a C string and `wanted` is as long as is said; both outlive the call.
    let result = unsafe {
        libc::syscall(
            libc::SYS_mount_setattr,
            mount.as_raw_fd(),
            c"".as_ptr(),
            flags,
            &raw const wanted,
            size_of::<libc::mount_attr>(),
        )
    };
    if result != 0 {
        return Err(std::io::Error::last_os_error());
    }
    Ok(())
}

// Missing in libc and rustix for this call.
const AT_RECURSIVE: u32 = 0x8000;
