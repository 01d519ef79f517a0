//! The agent's port under libkrun: its descriptor on one side, the daemon's connection on the other.
//!
//! One client at a time. Each direction holds one buffer and reads only when it is empty, so a slow side holds up
//! the other; with no client nothing is read from the guest, whose writes then wait.

use std::io::{ErrorKind, Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};

use bellglass_wire::spec::Stage;
use rustix::event::{PollFd, PollFlags, poll};

use crate::failure::Failure;

const BUFFER: usize = 256 * 1024;

/// Bytes on their way in one direction.
struct Way {
    bytes: Box<[u8]>,
    start: usize,
    end: usize,
}

/// One of the two sides is closed.
struct Gone;

impl Way {
    fn new() -> Self {
        Self {
            bytes: vec![0; BUFFER].into(),
            start: 0,
            end: 0,
        }
    }

    fn is_empty(&self) -> bool {
        self.start == self.end
    }

    fn clear(&mut self) {
        (self.start, self.end) = (0, 0);
    }

    fn fill(&mut self, from: &mut UnixStream) -> Result<(), Gone> {
        if !self.is_empty() {
            return Ok(());
        }
        self.clear();
        match from.read(&mut self.bytes) {
            Ok(0) => Err(Gone),
            Ok(count) => {
                self.end = count;
                Ok(())
            }
            Err(error) => waits(&error),
        }
    }

    fn drain(&mut self, to: &mut UnixStream) -> Result<(), Gone> {
        while !self.is_empty() {
            match to.write(&self.bytes[self.start..self.end]) {
                Ok(count) => self.start += count,
                Err(error) => return waits(&error),
            }
        }
        Ok(())
    }
}

fn waits(error: &std::io::Error) -> Result<(), Gone> {
    match error.kind() {
        ErrorKind::WouldBlock | ErrorKind::Interrupted => Ok(()),
        _ => Err(Gone),
    }
}

/// A client that has closed is not read while the guest is slow; without this the loop would spin on it.
fn hung_up(client: &UnixStream) -> bool {
    let mut fds = [PollFd::new(client, PollFlags::empty())];
    let now = rustix::event::Timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    matches!(poll(&mut fds, Some(&now)), Ok(1..))
}

/// The two sides and what is between them.
pub struct Relay {
    listener: UnixListener,
    client: Option<UnixStream>,
    port: UnixStream,
    port_open: bool,
    to_guest: Way,
    to_client: Way,
}

impl Relay {
    /// Relays between the clients of `listener` and `port`.
    ///
    /// # Errors
    /// When the system refuses to make them non-blocking.
    pub fn new(listener: UnixListener, port: UnixStream) -> Result<Self, Failure> {
        listener
            .set_nonblocking(true)
            .and_then(|()| port.set_nonblocking(true))
            .map_err(|error| Failure::system(Stage::Run, "make the relay non-blocking", &error))?;
        Ok(Self {
            listener,
            client: None,
            port,
            port_open: true,
            to_guest: Way::new(),
            to_client: Way::new(),
        })
    }

    /// What to wait for.
    pub fn interest(&self) -> Vec<PollFd<'_>> {
        let Some(client) = &self.client else {
            return vec![PollFd::new(&self.listener, PollFlags::IN)];
        };
        let side = |stream, filled: &Way, drained: &Way| {
            let mut flags = PollFlags::empty();
            flags.set(PollFlags::IN, filled.is_empty());
            flags.set(PollFlags::OUT, !drained.is_empty());
            PollFd::from_borrowed_fd(stream, flags)
        };
        use std::os::fd::AsFd;
        let mut all = vec![side(client.as_fd(), &self.to_guest, &self.to_client)];
        if self.port_open {
            all.push(side(self.port.as_fd(), &self.to_client, &self.to_guest));
        }
        all
    }

    /// Moves what can be moved.
    pub fn pump(&mut self) {
        if self.client.is_none() {
            self.client = self.accept();
        }
        let Some(client) = &mut self.client else {
            return;
        };
        let from_client = self.to_guest.fill(client);
        if self.port_open {
            let guest = self
                .to_guest
                .drain(&mut self.port)
                .and_then(|()| self.to_client.fill(&mut self.port));
            self.port_open = guest.is_ok();
        }
        let to_client = self.to_client.drain(client);
        let gone = from_client.is_err() || to_client.is_err();
        if gone || !self.port_open || hung_up(client) {
            // What was on its way belongs to a conversation that is over.
            self.client = None;
            self.to_guest.clear();
            self.to_client.clear();
        }
    }

    fn accept(&mut self) -> Option<UnixStream> {
        if !self.port_open {
            return None;
        }
        let (client, _) = self.listener.accept().ok()?;
        client.set_nonblocking(true).ok()?;
        Some(client)
    }
}

#[cfg(test)]
mod tests;
