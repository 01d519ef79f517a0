//! Holds a plan against the disk, and touches nothing.

use std::collections::{HashMap, HashSet};
use std::os::fd::AsFd;

use bellglass_wire::name::PathName;
use rustix::fs::{AtFlags, Dir, readlinkat, statat};
use rustix::io::Errno;

use crate::error::Failed;
use crate::plan::{After, Before, Content, Plan, Shape, Target};
use crate::report::{Conflict, Reason};
use crate::tree::{Kind, Object, Rel, Root};

/// What stands where the plan wants to change something; each list has one place an entry.
#[derive(Debug, Default)]
pub struct Found {
    /// What stands at the entry's path.
    pub objects: Vec<Option<Object>>,
    /// The file that stands outside the plan and of which the entry becomes a further name.
    pub targets: Vec<Option<Object>>,
    /// Directories that are to go and hold what the plan does not speak of.
    pub staying: HashSet<usize>,
    /// Where the disk is not as the plan says.
    pub conflicts: Vec<(usize, Reason)>,
}

impl Found {
    /// The conflicts for a report, an entry once.
    pub fn reported(&self, plan: &Plan) -> Vec<Conflict> {
        let mut seen = HashSet::new();
        let first = self
            .conflicts
            .iter()
            .filter(|(index, _)| seen.insert(*index));
        let report = |(index, reason): &(usize, Reason)| Conflict {
            path: plan.entries[*index].path.clone().into(),
            reason: *reason,
        };
        first.map(report).collect()
    }
}

/// Looks at everything that the plan speaks of.
///
/// # Errors
/// When the kernel does not say what stands somewhere.
pub fn check(root: &Root, plan: &Plan, shape: &Shape, restoring: bool) -> Result<Found, Failed> {
    let mut found = Found::default();
    for (index, entry) in plan.entries.iter().enumerate() {
        let fail = |error| Failed::new("look at", entry.path.clone().into(), error);
        let object = match look(root, &entry.path) {
            Ok(object) => object,
            Err(Errno::NOENT | Errno::NOTDIR) => None,
            // A link that becomes a directory has a line of its own.
            Err(Errno::LOOP) if matches!(entry.before, Before::Absent) => None,
            Err(Errno::LOOP | Errno::XDEV) => {
                found.conflicts.push((index, Reason::Parent));
                found.objects.push(None);
                continue;
            }
            Err(error) => return Err(fail(error)),
        };
        let reason = compare(root, plan, index, object.as_ref()).map_err(fail)?;
        found.conflicts.extend(reason.map(|reason| (index, reason)));
        found.objects.push(object);
    }
    parents(root, plan, &mut found)?;
    contents(root, plan, &mut found)?;
    targets(root, shape, &mut found)?;
    // What is put back was seen whole when it was applied, and its other names may be in the backup.
    if !restoring {
        further_names(plan, shape, &mut found);
    }
    Ok(found)
}

fn look(root: &Root, path: &Rel) -> Result<Option<Object>, Errno> {
    let parent = root.parent(path)?;
    let object = match statat(&parent, path.name(), AtFlags::SYMLINK_NOFOLLOW) {
        Ok(stat) => Object::from(&stat),
        Err(Errno::NOENT) => return Ok(None),
        Err(error) => return Err(error),
    };
    match root.holds(&parent, path.name(), object.identity.device)? {
        true => Ok(Some(object)),
        false => Err(Errno::XDEV),
    }
}

fn compare(
    root: &Root,
    plan: &Plan,
    index: usize,
    object: Option<&Object>,
) -> Result<Option<Reason>, Errno> {
    let entry = &plan.entries[index];
    let Some(object) = object else {
        let fine = matches!(entry.before, Before::Absent);
        return Ok((!fine).then_some(Reason::Missing));
    };
    if matches!(entry.before, Before::Absent) {
        return Ok(Some(Reason::Exists));
    }
    let mut same = entry.before.is(object);
    if let (true, Before::Symlink { target, .. }) = (same, &entry.before) {
        let parent = root.parent(&entry.path)?;
        let leads = readlinkat(parent.as_fd(), entry.path.name(), Vec::new())?;
        same = leads.as_bytes() == target.as_bytes();
    }
    Ok((!same).then_some(Reason::Changed))
}

