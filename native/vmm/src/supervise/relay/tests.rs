#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use super::Relay;
use std::io::{Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::time::Duration;

struct Rig {
    relay: Relay,
    guest: UnixStream,
    path: std::path::PathBuf,
}

fn rig(name: &str) -> Rig {
    let path = std::env::temp_dir().join(format!("bellglass-relay-{name}-{}", std::process::id()));
    let _ = std::fs::remove_file(&path);
    let listener = UnixListener::bind(&path).unwrap();
    let (port, guest) = UnixStream::pair().unwrap();
    guest
        .set_read_timeout(Some(Duration::from_secs(5)))
        .unwrap();
    let relay = Relay::new(listener, port).unwrap();
    Rig { relay, guest, path }
}

impl Rig {
    fn client(&mut self) -> UnixStream {
        let client = UnixStream::connect(&self.path).unwrap();
        client
            .set_read_timeout(Some(Duration::from_secs(5)))
            .unwrap();
        self.relay.pump();
        client
    }
}

impl Drop for Rig {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

fn receive(from: &mut UnixStream, count: usize) -> Vec<u8> {
    let mut bytes = vec![0; count];
    from.read_exact(&mut bytes).unwrap();
    bytes
}

#[test]
fn bytes_go_both_ways() {
    let mut rig = rig("both");
    let mut client = rig.client();
    client.write_all(b"to the guest").unwrap();
    rig.guest.write_all(b"to the client").unwrap();
    rig.relay.pump();
    assert_eq!(receive(&mut rig.guest, 12), b"to the guest");
    assert_eq!(receive(&mut client, 13), b"to the client");
}

#[test]
fn the_next_client_is_served_when_the_first_is_gone() {
    let mut rig = rig("next");
    drop(rig.client());
    rig.relay.pump();
    let mut second = rig.client();
    second.write_all(b"second").unwrap();
    rig.relay.pump();
    assert_eq!(receive(&mut rig.guest, 6), b"second");
}

#[test]
fn without_a_client_the_guest_waits_instead_of_filling_memory() {
    let mut rig = rig("waits");
    rig.guest.set_nonblocking(true).unwrap();
    let chunk = vec![7; 64 * 1024];
    let mut accepted = 0;
    for _ in 0..1000 {
        rig.relay.pump();
        match rig.guest.write(&chunk) {
            Ok(count) => accepted += count,
            Err(_) => break,
        }
    }
    // What the socket itself holds, and nothing of the relay's.
    assert!(accepted < 1 << 20, "{accepted} bytes went somewhere");
}

#[test]
fn a_slow_client_holds_up_the_guest() {
    let mut rig = rig("slow");
    let mut client = rig.client();
    rig.guest.set_nonblocking(true).unwrap();
    let chunk = vec![7; 64 * 1024];
    let mut sent = 0;
    for _ in 0..1000 {
        rig.relay.pump();
        match rig.guest.write(&chunk) {
            Ok(count) => sent += count,
            Err(_) => break,
        }
    }
    assert!(sent < 4 << 20, "{sent} bytes went somewhere");
    let mut got = 0;
    while got < sent {
        rig.relay.pump();
        let mut bytes = vec![0; (sent - got).min(64 * 1024)];
        got += client.read(&mut bytes).unwrap();
    }
    assert_eq!(got, sent);
}

#[test]
fn a_client_that_hung_up_on_a_full_guest_is_let_go() {
    let mut rig = rig("hung");
    let mut client = rig.client();
    client.set_nonblocking(true).unwrap();
    let chunk = vec![7; 64 * 1024];
    while client.write(&chunk).is_ok() {
        rig.relay.pump();
    }
    drop(client);
    rig.relay.pump();
    assert!(rig.relay.client.is_none());
}
