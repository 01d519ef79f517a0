//! The entries of a boot configuration, made in a directory in the place of the root.

use std::os::unix::fs::MetadataExt;
use std::path::Path;

use bellglass_wire::boot::{Directory, File, Link};

use super::entries::{self, Found};
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
    entries::link(&link(path.clone(), "usr/bin"), Found::Ours).unwrap();
    assert_eq!(std::fs::read_link(&path).unwrap(), Path::new("usr/bin"));
    // One that is there and the same is as good; another is not.
    entries::link(&link(path.clone(), "usr/bin"), Found::Ours).unwrap();
    assert_eq!(
        code(entries::link(&link(path.clone(), "usr/sbin"), Found::Ours)),
        "file_exists"
    );
    assert_eq!(std::fs::read_link(&path).unwrap(), Path::new("usr/bin"));
    let file = scratch.file("file", b"", 0o644);
    assert_eq!(
        code(entries::link(&link(file.clone(), "x"), Found::Ours)),
        "file_exists"
    );
    assert_eq!(
        code(entries::link(&link(format!("{file}/x"), "x"), Found::Ours)),
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
        entries::directory(&asked, Found::Ours).unwrap();
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
        entries::directory(&asked, Found::Ours).unwrap();
        let made = std::fs::metadata(&asked.path).unwrap();
        assert_eq!(
            (made.uid(), made.gid(), made.mode() & 0o7777),
            (4242, 4343, 0o750)
        );
    }
}

#[test]
fn what_is_found_on_a_disk_stays_as_it_is() {
    let scratch = Scratch::new("boot-disk");
    let own = std::fs::metadata(&scratch.0).unwrap();
    let asked = |name: &str, mode| Directory {
        path: scratch.text(name),
        mode,
        uid: own.uid(),
        gid: own.gid(),
    };
    let make = |one: &Directory| entries::directory(one, Found::Users).unwrap();
    let mode = |name: &str| std::fs::metadata(scratch.text(name)).unwrap().mode() & 0o7777;
    // One that a killed boot left half made is not in the way.
    std::fs::create_dir_all(scratch.0.join("home/.bellglass-alice")).unwrap();
    make(&asked("home/alice", 0o700));
    make(&asked("home/alice", 0o755));
    assert_eq!((mode("home"), mode("home/alice")), (0o755, 0o700));
    assert_eq!(
        std::fs::read_dir(scratch.0.join("home")).unwrap().count(),
        1
    );

    let file = scratch.file("file", b"", 0o600);
    for to in ["usr/bin", "usr/sbin"] {
        entries::link(&link(scratch.text("link"), to), Found::Users).unwrap();
        entries::link(&link(file.clone(), to), Found::Users).unwrap();
    }
    let to = std::fs::read_link(scratch.text("link")).unwrap();
    assert_eq!((to.as_path(), mode("file")), (Path::new("usr/bin"), 0o600));
    make(&asked("file", 0o700));
    assert_eq!(mode("file"), 0o600);
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
