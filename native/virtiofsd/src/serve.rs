use std::fs::File;
use std::io;
use std::os::unix::net::UnixListener;
use std::sync::Arc;
use std::time::Duration;

use bellglass_jail::limits;
use bellglass_veil::Judge;
use vhost::vhost_user::{Error as VhostError, Listener};
use vhost_user_backend::{Error as BackendError, VhostUserDaemon};
use virtiofsd::filesystem::{FileSystem, SerializableFileSystem};
use virtiofsd::passthrough::read_only::PassthroughFsRo;
use virtiofsd::passthrough::{CachePolicy, Config, PassthroughFs};
use virtiofsd::vhost_user::VhostUserFsBackendBuilder;
use vm_memory::{GuestMemoryAtomic, GuestMemoryMmap};

use crate::arguments::Arguments;
use crate::hiding::Hiding;
use crate::jail::Place;

// A host edit shows within a second, with room for the guest's own delay.
const CACHED: Duration = Duration::from_millis(500);

// Memory regions of the guest (509 at most) and the server's own files.
const RESERVED: u64 = 640;

/// What went wrong while serving.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The directory cannot be served.
    #[error("the directory cannot be served: {0}")]
    Directory(#[from] io::Error),
    /// The host allows too few descriptors to serve any file.
    #[error("the host allows only {0} descriptors, at least {RESERVED} are needed")]
    Descriptors(u64),
    /// vhost-user failed.
    #[error("vhost-user: {0}")]
    Backend(String),
}

/// Serves the directory until QEMU closes its connection.
///
/// # Errors
/// When the directory cannot be opened, it is not certain what is hidden in it, or the connection breaks in another way than by its end.
pub fn serve(arguments: &Arguments, place: Place) -> Result<(), Error> {
    let judge = match &arguments.hidden {
        Some(patterns) => Some(Judge::new(&place.directory, patterns)?),
        None => None,
    };
    let held = judge.as_ref().map_or(0, Judge::held);
    let allowed = limits::files().saturating_sub(held);
    let config = config(place.directory, place.descriptors, allowed)?;
    let listener = UnixListener::from(place.socket).into();
    match arguments.read_only() {
        true => hide(PassthroughFsRo::new(config)?, judge, listener),
        false => hide(PassthroughFs::new(config)?, judge, listener),
    }
}

/// The server's settings for a directory, where it may have `allowed` descriptors open.
fn config(directory: String, descriptors: File, allowed: u64) -> Result<Config, Error> {
    Ok(Config {
        entry_timeout: CACHED,
        attr_timeout: CACHED,
        cache_policy: CachePolicy::Auto,
        root_dir: directory,
        proc_sfd_rawfd: Some(descriptors),
        xattr: true,
        guest_fd_limit: allowed
            .checked_sub(RESERVED)
            .ok_or(Error::Descriptors(allowed))?,
        ..Config::default()
    })
}

fn hide<F>(files: F, judge: Option<Judge>, listener: Listener) -> Result<(), Error>
where
    F: FileSystem<Inode = u64, Handle = u64> + SerializableFileSystem + Send + Sync + 'static,
{
    match judge {
        Some(judge) => answer(Hiding::new(files, Arc::new(judge)), listener),
        None => answer(files, listener),
    }
}

fn answer<F>(files: F, mut listener: Listener) -> Result<(), Error>
where
    F: FileSystem + SerializableFileSystem + Send + Sync + 'static,
{
    let fault = |error: &dyn std::fmt::Display| Error::Backend(error.to_string());
    let backend = VhostUserFsBackendBuilder::default()
        .build(files)
        .map_err(|error| fault(&error))?;
    let memory = GuestMemoryAtomic::new(GuestMemoryMmap::new());
    let mut daemon = VhostUserDaemon::new("bellglass-virtiofsd".into(), Arc::new(backend), memory)
        .map_err(|error| fault(&error))?;
    daemon.start(&mut listener).map_err(|error| fault(&error))?;
    match daemon.wait() {
        Ok(())
        | Err(BackendError::HandleRequest(VhostError::Disconnected | VhostError::PartialMessage)) => {
            Ok(())
        }
        Err(error) => Err(fault(&error)),
    }
}

#[cfg(test)]
mod tests;
