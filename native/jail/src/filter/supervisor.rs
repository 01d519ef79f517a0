//! The supervisor waits, copies between descriptors that it has, and writes the console and the record.

use super::Rules;
use super::shared::plain_memory;

/// Adds the calls.
pub(super) fn add(rules: &mut Rules) {
    plain_memory(rules);
    // Each client of the agent's socket is made non-blocking.
    rules.one_of(libc::SYS_ioctl, 1, &[libc::FIONBIO]);
    rules.always(&[
        // The next client of the agent's socket.
        libc::SYS_accept4,
        // std's streams send with MSG_NOSIGNAL.
        libc::SYS_sendto,
        libc::SYS_recvfrom,
        libc::SYS_shutdown,
        // The hypervisor's and the file servers' ends.
        libc::SYS_wait4,
        libc::SYS_waitid,
    ]);
}
