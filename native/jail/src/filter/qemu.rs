//! QEMU: its own start (Landlock lets it execute itself and its dynamic linker, and nothing else), its translator,
//! its devices.
//! No socket, no connect: every stream came by descriptor.

use super::Rules;
use super::shared::{stream_pairs, threads};

const KVM: u64 = 0xae00;
const TYPE: u64 = 0xff00;

/// Adds the calls.
pub(super) fn add(rules: &mut Rules) {
    threads(rules);
    start(rules);
    rules.masked(libc::SYS_ioctl, 1, TYPE, KVM);
    // Standard input and output are asked whether they are terminals (they are none), sockets are made non-blocking.
    rules.one_of(
        libc::SYS_ioctl,
        1,
        &[libc::FIONBIO, libc::TCGETS, libc::TCSETS, libc::TIOCGWINSZ],
    );
    // It asks for a ring once and works without; a socket's name that it inherited is not its to remove.
    rules.absent(&[libc::SYS_io_uring_setup, libc::SYS_unlink]);
    // The back channel of a vhost-user device.
    stream_pairs(rules);
    rules.always(&[
        // It asks which filters there are; another one could only be stricter.
        libc::SYS_seccomp,
        // libnuma asks at its start.
        libc::SYS_get_mempolicy,
        libc::SYS_set_mempolicy,
        // The translator's code is written, then executed.
        libc::SYS_mmap,
        libc::SYS_mprotect,
        // The guest's memory is shared with the file servers.
        libc::SYS_memfd_create,
        libc::SYS_ftruncate,
        libc::SYS_fallocate,
        libc::SYS_eventfd2,
        libc::SYS_epoll_create1,
        libc::SYS_epoll_ctl,
        libc::SYS_epoll_wait,
        libc::SYS_epoll_pwait,
        libc::SYS_signalfd4,
        libc::SYS_timerfd_create,
        libc::SYS_timerfd_settime,
        libc::SYS_pipe2,
        libc::SYS_sendmsg,
        libc::SYS_recvmsg,
        libc::SYS_sendto,
        libc::SYS_recvfrom,
        libc::SYS_accept4,
        libc::SYS_listen,
        libc::SYS_shutdown,
        libc::SYS_getsockname,
        libc::SYS_getpeername,
        libc::SYS_getsockopt,
        libc::SYS_setsockopt,
        libc::SYS_preadv,
        libc::SYS_pwritev,
        libc::SYS_fsync,
        libc::SYS_fdatasync,
        libc::SYS_membarrier,
        libc::SYS_getrusage,
        libc::SYS_sysinfo,
        libc::SYS_uname,
        libc::SYS_umask,
        libc::SYS_rt_sigtimedwait,
        libc::SYS_rt_sigpending,
        libc::SYS_times,
    ]);
}

fn start(rules: &mut Rules) {
    rules.always(&[
        libc::SYS_execve,
        libc::SYS_arch_prctl,
        libc::SYS_set_tid_address,
        libc::SYS_access,
        libc::SYS_faccessat,
        libc::SYS_faccessat2,
        libc::SYS_openat,
        libc::SYS_open,
        libc::SYS_stat,
        libc::SYS_lstat,
        libc::SYS_newfstatat,
        libc::SYS_statx,
        libc::SYS_statfs,
        libc::SYS_fstatfs,
        libc::SYS_readlink,
        libc::SYS_readlinkat,
        libc::SYS_getdents64,
        libc::SYS_getcwd,
        libc::SYS_getppid,
        libc::SYS_flock,
    ]);
    // File locks of disk images, and seals on the memory of the guest.
    rules.one_of(
        libc::SYS_fcntl,
        1,
        &[
            libc::F_OFD_GETLK,
            libc::F_OFD_SETLK,
            libc::F_GETLK,
            libc::F_SETLK,
            libc::F_DUPFD,
            libc::F_ADD_SEALS,
            libc::F_GET_SEALS,
        ]
        .map(|command| u64::from(command.unsigned_abs())),
    );
    rules.one_of(
        libc::SYS_prctl,
        0,
        &[libc::PR_SET_TIMERSLACK, libc::PR_MCE_KILL]
            .map(|option| u64::from(option.unsigned_abs())),
    );
}
