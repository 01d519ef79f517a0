//! Mounts: those of every guest, and those of the configuration.

use std::ffi::CString;

use bellglass_wire::boot::{Mount, MountKind};
use rustix::mount::MountFlags;

use crate::fault::Fault;

/// Mounts what every Linux program expects, beside /dev, /proc and /sys.
pub fn always() -> Result<(), Fault> {
    let device = MountFlags::NOSUID | MountFlags::NOEXEC;
    let memory = MountFlags::NOSUID | MountFlags::NODEV;
    for (kind, target, flags, options) in [
        (
            "devpts",
            "/dev/pts",
            device,
            "mode=0620,ptmxmode=0666,gid=5",
        ),
        ("tmpfs", "/dev/shm", memory, "mode=1777"),
        ("tmpfs", "/run", memory, "mode=0755"),
        ("tmpfs", "/tmp", memory, "mode=1777"),
        ("cgroup2", "/sys/fs/cgroup", device, ""),
    ] {
        let fault = |errno: rustix::io::Errno| mount_failed(kind, target, errno);
        match rustix::fs::mkdir(target, rustix::fs::Mode::from_raw_mode(0o755)) {
            Ok(()) | Err(rustix::io::Errno::EXIST) => (),
            Err(errno) => return Err(fault(errno)),
        }
        let options = CString::new(options).map_err(Fault::bad)?;
        rustix::mount::mount(kind, target, kind, flags, Some(options.as_c_str())).map_err(fault)?;
    }
    for (path, to) in [
        ("fd", "/proc/self/fd"),
        ("stdin", "/proc/self/fd/0"),
        ("stdout", "/proc/self/fd/1"),
        ("stderr", "/proc/self/fd/2"),
    ] {
        // A kernel that makes them itself is welcome to.
        let _ = rustix::fs::symlink(to, format!("/dev/{path}"));
    }
    Ok(())
}

/// Makes the target and mounts on it.
pub fn mount(one: &Mount) -> Result<(), Fault> {
    let fault = |errno: rustix::io::Errno| mount_failed(&one.source, &one.target, errno);
    std::fs::create_dir_all(&one.target).map_err(|error| Fault::MountFailed {
        source_name: one.source.clone(),
        target: one.target.clone(),
        errno: crate::fault::errno_of(&error),
    })?;
    let (mut flags, data) = split_options(&one.options);
    flags.set(MountFlags::RDONLY, one.read_only);
    let data = CString::new(data).map_err(Fault::bad)?;
    let kind = match one.kind {
        MountKind::Virtiofs => "virtiofs",
        MountKind::Tmpfs => "tmpfs",
        MountKind::Erofs => "erofs",
        MountKind::Ext4 => "ext4",
        MountKind::Bind => return bind(one, flags).map_err(fault),
    };
    rustix::mount::mount(
        one.source.as_str(),
        one.target.as_str(),
        kind,
        flags,
        Some(data.as_c_str()),
    )
    .map_err(fault)
}

/// Shows a directory a second time. A new one has the flags of its source; its own come in a second step.
fn bind(one: &Mount, flags: MountFlags) -> rustix::io::Result<()> {
    rustix::mount::mount_bind(one.source.as_str(), one.target.as_str())?;
    rustix::mount::mount_remount(one.target.as_str(), flags | MountFlags::BIND, "")
}

/// A [`Fault::MountFailed`].
pub fn mount_failed(source: &str, target: &str, errno: rustix::io::Errno) -> Fault {
    Fault::MountFailed {
        source_name: source.into(),
        target: target.into(),
        errno: errno.raw_os_error(),
    }
}

/// Divides options as mount(8) does: flags of the mount, and the file system's own.
fn split_options(options: &str) -> (MountFlags, String) {
    let mut flags = MountFlags::empty();
    let mut data = Vec::new();
    for option in options.split(',').filter(|option| !option.is_empty()) {
        match option {
            "nosuid" => flags |= MountFlags::NOSUID,
            "nodev" => flags |= MountFlags::NODEV,
            "noexec" => flags |= MountFlags::NOEXEC,
            "noatime" => flags |= MountFlags::NOATIME,
            "nodiratime" => flags |= MountFlags::NODIRATIME,
            "relatime" => flags |= MountFlags::RELATIME,
            other => data.push(other),
        }
    }
    (flags, data.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_divided_into_flags_and_data() {
        let (flags, data) = split_options("nosuid,size=64m,,nodev,mode=0700");
        assert_eq!(flags, MountFlags::NOSUID | MountFlags::NODEV);
        assert_eq!(data, "size=64m,mode=0700");
        assert_eq!(split_options(""), (MountFlags::empty(), String::new()));
    }
}
