//! A libkrun machine: KVM's ioctls, threads, and the calls of the virtio-fs server that runs in the same process.
//!
//! What it bounds is which calls there are: no socket, no connect, no execve, no executable memory, no signal to
//! another process. It does not bound which files they reach (open, stat and the server's calls take any name):
//! that is the tree's and Landlock's part.

use super::Rules;
use super::shared::{plain_memory, stream_pairs, threads};

// All of KVM's ioctls have this type in bits 8 to 15.
const KVM: u64 = 0xae00;
const TYPE: u64 = 0xff00;

/// Adds the calls.
pub(super) fn add(rules: &mut Rules) {
    threads(rules);
    plain_memory(rules);
    super::virtiofsd::files(rules);
    rules.masked(libc::SYS_ioctl, 1, TYPE, KVM);
    // std asks whether a stream is a terminal; libkrun makes descriptors non-blocking.
    rules.one_of(
        libc::SYS_ioctl,
        1,
        &[libc::TCGETS, libc::FIONBIO, libc::TIOCGWINSZ],
    );
    // signal-hook's pipe for the terminal's size is a pair.
    stream_pairs(rules);
    rules.always(&[
        libc::SYS_epoll_create1,
        libc::SYS_epoll_ctl,
        libc::SYS_epoll_wait,
        libc::SYS_epoll_pwait,
        libc::SYS_eventfd2,
        libc::SYS_timerfd_create,
        libc::SYS_timerfd_settime,
        libc::SYS_preadv,
        libc::SYS_pwritev,
        libc::SYS_open,
        libc::SYS_stat,
        libc::SYS_lstat,
        libc::SYS_access,
        libc::SYS_readlink,
        libc::SYS_sysinfo,
        libc::SYS_pipe2,
        libc::SYS_sendto,
        libc::SYS_recvfrom,
    ]);
}
