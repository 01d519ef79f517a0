//! Edits of the host's in a real overlay, mounted as the agent mounts it, in a mount namespace of the test's own.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use bellglass_wire::machine::Time;
use bellglass_wire::review::{Refresh, Standing};
use bellglass_wire::snapshot::base::EntryKind;
use rustix::mount::MountFlags;

use super::{ASIDE, make};
use crate::daemon_test::{Scratch, apart};

const WHEN: Time = Time {
    seconds: 1_700_000_000,
    nanoseconds: 5,
};

/// A view of a folder, and what a host would do with that.
struct View {
    merged: PathBuf,
    upper: PathBuf,
}

impl View {
    /// None where nobody but the kernel's own root may mount one so.
    fn over(scratch: &Scratch, fill: impl FnOnce(&Path)) -> Option<Self> {
        let at = scratch.0.to_str().unwrap();
        let none = MountFlags::empty();
        rustix::mount::mount("test", at, "tmpfs", none, None).unwrap();
        for name in ["lower", "upper", "work", "merged"] {
            fs::create_dir(scratch.0.join(name)).unwrap();
        }
        fill(&scratch.0.join("lower"));
        let options = std::ffi::CString::new(format!(
            "lowerdir={at}/lower,upperdir={at}/upper,workdir={at}/work,index=on,metacopy=on,redirect_dir=on"
        ));
        let merged = format!("{at}/merged");
        let options = options.unwrap();
        let mounted = rustix::mount::mount(
            "test",
            merged.as_str(),
            "overlay",
            none,
            Some(options.as_c_str()),
        );
        mounted.ok()?;
        Some(Self {
            merged: merged.into(),
            upper: scratch.0.join("upper"),
        })
    }

    fn at(&self, path: &str) -> PathBuf {
        self.merged.join(path)
    }

    /// What stands at a path.
    fn standing(&self, path: &str) -> Option<Standing> {
        let found = fs::symlink_metadata(self.at(path)).ok()?;
        let kind = match (found.is_dir(), found.is_symlink()) {
            (true, _) => EntryKind::Directory,
            (_, true) => EntryKind::Symlink,
            _ => EntryKind::File,
        };
        let target = fs::read_link(self.at(path)).ok();
        Some(Standing {
            kind,
            mode: found.mode() & 0o7777,
            size: found.size(),
            modified: Time {
                seconds: found.mtime(),
                nanoseconds: u32::try_from(found.mtime_nsec()).unwrap(),
            },
            target: target.map(|target| target.into_os_string().into()),
        })
    }

    fn ask(
        &self,
        path: &str,
        before: Option<Standing>,
        after: Option<Standing>,
        bytes: &[u8],
    ) -> bool {
        let asked = Refresh {
            workspace: self.merged.to_str().unwrap().into(),
            path: PathBuf::from(path).into_os_string().into(),
            before,
            after,
            uid: 0,
            gid: 0,
        };
        let done = make(&asked, bytes).unwrap();
        // Nothing of how it is done stays.
        for entry in fs::read_dir(&self.upper).unwrap() {
            assert!(!entry.unwrap().file_name().as_bytes().starts_with(ASIDE));
        }
        done
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.at(path)).unwrap()
    }
}

fn file(text: &str, mode: u32) -> Standing {
    Standing {
        kind: EntryKind::File,
        mode,
        size: text.len() as u64,
        modified: WHEN,
        target: None,
    }
}

fn directory(mode: u32) -> Standing {
    Standing {
        kind: EntryKind::Directory,
        size: 0,
        ..file("", mode)
    }
}

fn link(target: &str) -> Standing {
    Standing {
        kind: EntryKind::Symlink,
        target: Some(PathBuf::from(target).into_os_string().into()),
        ..file("", 0o777)
    }
}

fn fill(lower: &Path) {
    fs::write(lower.join("a"), "one").unwrap();
    fs::create_dir(lower.join("d")).unwrap();
    fs::write(lower.join("d/b"), "two").unwrap();
    symlink("a", lower.join("l")).unwrap();
}

/// Runs a test in a view, as root of a namespace.
fn within(name: &'static str, test: impl FnOnce(&View)) {
    apart(
        &format!("http::review::refresh::tests::{name}"),
        move || {
            let scratch = Scratch::new(name);
            if let Some(view) = View::over(&scratch, fill) {
                test(&view);
            }
        },
    );
}

