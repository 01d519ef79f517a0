//! What changes a user's folder: files are made, moved, linked and removed beneath directories that it has open.

use super::Rules;
use super::shared::plain_memory;

/// Adds the calls.
pub(super) fn add(rules: &mut Rules) {
    plain_memory(rules);
    rules.always(&[
        // The calls without "at" are how libraries name what is in the working directory, or absolute.
        libc::SYS_open,
        libc::SYS_mkdir,
        libc::SYS_unlink,
        libc::SYS_rmdir,
        libc::SYS_rename,
        libc::SYS_link,
        libc::SYS_chmod,
        libc::SYS_openat,
        // Its flags keep the way beneath the folder; that they do is checked where it is called.
        libc::SYS_openat2,
        libc::SYS_statx,
        libc::SYS_newfstatat,
        libc::SYS_fstatfs,
        libc::SYS_faccessat,
        libc::SYS_faccessat2,
        libc::SYS_getdents64,
        libc::SYS_readlinkat,
        libc::SYS_mkdirat,
        libc::SYS_symlinkat,
        libc::SYS_linkat,
        libc::SYS_unlinkat,
        libc::SYS_renameat,
        libc::SYS_renameat2,
        libc::SYS_fchmod,
        libc::SYS_fchmodat,
        libc::SYS_fchmodat2,
        libc::SYS_fchownat,
        libc::SYS_fchown,
        libc::SYS_utimensat,
        libc::SYS_ftruncate,
        libc::SYS_fallocate,
        libc::SYS_copy_file_range,
        libc::SYS_sendfile,
        libc::SYS_fsync,
        libc::SYS_fdatasync,
        libc::SYS_syncfs,
        libc::SYS_flock,
        libc::SYS_umask,
        libc::SYS_fgetxattr,
        libc::SYS_flistxattr,
        libc::SYS_fsetxattr,
    ]);
    // A copy that shares its blocks.
    rules.one_of(libc::SYS_ioctl, 1, &[libc::FICLONE]);
}
