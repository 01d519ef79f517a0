//! The walk over the upper layer of a real overlay, mounted as the agent mounts it, in a mount namespace of the test's own.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use bellglass_wire::review::{Changed, ChangedKind, ChangesEnd};
use rustix::mount::MountFlags;

use super::Walk;
use crate::daemon_test::{Scratch, apart};

const OPTIONS: &str = "index=on,metacopy=on,redirect_dir=on";

/// A tree, an overlay over it, and what was changed in that.
struct View {
    merged: PathBuf,
    upper: PathBuf,
}

impl View {
    /// Of what `fill` makes; null where nobody but the kernel's own root may mount one so.
    fn over(scratch: &Scratch, fill: impl FnOnce(&Path)) -> Option<Self> {
        let target = scratch.0.to_str().unwrap();
        let none = MountFlags::empty();
        rustix::mount::mount("test", target, "tmpfs", none, None).unwrap();
        for name in ["lower", "upper", "work", "merged"] {
            fs::create_dir(scratch.0.join(name)).unwrap();
        }
        fill(&scratch.0.join("lower"));
        let options = std::ffi::CString::new(format!(
            "lowerdir={target}/lower,upperdir={target}/upper,workdir={target}/work,{OPTIONS}"
        ))
        .unwrap();
        let merged = format!("{target}/merged");
        match rustix::mount::mount(
            "test",
            merged.as_str(),
            "overlay",
            none,
            Some(options.as_c_str()),
        ) {
            Ok(()) => Some(Self {
                merged: merged.into(),
                upper: scratch.0.join("upper"),
            }),
            Err(error) => {
                eprintln!("not tested, since no overlay can be mounted here: {error}");
                None
            }
        }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.merged.join(name)
    }

    fn changes(&self) -> Vec<Changed> {
        let mut walk = Walk::of(&self.upper).unwrap();
        let mut text = Vec::new();
        while walk.line(&mut text).unwrap() {}
        let mut lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').collect();
        assert_eq!(lines.pop(), Some(&b""[..]), "a line ends");
        let end: ChangesEnd = serde_json::from_slice(lines.pop().unwrap()).unwrap();
        assert_eq!(end.count, u64::try_from(lines.len()).unwrap());
        lines
            .into_iter()
            .map(|line| serde_json::from_slice(line).unwrap())
            .collect()
    }

    fn by_path(&self) -> BTreeMap<String, Changed> {
        let text = |changed: &Changed| String::from_utf8(changed.path.as_bytes().to_vec()).unwrap();
        self.changes()
            .into_iter()
            .map(|one| (text(&one), one))
            .collect()
    }
}

fn seen(name: &str, test: impl FnOnce(&Scratch)) {
    apart(&format!("http::review::changes::tests::{name}"), || {
        test(&Scratch::new(name));
    });
}

#[test]
fn what_is_made_written_and_removed_is_told() {
    seen("what_is_made_written_and_removed_is_told", |scratch| {
        let Some(view) = View::over(scratch, |lower| {
            fs::create_dir_all(lower.join("a/b")).unwrap();
            fs::write(lower.join("a/b/old"), "old").unwrap();
            fs::write(lower.join("a/kept"), "kept").unwrap();
            fs::write(lower.join("gone"), "gone").unwrap();
        }) else {
            return;
        };
        assert_eq!(view.changes(), []);
        fs::write(view.at("a/b/old"), "newer").unwrap();
        fs::write(view.at("a/new"), "new").unwrap();
        symlink("b/old", view.at("a/link")).unwrap();
        fs::remove_file(view.at("gone")).unwrap();
        let changes = view.by_path();
        let kinds: Vec<(&str, ChangedKind)> = changes
            .iter()
            .map(|(path, one)| (path.as_str(), one.kind))
            .collect();
        assert_eq!(
            kinds,
            [
                ("a", ChangedKind::Directory),
                ("a/b", ChangedKind::Directory),
                ("a/b/old", ChangedKind::File),
                ("a/link", ChangedKind::Symlink),
                ("a/new", ChangedKind::File),
                ("gone", ChangedKind::Removed),
            ]
        );
        let old = &changes["a/b/old"];
        assert_eq!(
            (old.size, old.mode, old.kept_content, old.links),
            (5, 0o644, false, 1)
        );
        assert_eq!(
            changes["a/link"].target.as_ref().unwrap().as_bytes(),
            b"b/old"
        );
        assert!(!changes["a/b"].opaque);
    });
}

