//! The agent's half of the greeting.

use std::io;
use std::os::fd::OwnedFd;
use std::rc::Rc;

use tokio::io::AsyncWriteExt;

use super::hello::{Greeter, Met, PREFACE};
use super::stream::Port;

/// Answers hellos until a session begins; an error means that the host closed its end first.
pub async fn greet(device: Rc<OwnedFd>) -> io::Result<Port> {
    let mut port = Port::new(device)?;
    let mut greeter = Greeter::default();
    loop {
        let bytes = port.peek().await?;
        if bytes.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let (used, met) = greeter.feed(bytes);
        port.consume(used);
        match met {
            Some(Met::Hello(answer)) => {
                port.write_all(&answer).await?;
                port.flush().await?;
            }
            Some(Met::Preface) => {
                port.begin_session(PREFACE);
                return Ok(port);
            }
            None => (),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::os::unix::net::UnixStream;
    use tokio::io::AsyncReadExt;

    const HELLO: &[u8] = b"\nBELLGLASS/1 0123456789abcdef0123456789abcdef\n";

    /// A socket pair: the daemon's end, and the agent's as the port would be.
    fn ends() -> (UnixStream, Rc<OwnedFd>) {
        let (daemon, agent) = UnixStream::pair().unwrap();
        agent.set_nonblocking(true).unwrap();
        (daemon, Rc::new(agent.into()))
    }

    #[tokio::test]
    async fn a_session_begins_with_its_preface() {
        let (mut daemon, device) = ends();
        daemon
            .write_all(&[b"an old session's bytes", HELLO, HELLO, PREFACE, b"\r\nSM"].concat())
            .unwrap();
        let mut port = greet(device).await.unwrap();
        let mut answer = [0; HELLO.len() - 1];
        daemon.read_exact(&mut answer).unwrap();
        assert_eq!(answer, HELLO[1..]);
        daemon.write_all(b"\r\n\r\n").unwrap();
        let mut begun = vec![0; PREFACE.len() + 8];
        port.read_exact(&mut begun).await.unwrap();
        assert_eq!(begun, [PREFACE, b"\r\nSM\r\n\r\n"].concat());
    }

    #[tokio::test]
    async fn a_host_that_goes_away_ends_the_greeting() {
        let (mut daemon, device) = ends();
        daemon.write_all(b"\nBELLGLASS/1 0123").unwrap();
        drop(daemon);
        assert!(greet(device).await.is_err());
    }

    #[tokio::test]
    async fn another_daemons_hellos_end_the_session() {
        let (mut daemon, device) = ends();
        daemon.write_all(&[HELLO, PREFACE].concat()).unwrap();
        let mut port = greet(device).await.unwrap();
        let mut byte = vec![0; PREFACE.len()];
        port.read_exact(&mut byte).await.unwrap();
        daemon.write_all(&[HELLO, HELLO].concat()).unwrap();
        port.read_exact(&mut [0; HELLO.len() * 2]).await.unwrap();
        daemon.write_all(HELLO).unwrap();
        assert_eq!(
            port.read_u8().await.unwrap_err().kind(),
            io::ErrorKind::ConnectionReset
        );
    }

    #[tokio::test]
    async fn what_is_written_arrives_in_order_whatever_its_size() {
        let (mut daemon, device) = ends();
        let mut port = Port::new(device).unwrap();
        let expected: Vec<u8> = (0..3_000_000_u32)
            .map(|number| number.to_le_bytes()[1])
            .collect();
        let reader = std::thread::spawn(move || {
            let mut all = Vec::new();
            daemon.read_to_end(&mut all).unwrap();
            all
        });
        let mut rest = &expected[..];
        for size in [1, 9, 32 * 1024, 32 * 1024 - 9, 100_000]
            .into_iter()
            .cycle()
        {
            let (piece, after) = rest.split_at(rest.len().min(size));
            port.write_all(piece).await.unwrap();
            rest = after;
            if rest.is_empty() {
                break;
            }
        }
        port.flush().await.unwrap();
        drop(port);
        assert!(reader.join().unwrap() == expected);
    }
}
