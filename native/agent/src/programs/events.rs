//! The kernel's process events (the connector's, over netlink), of which only those of `execve` are asked for.

use std::os::fd::OwnedFd;

use rustix::io::Errno;
use rustix::net::netlink::{CONNECTOR, SocketAddrNetlink};
use rustix::net::sockopt::set_socket_recv_buffer_size_force;
use rustix::net::{
    AddressFamily, RecvFlags, SendFlags, SocketAddrAny, SocketFlags, SocketType, bind, recvfrom,
    send, socket_with,
};

/// `CN_IDX_PROC` and `CN_VAL_PROC`: the connector's name for process events, and its multicast group.
const PROCESSES: u32 = 1;
/// `PROC_CN_MCAST_LISTEN`
const LISTEN: u32 = 1;
/// `PROC_EVENT_EXEC`: the one kind that is asked for.
const EXEC: u32 = 2;
const NLMSG_DONE: u16 = 3;
/// Netlink's header (16 bytes), the connector's (20), and two words.
const LENGTH: usize = 44;
/// Some thousands of events, each of which the kernel counts with its buffer.
const ROOM: usize = 8 << 20;

/// What the kernel tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// That process became another program.
    Executed(u32),
    /// Something that was not asked for.
    Other,
    /// Some events had no room, and are lost.
    Overrun,
    /// Nothing, for now.
    None,
}

/// A socket on which the kernel tells of every program that starts.
pub fn subscribe() -> Result<OwnedFd, Errno> {
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    let socket = socket_with(
        AddressFamily::NETLINK,
        SocketType::DGRAM,
        flags,
        Some(CONNECTOR),
    )?;
    bind(&socket, &SocketAddrNetlink::new(0, PROCESSES))?;
    set_socket_recv_buffer_size_force(&socket, ROOM)?;
    send(&socket, &request(), SendFlags::empty())?;
    Ok(socket)
}

/// The next event; never waits.
pub fn next(socket: &OwnedFd) -> Event {
    let mut message = [0_u8; 256];
    match recvfrom(socket, &mut message, RecvFlags::DONTWAIT) {
        Ok((length, _, from)) => {
            // A guest's root may send to this socket, too.
            let bytes = message.get(..length).filter(|_| is_kernels(from));
            bytes
                .and_then(executed)
                .map_or(Event::Other, Event::Executed)
        }
        Err(Errno::AGAIN) => Event::None,
        Err(Errno::NOBUFS) => Event::Overrun,
        Err(_) => Event::Other,
    }
}

fn is_kernels(from: Option<SocketAddrAny>) -> bool {
    from.and_then(|from| SocketAddrNetlink::try_from(from).ok())
        .is_some_and(|from| from.pid() == 0)
}

/// The process that a message says has become another program.
fn executed(message: &[u8]) -> Option<u32> {
    let word = |at: usize| {
        let bytes = message.get(at..at + 4)?;
        bytes.try_into().ok().map(u32::from_ne_bytes)
    };
    let about = [word(16)?, word(20)?, word(36)?];
    // After what, which processor and when come the thread and its process.
    (about == [PROCESSES, PROCESSES, EXEC])
        .then(|| word(56))
        .flatten()
        .filter(|pid| *pid > 0)
}

fn request() -> [u8; LENGTH] {
    let mut bytes = [0_u8; LENGTH];
    bytes[0..4].copy_from_slice(&44_u32.to_ne_bytes());
    bytes[4..6].copy_from_slice(&NLMSG_DONE.to_ne_bytes());
    bytes[16..20].copy_from_slice(&PROCESSES.to_ne_bytes());
    bytes[20..24].copy_from_slice(&PROCESSES.to_ne_bytes());
    bytes[32..34].copy_from_slice(&8_u16.to_ne_bytes());
    bytes[36..40].copy_from_slice(&LISTEN.to_ne_bytes());
    bytes[40..44].copy_from_slice(&EXEC.to_ne_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A message as the kernel writes it.
    fn message(what: u32, pid: u32) -> [u8; 76] {
        let mut bytes = [0_u8; 76];
        for (at, word) in [(16, 1), (20, 1), (36, what), (52, pid), (56, pid)] {
            bytes[at..at + 4].copy_from_slice(&u32::to_ne_bytes(word));
        }
        bytes
    }

    #[test]
    fn the_start_of_a_program_is_told_with_its_process() {
        assert_eq!(executed(&message(EXEC, 42)), Some(42));
    }

    #[test]
    fn any_other_message_says_nothing() {
        for what in [0, 1, 4, 0x200, 0x8000_0000] {
            assert_eq!(executed(&message(what, 42)), None, "{what}");
        }
        assert_eq!(executed(&message(EXEC, 0)), None);
        assert_eq!(executed(&message(EXEC, 42)[..59]), None);
    }

    proptest! {
        #[test]
        fn whatever_comes_is_read(bytes in proptest::collection::vec(any::<u8>(), 0..256)) {
            let _ = executed(&bytes);
        }
    }
}
