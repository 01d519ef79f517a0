use std::collections::{BTreeMap, HashMap, HashSet};

use rustix::fs::{RenameFlags, renameat_with};
use rustix::io::Errno;

use crate::application::backup::whereabouts;
use crate::application::slots;
use crate::application::{Application, settle_parents};
use crate::error::Failed;
use crate::journal::Story;
use crate::plan::Content;
use crate::report::Left;
use crate::steps::{known, take_back};
use crate::tree::{Ground, Kind, Object, Spot};

/// Takes back what was done of a story that did not come to its end, from the last step to the first; then what waited
/// in the slots goes back to where it came from.
///
/// # Errors
/// When a call fails. It can be tried again.
pub fn roll_back(application: &Application<'_>, story: &Story) -> Result<Vec<Left>, Failed> {
    let (root, folder) = (application.root, application.folder);
    let beside = story.beside.as_deref();
    let slots = match slots::open(root, folder, beside, false) {
        // It was not made yet; or it is gone already, and so is all that was in it.
        Err(failed) if failed.error == Errno::NOENT && !story.ready => return Ok(Vec::new()),
        Err(failed) if failed.error == Errno::NOENT => slots::open(root, folder, beside, true)?,
        opened => opened?,
    };
    let ground = Ground::new(root, slots, application.before_change);
    let mut left = BTreeMap::new();
    if story.ready {
        let known = known(&story.steps);
        for step in story.steps.iter().rev() {
            if let Some(one) = take_back(&ground, &known, step)? {
                left.entry(one.path.as_bytes().to_vec()).or_insert(one);
            }
        }
        settle_parents(&ground, &story.steps)?;
    }
    let mut left: Vec<Left> = left.into_values().collect();
    match beside {
        None => give_back(application, &ground, story)?,
        Some(name) => {
            let goes = goes(application, story);
            left.extend(slots::sweep(root, name, application.before_change, &goes)?);
        }
    }
    Ok(left)
}

// What waits in its slot is the application's; whatever else is there stood in the tree, and stays.
fn is_own(story: &Story, slot: usize, object: &Object) -> bool {
    !story.ready
        || story
            .waiting
            .get(&slot)
            .is_some_and(|own| own.same_inode(object))
}

fn give_back(
    application: &Application<'_>,
    ground: &Ground<'_>,
    story: &Story,
) -> Result<(), Failed> {
    let count = application.plan.entries.len();
    for (index, entry) in application.plan.entries.iter().enumerate() {
        let again = Spot::Slot(count + index);
        if entry.before.kind() == Some(Kind::Directory) && ground.look(&again)?.is_some() {
            ground.remove_directory(&again)?;
        }
        if entry.after.kind().is_none() {
            continue;
        }
        let spot = Spot::Slot(index);
        let Some(object) = ground.look(&spot)?.filter(|it| is_own(story, index, it)) else {
            continue;
        };
        match entry.after.content() {
            Some(Content::Staged(number)) => {
                let staged = application.folder.open_staged()?;
                let (slots, name) = (ground.slots(), index.to_string());
                ground.change();
                renameat_with(slots, name, staged, number, RenameFlags::NOREPLACE)
                    .map_err(|error| Failed::new("give back", spot.shown(), error))?;
            }
            _ if object.is_directory() => ground.remove_directory(&spot)?,
            _ => ground.remove(&spot)?,
        }
    }
    Ok(())
}

// In the workspace nothing of the application's may stay; but nothing may go of which there is no other copy.
fn goes(application: &Application<'_>, story: &Story) -> impl Fn(usize, &Object) -> bool {
    let mut copied = HashSet::new();
    let objects: HashMap<_, _> = application
        .plan
        .entries
        .iter()
        .enumerate()
        .filter_map(|(index, entry)| Some((index, entry.before.file()?)))
        .collect();
    for (index, spot) in whereabouts(application.plan, &story.steps)
        .iter()
        .enumerate()
    {
        if let (Spot::Slot(_), Some(file)) = (spot, objects.get(&index)) {
            copied.insert(*file);
        }
    }
    let waiting = story.waiting.clone();
    let ready = story.ready;
    move |slot, object| {
        let own = waiting.get(&slot).is_some_and(|own| own.same_inode(object));
        let inode = (object.identity.device, object.identity.inode);
        !ready || own || object.kind != Kind::File || copied.contains(&inode)
    }
}
