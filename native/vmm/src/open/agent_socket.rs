use std::fs::{remove_file, symlink_metadata};
use std::os::unix::fs::FileTypeExt;
use std::os::unix::net::UnixListener;

use bellglass_wire::spec::Stage;
use rustix::fs::Mode;
use rustix::process::umask;

use crate::failure::Failure;

/// Makes the socket, for this user only. One that an ended machine left is removed; anything else is not.
///
/// # Errors
/// When the path is taken or cannot be made.
pub fn listen(path: &str) -> Result<UnixListener, Failure> {
    let fault = |error: &_| Failure::system(Stage::Open, &format!("listen on {path}"), error);
    if symlink_metadata(path).is_ok_and(|found| found.file_type().is_socket()) {
        remove_file(path).map_err(|error| fault(&error))?;
    }
    let before = umask(Mode::from_bits_truncate(0o177));
    let listener = UnixListener::bind(path);
    umask(before);
    let listener = listener.map_err(|error| fault(&error))?;
    listener
        .set_nonblocking(true)
        .map_err(|error| fault(&error))?;
    Ok(listener)
}
