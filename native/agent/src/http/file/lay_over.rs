//! `PUT /v1/overlay`

use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use hyper::body::Incoming;
use rustix::fs::{StatVfsMountFlags, fstatvfs};
use rustix::mount::{MountFlags, mount_bind, mount_remount};

use super::write::fill;
use crate::fault::Fault;
use crate::http::query::Query;
use crate::http::reply::{Reply, nothing};

/// Where the contents are, in memory. A program may be among them, so it is no mount without execution.
const PLACE: &str = "/run/bellglass/over";

/// Lays the body over a regular file: from now on the guest sees it in the file's place, with the file's owner and
/// permissions, and to be written where that was. What is beneath, which may be the host's, stays as it is.
pub async fn lay_over(query: &Query, body: Incoming) -> Result<Reply, Fault> {
    let path = query.path()?;
    let beneath = Beneath::open(&path)?;
    let (mut file, content) = beneath
        .content(Path::new(PLACE))
        .map_err(|error| Fault::file("making", &path, &error))?;
    let filled = fill(&mut file, &path, body).await;
    let laid = filled.and_then(|()| {
        beneath
            .cover(&content)
            .map_err(|error| Fault::file("covering", &path, &error))
    });
    if laid.is_err() {
        let _ = std::fs::remove_file(&content);
    }
    laid.map(|()| nothing())
}

/// A regular file that something is laid over. It is held by its descriptor, so that its name may come to mean another.
pub struct Beneath(File);

impl Beneath {
    /// Finds the file; a link is none.
    pub fn open(path: &Path) -> Result<Self, Fault> {
        let fault = |error| Fault::file("covering", path, &error);
        let file = OpenOptions::new()
            .read(true)
            .custom_flags(libc::O_PATH | libc::O_NOFOLLOW)
            .open(path)
            .map_err(fault)?;
        if file.metadata().map_err(fault)?.is_file() {
            return Ok(Self(file));
        }
        Err(Fault::NotAFile {
            path: path.to_string_lossy().into_owned(),
        })
    }

    /// An empty file in `place` with the owner and the permissions of this one, and its path.
    pub fn content(&self, place: &Path) -> io::Result<(File, PathBuf)> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(place)?;
        let path = place.join(NEXT.fetch_add(1, Ordering::Relaxed).to_string());
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)?;
        let metadata = self.0.metadata()?;
        fchown(&file, Some(metadata.uid()), Some(metadata.gid()))?;
        file.set_permissions(Permissions::from_mode(metadata.mode() & 0o777))?;
        Ok((file, path))
    }

    /// Lays `content` over it.
    pub fn cover(&self, content: &Path) -> io::Result<()> {
        let here = format!("/proc/self/fd/{}", self.0.as_raw_fd());
        let only_read = fstatvfs(&self.0)?
            .f_flag
            .contains(StatVfsMountFlags::RDONLY);
        let target = std::fs::read_link(&here)?;
        mount_bind(content, here.as_str())?;
        if only_read {
            let flags =
                MountFlags::BIND | MountFlags::RDONLY | MountFlags::NOSUID | MountFlags::NODEV;
            mount_remount(target.as_path(), flags, "")?;
        }
        Ok(())
    }
}
