//! Mounts and their identity, in namespaces of the test's own, in which it is root as the agent is.

use bellglass_wire::boot::{Identity, Mount, MountKind};

use super::{identity, mount};
use crate::daemon_test::{Scratch, apart};
use crate::fault::Fault;

fn tmpfs(target: String, read_only: bool, options: &str) -> Mount {
    Mount {
        kind: MountKind::Tmpfs,
        source: "test".into(),
        target,
        read_only,
        options: options.into(),
    }
}

#[test]
fn a_target_is_made_and_mounted_with_its_options() {
    apart(
        "boot::mount_tests::a_target_is_made_and_mounted_with_its_options",
        || {
            let scratch = Scratch::new("mount");
            let target = scratch.text("deep/target");
            mount::mount(&tmpfs(
                target.clone(),
                false,
                "size=1m,nosuid,mode=0700,noexec",
            ))
            .unwrap();
            std::fs::write(format!("{target}/file"), "x").unwrap();
            let full = std::fs::write(format!("{target}/large"), vec![0; 2 << 20]).unwrap_err();
            assert_eq!(full.raw_os_error(), Some(libc::ENOSPC));
            let mounts = std::fs::read_to_string("/proc/self/mounts").unwrap();
            let line = mounts.lines().find(|line| line.contains(&target)).unwrap();
            for option in ["nosuid", "noexec", "mode=700", "size=1024k"] {
                assert!(line.contains(option), "{line}");
            }
            assert!(!line.contains("nodev"), "{line}");
        },
    );
}

#[test]
fn a_read_only_mount_is_one() {
    apart("boot::mount_tests::a_read_only_mount_is_one", || {
        let scratch = Scratch::new("mount-ro");
        let target = scratch.text("target");
        mount::mount(&tmpfs(target.clone(), true, "")).unwrap();
        let refused = std::fs::write(format!("{target}/file"), "x").unwrap_err();
        assert_eq!(refused.raw_os_error(), Some(libc::EROFS));
    });
}

#[test]
fn a_directory_that_is_shown_again_has_rights_of_its_own() {
    apart(
        "boot::mount_tests::a_directory_that_is_shown_again_has_rights_of_its_own",
        || {
            let scratch = Scratch::new("bind");
            let (source, target) = (scratch.text("source"), scratch.text("a/target"));
            mount::mount(&tmpfs(source.clone(), false, "")).unwrap();
            std::fs::create_dir(format!("{source}/one")).unwrap();
            let mut again = tmpfs(target.clone(), true, "nosuid,nodev");
            again.kind = MountKind::Bind;
            again.source = format!("{source}/one");
            mount::mount(&again).unwrap();
            std::fs::write(format!("{source}/one/file"), "x").unwrap();
            assert_eq!(std::fs::read(format!("{target}/file")).unwrap(), b"x");
            let refused = std::fs::write(format!("{target}/file"), "y").unwrap_err();
            assert_eq!(refused.raw_os_error(), Some(libc::EROFS));
            let mounts = std::fs::read_to_string("/proc/self/mounts").unwrap();
            let line = mounts.lines().find(|line| line.contains(&target)).unwrap();
            assert!(line.contains("ro,nosuid,nodev"), "{line}");
        },
    );
}

#[test]
fn a_mount_that_fails_is_told_with_its_source_target_and_number() {
    apart(
        "boot::mount_tests::a_mount_that_fails_is_told_with_its_source_target_and_number",
        || {
            let scratch = Scratch::new("mount-fails");
            let file = scratch.file("file", b"", 0o644);
            let table = [
                (MountKind::Virtiofs, scratch.text("a"), "", None),
                (
                    MountKind::Tmpfs,
                    scratch.text("b"),
                    "no-such-option",
                    Some(libc::EINVAL),
                ),
                (MountKind::Ext4, scratch.text("c"), "", None),
                (
                    MountKind::Tmpfs,
                    format!("{file}/below"),
                    "",
                    Some(libc::ENOTDIR),
                ),
            ];
            for (kind, target, options, number) in table {
                let mut asked = tmpfs(target.clone(), false, options);
                asked.kind = kind;
                asked.source = "no-such-source".into();
                match mount::mount(&asked).unwrap_err() {
                    Fault::MountFailed {
                        source_name,
                        target: at,
                        errno,
                    } => {
                        assert_eq!((source_name.as_str(), &at), ("no-such-source", &target));
                        assert!(
                            errno > 0 && number.is_none_or(|number| number == errno),
                            "{errno}"
                        );
                    }
                    other => panic!("{other}"),
                }
            }
        },
    );
}

#[test]
fn a_mount_of_another_kind_is_no_workspace_even_with_its_inode() {
    apart(
        "boot::mount_tests::a_mount_of_another_kind_is_no_workspace_even_with_its_inode",
        || {
            let scratch = Scratch::new("identity");
            let path = scratch.text("workspace");
            mount::mount(&tmpfs(path.clone(), false, "")).unwrap();
            let inode = rustix::fs::stat(&path).unwrap().st_ino.to_string();
            let asked = Identity {
                path: path.clone(),
                inode: inode.clone(),
            };
            match identity::check(&asked).unwrap_err() {
                Fault::WrongWorkspace {
                    path: at,
                    expected,
                    found,
                } => {
                    assert_eq!((at, expected, found), (path, inode, None));
                }
                other => panic!("{other}"),
            }
        },
    );
}
