//! Bounds on what the process may use.

use bellglass_wire::spec::{Wall, WallName};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::{JailError, up};

/// No core files (they would hold the guest's memory), and as many descriptors as the host lets.
///
/// A virtio-fs server holds one for each file the guest knows: at 1,024 a walk over 3,000 files lost 2,100.
///
/// # Errors
/// When the system refuses one of the limits.
pub fn set() -> Result<Wall, JailError> {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    setrlimit(Resource::Core, none)
        .map_err(|error| JailError::new("setrlimit(RLIMIT_CORE)", error))?;
    let limit = getrlimit(Resource::Nofile);
    let files = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    setrlimit(Resource::Nofile, files)
        .map_err(|error| JailError::new("setrlimit(RLIMIT_NOFILE)", error))?;
    let shown = limit.maximum.map_or("unlimited".into(), |n| n.to_string());
    Ok(up(WallName::Rlimits, format!("core 0, nofile {shown}")))
}

/// How many descriptors this process may have open, now that [`set`] raised it.
#[must_use]
pub fn files() -> u64 {
    getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX)
}
