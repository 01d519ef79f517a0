//! What every process here calls: memory, threads, time, descriptors it has.

use super::Rules;

/// Adds the calls.
pub(super) fn add(rules: &mut Rules) {
    rules.always(&[
        libc::SYS_read,
        libc::SYS_readv,
        libc::SYS_write,
        libc::SYS_writev,
        libc::SYS_pread64,
        libc::SYS_pwrite64,
        libc::SYS_lseek,
        libc::SYS_close,
        libc::SYS_fstat,
        libc::SYS_poll,
        libc::SYS_ppoll,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_madvise,
        libc::SYS_brk,
        libc::SYS_futex,
        libc::SYS_set_robust_list,
        libc::SYS_rseq,
        libc::SYS_sched_yield,
        libc::SYS_sched_getaffinity,
        libc::SYS_clock_gettime,
        libc::SYS_clock_nanosleep,
        libc::SYS_nanosleep,
        libc::SYS_restart_syscall,
        libc::SYS_getrandom,
        libc::SYS_getpid,
        libc::SYS_gettid,
        libc::SYS_getuid,
        libc::SYS_geteuid,
        libc::SYS_getgid,
        libc::SYS_getegid,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_sigaltstack,
        libc::SYS_exit,
        libc::SYS_exit_group,
        libc::SYS_dup,
    ]);
    // Descriptor flags and duplicates, no leases or signals of ownership.
    rules.one_of(
        libc::SYS_fcntl,
        1,
        &[
            libc::F_GETFD,
            libc::F_SETFD,
            libc::F_GETFL,
            libc::F_SETFL,
            libc::F_DUPFD_CLOEXEC,
        ]
        .map(|command| u64::from(command.unsigned_abs())),
    );
    // abort() and the kick of a virtual CPU's thread; never another process.
    rules.one_of(libc::SYS_tgkill, 0, &[u64::from(std::process::id())]);
    // The limits are read for the size of a thread's stack; raising them was done before.
    rules.one_of(libc::SYS_prlimit64, 0, &[0]);
}

/// Threads, and no other kind of clone.
pub(super) fn threads(rules: &mut Rules) {
    let thread = u64::from(libc::CLONE_THREAD.unsigned_abs());
    rules.masked(libc::SYS_clone, 0, thread, thread);
    // Its flags lie in memory that a filter cannot read; the C library falls back on clone.
    rules.absent(&[libc::SYS_clone3]);
    rules.one_of(
        libc::SYS_prctl,
        0,
        &[u64::from(libc::PR_SET_NAME.unsigned_abs())],
    );
}

/// Memory that is never executable: what was mapped before the filter is all the code there is.
pub(super) fn plain_memory(rules: &mut Rules) {
    let executable = u64::from(libc::PROT_EXEC.unsigned_abs());
    rules.masked(libc::SYS_mmap, 2, executable, 0);
    rules.masked(libc::SYS_mprotect, 2, executable, 0);
}

/// Pairs of connected streams. One of datagrams could send to any socket that has a name.
pub(super) fn stream_pairs(rules: &mut Rules) {
    // Above these bits are flags.
    const KIND: u64 = 0xf;
    let stream = u64::from(libc::SOCK_STREAM.unsigned_abs());
    rules.masked(libc::SYS_socketpair, 1, KIND, stream);
}
