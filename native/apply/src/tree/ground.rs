use std::ffi::OsString;
use std::os::fd::{AsFd, OwnedFd};
use std::rc::Rc;

use bellglass_wire::name::PathName;
use rustix::fs::{
    AtFlags, Mode, OFlags, RenameFlags, chmodat, fsync, linkat, mkdirat, openat, renameat_with,
    statat, symlinkat, unlinkat,
};
use rustix::io::Errno;
use serde::{Deserialize, Serialize};

use super::{Attributes, Object, Root};
use crate::error::Failed;
use crate::tree::Rel;

/// A place that holds an object or nothing: in the user's tree, or one of the application's own, where what comes
/// waits and what went is kept.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Spot {
    /// An own place, by its number. Nobody else writes there.
    Slot(usize),
    /// A path of the workspace.
    Path(Rel),
}

impl Spot {
    /// For a report.
    pub fn shown(&self) -> PathName {
        match self {
            Self::Slot(number) => PathName::Text(format!("backup/{number}")),
            Self::Path(path) => path.clone().into(),
        }
    }
}

/// The workspace together with the slots, on one file system, so that a rename leads from one to the other.
pub struct Ground<'a> {
    /// The workspace.
    pub root: &'a Root,
    slots: Rc<OwnedFd>,
    before_change: &'a dyn Fn(),
}

impl<'a> Ground<'a> {
    /// `before_change` is called before every change to a disk.
    pub fn new(root: &'a Root, slots: OwnedFd, before_change: &'a dyn Fn()) -> Self {
        Self {
            root,
            slots: Rc::new(slots),
            before_change,
        }
    }

    /// The directory of the slots.
    pub fn slots(&self) -> &OwnedFd {
        &self.slots
    }

    /// Says that a disk is about to be changed.
    pub fn change(&self) {
        (self.before_change)();
    }

    /// The directory in which the spot is, and its name there.
    ///
    /// # Errors
    /// As [`Root::parent`], as the operation `reach`.
    pub fn at(&self, spot: &Spot) -> Result<(Rc<OwnedFd>, OsString), Failed> {
        match spot {
            Spot::Slot(number) => Ok((Rc::clone(&self.slots), number.to_string().into())),
            Spot::Path(path) => match self.root.parent(path) {
                Ok(parent) => Ok((parent, path.name().to_owned())),
                Err(error) => Err(Failed::new("reach", spot.shown(), error)),
            },
        }
    }

    /// What stands there; nothing where the way to it no longer leads through the workspace's own directories.
    ///
    /// # Errors
    /// When the kernel does not say.
    pub fn look(&self, spot: &Spot) -> Result<Option<Object>, Failed> {
        let (parent, name) = match self.at(spot) {
            Ok(at) => at,
            Err(failed) if failed.is_barred() => return Ok(None),
            Err(failed) => return Err(failed),
        };
        match statat(&parent, &name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => Ok(Some(Object::from(&stat))),
            Err(Errno::NOENT) => Ok(None),
            Err(error) => Err(Failed::new("look at", spot.shown(), error)),
        }
    }

    /// Renames what stands at `from` to `to`, where nothing may stand.
    ///
    /// # Errors
    /// EEXIST where something does.
    pub fn rename(&self, from: &Spot, to: &Spot) -> Result<(), Failed> {
        self.rename_with("move", from, to, RenameFlags::NOREPLACE)
    }

    /// Exchanges what stands at both, in one instant.
    ///
    /// # Errors
    /// ENOENT where nothing stands at one of them.
    pub fn swap(&self, one: &Spot, other: &Spot) -> Result<(), Failed> {
        self.rename_with("replace", one, other, RenameFlags::EXCHANGE)
    }

    fn rename_with(
        &self,
        operation: &'static str,
        from: &Spot,
        to: &Spot,
        flags: RenameFlags,
    ) -> Result<(), Failed> {
        let ((old, old_name), (new, new_name)) = (self.at(from)?, self.at(to)?);
        self.change();
        let named = if matches!(to, Spot::Path(_)) {
            to
        } else {
            from
        };
        renameat_with(&old, &old_name, &new, &new_name, flags)
            .map_err(|error| Failed::new(operation, named.shown(), error))
    }

    /// Removes an empty directory.
    ///
    /// # Errors
    /// ENOTEMPTY where it is not.
    pub fn remove_directory(&self, spot: &Spot) -> Result<(), Failed> {
        self.remove_with(spot, AtFlags::REMOVEDIR)
    }

