//! Workspaces that were made to do harm, or that change while they are walked.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

mod scene;

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use bellglass_wire::snapshot::base::Content;
use rustix::fs::{
    CWD, FileType, Mode, OFlags, RenameFlags, mkdirat, mknodat, openat, renameat_with,
};
use scene::Scene;

#[test]
fn names_are_any_bytes() {
    let scene = Scene::new();
    let long = [b'n'; 255];
    let names: [&[u8]; 9] = [
        b"\xff\xfe",
        b"new\nline",
        b" ",
        b"-rf",
        b"\"quoted\"",
        b"\\",
        b"\x1b[31m",
        b"{\"path\":1}",
        &long,
    ];
    for name in names {
        scene.file(OsStr::from_bytes(name), name);
        scene.directory(OsStr::from_bytes(
            &[b"in \xff/", &name[..name.len().min(200)]].concat(),
        ));
    }
    symlink(OsStr::from_bytes(b"\xff\n"), scene.at("link")).unwrap();
    let taken = scene.take(&[]);
    for name in names {
        assert_eq!(taken.bytes(OsStr::from_bytes(name)), name);
    }
    assert_eq!(
        taken.line("link").target.as_ref().unwrap().as_bytes(),
        b"\xff\n"
    );
    assert_eq!(taken.base.len(), 9 + 1 + 9 + 1);
}

/// Makes directories in each other, of names of that length. @returns the innermost
fn nest(at: &Path, depth: usize, length: usize) -> OwnedFd {
    let name = "d".repeat(length);
    let flags = OFlags::RDONLY | OFlags::DIRECTORY;
    let mut fd = rustix::fs::open(at, flags, Mode::empty()).unwrap();
    for _ in 0..depth {
        mkdirat(&fd, &name, Mode::RWXU).unwrap();
        fd = openat(&fd, &name, flags, Mode::empty()).unwrap();
    }
    fd
}

fn make(at: &OwnedFd, name: &str, bytes: &[u8]) {
    let flags = OFlags::WRONLY | OFlags::CREATE;
    let file = openat(at, name, flags, Mode::RUSR).unwrap();
    fs::File::from(file).write_all(bytes).unwrap();
}

#[test]
fn directories_nest_deeply() {
    let scene = Scene::new();
    let innermost = nest(&scene.at(""), 400, 1);
    make(&innermost, "file", b"deep");
    let taken = scene.take(&[]);
    let path = format!("{}file", "d/".repeat(400));
    assert_eq!(taken.bytes(&path), b"deep");
    assert_eq!(taken.base.len(), 401);
}

#[test]
fn what_has_no_path_that_a_kernel_takes_is_not_shown_and_not_granted() {
    let scene = Scene::new();
    scene.file(".gitignore", "/deep/\n/bulk/\n");
    scene.file("bulk/file", "bulk");
    // 16 × 251 and the directory's own name leave room for 74 bytes more.
    let innermost = nest(&scene.directory("deep"), 16, 250);
    make(&innermost, &"f".repeat(73), b"fits");
    make(&innermost, "file", b"bulk");
    let taken = scene.take(&[]);
    assert_eq!(
        taken
            .base
            .iter()
            .filter(|line| line.kind == bellglass_wire::snapshot::base::EntryKind::File)
            .count(),
        4
    );
    assert_eq!(taken.grants(), (vec![String::new()], vec![]));
    make(&innermost, &"f".repeat(74), b"secret");
    let taken = scene.take(&[]);
    let last = taken
        .base
        .iter()
        .rfind(|line| line.content == Some(Content::Unreadable))
        .unwrap();
    assert_eq!(last.path.as_bytes().len(), 4 + 16 * 251);
    assert_eq!(taken.reply.unreadable.count, 1);
    assert_eq!(taken.grants(), (vec!["bulk".to_owned()], vec![]));
}

#[test]
fn links_are_never_followed() {
    let scene = Scene::new();
    fs::write(scene.around().join("secret"), "outside").unwrap();
    fs::create_dir(scene.around().join("other")).unwrap();
    fs::write(scene.around().join("other/secret"), "outside").unwrap();
    symlink(".", scene.at("loop")).unwrap();
    symlink("two", scene.at("one")).unwrap();
    symlink("one", scene.at("two")).unwrap();
    symlink("../secret", scene.at("file")).unwrap();
    symlink("../other", scene.at("directory")).unwrap();
    symlink("/", scene.at("root")).unwrap();
    symlink("../other", scene.at(".git")).unwrap();
    symlink("/etc/passwd", scene.at(".gitignore")).unwrap();
    let taken = scene.take(&[]);
    assert_eq!(taken.base.len(), 8);
    assert!(taken.base.iter().all(|line| line.target.is_some()));
}

#[test]
fn a_pipe_where_patterns_are_looked_for_holds_nobody_up() {
    let scene = Scene::new();
    for path in [".gitignore", "in/.gitignore", ".git/info/exclude"] {
        fs::create_dir_all(scene.at(path).parent().unwrap()).unwrap();
        mknodat(
            CWD,
            scene.at(path),
            FileType::Fifo,
            Mode::RUSR | Mode::WUSR,
            0,
        )
        .unwrap();
    }
    assert_eq!(scene.take(&[]).reply.special, 3);
}

