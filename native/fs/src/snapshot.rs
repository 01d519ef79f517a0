//! The recipe of a snapshot.

use bellglass_wire::parse;
use bellglass_wire::snapshot::{SnapshotReply, SnapshotSpec};
use rustix::fd::OwnedFd;
use rustix::io::{Errno, fcntl_dupfd_cloexec};

use crate::choose::{Room, choose};
use crate::failure::Failure;
use crate::jail::{self, Place};
use crate::output::Output;
use crate::patterns::Patterns;
use crate::reply::reply;
use crate::walk::{Found, walk};
use crate::{base, write};

/// Makes the snapshot that a document asks for. This process is in a jail afterwards, whatever comes of it.
///
/// # Errors
/// [`Failure`]; both files are empty then, if they could be made.
pub fn snapshot(document: &[u8]) -> Result<SnapshotReply, Failure> {
    let spec: SnapshotSpec = parse(document)?;
    let output = Output::make(&spec.output)?;
    let place = jail::enter(&spec.workspace, &output, spec.seccomp)?;
    make(&spec, &output, place).inspect_err(|_| {
        // The first failure counts; a daemon throws the whole directory away.
        let _ = output.clear();
    })
}

fn make(spec: &SnapshotSpec, output: &Output, place: Place) -> Result<SnapshotReply, Failure> {
    let patterns = Patterns::new(&spec.hidden)?;
    let root = workspace(place.workspace, &spec.workspace)?;
    let again = fcntl_dupfd_cloexec(&root, 3)?;
    let found = walk(root, patterns, spec.entry_limit);
    let Found {
        mut tree,
        hidden,
        counts,
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
    Ok(reply(&tree, &written, counts, over, place.walls))
}

/// The workspace as it was opened.
fn workspace(opened: Result<OwnedFd, Errno>, told: &str) -> Result<OwnedFd, Failure> {
    opened.map_err(|error| match error {
        Errno::ACCESS => Failure::WorkspaceUnreadable(told.to_owned(), error.into()),
        _ => Failure::WorkspaceGone(told.to_owned(), error.into()),
    })
}
