//! Who asks a server of files in tests, and what comes of it.

use std::io;

use virtiofsd::filesystem::Context;

/// This user, as a guest would have it.
pub fn context() -> Context {
    Context {
        uid: rustix::process::geteuid().as_raw().into(),
        gid: rustix::process::getegid().as_raw().into(),
        pid: 1,
    }
}

/// The error number of what failed.
pub fn errno<T>(result: io::Result<T>) -> Option<i32> {
    result.err().and_then(|error| error.raw_os_error())
}
