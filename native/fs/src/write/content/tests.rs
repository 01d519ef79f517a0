#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use std::fs;
use std::io::Write;
use std::os::unix::fs::{MetadataExt, symlink};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::*;

fn read(reader: &mut Reader, root: &std::path::Path, name: &str) -> Read {
    let directory = File::open(root).unwrap();
    reader.read(directory.as_fd(), name.as_bytes()).unwrap()
}

#[test]
fn a_file_is_read_whole_whatever_was_read_before() {
    let root = tempfile::tempdir().unwrap();
    let none = HashSet::new();
    let mut reader = Reader::new(&none, 100_000);
    for size in [0, 5, 100_000, 4096, 1] {
        let bytes: Vec<u8> = (0..size).map(|at: u32| at.to_le_bytes()[0]).collect();
        fs::write(root.path().join("f"), &bytes).unwrap();
        let found = read(&mut reader, root.path(), "f");
        assert!(matches!(found, Read::Whole(stat) if stat.size == u64::from(size)));
        assert!(reader.bytes() == bytes, "{size} bytes");
    }
}

#[test]
fn what_is_no_file_any_more_is_gone_and_no_link_is_followed() {
    let root = tempfile::tempdir().unwrap();
    let at = |name: &str| root.path().join(name);
    fs::write(at("file"), "x").unwrap();
    fs::create_dir(at("directory")).unwrap();
    symlink("file", at("link")).unwrap();
    let mode = Mode::from_bits_truncate(0o600);
    rustix::fs::mknodat(rustix::fs::CWD, at("pipe"), FileType::Fifo, mode, 0).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(at("socket")).unwrap();
    let none = HashSet::new();
    let mut reader = Reader::new(&none, 10);
    for name in ["directory", "link", "pipe", "socket", "nothing"] {
        assert_eq!(read(&mut reader, root.path(), name), Read::Gone, "{name}");
    }
}

#[test]
fn a_file_that_has_taken_anothers_name_is_read_unless_it_is_a_hidden_one() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("secret"), "secret").unwrap();
    let found = root.path().join("secret").metadata().unwrap();
    let hidden = HashSet::from([(found.dev(), found.ino())]);
    fs::rename(root.path().join("secret"), root.path().join("plain")).unwrap();
    let mut reader = Reader::new(&hidden, 10);
    assert!(matches!(
        read(&mut reader, root.path(), "plain"),
        Read::Hidden(_)
    ));
    assert!(reader.bytes().is_empty());
    fs::write(root.path().join("new"), "new").unwrap();
    fs::rename(root.path().join("new"), root.path().join("plain")).unwrap();
    assert!(matches!(
        read(&mut reader, root.path(), "plain"),
        Read::Whole(_)
    ));
    assert_eq!(reader.bytes(), b"new");
}

#[test]
fn a_file_that_has_grown_beyond_the_limit_is_not_read() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("f"), [0; 11]).unwrap();
    let none = HashSet::new();
    let found = read(&mut Reader::new(&none, 10), root.path(), "f");
    assert!(matches!(found, Read::Changing(stat) if stat.size == 11));
}

#[test]
fn a_file_that_grows_all_the_time_is_never_taken_in_part() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("f");
    fs::write(&path, "").unwrap();
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut file = fs::OpenOptions::new().append(true).open(&path).unwrap();
            let mut line = 0_u32;
            while !stop.load(Ordering::Relaxed) {
                // Whole lines, and a file that stays short enough to be read often.
                file.write_all(format!("{line:07}\n").as_bytes()).unwrap();
                line += 1;
                if line.is_multiple_of(10_000) {
                    file.set_len(0).unwrap();
                    line = 0;
                }
            }
        });
        let none = HashSet::new();
        let mut reader = Reader::new(&none, 1 << 20);
        let directory = File::open(root.path()).unwrap();
        let deadline = Instant::now() + Duration::from_secs(60);
        // One try at a time, until one is seen that meets a write.
        let seen = loop {
            match reader.once(directory.as_fd(), b"f") {
                Ok(Read::Whole(stat)) if reader.bytes().len() as u64 == stat.size => {}
                other => break Some(other),
            }
            if Instant::now() > deadline {
                break None;
            }
        };
        stop.store(true, Ordering::Relaxed);
        assert!(matches!(seen, Some(Ok(Read::Changing(_)))), "{seen:?}");
    });
}
