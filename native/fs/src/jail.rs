//! The walls around a walk: of the whole host only the workspace is there, and it is only read.

use std::os::fd::{AsRawFd, OwnedFd};
use std::path::PathBuf;

use bellglass_jail::paths::Access;
use bellglass_jail::tree::{Entry, Tree};
use bellglass_jail::{JailError, descriptors, filter, limits, paths, privileges, session, stands};
use bellglass_wire::spec::{Seccomp, Wall};
use rustix::fs::{Mode, OFlags, open};
use rustix::io::Errno;
use rustix::process::getppid;

use crate::output::Output;

// Where the workspace is, in the tree of its own.
const INSIDE: &str = "/workspace";

/// What is left once the walls stand.
pub struct Place {
    /// The workspace, or why it cannot be opened.
    pub workspace: Result<OwnedFd, Errno>,
    /// The walls.
    pub walls: Vec<Wall>,
}

/// Puts up every wall the host has. The output's files stay open, and nothing else.
///
/// # Errors
/// When a wall fails in the middle. A wall that the host lacks is no error.
pub fn enter(
    workspace: &str,
    output: Option<&Output>,
    seccomp: Seccomp,
) -> Result<Place, JailError> {
    let parent = getppid();
    let mut keep = Vec::new();
    let mut whose = filter::For::Snapshot;
    if let Some(output) = output {
        keep.extend([output.image.as_raw_fd(), output.base.as_raw_fd()]);
    }
    if let Some(watch) = output.and_then(|output| output.watch.as_ref()) {
        whose = filter::For::Watch;
        keep.push(watch.spool.as_raw_fd());
        keep.extend(watch.events.as_ref().map(AsRawFd::as_raw_fd));
    }
    let mut walls = vec![descriptors::close_all_but(&keep)?, limits::set()?];
    let tree = Tree {
        entries: vec![Entry {
            source: workspace.into(),
            target: INSIDE.into(),
            read_only: true,
        }],
        own_descriptors: false,
    };
    let tree = tree.enter()?;
    let workspace = PathBuf::from(if stands(&tree) { INSIDE } else { workspace });
    walls.push(tree);
    walls.push(privileges::drop_all_but_reading()?);
    // None: whoever started this one is outside of its process namespace, and cannot be watched.
    if let Some(parent) = parent {
        session::end_with(parent)?;
    }
    let opened = open(
        &workspace,
        OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC,
        Mode::empty(),
    );
    // What is not there cannot be granted.
    let grants = match opened.is_ok() {
        true => vec![(workspace, Access::Read)],
        false => vec![],
    };
    walls.push(paths::restrict(&grants)?);
    // Nothing of its list changes metadata: it is the same with a tree of its own and without.
    walls.push(filter::apply(whose, seccomp)?);
    Ok(Place {
        workspace: opened,
        walls,
    })
}
