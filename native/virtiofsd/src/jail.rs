use std::fs::File;
use std::io::{self, Write};
use std::os::fd::{AsRawFd, OwnedFd};
use std::path::PathBuf;

use bellglass_jail::paths::Access;
use bellglass_jail::tree::{Entry, Tree};
use bellglass_jail::{JailError, descriptors, filter, limits, paths, privileges, session, stands};
use bellglass_wire::spec::Wall;
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

/// Puts up every wall the host has, and reports all of them to the vmm, which passes them on.
///
/// # Errors
/// When a wall fails in the middle, or the report has no reader. A wall that the host lacks is no error.
pub fn enter(arguments: &Arguments) -> Result<Place, JailError> {
    let socket = descriptors::adopt(arguments.socket)?;
    let report = descriptors::adopt(arguments.report)?;
    let keep = [socket.as_raw_fd(), report.as_raw_fd()];
    let mut walls = vec![descriptors::close_all_but(&keep)?, limits::set()?];
    let tree = Tree {
        entries: vec![Entry {
            source: PathBuf::from(&arguments.directory),
            target: INSIDE.into(),
            read_only: arguments.read_only,
        }],
        own_descriptors: true,
    };
    let tree = tree.enter()?;
    // Not before: a descriptor of the host's tree would lead out of this one by "..".
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let own = open("/proc/self/fd", flags, Mode::empty())
        .map_err(|error| JailError::new("open /proc/self/fd", error))?;
    let directory = match stands(&tree) {
        true => INSIDE.to_owned(),
        false => arguments.directory.clone(),
    };
    walls.push(tree);
    walls.push(privileges::drop_all()?);
    if let Some(parent) = Pid::from_raw(arguments.parent) {
        session::end_with(parent)?;
    }
    let access = if arguments.read_only {
        Access::Read
    } else {
        Access::Write
    };
    walls.push(paths::restrict(&[(PathBuf::from(&directory), access)])?);
    walls.push(filter::apply(filter::For::Virtiofsd, arguments.seccomp)?);
    tell(report, &walls).map_err(|error| JailError::new("report the walls", error))?;
    Ok(Place {
        socket,
        directory,
        descriptors: own.into(),
    })
}

/// Writes the report as JSON and closes the pipe.
fn tell(report: OwnedFd, walls: &[Wall]) -> io::Result<()> {
    File::from(report).write_all(&serde_json::to_vec(walls)?)
}