/// Takes snapshots while another thread does something over and over.
fn while_it_changes(change: impl Fn(u64) + Sync, mut take: impl FnMut()) {
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut round = 0;
            while !stop.load(Ordering::Relaxed) {
                change(round);
                round += 1;
            }
        });
        // A failure must not leave the other thread running.
        let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            (0..15).for_each(|_| take());
        }));
        stop.store(true, Ordering::Relaxed);
        ended.unwrap();
    });
}

#[test]
fn a_directory_that_becomes_a_link_during_the_walk_leads_nowhere() {
    let scene = Scene::new();
    let outside = scene.around().join("outside");
    fs::create_dir(&outside).unwrap();
    for index in 0..50 {
        scene.file(format!("d/{index}/file"), "inside");
        fs::create_dir(outside.join(index.to_string())).unwrap();
        fs::write(outside.join(format!("{index}/file")), "the secret outside").unwrap();
    }
    symlink(&outside, scene.at("link")).unwrap();
    let (one, other) = (scene.at("d"), scene.at("link"));
    let swap = |_| renameat_with(CWD, &one, CWD, &other, RenameFlags::EXCHANGE).unwrap();
    while_it_changes(swap, || {
        let taken = scene.take(&[]);
        let bytes = &taken.image.image;
        assert!(!bytes.windows(10).any(|part| part == b"the secret"));
        for line in taken
            .base
            .iter()
            .filter(|line| line.content == Some(Content::Embedded))
        {
            assert_eq!(taken.bytes(line.path.as_os_str()), b"inside");
        }
    });
}

#[test]
fn a_file_that_grows_is_embedded_as_it_was_or_not_at_all() {
    let scene = Scene::new();
    let path = scene.file("log", "");
    let append = |round: u64| {
        // Short enough to be embedded.
        let round = round % 4000;
        let mut file = fs::OpenOptions::new().append(true).open(&path).unwrap();
        if round == 0 {
            file.set_len(0).unwrap();
        }
        file.write_all(format!("{round:015}\n").as_bytes()).unwrap();
    };
    while_it_changes(append, || {
        let taken = scene.take(&[]);
        let (inode, line) = (taken.inode("log"), taken.line("log"));
        assert_eq!(inode.size, line.size);
        match line.content.unwrap() {
            Content::Embedded => {
                let bytes = taken.bytes("log");
                assert!(bytes.len().is_multiple_of(16));
                let last = bytes.chunks(16).next_back();
                let round = (bytes.len() / 16).saturating_sub(1);
                assert!(last.is_none_or(|last| last == format!("{round:015}\n").as_bytes()));
                assert_eq!(taken.reply.redirected_lost.count, 0);
            }
            Content::Redirected => {
                assert_eq!(taken.redirect("log").unwrap(), b"/log");
                assert_eq!(taken.reply.redirected_lost.count, 1);
                assert_eq!(taken.grants(), (vec![String::new()], vec![]));
            }
            other => panic!("{other:?}"),
        }
    });
}

#[test]
fn entries_that_come_and_go_are_there_whole_or_not() {
    let scene = Scene::new();
    for index in 0..200 {
        scene.file(format!("stays/{index}"), "stays");
    }
    let change = |round: u64| {
        let at = scene.at(format!("stays/new{}", round % 7));
        match round % 2 {
            0 => {
                let _ = fs::create_dir(&at);
                let _ = fs::write(at.join("file"), "whole");
            }
            _ => drop(fs::remove_dir_all(
                scene.at(format!("stays/new{}", (round + 3) % 7)),
            )),
        }
    };
    while_it_changes(change, || {
        let taken = scene.take(&[]);
        let stay = taken
            .contents()
            .into_keys()
            .filter(|path| !path.contains("new"));
        assert_eq!(stay.count(), 200);
        for line in taken.base.iter().filter(|line| line.at.is_some()) {
            let bytes = taken.bytes(line.path.as_os_str());
            assert!([&b"stays"[..], b"whole"].contains(&&bytes[..]));
        }
    });
}

#[test]
fn where_something_else_is_mounted_the_workspace_ends() {
    let scene = Scene::new();
    scene.file(".gitignore", "large\n");
    scene.file("large", "bulk");
    scene.file("m/below", "below");
    scene.file("file", "file");
    scene.file("again/here", "here");
    let w = scene.at("").display().to_string();
    let mount = format!(
        "mount -t tmpfs none {w}m; echo s > {w}m/secret; mount --bind /etc/passwd {w}file; mount --bind {w}m {w}again"
    );
    // Its user's name for the files is another one: only what is there counts.
    let Some(output) = scene.among_mounts(&mount, &scene.spec(&[])) else {
        return;
    };
    let taken = scene.taken(&output);
    assert_eq!(taken.names(""), [".gitignore", "again", "large", "m"]);
    assert!(taken.names("m").is_empty() && taken.names("again").is_empty());
    assert_eq!(taken.line("m").content, Some(Content::Mount));
    assert_eq!(taken.reply.mounts, 3);
    assert_eq!(taken.grants(), (vec![String::new()], vec![]));
}
