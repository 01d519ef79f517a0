//! A kept output without a process: who waits for whom, and what is dropped.

use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::task::noop_waker_ref;

use super::*;
use crate::process::streams::Budget;

fn kept(capacity: usize) -> Rc<Kept> {
    let share = Budget::new(1 << 20).share(1).unwrap();
    Rc::new(Kept::new(capacity, share))
}

/// What a reader has now; none where it would wait.
fn now(reading: &mut Reading) -> Option<io::Result<Option<Bytes>>> {
    match reading.poll_next(&mut Context::from_waker(noop_waker_ref()), 1 << 20) {
        Poll::Ready(next) => Some(next),
        Poll::Pending => None,
    }
}

fn bytes(reading: &mut Reading) -> Vec<u8> {
    now(reading).unwrap().unwrap().unwrap().to_vec()
}

async fn next(reading: &mut Reading) -> io::Result<Option<Bytes>> {
    std::future::poll_fn(|context| reading.poll_next(context, 1 << 20)).await
}

#[test]
fn without_a_reader_there_is_always_room_and_the_oldest_goes() {
    let kept = kept(4);
    for _ in 0..3 {
        assert_eq!(kept.room(), usize::MAX);
        kept.push(b"abc");
    }
    let mut reading = kept.read(0, Standing::default()).unwrap();
    assert_eq!(reading.position(), 5);
    assert_eq!(bytes(&mut reading), b"cabc");
}

#[test]
fn a_reader_begins_where_it_says_as_far_as_that_is_there() {
    let kept = kept(8);
    kept.push(b"0123456789");
    for (from, start, there) in [
        (0, 2, &b"23456789"[..]),
        (2, 2, b"23456789"),
        (7, 7, b"789"),
        (10, 10, b""),
        (u64::MAX, 10, b""),
    ] {
        let mut reading = kept.read(from, Standing::default()).unwrap();
        assert_eq!(reading.position(), start);
        match now(&mut reading) {
            Some(next) => assert_eq!(next.unwrap().unwrap(), there),
            None => assert!(there.is_empty()),
        }
    }
}

#[test]
fn under_a_readers_eyes_nothing_is_dropped_that_it_has_not_been_sent() {
    let kept = kept(8);
    let mut reading = kept.read(0, Standing::default()).unwrap();
    kept.push(b"abcdef");
    assert_eq!(kept.room(), 2);
    kept.push(b"gh");
    assert_eq!(kept.room(), 0);
    assert!(kept.wait_for_room().now_or_never().is_none());
    assert_eq!(bytes(&mut reading), b"abcdefgh");
    // Half a ring stays behind the reader: it may not have arrived.
    assert_eq!(kept.room(), 4);
    kept.push(b"ijkl");
    assert_eq!(kept.room(), 0);
    drop(reading);
    let mut next = kept.read(4, Standing::default()).unwrap();
    assert_eq!((next.position(), bytes(&mut next)), (4, b"efghijkl".into()));
}

#[tokio::test]
async fn one_who_waits_for_room_is_told_of_a_read_and_of_a_readers_end() {
    let kept = kept(4);
    for gives_up in [false, true] {
        let mut reading = kept.read(0, Standing::default()).unwrap();
        kept.push(&vec![b'x'; kept.room()]);
        let wait = async {
            tokio::time::timeout(Duration::from_secs(5), kept.wait_for_room())
                .await
                .unwrap()
        };
        let act = async {
            tokio::task::yield_now().await;
            if !gives_up {
                bytes(&mut reading);
            }
            reading
        };
        let (room, reading) = tokio::join!(wait, async {
            let reading = act.await;
            gives_up.then(|| drop(reading))
        });
        assert!(room > 0 && reading.is_some() == gives_up);
    }
}

#[tokio::test]
async fn a_reader_that_waits_is_told_of_bytes_and_of_the_end() {
    let kept = kept(4);
    let mut reading = kept.read(0, Standing::default()).unwrap();
    let later = async {
        tokio::task::yield_now().await;
        kept.push(b"ab");
    };
    let (read, ()) = tokio::join!(next(&mut reading), later);
    assert_eq!(read.unwrap().unwrap(), b"ab"[..]);
    let later = async {
        tokio::task::yield_now().await;
        kept.finish();
    };
    let (read, ()) = tokio::join!(next(&mut reading), later);
    assert!(read.unwrap().is_none());
    // And what is kept can be read again after.
    drop(reading);
    let mut again = kept.read(1, Standing::default()).unwrap();
    assert_eq!(bytes(&mut again), b"b");
    assert!(now(&mut again).unwrap().unwrap().is_none());
}

#[test]
fn there_is_one_reader_until_its_session_falls() {
    let (kept, standing) = (kept(4), Standing::default());
    let mut first = kept.read(0, standing.clone()).unwrap();
    assert!(kept.read(0, Standing::default()).is_none());
    kept.push(b"abcd");
    assert_eq!((bytes(&mut first), kept.room()), (b"abcd".into(), 2));
    standing.fall();
    assert_eq!(kept.room(), usize::MAX, "nobody reads");
    let mut second = kept.read(2, Standing::default()).unwrap();
    // The first one's task may not have noticed yet.
    assert!(now(&mut first).unwrap().is_err());
    drop(first);
    assert!(kept.read(0, Standing::default()).is_none());
    assert_eq!(bytes(&mut second), b"cd");
}