// What comes needs a directory to come to: the plan's, or one that stands there.
fn parents(root: &Root, plan: &Plan, found: &mut Found) -> Result<(), Failed> {
    let mut known: HashMap<Option<Rel>, bool> = HashMap::new();
    for (index, entry) in plan.entries.iter().enumerate() {
        let parent = entry.path.parent();
        let planned = parent
            .as_ref()
            .is_some_and(|path| plan.index.contains_key(path));
        if planned || entry.after.kind().is_none() {
            continue;
        }
        let stands = match known.get(&parent) {
            Some(stands) => *stands,
            None => match root.parent(&entry.path) {
                Ok(_) => true,
                Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP | Errno::XDEV) => false,
                Err(error) => return Err(Failed::new("reach", entry.path.clone().into(), error)),
            },
        };
        known.insert(parent, stands);
        if !stands {
            found.conflicts.push((index, Reason::Parent));
        }
    }
    Ok(())
}

// A directory that goes takes nothing with it: from the bottom, those stay that hold anything else.
fn contents(root: &Root, plan: &Plan, found: &mut Found) -> Result<(), Failed> {
    let goes = |index: &usize| {
        let entry = &plan.entries[*index];
        let directory = found.objects[*index]
            .as_ref()
            .is_some_and(Object::is_directory);
        let was = entry.before.kind() == Some(Kind::Directory);
        directory && was && entry.after.kind() != Some(Kind::Directory)
    };
    let mut going: Vec<usize> = (0..plan.entries.len()).filter(goes).collect();
    going.sort_by(|one, other| plan.entries[*other].path.cmp(&plan.entries[*one].path));
    for index in going {
        let entry = &plan.entries[index];
        let fail = |error| Failed::new("list", entry.path.clone().into(), error);
        let directory = root.directory(&entry.path).map_err(fail)?;
        let mut stays = false;
        for name in Dir::read_from(&directory).map_err(fail)? {
            let name = name.map_err(fail)?;
            let name = name.file_name().to_bytes();
            let own = matches!(name, b"." | b"..");
            let planned = plan.index.get(&entry.path.join(name));
            stays |= !own && planned.is_none_or(|child| found.staying.contains(child));
        }
        if stays && matches!(entry.after, After::Absent) {
            found.staying.insert(index);
        } else if stays {
            found.conflicts.push((index, Reason::NotEmpty));
        }
    }
    Ok(())
}

fn targets(root: &Root, shape: &Shape, found: &mut Found) -> Result<(), Failed> {
    for (index, link) in shape.link_of.iter().enumerate() {
        let Some(Target::Standing(path)) = link else {
            found.targets.push(None);
            continue;
        };
        let object = match look(root, path) {
            Ok(object) => object.filter(|object| object.kind == Kind::File),
            Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP | Errno::XDEV) => None,
            Err(error) => return Err(Failed::new("look at", PathName::from(path.clone()), error)),
        };
        if object.is_none() {
            found.conflicts.push((index, Reason::LinkTarget));
        }
        found.targets.push(object);
    }
    Ok(())
}

// A mode or a time is the file's, whatever name it is set by: each of its names has to be in the plan.
fn further_names(plan: &Plan, shape: &Shape, found: &mut Found) {
    let mut named: HashMap<(u64, u64), u64> = HashMap::new();
    for file in plan.entries.iter().filter_map(|entry| entry.before.file()) {
        *named.entry(file).or_default() += 1;
    }
    for (index, entry) in plan.entries.iter().enumerate() {
        let After::File {
            mode,
            mtime,
            content,
        } = &entry.after
        else {
            continue;
        };
        let from = match content {
            Content::Kept(_) => Some(index),
            _ => shape.moved_from[index],
        };
        let Some(object) = from.and_then(|from| found.objects.get(from)?.as_ref()) else {
            continue;
        };
        let identity = &object.identity;
        let names = named.get(&(identity.device, identity.inode)).copied();
        let changes = object.mode != *mode || identity.mtime != *mtime;
        if changes && names.is_some_and(|names| object.links > names) {
            found.conflicts.push((index, Reason::LinkedElsewhere));
        }
    }
}