#[test]
fn a_mode_or_a_move_alone_keeps_the_content() {
    seen("a_mode_or_a_move_alone_keeps_the_content", |scratch| {
        let Some(view) = View::over(scratch, |lower| {
            fs::create_dir_all(lower.join("d/e")).unwrap();
            fs::write(lower.join("d/e/one"), "one").unwrap();
            fs::write(lower.join("mode"), "mode").unwrap();
            fs::write(lower.join("from"), "from").unwrap();
        }) else {
            return;
        };
        fs::set_permissions(view.at("mode"), fs::Permissions::from_mode(0o755)).unwrap();
        fs::rename(view.at("from"), view.at("d/to")).unwrap();
        fs::rename(view.at("d/e"), view.at("d/f")).unwrap();
        fs::rename(view.at("d"), view.at("g")).unwrap();
        let changes = view.by_path();
        let moved = |path: &str| {
            changes[path]
                .moved_from
                .as_ref()
                .map(|from| from.as_bytes())
        };
        assert!(changes["mode"].kept_content);
        assert_eq!((changes["mode"].mode, moved("mode")), (0o755, None));
        assert!(changes["g/to"].kept_content);
        assert_eq!(moved("g/to"), Some(&b"/from"[..]));
        assert_eq!(moved("g"), Some(&b"d"[..]), "a name in the same directory");
        assert!(matches!(moved("g/f"), Some(b"e" | b"/d/e")));
        for gone in ["from", "d", "g/e"] {
            assert_eq!(changes[gone].kind, ChangedKind::Removed, "{gone}");
        }
        assert!(
            !changes.contains_key("g/f/one"),
            "what is below has moved along"
        );
    });
}

#[test]
fn a_directory_in_the_place_of_another_shows_nothing_of_it() {
    seen(
        "a_directory_in_the_place_of_another_shows_nothing_of_it",
        |scratch| {
            let Some(view) = View::over(scratch, |lower| {
                fs::create_dir(lower.join("d")).unwrap();
                fs::write(lower.join("d/one"), "one").unwrap();
            }) else {
                return;
            };
            fs::remove_dir_all(view.at("d")).unwrap();
            fs::create_dir(view.at("d")).unwrap();
            let changes = view.by_path();
            assert!(changes["d"].opaque);
            assert_eq!(changes.len(), 1);
        },
    );
}

#[test]
fn names_of_one_file_have_one_inode() {
    seen("names_of_one_file_have_one_inode", |scratch| {
        let Some(view) = View::over(scratch, |lower| {
            fs::write(lower.join("a"), "a").unwrap();
            fs::hard_link(lower.join("a"), lower.join("b")).unwrap();
        }) else {
            return;
        };
        fs::write(view.at("a"), "changed").unwrap();
        assert_eq!(
            fs::read(view.at("b")).unwrap(),
            b"changed",
            "index=on keeps them together"
        );
        assert_eq!(
            view.by_path().keys().collect::<Vec<_>>(),
            ["a"],
            "the other is not told of"
        );
        fs::hard_link(view.at("a"), view.at("c")).unwrap();
        let changes = view.by_path();
        assert_eq!(changes["a"].inode, changes["c"].inode);
        assert!(changes["c"].links >= 2);
    });
}

#[test]
fn any_name_and_any_kind_is_told() {
    seen("any_name_and_any_kind_is_told", |scratch| {
        let Some(view) = View::over(scratch, |_| ()) else {
            return;
        };
        let name = b"new\nline \xff \"quoted\"";
        fs::write(view.merged.join(OsStr::from_bytes(name)), "x").unwrap();
        let path = view.at("pipe");
        rustix::fs::mknodat(
            rustix::fs::CWD,
            &path,
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::from_raw_mode(0o644),
            0,
        )
        .unwrap();
        let mut changes = view.changes();
        changes.sort_by_key(|one| one.kind == ChangedKind::Other);
        assert_eq!(changes[0].path.as_bytes(), name);
        assert_eq!(changes[1].path.as_bytes(), b"pipe");
        assert_eq!(changes[1].kind, ChangedKind::Other);
    });
}
