//! What is in an image is what was in the workspace.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

mod scene;

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, lchown, symlink};
use std::os::unix::net::UnixListener;

use bellglass_wire::snapshot::Tally;
use bellglass_wire::snapshot::base::{Content, EntryKind};
use rustix::fs::{
    AtFlags, CWD, FileType, Mode, Timespec, Timestamps, XattrFlags, mknodat, setxattr, utimensat,
};
use scene::Scene;

fn mode(scene: &Scene, path: &str, mode: u32) {
    fs::set_permissions(scene.at(path), fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn files_directories_and_links_are_there_with_their_names_and_bytes() {
    let scene = Scene::new();
    let large: Vec<u8> = (0..300_000_u32)
        .flat_map(u32::to_le_bytes)
        .take(1 << 20)
        .collect();
    scene.file("src/deep/er/a.txt", "text");
    scene.file(".hidden dot", "dot");
    scene.file("large", &large);
    scene.file("empty", "");
    scene.directory("none");
    symlink("src/deep/../..", scene.at("link")).unwrap();
    symlink("no/thing", scene.at("src/dangling")).unwrap();
    let taken = scene.take(&[]);
    assert_eq!(
        taken.names(""),
        [".hidden dot", "empty", "large", "link", "none", "src"]
    );
    assert_eq!(taken.bytes("src/deep/er/a.txt"), b"text");
    assert_eq!(taken.bytes(".hidden dot"), b"dot");
    assert!(taken.bytes("large") == large);
    assert_eq!(taken.bytes("empty"), b"");
    assert_eq!(taken.image.data(&taken.inode("link")), b"src/deep/../..");
    assert_eq!(taken.image.data(&taken.inode("src/dangling")), b"no/thing");
    assert!(taken.names("none").is_empty());
    assert_eq!(
        taken.reply.embedded,
        Tally {
            files: 4,
            bytes: 7 + (1 << 20)
        }
    );
    assert_eq!(taken.reply.entries, 10);
}

#[test]
fn modes_owners_and_times_are_kept_and_set_id_bits_are_not() {
    let scene = Scene::new();
    let times = |seconds, nanoseconds| Timespec {
        tv_sec: seconds,
        tv_nsec: nanoseconds,
    };
    let cases = [
        ("a", 0o644, 0o644),
        ("b", 0o6755, 0o755),
        ("c", 0o1400, 0o1400),
        ("d", 0o777, 0o777),
    ];
    for (name, set, _) in cases {
        scene.file(name, name);
        mode(&scene, name, set);
        let times = Timestamps {
            last_access: times(1, 0),
            last_modification: times(1_234_567_890, 987_654_321),
        };
        utimensat(CWD, scene.at(name), &times, AtFlags::empty()).unwrap();
    }
    scene.directory("in");
    mode(&scene, "in", 0o3770);
    mode(&scene, "", 0o2711);
    if rustix::process::geteuid().is_root() {
        lchown(scene.at("a"), Some(70_000), Some(70_001)).unwrap();
    }
    let taken = scene.take(&[]);
    for (name, _, wanted) in cases {
        let (inode, line) = (taken.inode(name), taken.line(name));
        let found = scene.at(name).metadata().unwrap();
        assert_eq!(inode.mode, 0o100_000 | wanted, "{name}");
        assert_eq!(line.mode, u32::from(wanted));
        assert_eq!((inode.uid, inode.gid), (found.uid(), found.gid()));
        assert_eq!(inode.mtime, (1_234_567_890, 987_654_321));
        assert_eq!(line.mtime, "1234567890987654321");
    }
    assert_eq!(taken.inode("in").mode, 0o041_770);
    assert_eq!(taken.image.at(&[]).mode, 0o040_711);
}

#[test]
fn names_of_one_file_are_one_inode() {
    let scene = Scene::new();
    scene.file("z/first", "shared");
    scene.directory("a");
    fs::hard_link(scene.at("z/first"), scene.at("a/second")).unwrap();
    fs::hard_link(scene.at("z/first"), scene.around().join("outside")).unwrap();
    symlink("x", scene.at("link")).unwrap();
    fs::hard_link(scene.at("link"), scene.at("again")).unwrap();
    let taken = scene.take(&[]);
    let (one, other) = (taken.inode("z/first"), taken.inode("a/second"));
    assert_eq!((one.at, one.links), (other.at, 2));
    assert_eq!(taken.inode("link").at, taken.inode("again").at);
    assert_eq!(taken.line("z/first").links, 3);
    assert_eq!(taken.bytes("z/first"), b"shared");
    assert_eq!(taken.bytes("a/second"), b"shared");
    assert_eq!(taken.reply.embedded, Tally { files: 1, bytes: 6 });
}

#[test]
fn the_bulk_is_redirected_by_its_path() {
    let scene = Scene::new();
    scene.file(".gitignore", "/node_modules/\n*.log\n");
    scene.file("node_modules/a b/index.js", "bulk");
    scene.file("node_modules/.hidden/x", "");
    fs::hard_link(
        scene.at("node_modules/a b/index.js"),
        scene.at("node_modules/copy"),
    )
    .unwrap();
    scene.file("large", vec![7; (1 << 20) + 1]);
    let taken = scene.take(&[]);
    assert_eq!(
        taken.redirect("node_modules/a b/index.js").unwrap(),
        b"/node_modules/a b/index.js"
    );
    assert_eq!(taken.redirect("large").unwrap(), b"/large");
    assert_eq!(taken.inode("large").size, (1 << 20) + 1);
    assert_eq!(
        taken.inode("node_modules/copy").at,
        taken.inode("node_modules/a b/index.js").at
    );
    for path in ["node_modules/.hidden/x", ".gitignore"] {
        assert_eq!(taken.redirect(path), None, "{path}");
    }
    assert_eq!(
        taken.reply.redirected,
        Tally {
            files: 2,
            bytes: 4 + (1 << 20) + 1
        }
    );
    assert_eq!(taken.grants(), (vec![String::new()], vec![]));
    let ignored: Vec<_> = taken.base.iter().filter(|line| line.ignored).collect();
    assert_eq!(
        ignored.len(),
        6 - 1 + 1,
        "node_modules and all beneath it: {ignored:?}"
    );
}

#[test]
fn what_is_embedded_has_a_budget_and_gits_own_comes_last() {
    let scene = Scene::new();
    scene.file(".git/HEAD", [1; 40]);
    scene.file("a", [2; 50]);
    scene.file("b", [3; 60]);
    let spec = |file: u64, all: u64| {
        let mut spec = scene.spec(&[]);
        spec["embedFileLimit"] = file.into();
        spec["embedBudget"] = all.into();
        spec
    };
    use Content::{Embedded, Redirected};
    for (file, all, wanted, over) in [
        (100, 150, [Embedded, Embedded, Embedded], (0, 0)),
        (100, 149, [Redirected, Embedded, Embedded], (1, 40)),
        (100, 109, [Embedded, Embedded, Redirected], (1, 60)),
        (59, 150, [Embedded, Embedded, Redirected], (0, 0)),
        (0, 0, [Redirected, Redirected, Redirected], (0, 0)),
    ] {
        let taken = scene.take_as(&spec(file, all));
        let found: Vec<Content> = taken.contents().into_values().collect();
        assert_eq!(found, wanted, "{file} {all}");
        assert_eq!(
            (taken.reply.over_budget.files, taken.reply.over_budget.bytes),
            over
        );
    }
}

#[test]
fn what_users_attached_is_kept_and_what_the_system_did_is_not() {
    let scene = Scene::new();
    scene.file(".gitignore", "bulk\n");
    for name in ["file", "dir/bulk", "in/secret"] {
        let path = scene.file(name, "file");
        setxattr(&path, "user.b", b"value", XattrFlags::empty()).unwrap();
        setxattr(&path, "user.a", b"", XattrFlags::empty()).unwrap();
        if rustix::process::geteuid().is_root() {
            let forged = "trusted.overlay.opaque";
            // Not every file system takes it.
            let _ = setxattr(&path, forged, b"y", XattrFlags::empty());
        }
    }
    let many = scene.file("many", "many");
    let kept = (0..9).filter(|index| {
        let name = format!("user.{index}");
        setxattr(&many, name.as_str(), &[1; 300], XattrFlags::empty()).is_ok()
    });
    let kept = kept.count();
    let taken = scene.take(&["secret"]);
    let names = |path: &str| -> Vec<String> {
        let names = taken.image.xattrs(&taken.inode(path)).into_keys();
        names.map(|name| String::from_utf8(name).unwrap()).collect()
    };
    assert_eq!(names("file"), ["user.a", "user.b"]);
    let overlay = ["trusted.overlay.metacopy", "trusted.overlay.redirect"];
    assert_eq!(
        names("dir/bulk"),
        [overlay[0], overlay[1], "user.a", "user.b"]
    );
    assert!(names("in/secret").is_empty());
    assert_eq!(names("many").len(), kept);
    let value = &taken.image.xattrs(&taken.inode("file"))[&b"user.b"[..]];
    assert_eq!(value, b"value");
    assert_eq!(taken.bytes("file"), b"file");
}

#[test]
fn what_is_neither_file_nor_directory_nor_link_is_left_out_and_counted() {
    let scene = Scene::new();
    scene.file("a", "a");
    let mode = Mode::from_bits_truncate(0o600);
    mknodat(CWD, scene.at("pipe"), FileType::Fifo, mode, 0).unwrap();
    let _socket = UnixListener::bind(scene.at("socket")).unwrap();
    let sparse = fs::File::create(scene.at("sparse")).unwrap();
    let too_large = sparse.set_len((8 << 40) + 1).is_ok();
    let taken = scene.take(&[]);
    let wanted: &[&str] = if too_large { &["a"] } else { &["a", "sparse"] };
    assert_eq!(taken.names(""), wanted);
    assert_eq!(taken.reply.special, 2 + u64::from(too_large));
}

#[test]
fn the_base_says_what_everything_was() {
    let scene = Scene::new();
    scene.file("b/file", "x");
    scene.file("b-", "x");
    scene.file("b.d/file", "x");
    symlink("b", scene.at("c")).unwrap();
    let taken = scene.take(&[]);
    let paths: Vec<_> = taken
        .base
        .iter()
        .map(|line| line.path.as_os_str())
        .collect();
    assert_eq!(
        paths,
        ["b", "b/file", "b-", "b.d", "b.d/file", "c"],
        "a child follows its directory"
    );
    let root = scene.at("").metadata().unwrap();
    assert_eq!(taken.header.workspace, scene.at("").to_str().unwrap());
    assert_eq!(taken.header.device, root.dev().to_string());
    assert_eq!(taken.header.inode, root.ino().to_string());
    for line in &taken.base {
        let found = scene.at(line.path.as_os_str()).symlink_metadata().unwrap();
        assert_eq!(line.inode, found.ino().to_string());
        assert_eq!(line.device, found.dev().to_string());
        let ctime = i128::from(found.ctime()) * 1_000_000_000 + i128::from(found.ctime_nsec());
        assert_eq!(line.ctime, ctime.to_string());
        assert_eq!((line.size, line.links), (found.size(), found.nlink()));
        assert_eq!(line.content.is_some(), line.kind == EntryKind::File);
    }
    assert_eq!(taken.line("c").target.as_ref().unwrap().as_bytes(), b"b");
}

#[test]
fn the_same_workspace_is_the_same_image() {
    let scene = Scene::new();
    for name in ["x", "a", "m", "in/a", "in/b", "node_modules/q"] {
        scene.file(name, name);
    }
    scene.file(".gitignore", "node_modules");
    fs::hard_link(scene.at("x"), scene.at("in/y")).unwrap();
    let first = scene.take(&[]).image.image;
    assert!(first == scene.take(&[]).image.image);
    // Its entries in another order on the disk, and with other inodes.
    let copy = Scene::new();
    let from = format!("{}/.", scene.at("").to_str().unwrap());
    let copied = std::process::Command::new("cp")
        .args(["-a", &from])
        .arg(copy.at(""))
        .status();
    assert!(copied.unwrap().success());
    assert!(first == copy.take(&[]).image.image);
}
