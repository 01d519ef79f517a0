use rustix::io::Errno;

use super::Step;
use crate::error::Failed;
use crate::report::{Conflict, Kept, Reason};
use crate::tree::{Attributes, Ground, Kind, Object, Rel, Spot};

/// What came of a step.
#[derive(Debug, PartialEq, Eq)]
pub enum Done {
    /// It is done.
    Whole,
    /// The directory is not empty, and stays.
    Kept(Kept),
}

/// Why a step was not done.
#[derive(Debug)]
pub enum Trouble {
    /// The disk is no longer as the plan says.
    Conflict(Conflict),
    /// A call failed.
    Failed(Failed),
}

impl From<Failed> for Trouble {
    fn from(failed: Failed) -> Self {
        let reason = match failed.error {
            _ if failed.is_barred() => Reason::Parent,
            Errno::EXIST => Reason::Exists,
            Errno::NOENT => Reason::Missing,
            Errno::STALE => Reason::Changed,
            _ => return Self::Failed(failed),
        };
        Self::Conflict(Conflict {
            path: failed.path,
            reason,
        })
    }
}

/// Does one step. What turns out to be another object than the plan says is put back where it was.
///
/// # Errors
/// Then nothing is done, unless somebody else came in between again; taking back sees to that.
pub fn carry_out(ground: &Ground<'_>, step: &Step) -> Result<Done, Trouble> {
    match step {
        Step::Move { from, to, what } => carry(ground, from, to, what)?,
        Step::Swap {
            one,
            other,
            coming,
            going,
        } => swap(ground, (one, coming), (&Spot::Path(other.clone()), going))?,
        Step::Remove {
            path, what, must, ..
        } => return remove(ground, path, what, *must),
        Step::Set {
            path,
            what,
            from,
            to,
            ..
        } => set(ground, path, what, from, to)?,
    }
    Ok(Done::Whole)
}

fn carry(ground: &Ground<'_>, from: &Spot, to: &Spot, what: &Object) -> Result<(), Trouble> {
    expect(ground, from, what)?;
    ground.rename(from, to)?;
    // What waited in a slot is ours; what stood at a path may have become another's between the look and the call.
    if matches!(from, Spot::Path(_)) && expect(ground, to, what).is_err() {
        ground.rename(to, from)?;
        return Err(changed(from));
    }
    Ok(())
}

fn swap(
    ground: &Ground<'_>,
    (one, coming): (&Spot, &Object),
    (other, going): (&Spot, &Object),
) -> Result<(), Trouble> {
    expect(ground, one, coming)?;
    expect(ground, other, going)?;
    ground.swap(one, other)?;
    let wrong = [(one, other, going), (other, one, coming)]
        .into_iter()
        .find(|(now, was, what)| {
            matches!(was, Spot::Path(_)) && expect(ground, now, what).is_err()
        });
    match wrong {
        None => Ok(()),
        Some((_, was, _)) => {
            ground.swap(one, other)?;
            Err(changed(was))
        }
    }
}

fn remove(ground: &Ground<'_>, path: &Rel, what: &Object, must: bool) -> Result<Done, Trouble> {
    let spot = Spot::Path(path.clone());
    expect(ground, &spot, what)?;
    match ground.remove_directory(&spot) {
        Ok(()) => Ok(Done::Whole),
        Err(failed) if matches!(failed.error, Errno::NOTEMPTY | Errno::EXIST) => {
            if must {
                return Err(conflict(&spot, Reason::NotEmpty));
            }
            let closed = Attributes {
                mode: what.mode,
                mtime: None,
            };
            ground.set(&spot, what, &closed)?;
            Ok(Done::Kept(Kept::not_empty(spot.shown())))
        }
        Err(failed) => Err(failed.into()),
    }
}

fn set(
    ground: &Ground<'_>,
    path: &Rel,
    what: &Object,
    from: &Attributes,
    to: &Attributes,
) -> Result<(), Trouble> {
    let spot = Spot::Path(path.clone());
    let found = ground.look(&spot)?;
    match found {
        Some(found) if settable(&found, what, from, to) => Ok(ground.set(&spot, what, to)?),
        Some(_) => Err(changed(&spot)),
        None => Err(conflict(&spot, Reason::Missing)),
    }
}

/// Whether an object has the one attributes or the other, or some of both: two names of one file have it set twice, and
/// a program may have ended in the middle.
pub fn settable(found: &Object, what: &Object, from: &Attributes, to: &Attributes) -> bool {
    let (own, its) = (&found.identity, &what.identity);
    let mode = found.mode == from.mode || found.mode == to.mode;
    let time = [from.mtime, to.mtime].contains(&Some(own.mtime));
    let content = found.kind == Kind::Directory || own.size == its.size && time;
    found.same_inode(what) && mode && content
}

fn expect(ground: &Ground<'_>, spot: &Spot, what: &Object) -> Result<(), Trouble> {
    match ground.look(spot)? {
        Some(found) if found.is(what) => Ok(()),
        Some(_) => Err(changed(spot)),
        None => Err(conflict(spot, Reason::Missing)),
    }
}

fn changed(spot: &Spot) -> Trouble {
    conflict(spot, Reason::Changed)
}

fn conflict(spot: &Spot, reason: Reason) -> Trouble {
    Trouble::Conflict(Conflict {
        path: spot.shown(),
        reason,
    })
}

#[cfg(test)]
mod tests;
