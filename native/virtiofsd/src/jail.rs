use std::fs::File;
use std::os::fd::{AsRawFd, OwnedFd};
use std::path::PathBuf;

use bellglass_jail::paths::Access;
use bellglass_jail::tree::{Entry, Tree};
use bellglass_jail::{JailError, descriptors, filter, limits, paths, privileges, session, stands};
use rustix::fs::{Mode, OFlags, open};
use rustix::process::Pid;

use crate::arguments::Arguments;

// Where the directory is, in the tree of its own.
const INSIDE: &str = "/share";

/// What is left once the walls stand.
pub struct Place {
    /// The socket on which QEMU's connection waits.
    pub socket: OwnedFd,
    /// The directory as this process names it now.
    pub directory: String,
    /// `/proc/self/fd`: the server's way from a descriptor to its file.
    pub descriptors: File,
}

/// Puts up every wall the host has.
///
/// # Errors
/// When a wall fails in the middle; one that the host lacks is passed over, and the vmm's report names it.
pub fn enter(arguments: &Arguments) -> Result<Place, JailError> {
    let socket = descriptors::adopt(arguments.socket)?;
    descriptors::close_all_but(&[socket.as_raw_fd()])?;
    limits::set()?;
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let own = open("/proc/self/fd", flags, Mode::empty())
        .map_err(|error| JailError::new("open /proc/self/fd", error))?;
    let tree = Tree {
        entries: vec![Entry {
            source: PathBuf::from(&arguments.directory),
            target: INSIDE.into(),
            read_only: arguments.read_only,
        }],
        ..Tree::default()
    };
    let directory = match stands(&tree.enter()?) {
        true => INSIDE.to_owned(),
        false => arguments.directory.clone(),
    };
    privileges::drop_all()?;
    if let Some(parent) = Pid::from_raw(arguments.parent) {
        session::end_with(parent)?;
    }
    let access = if arguments.read_only {
        Access::Read
    } else {
        Access::Write
    };
    paths::restrict(&[(PathBuf::from(&directory), access)])?;
    filter::apply(filter::For::Virtiofsd, arguments.seccomp)?;
    Ok(Place {
        socket,
        directory,
        descriptors: own.into(),
    })
}
