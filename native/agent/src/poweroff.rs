//! The end of the machine.

use std::time::Duration;

use rustix::mount::UnmountFlags;
use rustix::process::Signal;
use rustix::system::RebootCommand;

use crate::process;

/// How long the reply to the request has to leave the guest.
const FAREWELL: Duration = Duration::from_millis(20);

/// Kills every process, writes back and unmounts what can be, and resets the machine, which ends the vmm.
pub async fn power_off() {
    tokio::time::sleep(FAREWELL).await;
    process::kill_everything();
    rustix::fs::sync();
    let mounts = std::fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    for target in mounts.lines().rev().filter_map(disk_target) {
        let _ = rustix::mount::unmount(target, UnmountFlags::DETACH);
    }
    // Under `reboot=k` and `reboot=t` a restart is what ends the machine; the kernel has no ACPI to switch it off with.
    let _ = rustix::system::reboot(RebootCommand::Restart);
    let _ = rustix::process::kill_process(rustix::process::getpid(), Signal::ABORT);
}

/// The target of a mount that holds something worth writing back. Octal escapes never match a target, so such a mount
/// stays; `sync` has written it back.
fn disk_target(line: &str) -> Option<&str> {
    let mut parts = line.split(' ').skip(1);
    let (target, kind) = (parts.next()?, parts.next()?);
    matches!(kind, "ext4" | "erofs" | "virtiofs").then_some(target)
}
