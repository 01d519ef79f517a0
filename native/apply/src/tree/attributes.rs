use std::ffi::OsStr;
use std::os::fd::{AsRawFd, BorrowedFd};

use rustix::fs::{
    AtFlags, CWD, Mode, OFlags, Timespec, Timestamps, UTIME_OMIT, chmod, fchmod, fstat, futimens,
    openat, utimensat,
};
use rustix::io::Errno;
use serde::{Deserialize, Serialize};

use super::{Kind, Object};
use crate::decimal;

const NANOSECONDS: i128 = 1_000_000_000;

/// What an object has beside its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attributes {
    /// The permissions.
    pub mode: u32,
    /// In nanoseconds since 1970; left as it is where there is none.
    #[serde(
        with = "decimal::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub mtime: Option<i128>,
}

impl Attributes {
    /// Sets them on `name`, if that is `object`: symbolic links are not followed, and what another has put there
    /// meanwhile is not touched. Calls `change` before each of the two.
    pub fn set(
        &self,
        parent: BorrowedFd<'_>,
        name: &OsStr,
        object: &Object,
        change: &dyn Fn(),
    ) -> Result<(), Errno> {
        let flags = OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let readable = openat(
            parent,
            name,
            flags | OFlags::RDONLY | OFlags::NONBLOCK,
            Mode::empty(),
        );
        // The owner may change what he may not read; a descriptor for that is no use to fchmod, but /proc leads on.
        let by_path = matches!(readable, Err(Errno::ACCESS));
        let file = match readable {
            Err(Errno::ACCESS) => openat(parent, name, flags | OFlags::PATH, Mode::empty())?,
            other => other?,
        };
        let found = Object::from(&fstat(&file)?);
        if !found.same_inode(object) || !matches!(found.kind, Kind::File | Kind::Directory) {
            return Err(Errno::STALE);
        }
        let leads = format!("/proc/self/fd/{}", file.as_raw_fd());
        if found.mode != self.mode {
            change();
            let mode = Mode::from_raw_mode(self.mode);
            if by_path {
                chmod(&leads, mode)?;
            } else {
                fchmod(&file, mode)?;
            }
        }
        let Some(mtime) = self.mtime.filter(|mtime| *mtime != found.identity.mtime) else {
            return Ok(());
        };
        change();
        if by_path {
            utimensat(CWD, &leads, &times(mtime)?, AtFlags::empty())
        } else {
            futimens(&file, &times(mtime)?)
        }
    }

    /// Sets the time of a symbolic link itself.
    pub fn set_link_time(parent: BorrowedFd<'_>, name: &str, mtime: i128) -> Result<(), Errno> {
        utimensat(parent, name, &times(mtime)?, AtFlags::SYMLINK_NOFOLLOW)
    }
}

fn times(mtime: i128) -> Result<Timestamps, Errno> {
    let time = |tv_sec, tv_nsec| Timespec { tv_sec, tv_nsec };
    let seconds = mtime.div_euclid(NANOSECONDS).try_into();
    let rest = mtime.rem_euclid(NANOSECONDS).try_into();
    Ok(Timestamps {
        last_access: time(0, UTIME_OMIT),
        last_modification: time(
            seconds.map_err(|_| Errno::RANGE)?,
            rest.map_err(|_| Errno::RANGE)?,
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::fd::AsFd;
    use std::os::unix::fs::{MetadataExt, symlink};

    fn set(place: &fs::File, name: &str, object: &Object, to: &Attributes) -> Result<(), Errno> {
        to.set(place.as_fd(), OsStr::new(name), object, &|| {})
    }

    #[test]
    fn mode_and_time_are_set_to_the_nanosecond_even_before_1970() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("file");
        fs::write(&path, "text").unwrap();
        let object = Object::from(&rustix::fs::lstat(&path).unwrap());
        let directory = fs::File::open(place.path()).unwrap();
        for mtime in [1_700_000_000_123_456_789, -1] {
            let to = Attributes {
                mode: 0o640,
                mtime: Some(mtime),
            };
            set(&directory, "file", &object, &to).unwrap();
            let meta = fs::metadata(&path).unwrap();
            assert_eq!(meta.mode() & 0o7777, 0o640);
            let found = i128::from(meta.mtime()) * NANOSECONDS + i128::from(meta.mtime_nsec());
            assert_eq!(found, mtime);
        }
    }

    #[test]
    fn a_link_in_the_place_of_the_file_is_not_followed_and_another_file_not_touched() {
        let place = tempfile::tempdir().unwrap();
        let path = |name: &str| place.path().join(name);
        fs::write(path("file"), "").unwrap();
        fs::write(path("other"), "").unwrap();
        let object = Object::from(&rustix::fs::lstat(path("file")).unwrap());
        let mode = fs::metadata(path("other")).unwrap().mode();
        let directory = fs::File::open(place.path()).unwrap();
        let to = Attributes {
            mode: 0o777,
            mtime: Some(5),
        };
        assert_eq!(set(&directory, "other", &object, &to), Err(Errno::STALE));
        fs::rename(path("file"), path("away")).unwrap();
        symlink("other", path("file")).unwrap();
        assert!(set(&directory, "file", &object, &to).is_err());
        assert_eq!(fs::metadata(path("other")).unwrap().mode(), mode);
    }

    #[test]
    fn a_time_beyond_the_kernel_s_is_refused() {
        assert!(times(i128::MAX).is_err());
    }
}
