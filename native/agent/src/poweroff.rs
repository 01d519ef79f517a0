//! The end of the machine.

use std::time::Duration;

use rustix::mount::{MountFlags, UnmountFlags, mount_remount, unmount};
use rustix::process::{Signal, getpid, kill_process};
use rustix::system::{RebootCommand, reboot};

use crate::process;

/// How long the reply to the request has to leave the guest.
const FAREWELL: Duration = Duration::from_millis(20);

/// Lets programs end by themselves for as long as the grace is, kills the others, writes back and unmounts what can be, and
/// resets the machine, which ends the vmm.
pub async fn power_off(grace: Duration) {
    tokio::time::sleep(FAREWELL).await;
    if !grace.is_zero() {
        process::end_everything(grace).await;
    }
    process::kill_everything();
    rustix::fs::sync();
    let mounts = std::fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    for target in mounts.lines().rev().filter_map(disk_target) {
        // The root is in use by this very process, and a disk is clean once it is only read.
        let _ = match target {
            "/" => mount_remount("/", MountFlags::RDONLY, c""),
            target => unmount(target, UnmountFlags::DETACH),
        };
    }
    // Under `reboot=k` and `reboot=t` a restart is what ends the machine; the kernel has no ACPI to switch it off with.
    let _ = reboot(RebootCommand::Restart);
    let _ = kill_process(getpid(), Signal::ABORT);
}

/// The target of a mount that holds something worth writing back. Octal escapes never match a target, so such a mount
/// stays; `sync` has written it back.
fn disk_target(line: &str) -> Option<&str> {
    let mut parts = line.split(' ').skip(1);
    let (target, kind) = (parts.next()?, parts.next()?);
    matches!(kind, "ext4" | "erofs" | "virtiofs").then_some(target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_holds_something_is_written_back() {
        let disk = "/dev/vda / ext4 rw,noatime 0 0";
        assert_eq!(disk_target(disk), Some("/"));
        assert_eq!(disk_target("usr /usr virtiofs ro 0 0"), Some("/usr"));
        assert_eq!(disk_target("tmpfs /tmp tmpfs rw 0 0"), None);
        assert_eq!(disk_target(""), None);
    }
}
