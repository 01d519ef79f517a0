//! `PUT /v1/refresh`

use std::ffi::CStr;
use std::io::Write as _;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use bellglass_wire::bounds::{MAX_DOCUMENT, Refusal};
use bellglass_wire::parse;
use bellglass_wire::review::{MAX_REFRESH, Refresh, Refreshed, Standing};
use bellglass_wire::snapshot::base::EntryKind;
use http_body_util::{BodyExt, Limited};
use hyper::StatusCode;
use hyper::body::Incoming;
use rustix::fs::{
    AtFlags, FileType, Gid, Mode, OFlags, RenameFlags, ResolveFlags, Stat, Timespec, Timestamps,
    Uid, chownat, fchmod, fchown, futimens, linkat, mkdirat, open, openat, openat2, readlinkat,
    renameat_with, statat, symlinkat, unlinkat, utimensat,
};
use rustix::io::Errno;

use crate::fault::Fault;
use crate::http::reply::{Reply, json};

/// How names begin that are in the view for an instant: of what is about to take its place, and of what had it.
pub const ASIDE: &[u8] = b".bellglass-refresh-";
const NAME: &CStr = c".bellglass-refresh-1";

/// Makes of an entry what the host made of it, through the view, so that programs are told of it; unless the guest has
/// something else there than it had.
pub async fn refresh(body: Incoming) -> Result<Reply, Fault> {
    let most = usize::try_from(MAX_REFRESH).map_err(Fault::bad)? + MAX_DOCUMENT;
    let body = Limited::new(body, most).collect().await;
    let body = body.map_err(Fault::bad)?.to_bytes();
    let line = body.iter().position(|byte| *byte == b'\n');
    let (line, bytes) = body.split_at(line.unwrap_or(body.len()));
    let asked: Refresh = parse(line).map_err(|refusal: Refusal| Fault::bad(refusal))?;
    let bytes = bytes.get(1..).unwrap_or_default();
    let is_file = |after: &Standing| after.kind == EntryKind::File;
    let size = asked.after.as_ref().filter(|it| is_file(it));
    if size.map_or(0, |after| after.size) != bytes.len() as u64 {
        return Err(Fault::bad("the bytes are not those of the file"));
    }
    let done = make(&asked, bytes).map_err(|errno| {
        let path = Path::new(&asked.workspace).join(asked.path.as_os_str());
        Fault::file("refreshing", &path, &errno.into())
    })?;
    Ok(json(StatusCode::OK, &Refreshed { done }))
}

/// @returns false where the guest has something else
fn make(asked: &Refresh, bytes: &[u8]) -> Result<bool, Errno> {
    let path = Path::new(asked.path.as_os_str());
    let Some(name) = path.file_name() else {
        return Err(Errno::INVAL);
    };
    let Some(directory) = directory(&asked.workspace, path)? else {
        return Ok(false);
    };
    let place = Place {
        directory: directory.as_fd(),
        name: name.as_bytes(),
    };
    match (&asked.before, &asked.after) {
        (None, None) => Ok(place.stands(None)?),
        (Some(before), None) => place.remove(before),
        (None, Some(after)) => place.add(after, asked, bytes),
        (Some(before), Some(after)) if before.kind != after.kind => {
            Ok(place.remove(before)? && place.add(after, asked, bytes)?)
        }
        (Some(before), Some(after)) => place.replace(before, after, asked, bytes),
    }
}

/// The directory of a path; None where there is none any more. No link is followed, for a program would choose where it leads.
fn directory(workspace: &str, path: &Path) -> Result<Option<OwnedFd>, Errno> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let root = open(workspace, flags, Mode::empty())?;
    let above = match path.parent() {
        Some(above) if !above.as_os_str().is_empty() => above,
        _ => return Ok(Some(root)),
    };
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_XDEV;
    match openat2(&root, above, flags, Mode::empty(), resolve) {
        Ok(directory) => Ok(Some(directory)),
        Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP | Errno::XDEV) => Ok(None),
        Err(error) => Err(error),
    }
}

/// A name in a directory.
struct Place<'a> {
    directory: BorrowedFd<'a>,
    name: &'a [u8],
}

