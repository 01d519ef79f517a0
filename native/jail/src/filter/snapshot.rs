//! A walk over a folder: names, attributes and bytes are read, and written to files that were open before.

use super::Rules;
use super::shared::plain_memory;

/// Adds the calls.
pub(super) fn add(rules: &mut Rules) {
    plain_memory(rules);
    // Nothing is opened but to be read: not made, not cut off, without a name neither.
    let writing = libc::O_ACCMODE | libc::O_CREAT | libc::O_TRUNC | libc::O_APPEND | 0o20_000_000;
    rules.masked(libc::SYS_openat, 2, u64::from(writing.unsigned_abs()), 0);
    rules.always(&[
        libc::SYS_statx,
        libc::SYS_newfstatat,
        libc::SYS_getdents64,
        libc::SYS_readlinkat,
        // Attributes are asked for by a name, which stands for a file of the directory that this process works in.
        libc::SYS_fchdir,
        libc::SYS_llistxattr,
        libc::SYS_lgetxattr,
        // The image's last length, on the descriptor it has.
        libc::SYS_ftruncate,
    ]);
}
