//! A mount namespace in which only the named files exist.
//!
//! Landlock stops reading and writing elsewhere, but not chmod, chown, utimes and xattrs: what a hostile guest
//! names must not be there at all. The named files appear at targets of the caller's choosing in a small tmpfs.

mod mounts;
mod namespace;

use std::path::{Path, PathBuf};

use bellglass_wire::spec::{Wall, WallName};
use rustix::fs::{CWD, FileType, Mode, mkdirat, mknodat};
use rustix::mount::{MountFlags, MoveMountFlags, UnmountFlags, mount, move_mount, unmount};
use rustix::process::{chdir, pivot_root};

use crate::{JailError, missing, up};

/// A file, device or directory of the host and where it appears.
#[derive(Clone, Debug)]
pub struct Entry {
    /// On the host, absolute.
    pub source: PathBuf,
    /// In the tree, absolute.
    pub target: PathBuf,
    /// Whether writing is refused by the mount.
    pub read_only: bool,
}

/// What exists in the tree.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// The files of the host.
    pub entries: Vec<Entry>,
    /// `/proc/self/fd` of this process, and nothing else of proc: the way from a descriptor to its file.
    pub own_descriptors: bool,
}

// The tmpfs is put here before it becomes the root; what it hides was opened before.
const BASE: &str = "/tmp";

impl Tree {
    /// Enters a namespace of its own with this tree as the root.
    ///
    /// The wall is reported as missing, and the process goes on with the host's tree, where the host forbids it.
    ///
    /// # Errors
    /// When a step in the middle fails and cannot be undone.
    pub fn enter(&self) -> Result<Wall, JailError> {
        let refused = |error: &JailError| {
            let so = "so modes, owners, times and attributes of shared files cannot be changed";
            missing(WallName::MountNamespace, format!("{error}; {so}"))
        };
        let kind = match namespace::enter() {
            Ok(kind) => kind,
            Err(error) => return Ok(refused(&error)),
        };
        match self.build() {
            Ok(()) => {}
            Err(error) => return Ok(refused(&error)),
        }
        let base = Path::new(BASE);
        if let Err(error) = switch(base) {
            unmount(base, UnmountFlags::DETACH)
                .map_err(|error| JailError::new(format!("umount {BASE}"), error))?;
            return Ok(refused(&error));
        }
        let detail = format!("{kind}, {} entries", self.entries.len());
        Ok(up(WallName::MountNamespace, detail))
    }

    fn build(&self) -> Result<(), JailError> {
        let base = Path::new(BASE);
        mounts::make_private()?;
        let mut clones = Vec::with_capacity(self.entries.len());
        for entry in &self.entries {
            clones.push(mounts::copy(&entry.source, entry.read_only)?);
        }
        let descriptors = match self.own_descriptors {
            true => Some(mounts::copy(Path::new("/proc/self/fd"), true)?),
            false => None,
        };
        let flags = MountFlags::NOSUID | MountFlags::NODEV | MountFlags::NOEXEC;
        mount("tmpfs", base, "tmpfs", flags, c"mode=0755,size=1m")
            .map_err(|error| JailError::new(format!("mount tmpfs on {BASE}"), error))?;
        let filled = self.fill(base, &clones, descriptors.as_ref());
        if filled.is_err() {
            // Best effort: the caller goes on with the host's tree either way.
            let _ = unmount(base, UnmountFlags::DETACH);
        }
        filled
    }

    fn fill(
        &self,
        base: &Path,
        clones: &[mounts::Copy],
        descriptors: Option<&mounts::Copy>,
    ) -> Result<(), JailError> {
        for (entry, clone) in self.entries.iter().zip(clones) {
            attach(base, &entry.target, clone)?;
        }
        if let Some(clone) = descriptors {
            attach(base, Path::new("/proc/self/fd"), clone)?;
        }
        mounts::read_only(base)
    }
}

fn inside(base: &Path, target: &Path) -> PathBuf {
    base.join(target.strip_prefix("/").unwrap_or(target))
}

fn attach(base: &Path, target: &Path, clone: &mounts::Copy) -> Result<(), JailError> {
    let path = inside(base, target);
    let step = |call: &str| format!("{call} {}", target.display());
    let directory = if clone.directory {
        Some(path.as_path())
    } else {
        path.parent()
    };
    if let Some(directory) = directory {
        make_directories(directory).map_err(|error| JailError::new(step("mkdir"), error))?;
    }
    if !clone.directory && !path.exists() {
        mknodat(
            CWD,
            &path,
            FileType::RegularFile,
            Mode::from_bits_truncate(0o600),
            0,
        )
        .map_err(|error| JailError::new(step("mknod"), error))?;
    }
    move_mount(
        &clone.mount,
        c"",
        CWD,
        &path,
        MoveMountFlags::MOVE_MOUNT_F_EMPTY_PATH,
    )
    .map_err(|error| JailError::new(step("move_mount"), error))
}

fn make_directories(path: &Path) -> rustix::io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        make_directories(parent)?;
    }
    // 0755: the umask of this process does not count here, nothing secret has a name in the tree.
    mkdirat(CWD, path, Mode::from_bits_truncate(0o755))
}

fn switch(base: &Path) -> Result<(), JailError> {
    chdir(base).map_err(|error| JailError::new("chdir", error))?;
    // With both on ".", the old root ends up over the new one, where it is taken away.
    pivot_root(".", ".").map_err(|error| JailError::new("pivot_root", error))?;
    unmount(".", UnmountFlags::DETACH)
        .map_err(|error| JailError::new("umount the old root", error))?;
    chdir("/").map_err(|error| JailError::new("chdir", error))
}
