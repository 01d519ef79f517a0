//! The guest's one interface: lo.

use rustix::net::{
    AddressFamily, RecvFlags, SendFlags, SocketFlags, SocketType, recv, send, socket_with,
};

use crate::fault::Fault;

/// Header (16 bytes) and ifinfomsg (16 bytes).
const LENGTH: usize = 32;
const RTM_NEWLINK: u16 = 16;
const NLM_F_REQUEST_ACK: u16 = 0x1 | 0x4;
const IFF_UP: u32 = 1;
/// The first interface of a network namespace is lo.
const LOOPBACK: u32 = 1;

/// Brings lo up, over netlink (its default protocol, 0, is the one for routes and interfaces).
pub fn raise_loopback() -> Result<(), Fault> {
    let step = || Fault::step("bringing up lo");
    let socket = socket_with(
        AddressFamily::NETLINK,
        SocketType::RAW,
        SocketFlags::CLOEXEC,
        None,
    )
    .map_err(step())?;
    send(&socket, &message(), SendFlags::empty()).map_err(step())?;
    let mut reply = [0_u8; 256];
    let (length, _) = recv(&socket, &mut reply, RecvFlags::empty()).map_err(step())?;
    // The acknowledgement: a header, then an error number, zero or negative.
    let error = reply
        .get(16..20)
        .filter(|_| length >= 20)
        .and_then(|bytes| bytes.try_into().ok())
        .map(i32::from_ne_bytes);
    match error {
        Some(0) => Ok(()),
        Some(number) => Err(step()(rustix::io::Errno::from_raw_os_error(
            number.saturating_neg(),
        ))),
        None => Err(step()(rustix::io::Errno::PROTO)),
    }
}

fn message() -> [u8; LENGTH] {
    let mut bytes = [0_u8; LENGTH];
    bytes[0..4].copy_from_slice(&32_u32.to_ne_bytes());
    bytes[4..6].copy_from_slice(&RTM_NEWLINK.to_ne_bytes());
    bytes[6..8].copy_from_slice(&NLM_F_REQUEST_ACK.to_ne_bytes());
    bytes[20..24].copy_from_slice(&LOOPBACK.to_ne_bytes());
    bytes[24..28].copy_from_slice(&IFF_UP.to_ne_bytes());
    bytes[28..32].copy_from_slice(&IFF_UP.to_ne_bytes());
    bytes
}