    /// Removes a file or a symbolic link.
    ///
    /// # Errors
    /// As unlink(2).
    pub fn remove(&self, spot: &Spot) -> Result<(), Failed> {
        self.remove_with(spot, AtFlags::empty())
    }

    fn remove_with(&self, spot: &Spot, flags: AtFlags) -> Result<(), Failed> {
        let (parent, name) = self.at(spot)?;
        self.change();
        unlinkat(&parent, &name, flags).map_err(|error| Failed::new("remove", spot.shown(), error))
    }

    /// Makes a directory in a slot.
    ///
    /// # Errors
    /// As mkdir(2).
    pub fn make_directory(&self, slot: usize, mode: u32) -> Result<(), Failed> {
        let name = slot.to_string();
        let fail = |error| Failed::new("make a directory", Spot::Slot(slot).shown(), error);
        self.change();
        mkdirat(&self.slots, &name, Mode::RWXU).map_err(fail)?;
        // Beyond the process's umask. The slots are this process's own: nobody puts a link there.
        self.change();
        chmodat(
            &self.slots,
            &name,
            Mode::from_raw_mode(mode),
            AtFlags::empty(),
        )
        .map_err(fail)
    }

    /// Makes a symbolic link in a slot, with the time if one is given.
    ///
    /// # Errors
    /// As symlink(2).
    pub fn make_symlink(
        &self,
        slot: usize,
        target: &PathName,
        mtime: Option<i128>,
    ) -> Result<(), Failed> {
        let name = slot.to_string();
        let fail = |error| Failed::new("make a symbolic link", Spot::Slot(slot).shown(), error);
        self.change();
        symlinkat(target.as_os_str(), &self.slots, &name).map_err(fail)?;
        if let Some(mtime) = mtime {
            self.change();
            Attributes::set_link_time(self.slots.as_fd(), &name, mtime).map_err(fail)?;
        }
        Ok(())
    }

    /// Gives what stands at `from` a further name, in a slot.
    ///
    /// # Errors
    /// As link(2).
    pub fn link(&self, from: &Spot, slot: usize) -> Result<(), Failed> {
        let (parent, name) = self.at(from)?;
        self.change();
        linkat(
            &parent,
            &name,
            &self.slots,
            slot.to_string(),
            AtFlags::empty(),
        )
        .map_err(|error| Failed::new("link", from.shown(), error))
    }

    /// Opens a file to read it, if it is this one.
    ///
    /// # Errors
    /// ESTALE where another stands there.
    pub fn open(&self, spot: &Spot, object: &Object) -> Result<OwnedFd, Failed> {
        let (parent, name) = self.at(spot)?;
        let fail = |error| Failed::new("open", spot.shown(), error);
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = openat(&parent, &name, flags, Mode::empty()).map_err(fail)?;
        let found = Object::from(&rustix::fs::fstat(&file).map_err(fail)?);
        if found.is(object) {
            Ok(file)
        } else {
            Err(fail(Errno::STALE))
        }
    }

    /// Sets the attributes of this very object, wherever its path may lead by then.
    ///
    /// # Errors
    /// ESTALE where another stands there.
    pub fn set(&self, spot: &Spot, object: &Object, to: &Attributes) -> Result<(), Failed> {
        let (parent, name) = self.at(spot)?;
        to.set(parent.as_fd(), &name, object, &|| self.change())
            .map_err(|error| Failed::new("set the attributes of", spot.shown(), error))
    }

    /// Makes the entries of a directory of the workspace durable; nothing where it is gone.
    ///
    /// # Errors
    /// When the disk reports a failed write.
    pub fn settle(&self, directory: Option<&Rel>) -> Result<(), Failed> {
        let fail = |error| {
            let path = directory.map_or(PathName::Text(String::new()), |path| path.clone().into());
            Failed::new("write", path, error)
        };
        self.change();
        let Some(path) = directory else {
            return fsync(self.root.top()).map_err(fail);
        };
        match self.root.directory(path) {
            Ok(opened) => fsync(&opened).map_err(fail),
            // One that may be entered and not read has nothing else to be made durable by.
            Err(Errno::ACCESS) => rustix::fs::syncfs(self.root.top()).map_err(fail),
            Err(_) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
