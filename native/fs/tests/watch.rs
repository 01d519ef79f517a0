//! What is told of a folder after its snapshot, by the program itself and the system's real events.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

mod scene;

use std::fs;
use std::io::{BufRead, BufReader, Lines, Write};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use bellglass_wire::snapshot::SnapshotReply;
use bellglass_wire::snapshot::base::{BaseEntry, EntryKind};
use bellglass_wire::snapshot::watch::WatchLine;
use rustix::process::{Pid, Signal, kill_process};
use scene::Scene;

const PROGRAM: &str = env!("CARGO_BIN_EXE_bellglass-fs");

/// A folder that is watched.
struct Watched<'a> {
    scene: &'a Scene,
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    reply: SnapshotReply,
}

impl<'a> Watched<'a> {
    fn of(scene: &'a Scene, hidden: &[&str]) -> Watched<'a> {
        let mut child = Command::new(PROGRAM)
            .arg("watch")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        write!(stdin, "{}", scene.spec(hidden)).unwrap();
        drop(stdin);
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let reply = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
        Watched {
            scene,
            child,
            lines,
            reply,
        }
    }

    fn next(&mut self) -> WatchLine {
        serde_json::from_str(&self.lines.next().unwrap().unwrap()).unwrap()
    }

    /// The next line, which says that something changed: its path, and what is there now.
    fn changed(&mut self) -> (String, Option<BaseEntry>) {
        match self.next() {
            WatchLine::Changed { path, after, .. } => (
                path.as_os_str().to_string_lossy().into_owned(),
                after.map(|after| *after),
            ),
            other => panic!("{other:?}"),
        }
    }

    fn bytes(&self, entry: &BaseEntry) -> Vec<u8> {
        let spool = fs::read(self.scene.around().join("o/refreshed.bin")).unwrap();
        let at = usize::try_from(entry.at.unwrap()).unwrap();
        spool[at..][..usize::try_from(entry.size).unwrap()].to_vec()
    }

    fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(i32::try_from(self.child.id()).unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
    }

    fn has_ended(&mut self) -> bool {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(10) {
            if self.child.try_wait().unwrap().is_some() {
                return true;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        false
    }
}

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_file_that_is_made_written_changed_or_removed_is_told_with_its_bytes() {
    let scene = Scene::new();
    scene.file("a", "one");
    let mut watched = Watched::of(&scene, &[]);
    assert_eq!(watched.reply.entries, 1);
    fs::write(scene.at("a"), "another").unwrap();
    let (path, after) = watched.changed();
    let after = after.unwrap();
    assert_eq!((path.as_str(), after.size), ("a", 7));
    assert_eq!(watched.bytes(&after), b"another");
    fs::set_permissions(scene.at("a"), fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(watched.changed().1.unwrap().mode, 0o600);
    // As most editors save.
    scene.file("draft", "saved");
    fs::rename(scene.at("draft"), scene.at("a")).unwrap();
    let (path, after) = watched.changed();
    let after = after.unwrap();
    assert_eq!(
        (path.as_str(), watched.bytes(&after)),
        ("a", b"saved".to_vec())
    );
    symlink("a", scene.at("link")).unwrap();
    let (_, link) = watched.changed();
    assert_eq!(link.unwrap().kind, EntryKind::Symlink);
    fs::remove_file(scene.at("a")).unwrap();
    assert_eq!(watched.changed(), ("a".into(), None));
}

#[test]
fn directories_come_before_what_is_in_them_and_go_after_it() {
    let scene = Scene::new();
    scene.file("from/in/a", "a");
    let mut watched = Watched::of(&scene, &[]);
    fs::rename(scene.at("from"), scene.at("to")).unwrap();
    let told: Vec<_> = (0..6).map(|_| watched.changed()).collect();
    let told: Vec<_> = told
        .iter()
        .map(|(path, after)| (path.as_str(), after.is_some()))
        .collect();
    assert_eq!(
        told,
        [
            ("from/in/a", false),
            ("from/in", false),
            ("from", false),
            ("to", true),
            ("to/in", true),
            ("to/in/a", true)
        ]
    );
    // It is watched where it is now.
    fs::write(scene.at("to/in/a"), "more").unwrap();
    assert_eq!(watched.changed().0, "to/in/a");
}

#[test]
fn of_what_git_ignores_and_of_large_files_only_that_something_changed() {
    let scene = Scene::new();
    scene.file(".gitignore", "bulk/\n");
    scene.file("bulk/deep/a", "a");
    scene.file("large", vec![0; 2 << 20]);
    let mut watched = Watched::of(&scene, &[]);
    for text in ["b", "cc"] {
        fs::write(scene.at("bulk/deep/a"), text).unwrap();
        std::thread::sleep(Duration::from_millis(300));
    }
    let stale = |path: &str| WatchLine::Stale {
        path: std::ffi::OsString::from(path).into(),
    };
    assert_eq!(watched.next(), stale("bulk"));
    fs::write(scene.at("large"), vec![1; 2 << 20]).unwrap();
    assert_eq!(watched.next(), stale("large"));
    // And nothing more of either: the next line is of something else.
    scene.file("last", "");
    assert_eq!(watched.changed().0, "last");
}

#[test]
fn a_hidden_name_is_told_and_whether_it_is_in_what_is_granted() {
    let scene = Scene::new();
    scene.file(".gitignore", "bulk/\n");
    scene.file("bulk/a", "a");
    scene.file("src/b", "b");
    let mut watched = Watched::of(&scene, &[".env"]);
    // The whole folder is granted where it hides nothing.
    assert_eq!(watched.reply.grants.directories.len(), 1);
    scene.file("new/.env", "secret");
    assert_eq!(watched.changed().0, "new");
    let hidden = WatchLine::Hidden {
        path: std::ffi::OsString::from("new/.env").into(),
        granted: true,
    };
    assert_eq!(watched.next(), hidden);
}

#[test]
fn a_hidden_name_beside_another_is_in_nothing_that_is_granted() {
    let scene = Scene::new();
    scene.file(".gitignore", "bulk/\n");
    scene.file("bulk/a", "a");
    scene.file(".env", "secret");
    let mut watched = Watched::of(&scene, &[".env", "*.key"]);
    scene.file("x.key", "secret");
    let line = watched.next();
    assert!(
        matches!(line, WatchLine::Hidden { granted: false, .. }),
        "{line:?}"
    );
    scene.file("bulk/x.key", "secret");
    let line = watched.next();
    assert!(
        matches!(line, WatchLine::Hidden { granted: true, .. }),
        "{line:?}"
    );
    // What is told of a name that is hidden are no bytes.
    let spool = fs::read(scene.around().join("o/refreshed.bin")).unwrap();
    assert!(spool.is_empty());
}

#[test]
fn what_a_pattern_hides_that_is_written_later_is_told() {
    let scene = Scene::new();
    scene.file("bulk/large", vec![0; 2 << 20]);
    scene.file("bulk/notes", "notes");
    let mut watched = Watched::of(&scene, &[]);
    scene.file(".bellglassignore", "notes\n");
    let told = [watched.next(), watched.next()];
    let is_hidden = |line: &WatchLine| matches!(line, WatchLine::Hidden { granted: true, .. });
    assert!(told.iter().any(is_hidden), "{told:?}");
}

#[test]
fn when_more_happens_than_the_system_keeps_everything_is_looked_at() {
    let scene = Scene::new();
    scene.file(".gitignore", "many/\n");
    scene.file("many/a", "a");
    scene.file("deep/a", "a");
    let mut watched = Watched::of(&scene, &[]);
    watched.signal(Signal::STOP);
    let most = fs::read_to_string("/proc/sys/fs/inotify/max_queued_events").unwrap();
    let most: usize = most.trim().parse().unwrap();
    for number in 0..most / 2 {
        fs::write(scene.at(format!("many/{number}")), "").unwrap();
    }
    fs::write(scene.at("deep/a"), "changed").unwrap();
    watched.signal(Signal::CONT);
    let mut told = Vec::new();
    while told.len() < 3 {
        told.push(watched.next());
    }
    let overflow = |line: &WatchLine| matches!(line, WatchLine::State { overflows: 1.., .. });
    let changed = |line: &WatchLine| matches!(line, WatchLine::Changed { .. });
    assert!(
        told.iter().any(overflow) && told.iter().any(changed),
        "{told:?}"
    );
}

#[test]
fn a_folder_that_is_moved_or_removed_is_told() {
    let scene = Scene::new();
    scene.file("a", "a");
    let mut watched = Watched::of(&scene, &[]);
    fs::rename(scene.at(""), scene.around().join("elsewhere")).unwrap();
    assert_eq!(watched.next(), WatchLine::Gone { removed: false });
    fs::remove_dir_all(scene.around().join("elsewhere")).unwrap();
    let mut last = watched.next();
    if let WatchLine::Changed { .. } = last {
        last = watched.next();
    }
    assert_eq!(last, WatchLine::Gone { removed: true });
    assert!(watched.has_ended());
}

#[test]
fn it_ends_when_nobody_reads_any_more_and_with_who_started_it() {
    let scene = Scene::new();
    let mut watched = Watched::of(&scene, &[]);
    let (read, _) = std::io::pipe().unwrap();
    drop(std::mem::replace(
        &mut watched.lines,
        // Another reader takes the place of its own, which is closed.
        BufReader::new(ChildStdout::from(std::os::fd::OwnedFd::from(read))).lines(),
    ));
    assert!(watched.has_ended());
    drop(watched);
    let spec = scene.spec(&[]);
    let path = scene.around().join("spec");
    fs::write(&path, spec.to_string()).unwrap();
    let script = format!("{PROGRAM} watch <{} & echo $!; wait", path.display());
    let mut shell = Command::new("sh")
        .args(["-c", &script])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(shell.stdout.take().unwrap()).lines();
    let pid = lines.next().unwrap().unwrap();
    assert!(lines.next().unwrap().unwrap().contains("grants"));
    shell.kill().unwrap();
    shell.wait().unwrap();
    assert!(lines.next().is_none());
    // Its output is closed a moment before it is gone, and nobody may collect it here.
    let is_there = || {
        let state = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        !state.is_empty() && !state.contains(") Z ")
    };
    let begun = Instant::now();
    while is_there() {
        assert!(begun.elapsed() < Duration::from_secs(10), "{pid} goes on");
        std::thread::sleep(Duration::from_millis(20));
    }
}