impl Place<'_> {
    fn stands(&self, wanted: Option<&Standing>) -> Result<bool, Errno> {
        stands(self.directory, self.name, wanted)
    }

    /// What is not a directory is first put aside, so that what a program writes at this very moment is not lost.
    fn remove(&self, before: &Standing) -> Result<bool, Errno> {
        if !self.stands(Some(before))? {
            return Ok(false);
        }
        if before.kind == EntryKind::Directory {
            return match unlinkat(self.directory, self.name, AtFlags::REMOVEDIR) {
                Ok(()) => Ok(true),
                Err(Errno::NOTEMPTY | Errno::EXIST | Errno::NOENT | Errno::NOTDIR) => Ok(false),
                Err(error) => Err(error),
            };
        }
        let flags = RenameFlags::NOREPLACE;
        renameat_with(self.directory, self.name, self.directory, NAME, flags)?;
        if stands(self.directory, NAME.to_bytes(), Some(before))? {
            unlinkat(self.directory, NAME, AtFlags::empty())?;
            return Ok(true);
        }
        renameat_with(self.directory, NAME, self.directory, self.name, flags)?;
        Ok(false)
    }

    /// It appears whole, under its own name only.
    fn add(&self, after: &Standing, asked: &Refresh, bytes: &[u8]) -> Result<bool, Errno> {
        match self.make(after, asked, bytes, self.name) {
            Ok(()) => Ok(true),
            Err(Errno::EXIST) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The new one and the old one change their places, and change them back where the old one is not what it was.
    fn replace(
        &self,
        before: &Standing,
        after: &Standing,
        asked: &Refresh,
        bytes: &[u8],
    ) -> Result<bool, Errno> {
        if !self.stands(Some(before))? {
            return Ok(false);
        }
        if after.kind == EntryKind::Directory {
            self.attribute(after, asked, self.name)?;
            return Ok(true);
        }
        self.make(after, asked, bytes, NAME.to_bytes())?;
        let exchange = || {
            let flags = RenameFlags::EXCHANGE;
            renameat_with(self.directory, NAME, self.directory, self.name, flags)
        };
        let done = match exchange() {
            Ok(()) => stands(self.directory, NAME.to_bytes(), Some(before))?,
            Err(error) => {
                let _ = unlinkat(self.directory, NAME, AtFlags::empty());
                return match error {
                    Errno::NOENT => Ok(false),
                    error => Err(error),
                };
            }
        };
        if !done {
            exchange()?;
        }
        unlinkat(self.directory, NAME, AtFlags::empty())?;
        Ok(done)
    }

    /// Makes something under a name at which nothing is.
    fn make(
        &self,
        after: &Standing,
        asked: &Refresh,
        bytes: &[u8],
        name: &[u8],
    ) -> Result<(), Errno> {
        match after.kind {
            EntryKind::File => return self.file(after, asked, bytes, name),
            EntryKind::Directory => {
                mkdirat(self.directory, name, Mode::RWXU)?;
                self.attribute(after, asked, name)?;
            }
            EntryKind::Symlink => {
                let target = after.target.as_ref().ok_or(Errno::INVAL)?;
                symlinkat(target.as_bytes(), self.directory, name)?;
                let flags = AtFlags::SYMLINK_NOFOLLOW;
                let (uid, gid) = owner(asked);
                chownat(self.directory, name, uid, gid, flags)?;
                utimensat(self.directory, name, &times(after), flags)?;
            }
        }
        Ok(())
    }

    fn file(
        &self,
        after: &Standing,
        asked: &Refresh,
        bytes: &[u8],
        name: &[u8],
    ) -> Result<(), Errno> {
        let flags = OFlags::TMPFILE | OFlags::WRONLY | OFlags::CLOEXEC;
        let file = openat(self.directory, ".", flags, Mode::RUSR | Mode::WUSR)?;
        let mut file = std::fs::File::from(file);
        let wrote = file.write_all(bytes);
        wrote.map_err(|error| Errno::from_io_error(&error).unwrap_or(Errno::IO))?;
        let (uid, gid) = owner(asked);
        fchown(&file, uid, gid)?;
        fchmod(&file, Mode::from_raw_mode(after.mode))?;
        futimens(&file, &times(after))?;
        linkat(&file, "", self.directory, name, AtFlags::EMPTY_PATH)
    }

    /// Of a directory, which is opened: a program could put a link into its place.
    fn attribute(&self, after: &Standing, asked: &Refresh, name: &[u8]) -> Result<(), Errno> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let directory = openat(self.directory, name, flags, Mode::empty())?;
        let (uid, gid) = owner(asked);
        fchown(&directory, uid, gid)?;
        fchmod(&directory, Mode::from_raw_mode(after.mode))
    }
}

/// Whether what is at a name is what is said; a file with other names is not, for those would keep what it was.
fn stands(directory: BorrowedFd, name: &[u8], wanted: Option<&Standing>) -> Result<bool, Errno> {
    let found = match statat(directory, name, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(found) => found,
        Err(Errno::NOENT) => return Ok(wanted.is_none()),
        Err(error) => return Err(error),
    };
    let Some(wanted) = wanted else {
        return Ok(false);
    };
    let kind = FileType::from_raw_mode(found.st_mode);
    Ok(match wanted.kind {
        EntryKind::Directory => kind == FileType::Directory,
        EntryKind::File => {
            let is_same = kind == FileType::RegularFile && found.st_nlink == 1;
            is_same && mode(&found) == wanted.mode && is_content(&found, wanted)
        }
        EntryKind::Symlink => {
            let target = wanted.target.as_ref().map(|target| target.as_bytes());
            kind == FileType::Symlink
                && Some(readlinkat(directory, name, Vec::new())?.to_bytes()) == target
        }
    })
}

fn mode(found: &Stat) -> u32 {
    found.st_mode & 0o7777
}

fn is_content(found: &Stat, wanted: &Standing) -> bool {
    let size = u64::try_from(found.st_size) == Ok(wanted.size);
    let nanoseconds = u32::try_from(found.st_mtime_nsec) == Ok(wanted.modified.nanoseconds);
    size && nanoseconds && found.st_mtime == wanted.modified.seconds
}

fn owner(asked: &Refresh) -> (Option<Uid>, Option<Gid>) {
    (
        Some(Uid::from_raw(asked.uid)),
        Some(Gid::from_raw(asked.gid)),
    )
}

/// Both times: nobody has read it yet.
fn times(after: &Standing) -> Timestamps {
    let time = Timespec {
        tv_sec: after.modified.seconds,
        tv_nsec: after.modified.nanoseconds.into(),
    };
    Timestamps {
        last_access: time,
        last_modification: time,
    }
}

#[cfg(test)]
mod tests;
