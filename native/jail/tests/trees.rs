//! A tree of its own, from inside: what is in it, that it stays as it is, and a host that has none.
//!
//! A wall binds the process that puts it up, so each test forks, and the child says what came of its acts.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

mod inside;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use bellglass_jail::tree::{Entry, Tree};
use bellglass_jail::{privileges, stands};
use bellglass_wire::spec::{WallName, WallState};
use inside::{files, inside, verdict};

fn only_what_was_named_is_there() {
    let mut names: Vec<_> = fs::read_dir("/")
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["a", "again", "dev", "file", "proc"]);
    assert_eq!(fs::read("/file").unwrap(), b"secret");
    assert_eq!(verdict(&fs::write("/a/b/granted/new", "n")), "yes");
    assert_eq!(
        fs::read("/again/new").unwrap(),
        b"n",
        "one directory by two names"
    );
    for refused in ["/again/x", "/file", "/x", "/a/b/x"] {
        assert_eq!(verdict(&fs::write(refused, "x")), "EROFS", "{refused}");
    }
    assert_eq!(
        verdict(&fs::set_permissions(
            "/again/file",
            fs::Permissions::from_mode(0o600)
        )),
        "EROFS"
    );
    for gone in [
        "/etc/passwd",
        "/proc/self/mem",
        "/proc/1",
        "/tmp",
        "/bin/sh",
    ] {
        assert_eq!(verdict(&fs::metadata(gone)), "ENOENT", "{gone}");
    }
    assert!(fs::read_dir("/proc/self/fd").unwrap().count() > 2);
    fs::write("/dev/null", "x").unwrap();
}

#[test]
fn in_a_tree_of_its_own_a_process_has_only_what_was_named() {
    let (_scratch, granted, secret) = files();
    let said = inside(|| {
        let entry = |source: PathBuf, target: &str, read_only| Entry {
            source,
            target: target.into(),
            read_only,
        };
        let tree = Tree {
            entries: vec![
                entry(granted.clone(), "/a/b/granted", false),
                entry(granted.clone(), "/again", true),
                entry(secret.clone(), "/file", true),
                entry("/dev/null".into(), "/dev/null", false),
            ],
            own_descriptors: true,
        };
        let wall = tree.enter().unwrap();
        if !stands(&wall) {
            return format!("this host forbids it: {}", wall.detail);
        }
        assert!(wall.detail.ends_with("4 entries"), "{}", wall.detail);
        only_what_was_named_is_there();
        "held".into()
    });
    let said = said.text();
    assert!(
        said == "held" || said.starts_with("this host forbids it"),
        "{said}"
    );
    assert!(fs::exists(granted.join("new")).unwrap() || said != "held");
    assert!(
        !fs::exists("/again").unwrap(),
        "the host's own tree is as it was"
    );
}

#[test]
fn after_the_privileges_are_dropped_the_tree_is_not_changed_any_more() {
    let (_scratch, granted, _) = files();
    let said = inside(|| {
        let tree = Tree {
            entries: vec![Entry {
                source: granted,
                target: "/granted".into(),
                read_only: true,
            }],
            own_descriptors: false,
        };
        if !stands(&tree.enter().unwrap()) {
            return "held".into();
        }
        privileges::drop_all().unwrap();
        use rustix::mount::{MountFlags, UnmountFlags, mount_remount, unmount};
        let remount = mount_remount("/granted", MountFlags::BIND, c"").unwrap_err();
        let away = unmount("/granted", UnmountFlags::DETACH).unwrap_err();
        assert_eq!((remount.raw_os_error(), away.raw_os_error()), (1, 1));
        assert_eq!(verdict(&fs::write("/granted/x", "")), "EROFS");
        "held".into()
    });
    assert_eq!(said.text(), "held");
}

#[test]
fn a_source_that_is_not_there_is_a_missing_tree_and_the_host_stays() {
    let said = inside(|| {
        let tree = Tree {
            entries: vec![Entry {
                source: "/is/not/there".into(),
                target: "/x".into(),
                read_only: true,
            }],
            own_descriptors: false,
        };
        let wall = tree.enter().unwrap();
        assert_eq!(wall.state, WallState::Missing);
        assert!(fs::exists("/etc/passwd").unwrap());
        wall.detail
    });
    let text = said.text();
    assert!(
        text.starts_with("open_tree /is/not/there") || text.starts_with("unshare"),
        "{text}"
    );
}

#[test]
fn a_host_that_forbids_namespaces_is_a_missing_tree() {
    let said = inside(|| {
        inside::forbid_namespaces();
        let wall = Tree::default().enter().unwrap();
        assert_eq!(
            (wall.wall, wall.state),
            (WallName::MountNamespace, WallState::Missing)
        );
        assert!(
            fs::exists("/etc/passwd").unwrap(),
            "the process goes on with the host's tree"
        );
        wall.detail
    });
    assert!(
        said.text()
            .starts_with("unshare(CLONE_NEWUSER | CLONE_NEWNS): "),
        "{said:?}"
    );
}
