//! The recipe of a snapshot.

use std::collections::HashSet;

use bellglass_wire::parse;
use bellglass_wire::snapshot::{SnapshotReply, SnapshotSpec};
use bellglass_wire::spec::Wall;
use rustix::fd::OwnedFd;
use rustix::io::{Errno, fcntl_dupfd_cloexec};

use crate::choose::{Room, choose};
use crate::failure::Failure;
use crate::jail;
use crate::output::Output;
use crate::patterns::Patterns;
use crate::reply::reply;
use crate::tree::{Identity, Tree};
use crate::walk::{Found, Look, walk};
use crate::write::Written;
use crate::{base, write};

/// Makes the snapshot that a document asks for. This process is in a jail afterwards, whatever comes of it.
///
/// # Errors
/// [`Failure`]; both files are empty then, if they could be made.
pub fn snapshot(document: &[u8]) -> Result<SnapshotReply, Failure> {
    let spec: SnapshotSpec = parse(document)?;
    let output = Output::make(&spec.output)?;
    let place = jail::enter(&spec.workspace, Some(&output), spec.seccomp)?;
    let root = workspace(place.workspace, &spec.workspace)?;
    let made = make(&spec, &output, root, place.walls, Look::default());
    made.map(|taken| taken.reply)
}

/// A snapshot, and what it was made of.
pub(crate) struct Taken {
    pub(crate) reply: SnapshotReply,
    pub(crate) tree: Tree,
    pub(crate) written: Written,
    pub(crate) hidden: HashSet<Identity>,
}

/// Makes a snapshot of an open folder; the output is empty where that fails.
///
/// # Errors
/// As [`snapshot`].
pub(crate) fn make(
    spec: &SnapshotSpec,
    output: &Output,
    root: OwnedFd,
    walls: Vec<Wall>,
    look: Look,
) -> Result<Taken, Failure> {
    take(spec, output, root, walls, look).inspect_err(|_| {
        // The first failure counts; a daemon throws the whole directory away.
        let _ = output.clear();
    })
}

fn take(
    spec: &SnapshotSpec,
    output: &Output,
    root: OwnedFd,
    walls: Vec<Wall>,
    look: Look,
) -> Result<Taken, Failure> {
    let patterns = Patterns::new(&spec.hidden)?;
    let again = fcntl_dupfd_cloexec(&root, 3)?;
    let found = walk(root, patterns, spec.entry_limit, look);
    let Found {
        mut tree,
        hidden,
        counts,
        ..
    } = found.map_err(|failure| match failure {
        Failure::Io(error) => Failure::WorkspaceUnreadable(spec.workspace.clone(), error),
        other => other,
    })?;
    let room = Room {
        file: spec.embed_file_limit,
        all: spec.embed_budget,
    };
    let over = choose(&mut tree, &hidden, room);
    let image = output.image.try_clone()?;
    let written = write::write(&mut tree, &hidden, again, spec.embed_file_limit, image)?;
    base::write(&tree, &written, &spec.workspace, output.base.try_clone()?)?;
    let reply = reply(&tree, &written, counts, over, walls);
    Ok(Taken {
        reply,
        tree,
        written,
        hidden,
    })
}

/// The workspace as it was opened.
pub(crate) fn workspace(opened: Result<OwnedFd, Errno>, told: &str) -> Result<OwnedFd, Failure> {
    opened.map_err(|error| match error {
        Errno::ACCESS => Failure::WorkspaceUnreadable(told.to_owned(), error.into()),
        _ => Failure::WorkspaceGone(told.to_owned(), error.into()),
    })
}
