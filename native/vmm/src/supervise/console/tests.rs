use super::{Bounded, TAIL, Tail};
use std::fs::File;
use std::io::Write;
use std::os::fd::OwnedFd;
use std::path::PathBuf;

fn pipe() -> (File, File) {
    let (read, write): (OwnedFd, OwnedFd) = rustix::pipe::pipe().unwrap();
    (read.into(), write.into())
}

struct Log(PathBuf);

impl Log {
    fn new(name: &str) -> Self {
        let name = format!("bellglass-console-{name}-{}", std::process::id());
        Self(std::env::temp_dir().join(name))
    }

    fn bounded(&self, limit: u64) -> (Bounded, File) {
        let (read, write) = pipe();
        let to = File::create(&self.0).unwrap();
        (Bounded::new(read, to, limit).unwrap(), write)
    }

    fn text(&self) -> Vec<u8> {
        std::fs::read(&self.0).unwrap()
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[test]
fn what_the_guest_says_is_kept_as_it_comes() {
    let log = Log::new("kept");
    let (mut console, mut guest) = log.bounded(1000);
    console.pump();
    assert_eq!(log.text(), b"");
    guest.write_all(b"one\r\n\xff").unwrap();
    console.pump();
    assert_eq!(log.text(), b"one\r\n\xff");
    guest.write_all(b"two").unwrap();
    console.pump();
    assert_eq!(log.text(), b"one\r\n\xfftwo");
}

#[test]
fn only_so_much_is_kept_and_the_rest_is_read_all_the_same() {
    for limit in [0, 1, 4096, 100_000] {
        let log = Log::new(&format!("limit-{limit}"));
        let (mut console, mut guest) = log.bounded(limit);
        let said: Vec<u8> = (0..200_000_u32).map(|n| n.to_le_bytes()[0]).collect();
        for piece in said.chunks(32 * 1024) {
            // A pipe that nobody reads would stop the guest here.
            guest.write_all(piece).unwrap();
            console.pump();
        }
        let kept = usize::try_from(limit).unwrap();
        assert!(log.text() == said[..kept], "{limit}");
    }
}

#[test]
fn a_guest_that_floods_has_its_turn_and_no_more() {
    let log = Log::new("flood");
    let (mut console, mut guest) = log.bounded(u64::MAX);
    let size = rustix::pipe::fcntl_setpipe_size(&guest, 1 << 20).unwrap();
    guest.write_all(&vec![b'x'; size]).unwrap();
    let flood = std::thread::spawn(move || {
        // It ends when the reader does.
        while guest.write_all(&[b'x'; 65_536]).is_ok() {}
    });
    console.pump();
    assert!(log.text().len() <= 16 * super::CHUNK);
    drop(console);
    flood.join().unwrap();
}

#[test]
fn a_console_that_is_closed_is_not_waited_for() {
    let log = Log::new("closed");
    let (mut console, mut guest) = log.bounded(10);
    assert!(console.interest().is_some());
    guest.write_all(b"last words").unwrap();
    drop(guest);
    console.pump();
    console.pump();
    assert!(console.interest().is_none());
    assert_eq!(log.text(), b"last words");
}

fn tail(said: &[u8]) -> String {
    let (read, mut write) = pipe();
    let mut tail = Tail::new(read).unwrap();
    for piece in said.chunks(16_384) {
        write.write_all(piece).unwrap();
        tail.pump();
    }
    tail.text()
}

#[test]
fn of_the_complaints_the_last_lines_are_kept_in_one() {
    for (said, text) in [
        (&b""[..], ""),
        (b"one", "one"),
        (b"one\n\n  two  \n", "one; two"),
        (b"1\n2\n3\n4\n5\n", "3; 4; 5"),
        (b"a\tb\x1b[31m\n", "a b [31m"),
        (b"\xff\n", "\u{fffd}"),
    ] {
        assert_eq!(tail(said), text);
    }
}

#[test]
fn complaints_without_end_are_cut_at_their_beginning() {
    let mut said = vec![b'x'; 300_000];
    said.extend(b"\nthe end");
    let text = tail(&said);
    assert!(text.len() <= TAIL + 2, "{}", text.len());
    assert!(text.ends_with("x; the end"));
}
