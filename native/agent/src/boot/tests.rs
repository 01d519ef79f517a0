//! The entries of a boot configuration, made in a directory in the place of the root.

use std::os::unix::fs::MetadataExt;
use std::path::Path;

use bellglass_wire::boot::{Directory, File, Link};

use super::entries;
use crate::daemon_test::Scratch;
use crate::fault::Fault;

fn code(result: Result<(), Fault>) -> &'static str {
    result.err().map_or("none", |fault| fault.code().0)
}

fn link(path: String, to: &str) -> Link {
    Link {
        path,
        to: to.into(),
    }
}

#[test]
fn a_link_is_made_with_what_is_missing_above_it() {
    let scratch = Scratch::new("boot-link");
    let path = scratch.text("a/b/link");
    entries::link(&link(path.clone(), "usr/bin")).unwrap();
    assert_eq!(std::fs::read_link(&path).unwrap(), Path::new("usr/bin"));
    // One that is there and the same is as good; another is not.
    entries::link(&link(path.clone(), "usr/bin")).unwrap();
    assert_eq!(
        code(entries::link(&link(path.clone(), "usr/sbin"))),
        "file_exists"
    );
    assert_eq!(std::fs::read_link(&path).unwrap(), Path::new("usr/bin"));
    let file = scratch.file("file", b"", 0o644);
    assert_eq!(code(entries::link(&link(file.clone(), "x"))), "file_exists");
    assert_eq!(
        code(entries::link(&link(format!("{file}/x"), "x"))),
        "file_exists"
    );
}

#[test]
fn a_directory_has_its_mode_and_owner_whatever_was_there() {
    let scratch = Scratch::new("boot-directory");
    let own = std::fs::metadata(&scratch.0).unwrap();
    for mode in [0o700, 0o1777, 0o755] {
        let asked = Directory {
            path: scratch.text("home/alice"),
            mode,
            uid: own.uid(),
            gid: own.gid(),
        };
        entries::directory(&asked).unwrap();
        let made = std::fs::metadata(&asked.path).unwrap();
        assert_eq!(
            (made.mode() & 0o7777, made.uid(), made.gid()),
            (mode, own.uid(), own.gid())
        );
    }
    if rustix::process::geteuid().is_root() {
        let asked = Directory {
            path: scratch.text("home/alice"),
            mode: 0o750,
            uid: 4242,
            gid: 4343,
        };
        entries::directory(&asked).unwrap();
        let made = std::fs::metadata(&asked.path).unwrap();
        assert_eq!(
            (made.uid(), made.gid(), made.mode() & 0o7777),
            (4242, 4343, 0o750)
        );
    }
}

#[test]
fn a_file_is_written_whole_with_its_mode() {
    let scratch = Scratch::new("boot-file");
    let write = |content: &str, mode| File {
        path: scratch.text("etc/deep/name"),
        content: content.into(),
        mode,
    };
    for (content, mode) in [("long content\n", 0o644), ("ü\0\n", 0o600), ("", 0o444)] {
        entries::file(&write(content, mode)).unwrap();
        let path = scratch.text("etc/deep/name");
        assert_eq!(std::fs::read(&path).unwrap(), content.as_bytes());
        assert_eq!(std::fs::metadata(&path).unwrap().mode() & 0o7777, mode);
    }
    std::fs::create_dir(scratch.0.join("directory")).unwrap();
    let over = File {
        path: scratch.text("directory"),
        content: String::new(),
        mode: 0o644,
    };
    assert_eq!(code(entries::file(&over)), "is_a_directory");
}

#[test]
fn a_setting_that_the_kernel_does_not_take_is_an_error() {
    assert_eq!(
        code(entries::setting("/proc/sys/no/such/setting", "1")),
        "file_not_found"
    );
    let scratch = Scratch::new("boot-setting");
    let path = scratch.file("setting", b"0", 0o644);
    entries::setting(&path, "1").unwrap();
    assert_eq!(std::fs::read(path).unwrap(), b"1");
}
