//! The filters, from inside: what a server of files may still do to files.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

mod inside;

use std::fs;
use std::io::Error;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};

use bellglass_jail::filter::{self, For};
use bellglass_jail::privileges;
use bellglass_wire::spec::Seccomp;
use inside::{Scratch, behind, inside_saying, verdict};

#[test]
fn no_file_gets_a_setuid_bit_by_any_call() {
    let scratch = Scratch::new("setuid");
    let file = scratch.0.join("file");
    for whose in [For::Virtiofsd, For::Libkrun] {
        for mode in [0o4755, 0o2755, 0o6755] {
            fs::write(&file, "").unwrap();
            let said = behind(whose, Seccomp::Enforce, || {
                let open = fs::File::open(&file).unwrap();
                let permissions = fs::Permissions::from_mode(mode);
                let change = open.set_permissions(permissions);
                let mut options = fs::OpenOptions::new();
                options.write(true).create(true).mode(mode);
                let made = options.open(scratch.0.join("made"));
                let plain = open.set_permissions(fs::Permissions::from_mode(0o700));
                format!(
                    "{} {} {}",
                    verdict(&change),
                    verdict(&made),
                    verdict(&plain)
                )
            });
            assert_eq!(said.text(), "behind: EPERM EPERM yes", "{whose:?} {mode:o}");
        }
    }
}

#[test]
fn a_server_works_on_files_with_its_calls() {
    let scratch = Scratch::new("server");
    let path = |name: &str| scratch.0.join(name);
    for whose in [For::Virtiofsd, For::Libkrun] {
        let said = behind(whose, Seccomp::Enforce, || {
            use rustix::fs::{AtFlags, CWD, Mode, linkat, mkdirat, renameat, symlinkat, unlinkat};
            let io = |result: rustix::io::Result<()>| verdict(&result.map_err(Error::from));
            let done = [
                io(mkdirat(CWD, path("d"), Mode::RWXU)),
                verdict(&fs::write(path("d/a"), "text")),
                io(linkat(CWD, path("d/a"), CWD, path("d/b"), AtFlags::empty())),
                io(renameat(CWD, path("d/b"), CWD, path("d/c"))),
                io(symlinkat("a", CWD, path("d/l"))),
                verdict(&fs::File::open(path("d/a")).map(drop)),
                io(unlinkat(CWD, path("d/a"), AtFlags::empty())),
                io(unlinkat(CWD, path("d/c"), AtFlags::empty())),
                io(unlinkat(CWD, path("d/l"), AtFlags::empty())),
                io(unlinkat(CWD, path("d"), AtFlags::REMOVEDIR)),
            ];
            done.join(" ")
        });
        assert_eq!(
            said.text(),
            format!("behind: {}", ["yes"; 10].join(" ")),
            "{whose:?}"
        );
    }
}

#[test]
fn metadata_is_for_a_server_in_a_tree_of_its_own_only() {
    let scratch = Scratch::new("metadata");
    let file = scratch.0.join("file");
    fs::write(&file, "text").unwrap();
    let change = || {
        use rustix::fs::{
            AtFlags, CWD, Mode, Timestamps, XattrFlags, chmodat, setxattr, utimensat,
        };
        let io = |result: rustix::io::Result<()>| verdict(&result.map_err(Error::from));
        let now = Timestamps {
            last_access: rustix::fs::Timespec {
                tv_sec: 1,
                tv_nsec: 0,
            },
            last_modification: rustix::fs::Timespec {
                tv_sec: 1,
                tv_nsec: 0,
            },
        };
        [
            io(chmodat(
                CWD,
                &file,
                Mode::from_raw_mode(0o600),
                AtFlags::empty(),
            )),
            io(rustix::fs::chownat(
                CWD,
                &file,
                None,
                None,
                AtFlags::empty(),
            )),
            io(utimensat(CWD, &file, &now, AtFlags::empty())),
            io(setxattr(&file, "user.x", b"1", XattrFlags::empty())),
            verdict(&fs::write(&file, "bytes are another matter")),
        ]
        .join(" ")
    };
    for whose in [For::Virtiofsd, For::Libkrun] {
        let with = behind(whose, Seccomp::Enforce, change);
        assert_eq!(with.text(), "behind: yes yes yes yes yes", "{whose:?}");
        let without = inside_saying(|say| {
            privileges::drop_all().unwrap();
            filter::apply_without_tree(whose, Seccomp::Enforce).unwrap();
            say.write_all(b"behind: ").unwrap();
            change()
        });
        assert_eq!(
            without.text(),
            "behind: EPERM EPERM EPERM EPERM yes",
            "{whose:?}"
        );
    }
}

#[test]
fn a_walk_reads_and_opens_nothing_to_write() {
    let scratch = Scratch::new("walk");
    let path = |name: &str| scratch.0.join(name);
    fs::write(path("file"), "text").unwrap();
    let said = behind(For::Snapshot, Seccomp::Enforce, || {
        let names = fs::read_dir(&scratch.0).unwrap().count();
        let mut text = String::new();
        let mut file = fs::File::open(path("file")).unwrap();
        std::io::Read::read_to_string(&mut file, &mut text).unwrap();
        let size = fs::symlink_metadata(path("file")).unwrap().len();
        format!("{names} {text} {size}")
    });
    assert_eq!(said.text(), "behind: 1 text 4");
    type Act = fn(&std::path::Path) -> std::io::Result<()>;
    let acts: [(&str, Act); 8] = [
        ("write", |file| {
            fs::OpenOptions::new().write(true).open(file).map(drop)
        }),
        ("read and write", |file| {
            fs::OpenOptions::new()
                .read(true)
                .write(true)
                .open(file)
                .map(drop)
        }),
        ("append", |file| {
            fs::OpenOptions::new().append(true).open(file).map(drop)
        }),
        ("make", |file| {
            fs::File::create(file.with_extension("new")).map(drop)
        }),
        ("remove", |file| fs::remove_file(file)),
        ("rename", |file| {
            fs::rename(file, file.with_extension("other"))
        }),
        ("mode", |file| {
            fs::set_permissions(file, fs::Permissions::from_mode(0o600))
        }),
        ("no name", |file| {
            use rustix::fs::{Mode, OFlags, open};
            let flags = OFlags::TMPFILE | OFlags::WRONLY;
            let parent = file.parent().unwrap();
            open(parent, flags, Mode::RUSR)
                .map(drop)
                .map_err(Error::from)
        }),
    ];
    for (what, act) in acts {
        let file = path(what);
        fs::write(&file, "").unwrap();
        let ended = behind(For::Snapshot, Seccomp::Enforce, || verdict(&act(&file)));
        assert_eq!(ended.signal, Some(libc::SIGSYS), "{what}: {ended:?}");
        let free = behind(For::Snapshot, Seccomp::Audit, || verdict(&act(&file)));
        assert_eq!(free.text(), "behind: yes", "the control: {what}");
    }
}
