//! Brings what is to come into the slots, complete, before anything of the tree is touched.

use std::collections::HashMap;
use std::fs::{self, File};
use std::os::fd::OwnedFd;
use std::os::unix::fs::MetadataExt;

use rustix::fs::{Mode, OFlags, RenameFlags, openat, renameat_with};

use crate::application::check::Found;
use crate::application::slots;
use crate::error::{ApplyError, Failed, PlanFault};
use crate::journal::Folder;
use crate::plan::{After, Content, Plan, Shape, Target};
use crate::report::{Conflict, Reason};
use crate::steps::{Trouble, linked_inode};
use crate::tree::{Attributes, Ground, Object, Spot, copy_sparse};

// From here on the whole file system is written out at once, which is quicker than one by one.
const MANY: usize = 32;

/// Whether every staged file is there, and nobody else's.
///
/// # Errors
/// [`ApplyError::Plan`] with the first entry whose is not.
pub fn staged_in_order(folder: &Folder, plan: &Plan) -> Result<(), ApplyError> {
    for (index, entry) in plan.entries.iter().enumerate() {
        let Some(Content::Staged(number)) = entry.after.content() else {
            continue;
        };
        let meta = fs::symlink_metadata(folder.staged(number)).ok();
        let fine = |meta: &fs::Metadata| meta.is_file() && (folder.restoring || meta.nlink() == 1);
        if !meta.is_some_and(|meta| fine(&meta)) {
            return Err(ApplyError::Plan {
                line: Plan::line(index),
                fault: PlanFault::Staged,
            });
        }
    }
    Ok(())
}

/// What an application works with.
pub struct Work<'a> {
    /// Its directory.
    pub folder: &'a Folder,
    /// The tree and the slots.
    pub ground: &'a Ground<'a>,
    /// Whether the slots are in the workspace, and everything has to be copied there.
    pub beside: bool,
    /// What is to be done.
    pub plan: &'a Plan,
    /// How its entries hang together.
    pub shape: &'a Shape,
}

