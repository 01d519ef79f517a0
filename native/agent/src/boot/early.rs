//! What must be there before anything else: devices, /sys to find the port by, and descriptors 0 to 2.

use rustix::fs::{Mode, OFlags};
use rustix::mount::{MountFlags, mount};
use rustix::process::{Resource, Rlimit, setrlimit};

/// Descriptors the agent may hold: three pipes a process, and files under way.
const MAX_DESCRIPTORS: u64 = 65_536;

/// Mounts /dev, /sys and /proc on the initramfs. Errors are left to show where they matter: there is nobody to tell yet.
pub fn early() {
    let closed = MountFlags::NOSUID | MountFlags::NOEXEC | MountFlags::NODEV;
    // /dev stays executable: programs map /dev/zero so.
    for (kind, target, flags) in [
        ("devtmpfs", "/dev", MountFlags::NOSUID),
        ("sysfs", "/sys", closed),
        ("proc", "/proc", closed),
    ] {
        let _ = rustix::fs::mkdir(target, Mode::from_raw_mode(0o755));
        let _ = mount(kind, target, kind, flags, None);
    }
    fill_standard_descriptors();
    // The kernel must not choose the agent when memory runs out; children are set back to 0.
    let _ = std::fs::write("/proc/self/oom_score_adj", "-1000");
    let _ = setrlimit(
        Resource::Nofile,
        Rlimit {
            current: Some(MAX_DESCRIPTORS),
            maximum: Some(MAX_DESCRIPTORS),
        },
    );
}

/// Gives 0 to 2 to /dev/null where the kernel had no console to open, so that no pipe ever gets such a number.
fn fill_standard_descriptors() {
    while let Ok(null) = rustix::fs::open("/dev/null", OFlags::RDWR, Mode::empty()) {
        use std::os::fd::{AsRawFd, IntoRawFd};
        if null.as_raw_fd() > 2 {
            break;
        }
        let _ = null.into_raw_fd();
    }
}
