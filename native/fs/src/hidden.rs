//! What is hidden in a folder that is shared as it is: told to the user before the file server refuses it.

use bellglass_patterns::{MOST_ENTRIES, Uncertain, survey};
use bellglass_wire::parse;
use bellglass_wire::snapshot::hidden::{HiddenReply, HiddenSpec};
use bellglass_wire::snapshot::{MAX_NOTED, Noted, VERSION};

use crate::failure::{Failure, path_name};
use crate::jail;
use crate::snapshot::workspace;

/// Looks through the folder that a document names. This process is in a jail afterwards, whatever comes of it.
///
/// # Errors
/// [`Failure`], also where it is not certain what is hidden.
pub fn hidden(document: &[u8]) -> Result<HiddenReply, Failure> {
    let spec: HiddenSpec = parse(document)?;
    let place = jail::enter(&spec.workspace, None, spec.seccomp)?;
    let root = workspace(place.workspace, &spec.workspace)?;
    let mut hidden = Noted::default();
    let looked = survey(root, &spec.hidden, MOST_ENTRIES, |path| {
        hidden.count += 1;
        if hidden.paths.len() < MAX_NOTED {
            hidden.paths.push(path_name(path));
        }
    });
    looked.map_err(|uncertain| match uncertain {
        Uncertain::Pattern(path, why) => Failure::Pattern(path, why),
        Uncertain::TooMany => Failure::TooMany(MOST_ENTRIES),
        Uncertain::TooManyNames => Failure::TooManyNames,
        Uncertain::System(error) => {
            Failure::WorkspaceUnreadable(spec.workspace.clone(), error.into())
        }
    })?;
    Ok(HiddenReply {
        version: VERSION,
        hidden,
        walls: place.walls,
    })
}
