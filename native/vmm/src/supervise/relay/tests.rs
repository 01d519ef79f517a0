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

#[test]
fn a_second_client_waits_until_the_first_is_gone() {
    let mut rig = rig("second");
    let mut first = rig.client();
    let mut second = rig.client();
    second.write_all(b"second").unwrap();
    first.write_all(b"first").unwrap();
    rig.relay.pump();
    assert_eq!(receive(&mut rig.guest, 5), b"first");
    rig.guest.write_all(b"to the first").unwrap();
    rig.relay.pump();
    assert_eq!(receive(&mut first, 12), b"to the first");
    drop(first);
    rig.relay.pump();
    rig.relay.pump();
    assert_eq!(receive(&mut rig.guest, 6), b"second");
    rig.guest.write_all(b"to the second").unwrap();
    rig.relay.pump();
    assert_eq!(receive(&mut second, 13), b"to the second");
}

#[test]
fn what_was_on_its_way_to_a_client_that_is_gone_reaches_nobody() {
    let mut rig = rig("stale");
    let client = rig.client();
    // More than the client's socket holds, so that some of it is in the relay.
    rig.guest.set_nonblocking(true).unwrap();
    for _ in 0..100 {
        let _ = rig.guest.write(&[b'o'; 64 * 1024]);
        rig.relay.pump();
    }
    drop(client);
    // Whatever the guest's own socket holds is read by the next; what the relay held is not.
    let mut drained = Vec::new();
    let mut rest = rig.client();
    rest.set_nonblocking(true).unwrap();
    for _ in 0..1000 {
        rig.relay.pump();
        let mut chunk = [0; 65_536];
        if let Ok(count) = rest.read(&mut chunk) {
            drained.extend_from_slice(&chunk[..count]);
        }
    }
    assert!(drained.len() < 1 << 20, "{} bytes", drained.len());
    assert!(drained.iter().all(|byte| *byte == b'o'));
    rig.guest.write_all(b"new").unwrap();
    rig.relay.pump();
    rest.set_nonblocking(false).unwrap();
    assert_eq!(receive(&mut rest, 3), b"new");
}

#[test]
fn a_client_that_sends_no_more_is_gone() {
    let mut rig = rig("half");
    let mut client = rig.client();
    client.write_all(b"last").unwrap();
    client.shutdown(std::net::Shutdown::Write).unwrap();
    rig.relay.pump();
    assert_eq!(receive(&mut rig.guest, 4), b"last");
    rig.relay.pump();
    assert!(rig.relay.client.is_none());
    assert_eq!(client.read(&mut [0; 1]).unwrap(), 0);
}

#[test]
fn a_guest_that_closes_its_port_ends_the_client_and_takes_no_other() {
    let mut rig = rig("port");
    let mut client = rig.client();
    let (other, _kept) = UnixStream::pair().unwrap();
    drop(std::mem::replace(&mut rig.guest, other));
    rig.relay.pump();
    assert_eq!(client.read(&mut [0; 1]).unwrap(), 0);
    let _waiting = rig.client();
    assert!(rig.relay.client.is_none());
}

#[test]
fn a_flood_both_ways_arrives_whole_and_in_order() {
    const SIZE: usize = 3 << 20;
    let mut rig = rig("flood");
    let client = rig.client();
    let said: Vec<u8> = (0..SIZE).map(|n| n.to_le_bytes()[1]).collect();
    // The client stays until both have read: what is on its way when it goes is dropped.
    let ends = [client.try_clone().unwrap(), rig.guest.try_clone().unwrap()];
    let workers = ends.map(|end| {
        let (mut writer, mut reader, said) = (end.try_clone().unwrap(), end, said.clone());
        let write = std::thread::spawn(move || writer.write_all(&said).unwrap());
        let read = std::thread::spawn(move || receive(&mut reader, SIZE));
        (write, read)
    });
    while !workers
        .iter()
        .all(|(write, read)| write.is_finished() && read.is_finished())
    {
        rig.relay.pump();
        std::thread::yield_now();
    }
    for (write, read) in workers {
        write.join().unwrap();
        assert!(read.join().unwrap() == said);
    }
    drop(client);
}

#[test]
fn it_waits_only_for_what_can_happen() {
    let mut rig = rig("interest");
    assert_eq!(rig.relay.interest().len(), 1, "a client");
    let mut client = rig.client();
    let flags = |rig: &Rig| -> Vec<_> {
        let quiet = rig.relay.to_guest.is_empty() && rig.relay.to_client.is_empty();
        vec![quiet, rig.relay.interest().len() == 2]
    };
    assert_eq!(flags(&rig), [true, true]);
    client.set_nonblocking(true).unwrap();
    while client.write(&[0; 65_536]).is_ok() {
        rig.relay.pump();
    }
    // Full on the guest's side: the client is not read until that drains.
    assert_eq!(flags(&rig), [false, true]);
    let mut waiting = rig.relay.interest();
    let now = rustix::event::Timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    assert_eq!(
        rustix::event::poll(&mut waiting, Some(&now)),
        Ok(0),
        "it would spin"
    );
}
