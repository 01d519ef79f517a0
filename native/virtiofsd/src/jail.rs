use std::fs::File;
use std::io::{self, Write};
use std::os::fd::{AsRawFd, OwnedFd};
use std::path::PathBuf;

use bellglass_jail::paths::{Access, Grant};
use bellglass_jail::tree::{Entry, Tree};
use bellglass_jail::{JailError, descriptors, filter, limits, paths, privileges, session, stands};
use bellglass_wire::spec::{Added, Wall};
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
        entries: entries(arguments),
        own_descriptors: true,
    };
    let tree = tree.enter()?;
    // Not before: a descriptor of the host's tree would lead out of this one by "..".
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let own = open("/proc/self/fd", flags, Mode::empty())
        .map_err(|error| JailError::new("open /proc/self/fd", error))?;
    let directory = match (stands(&tree), arguments.joined) {
        (true, _) => INSIDE.to_owned(),
        (false, false) => arguments.directories[0].path.clone(),
        (false, true) => {
            let forbidden = io::Error::from(io::ErrorKind::Unsupported);
            let step = format!("added directories need a mount namespace ({})", tree.detail);
            return Err(JailError::new(step, forbidden));
        }
    };
    let in_tree = stands(&tree);
    walls.push(tree);
    walls.push(privileges::drop_all()?);
    if let Some(parent) = Pid::from_raw(arguments.parent) {
        session::end_with(parent)?;
    }
    let landlock = paths::restrict(&grants(arguments, &directory))?;
    if !arguments.parts.is_empty() && !in_tree && !stands(&landlock) {
        let forbidden = io::Error::from(io::ErrorKind::Unsupported);
        let step = format!(
            "parts need a mount namespace ({}) or Landlock",
            landlock.detail
        );
        return Err(JailError::new(step, forbidden));
    }
    walls.push(landlock);
    let filter = match in_tree {
        true => filter::apply,
        false => filter::apply_without_tree,
    };
    walls.push(filter(filter::For::Virtiofsd, arguments.seccomp)?);
    tell(report, &walls).map_err(|error| JailError::new("report the walls", error))?;
    Ok(Place {
        socket,
        directory,
        descriptors: own.into(),
    })
}

fn entries(arguments: &Arguments) -> Vec<Entry> {
    if !arguments.parts.is_empty() {
        return parts(arguments, INSIDE);
    }
    let entry = |(n, one): (usize, &Added)| Entry {
        source: PathBuf::from(&one.path),
        target: match arguments.joined {
            true => PathBuf::from(format!("{INSIDE}/{n}")),
            false => INSIDE.into(),
        },
        read_only: one.read_only,
    };
    let each = arguments.directories.iter().enumerate();
    each.map(entry).collect()
}

/// The parts as they are named in `directory`, of which each is reached from outside by the host's name.
fn parts(arguments: &Arguments, directory: &str) -> Vec<Entry> {
    let outside = &arguments.directories[0].path;
    let entry = |part: &String| Entry {
        source: format!("{outside}/{part}").into(),
        target: format!("{directory}/{part}").into(),
        read_only: true,
    };
    arguments.parts.iter().map(entry).collect()
}

fn grants(arguments: &Arguments, directory: &str) -> Vec<Grant> {
    if !arguments.parts.is_empty() {
        let each = parts(arguments, directory).into_iter();
        return each.map(|entry| (entry.target, Access::Read)).collect();
    }
    let access = |read_only| match read_only {
        true => Access::Read,
        false => Access::Write,
    };
    if !arguments.joined {
        let only = access(arguments.read_only());
        return vec![(PathBuf::from(directory), only)];
    }
    let each = entries(arguments).into_iter();
    each.map(|entry| (entry.target, access(entry.read_only)))
        // The directory around them is the tree's own.
        .chain([(PathBuf::from(directory), Access::Read)])
        .collect()
}

/// Writes the report as JSON and closes the pipe.
fn tell(report: OwnedFd, walls: &[Wall]) -> io::Result<()> {
    File::from(report).write_all(&serde_json::to_vec(walls)?)
}
