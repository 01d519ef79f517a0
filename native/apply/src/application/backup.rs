//! What goes, and where it is afterwards.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;

use crate::application::check::Found;
use crate::application::prepare::{Work, errno};
use crate::application::slots;
use crate::error::Failed;
use crate::plan::Plan;
use crate::report::{Conflict, Reason};
use crate::steps::{Step, Trouble};
use crate::tree::{Kind, Spot, copy_sparse};

/// Where what stood at each entry's path is after the steps, as far as they speak of it.
pub fn whereabouts(plan: &Plan, steps: &[Step]) -> Vec<Spot> {
    let own = |path: &crate::tree::Rel| Spot::Path(path.clone());
    let paths = plan.entries.iter().map(|entry| own(&entry.path));
    let mut at: HashMap<Spot, usize> = paths
        .clone()
        .enumerate()
        .map(|(n, spot)| (spot, n))
        .collect();
    for step in steps {
        match step {
            Step::Move { from, to, .. } => {
                if let Some(entry) = at.remove(from) {
                    at.insert(to.clone(), entry);
                }
            }
            Step::Swap { one, other, .. } => {
                let (here, there) = (at.remove(one), at.remove(&own(other)));
                at.extend(there.map(|entry| (one.clone(), entry)));
                at.extend(here.map(|entry| (own(other), entry)));
            }
            Step::Remove { .. } | Step::Set { .. } => {}
        }
    }
    let mut spots: Vec<Spot> = paths.collect();
    for (spot, entry) in at {
        spots[entry] = spot;
    }
    spots
}

impl Work<'_> {
    /// Copies every file that goes into the backup, durably: the slots it goes to are in the workspace, and are emptied
    /// in the end.
    ///
    /// # Errors
    /// When the disk is full, or a file changes meanwhile.
    pub fn copy_out(&self, found: &Found, steps: &[Step]) -> Result<(), Trouble> {
        let mut copied: HashMap<u64, usize> = HashMap::new();
        for (index, spot) in whereabouts(self.plan, steps).into_iter().enumerate() {
            let Some(object) = &found.objects[index] else {
                continue;
            };
            let Spot::Slot(slot) = spot else { continue };
            if object.kind != Kind::File {
                continue;
            }
            let to = self.folder.backup(slot);
            let shown = Spot::Slot(slot).shown();
            let fail = |error: std::io::Error| Failed::new("copy to", shown.clone(), errno(&error));
            self.ground.change();
            // Of an attempt that was taken back.
            match fs::remove_file(&to) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(fail(error).into());
                }
                _ => {}
            }
            if let Some(first) = copied.get(&object.identity.inode) {
                fs::hard_link(self.folder.backup(*first), &to).map_err(fail)?;
                continue;
            }
            copied.insert(object.identity.inode, slot);
            let path = Spot::Path(self.plan.entries[index].path.clone());
            let from = File::from(self.ground.open(&path, object)?);
            let mut options = OpenOptions::new();
            let file = options
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(&to)
                .map_err(fail)?;
            copy_sparse(&from, &file).map_err(fail)?;
            let after = self.ground.look(&path)?;
            if !after.is_some_and(|after| after.is(object)) {
                return Err(Trouble::Conflict(Conflict {
                    path: path.shown(),
                    reason: Reason::Changed,
                }));
            }
        }
        Ok(slots::settle(&self.folder.open_backup()?, &[], true)?)
    }
}