#[test]
fn what_the_guest_left_alone_becomes_what_the_host_made_of_it() {
    within(
        "what_the_guest_left_alone_becomes_what_the_host_made_of_it",
        |view| {
            let was = view.standing("a");
            assert!(view.ask("a", was, Some(file("host", 0o640)), b"host"));
            assert_eq!(view.text("a"), "host");
            assert_eq!(view.standing("a"), Some(file("host", 0o640)));
            // Once more, from what it was given.
            let once = Some(file("host", 0o640));
            assert!(view.ask("a", once, Some(file("again", 0o644)), b"again"));
            assert_eq!(view.text("a"), "again");
            assert!(view.ask("l", Some(link("a")), Some(link("d/b")), b""));
            assert_eq!(fs::read_link(view.at("l")).unwrap(), Path::new("d/b"));
            assert!(view.ask("d/n", None, Some(file("", 0o600)), b""));
            assert_eq!(view.standing("d/n"), Some(file("", 0o600)));
            assert!(view.ask("d", view.standing("d"), Some(directory(0o700)), b""));
            assert_eq!(view.standing("d").unwrap().mode, 0o700);
            for path in ["d/b", "d/n", "d"] {
                assert!(view.ask(path, view.standing(path), None, b""), "{path}");
                assert_eq!(view.standing(path), None, "{path}");
            }
            assert!(view.ask("d", None, Some(file("x", 0o644)), b"x"));
            let file = view.standing("d");
            assert!(view.ask("d", file, Some(directory(0o755)), b""));
            assert!(view.at("d").is_dir());
        },
    );
}

#[test]
fn what_the_guest_changed_stays_its_own() {
    within("what_the_guest_changed_stays_its_own", |view| {
        let was = view.standing("a");
        fs::write(view.at("a"), "guest").unwrap();
        assert!(!view.ask("a", was.clone(), Some(file("host", 0o644)), b"host"));
        assert!(!view.ask("a", was.clone(), None, b""));
        assert!(!view.ask("a", was, Some(directory(0o755)), b""));
        assert_eq!(view.text("a"), "guest");
        // Something where nothing was, nothing where something was, and more in a directory than there was.
        assert!(!view.ask("a", None, Some(file("host", 0o644)), b"host"));
        let was = view.standing("d/b");
        fs::remove_file(view.at("d/b")).unwrap();
        assert!(!view.ask("d/b", was, Some(file("host", 0o644)), b"host"));
        fs::write(view.at("d/own"), "own").unwrap();
        assert!(!view.ask("d", view.standing("d"), None, b""));
        assert_eq!(view.text("d/own"), "own");
        assert!(!view.ask("gone/x", None, Some(file("host", 0o644)), b"host"));
    });
}

#[test]
fn a_mode_a_time_or_another_name_is_a_change_too() {
    within("a_mode_a_time_or_another_name_is_a_change_too", |view| {
        let was = view.standing("a");
        fs::set_permissions(view.at("a"), fs::Permissions::from_mode(0o600)).unwrap();
        assert!(!view.ask("a", was, Some(file("host", 0o644)), b"host"));
        let was = view.standing("d/b");
        fs::hard_link(view.at("d/b"), view.at("other")).unwrap();
        assert!(!view.ask("d/b", was, Some(file("host", 0o644)), b"host"));
        assert_eq!(
            (view.text("d/b"), view.text("other")),
            ("two".into(), "two".into())
        );
    });
}

#[test]
fn a_link_that_a_program_put_into_the_way_is_not_followed() {
    within(
        "a_link_that_a_program_put_into_the_way_is_not_followed",
        |view| {
            let outside = view.upper.parent().unwrap().join("outside");
            fs::create_dir(&outside).unwrap();
            fs::rename(view.at("d"), view.at("moved")).unwrap();
            symlink(&outside, view.at("d")).unwrap();
            assert!(!view.ask("d/n", None, Some(file("host", 0o644)), b"host"));
            assert!(!view.ask("d", Some(directory(0o755)), Some(directory(0o777)), b""));
            assert_eq!(fs::read_dir(&outside).unwrap().count(), 0);
            assert_eq!(outside.metadata().unwrap().mode() & 0o777, 0o755);
        },
    );
}
