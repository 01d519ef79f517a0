use std::collections::HashSet;

use rustix::io::Errno;

use super::Step;
use super::forward::settable;
use crate::error::Failed;
use crate::report::{Left, Reason};
use crate::tree::{Attributes, Ground, Object, Rel, Spot};

type Back = Result<Option<Left>, Failed>;

/// What all the steps together speak of.
pub struct Known {
    // Device and inode.
    objects: HashSet<(u64, u64)>,
    // Directories that go, and are others when they have been made again.
    removed: HashSet<Rel>,
}

/// Gathers what the steps speak of.
pub fn known(steps: &[Step]) -> Known {
    let mut known = Known {
        objects: HashSet::new(),
        removed: HashSet::new(),
    };
    for step in steps {
        match step {
            Step::Swap { coming, going, .. } => {
                known.objects.extend([inode(coming), inode(going)]);
            }
            Step::Move { what, .. } | Step::Set { what, .. } => {
                known.objects.insert(inode(what));
            }
            Step::Remove { path, what, .. } => {
                known.objects.insert(inode(what));
                known.removed.insert(path.clone());
            }
        }
    }
    known
}

/// Takes one step back if it was done, or half of it, which the disk shows: what stands where by now. Nothing that
/// is neither what was there nor what was put there is touched. Doing it again does nothing.
///
/// # Errors
/// When a call fails. It can be tried again.
pub fn take_back(ground: &Ground<'_>, known: &Known, step: &Step) -> Back {
    match step {
        Step::Move { from, to, what } => return_move(ground, known, (from, to), what),
        Step::Swap {
            one,
            other,
            coming,
            going,
        } => return_swap(
            ground,
            known,
            (one, coming),
            (&Spot::Path(other.clone()), going),
        ),
        Step::Remove {
            path, mode, slot, ..
        } => make_again(ground, path, *mode, *slot),
        Step::Set {
            path,
            what,
            stood,
            from,
            to,
        } => {
            let spot = Spot::Path(path.clone());
            let mut what = what.clone();
            if let (true, Some(again)) = (known.removed.contains(path), ground.look(&spot)?) {
                what.identity.inode = again.identity.inode;
            }
            set_back(ground, (&spot, *stood), &what, from, to)
        }
    }
}

fn return_move(
    ground: &Ground<'_>,
    known: &Known,
    (from, to): (&Spot, &Spot),
    what: &Object,
) -> Back {
    let (here, there) = (ground.look(from)?, ground.look(to)?);
    if here.as_ref().is_some_and(|found| holds(from, found, what)) {
        return Ok(None);
    }
    let taken = |found: &Object| holds(to, found, what) || is_foreign(known, to, found);
    match (here, there) {
        (None, Some(found)) if taken(&found) => {
            let result = match (from, what.is_directory()) {
                // Not moved back, which would take along what was put into it since.
                (Spot::Slot(_), true) => ground.remove_directory(to),
                _ => ground.rename(to, from),
            };
            or_left(
                result,
                if matches!(from, Spot::Path(_)) {
                    from
                } else {
                    to
                },
                to,
            )
        }
        // It was taken away, and another stands in its place.
        (Some(_), Some(found)) if taken(&found) => left(from, Reason::Exists, to),
        // Nothing stands where nothing stood, or it was never taken away.
        (None, None) if matches!(from, Spot::Slot(_)) => Ok(None),
        (Some(_), None) => Ok(None),
        (None, None) => left(from, Reason::Missing, to),
        // The directory that has to go before this comes, or that was made again by now.
        (None, Some(found)) if found.is_directory() && !what.is_directory() => Ok(None),
        (_, Some(_)) => left(to, Reason::Changed, from),
    }
}