impl Work<'_> {
    /// Fills the slots and makes them durable. In the answer is, for each entry, what waits in the slot of its number.
    ///
    /// # Errors
    /// When the disk is full, or what is to be linked has changed.
    pub fn prepare(&self, found: &Found) -> Result<Vec<Option<Object>>, Trouble> {
        let count = self.plan.entries.len();
        let staged = self.folder.open_staged();
        let mut files = Vec::new();
        let mut copied = HashMap::new();
        let mut filled = vec![false; count];
        for (index, entry) in self.plan.entries.iter().enumerate() {
            let stands = found.objects[index]
                .as_ref()
                .is_some_and(Object::is_directory);
            match &entry.after {
                After::Directory { mode, .. } if !stands => {
                    self.ground.make_directory(index, mode & 0o777 | 0o700)?;
                }
                After::Symlink { target, mtime } => {
                    self.ground.make_symlink(index, target, *mtime)?;
                }
                After::File {
                    mode,
                    mtime,
                    content: Content::Staged(number),
                } => {
                    let to = Attributes {
                        mode: *mode,
                        mtime: Some(*mtime),
                    };
                    let staged = staged.as_ref().map_err(|failed| {
                        Failed::new(failed.operation, failed.path.clone(), failed.error)
                    })?;
                    files.extend(match self.beside {
                        true => self.copy(index, number, &to, &mut copied)?,
                        false => self.bring(index, number, staged, &to)?,
                    });
                }
                _ => continue,
            }
            filled[index] = true;
            // Descriptors are few, and the whole is written out at once then anyway.
            files.truncate(MANY + 1);
        }
        self.link(found, &mut filled)?;
        let few = files.len() <= MANY;
        slots::settle(self.ground.slots(), &files, !few || self.beside)?;
        let waiting = filled
            .iter()
            .enumerate()
            .map(|(slot, filled)| match filled {
                true => self.ground.look(&Spot::Slot(slot)),
                false => Ok(None),
            });
        Ok(waiting.collect::<Result<_, Failed>>()?)
    }

    // On the same file system the staged file itself becomes the user's.
    fn bring(
        &self,
        slot: usize,
        number: &str,
        staged: &OwnedFd,
        to: &Attributes,
    ) -> Result<Option<File>, Failed> {
        let spot = Spot::Slot(slot);
        self.ground.change();
        let (slots, name) = (self.ground.slots(), slot.to_string());
        renameat_with(staged, number, slots, name, RenameFlags::NOREPLACE)
            .map_err(|error| Failed::new("bring", spot.shown(), error))?;
        // What is restored has its own, and perhaps names that are no matter of this plan.
        if self.folder.restoring {
            return Ok(None);
        }
        let object = self.standing(&spot)?;
        let file = self.ground.open(&spot, &object)?;
        self.ground.set(&spot, &object, to)?;
        Ok(Some(file.into()))
    }

    fn copy(
        &self,
        slot: usize,
        number: &str,
        to: &Attributes,
        copied: &mut HashMap<u64, usize>,
    ) -> Result<Option<File>, Failed> {
        let spot = Spot::Slot(slot);
        let fail = |error: std::io::Error| Failed::new("copy to", spot.shown(), errno(&error));
        let from = File::open(self.folder.staged(number)).map_err(fail)?;
        let meta = from.metadata().map_err(fail)?;
        // Names of one file come back as names of one file.
        if meta.nlink() > 1 {
            let first = *copied.entry(meta.ino()).or_insert(slot);
            if first != slot {
                self.ground.link(&Spot::Slot(first), slot)?;
                return Ok(None);
            }
        }
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
        let mode = Mode::RUSR | Mode::WUSR;
        self.ground.change();
        let file = openat(self.ground.slots(), slot.to_string(), flags, mode)
            .map_err(|error| fail(error.into()))?;
        let file = File::from(file);
        copy_sparse(&from, &file).map_err(fail)?;
        let object = self.standing(&spot)?;
        self.ground.set(&spot, &object, to)?;
        Ok(Some(file))
    }

    fn link(&self, found: &Found, filled: &mut [bool]) -> Result<(), Trouble> {
        for (index, target) in self.shape.link_of.iter().enumerate() {
            let Some(target) = target else { continue };
            let inode = linked_inode(self.plan, self.shape, found, index);
            let is_one = inode.is_some() && self.plan.entries[index].before.file() == inode;
            if is_one && self.shape.moved_to[index].is_none() {
                continue;
            }
            let path = |entry: usize| Spot::Path(self.plan.entries[entry].path.clone());
            let (from, object) = match target {
                Target::Standing(at) => (Spot::Path(at.clone()), found.targets[index].clone()),
                Target::Entry(at) => match self.plan.entries[*at].after.content() {
                    Some(Content::Kept(_)) => (path(*at), found.objects[*at].clone()),
                    Some(Content::Moved(_)) => {
                        let from = self.shape.moved_from[*at].unwrap_or(*at);
                        (path(from), found.objects[from].clone())
                    }
                    _ => (Spot::Slot(*at), self.ground.look(&Spot::Slot(*at))?),
                },
            };
            self.ground.link(&from, index)?;
            filled[index] = true;
            let linked = self.ground.look(&Spot::Slot(index))?;
            if !linked
                .zip(object)
                .is_some_and(|(linked, object)| linked.is(&object))
            {
                return Err(Trouble::Conflict(Conflict {
                    path: from.shown(),
                    reason: Reason::Changed,
                }));
            }
        }
        Ok(())
    }

    fn standing(&self, spot: &Spot) -> Result<Object, Failed> {
        let found = self.ground.look(spot)?;
        found.ok_or_else(|| Failed::new("find", spot.shown(), rustix::io::Errno::NOENT))
    }
}

/// The kernel's number of an error.
pub fn errno(error: &std::io::Error) -> rustix::io::Errno {
    rustix::io::Errno::from_io_error(error).unwrap_or(rustix::io::Errno::IO)
}
