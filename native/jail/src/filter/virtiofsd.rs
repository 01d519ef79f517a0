//! A file server: files beneath the directory it has, and the socket it was given.

use super::Rules;
use super::shared::{plain_memory, stream_pairs, threads};

/// What changes modes, owners, times and extended attributes.
pub(super) const METADATA: [i64; 9] = [
    libc::SYS_fchmod,
    libc::SYS_fchmodat,
    libc::SYS_fchmodat2,
    libc::SYS_fchownat,
    libc::SYS_utimensat,
    libc::SYS_setxattr,
    libc::SYS_fsetxattr,
    libc::SYS_removexattr,
    libc::SYS_fremovexattr,
];

/// The calls of a virtio-fs server, in libkrun and alone.
pub(super) fn files(rules: &mut Rules) {
    rules.always(&METADATA);
    rules.always(&[
        libc::SYS_openat,
        libc::SYS_newfstatat,
        libc::SYS_statx,
        libc::SYS_fstatfs,
        libc::SYS_statfs,
        libc::SYS_getdents64,
        libc::SYS_readlinkat,
        libc::SYS_faccessat,
        libc::SYS_faccessat2,
        libc::SYS_getxattr,
        libc::SYS_fgetxattr,
        libc::SYS_listxattr,
        libc::SYS_flistxattr,
        libc::SYS_mkdirat,
        libc::SYS_mknodat,
        libc::SYS_symlinkat,
        libc::SYS_linkat,
        libc::SYS_unlinkat,
        libc::SYS_renameat,
        libc::SYS_renameat2,
        libc::SYS_ftruncate,
        libc::SYS_fallocate,
        libc::SYS_fsync,
        libc::SYS_fdatasync,
        libc::SYS_syncfs,
        libc::SYS_flock,
        libc::SYS_copy_file_range,
        libc::SYS_preadv,
        libc::SYS_pwritev,
        libc::SYS_preadv2,
        libc::SYS_pwritev2,
        libc::SYS_umask,
        // For extended attributes the server works in a directory of its own thread.
        libc::SYS_fchdir,
        libc::SYS_name_to_handle_at,
        // As root it takes the guest user's ids, a thread at a time; others are refused by the kernel.
        libc::SYS_capget,
        libc::SYS_capset,
        libc::SYS_setresuid,
        libc::SYS_setresgid,
        libc::SYS_setgroups,
    ]);
    // The mode it makes a file with lies in memory that a filter cannot read; the server falls back on openat.
    rules.absent(&[libc::SYS_openat2]);
    rules.one_of(
        libc::SYS_unshare,
        0,
        &[u64::from(libc::CLONE_FS.unsigned_abs())],
    );
}

/// Adds the calls.
pub(super) fn add(rules: &mut Rules) {
    threads(rules);
    plain_memory(rules);
    files(rules);
    stream_pairs(rules);
    rules.one_of(libc::SYS_ioctl, 1, &[libc::FIONBIO, libc::TCGETS]);
    rules.always(&[
        libc::SYS_epoll_create1,
        libc::SYS_epoll_ctl,
        libc::SYS_epoll_wait,
        libc::SYS_epoll_pwait,
        libc::SYS_eventfd2,
        // The one connection of QEMU's, which was waiting before the filter.
        libc::SYS_accept4,
        libc::SYS_recvmsg,
        libc::SYS_sendmsg,
        libc::SYS_recvfrom,
        libc::SYS_sendto,
        libc::SYS_shutdown,
    ]);
}