fn return_swap(
    ground: &Ground<'_>,
    known: &Known,
    (one, coming): (&Spot, &Object),
    (other, going): (&Spot, &Object),
) -> Back {
    let (here, there) = (ground.look(one)?, ground.look(other)?);
    let is_at = |spot: &Spot, found: &Option<Object>, what: &Object| {
        found.as_ref().is_some_and(|found| holds(spot, found, what))
    };
    let never_done = is_at(one, &here, coming);
    if never_done || here.is_none() && is_at(other, &there, going) {
        return Ok(None);
    }
    let foreign = here
        .as_ref()
        .is_some_and(|found| is_foreign(known, one, found));
    let came_out = is_at(one, &here, going) || foreign;
    if came_out && is_at(other, &there, coming) {
        if !coming.is_directory() {
            return or_left(ground.swap(one, other), other, one);
        }
        // Not exchanged, which would take along what was put into it since.
        if let Some(left) = or_left(ground.remove_directory(other), other, one)? {
            return Ok(Some(left));
        }
        return or_left(ground.rename(one, other), other, one);
    }
    if came_out && coming.is_directory() && there.is_none() {
        return or_left(ground.rename(one, other), other, one);
    }
    let reason = if there.is_none() {
        Reason::Missing
    } else {
        Reason::Changed
    };
    left(other, reason, one)
}

fn make_again(ground: &Ground<'_>, path: &Rel, mode: u32, slot: usize) -> Back {
    let spot = Spot::Path(path.clone());
    match ground.look(&spot)? {
        // Never removed, or made again by a recovery that was ended, or by the user.
        Some(found) if found.is_directory() => return Ok(None),
        Some(_) => return left(&spot, Reason::Exists, &spot),
        None => {}
    }
    let own = Spot::Slot(slot);
    if ground.look(&own)?.is_some() {
        ground.remove_directory(&own)?;
    }
    ground.make_directory(slot, mode)?;
    or_left(ground.rename(&own, &spot), &spot, &spot)
}

fn set_back(
    ground: &Ground<'_>,
    (spot, stood): (&Spot, bool),
    what: &Object,
    from: &Attributes,
    to: &Attributes,
) -> Back {
    match ground.look(spot)? {
        Some(found) if settable(&found, what, from, to) => {
            or_left(ground.set(spot, what, from), spot, spot)
        }
        Some(found) if stood || found.same_inode(what) => left(spot, Reason::Changed, spot),
        None if stood => left(spot, Reason::Missing, spot),
        // It did not come here, or the step that brought it sees to it.
        _ => Ok(None),
    }
}

// Nobody else writes into a slot, and what is there may have got another mode by another of its names.
fn holds(spot: &Spot, found: &Object, what: &Object) -> bool {
    match spot {
        Spot::Slot(_) => found.same_inode(what),
        Spot::Path(_) => found.is(what),
    }
}

// What the steps do not speak of came into a slot in the instant before the program ended, and goes back.
fn is_foreign(known: &Known, spot: &Spot, found: &Object) -> bool {
    matches!(spot, Spot::Slot(_)) && !known.objects.contains(&inode(found))
}

fn inode(object: &Object) -> (u64, u64) {
    (object.identity.device, object.identity.inode)
}

// What the user did in the meantime is no failure.
fn or_left(result: Result<(), Failed>, path: &Spot, backup: &Spot) -> Back {
    let reason = match &result {
        Ok(()) => return Ok(None),
        Err(failed) if failed.is_barred() => Reason::Parent,
        Err(failed) => match failed.error {
            Errno::EXIST | Errno::NOTEMPTY if failed.operation == "remove" => Reason::NotEmpty,
            Errno::EXIST => Reason::Exists,
            Errno::NOENT => Reason::Missing,
            Errno::STALE => Reason::Changed,
            _ => return result.map(|()| None),
        },
    };
    left(path, reason, backup)
}

fn left(path: &Spot, reason: Reason, backup: &Spot) -> Back {
    let backup = match backup {
        Spot::Slot(number) => Some(format!("backup/{number}")),
        Spot::Path(_) => None,
    };
    Ok(Some(Left {
        path: path.shown(),
        reason,
        backup,
    }))
}

#[cfg(test)]
mod tests;
