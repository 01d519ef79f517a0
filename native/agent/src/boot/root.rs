//! The root file system: memory or a disk, moved over the initramfs.

use std::path::Path;

use bellglass_wire::boot::{Root, Tree};
use rustix::fs::{Mode, mkdir};
use rustix::mount::{MountFlags, mount, mount_bind, mount_move};

use crate::fault::Fault;

/// Where the root is made, in the initramfs.
pub const NEW: &str = "/newroot";

/// Mounts the root and makes the places for the mounts that are always there.
pub fn make(root: &Root) -> Result<(), Fault> {
    directory(NEW)?;
    match root {
        Root::Memory { size_mib } => mount_memory(*size_mib)?,
        Root::Disk { device } => mount_disk(device)?,
    }
    ["dev", "proc", "sys", "run", "tmp"]
        .iter()
        .try_for_each(|name| directory(&format!("{NEW}/{name}")))
}

fn mount_memory(size_mib: Option<u32>) -> Result<(), Fault> {
    let options = size_mib.map_or_else(
        || "mode=0755".into(),
        |size| format!("mode=0755,size={size}m"),
    );
    let options = std::ffi::CString::new(options).map_err(Fault::bad)?;
    let none = MountFlags::empty();
    mount("root", NEW, "tmpfs", none, Some(options.as_c_str()))
        .map_err(Fault::step("mounting the root"))
}

/// A disk that is not well is only read. What is deleted is given back to the host, where the device can: ext4 says so in
/// the kernel's log and goes on where it cannot.
fn mount_disk(device: &str) -> Result<(), Fault> {
    let options = Some(c"errors=remount-ro,discard");
    mount(device, NEW, "ext4", MountFlags::NOATIME, options)
        .map_err(|errno| super::mount::mount_failed(device, "/", errno))
}

/// Has a tree of the initramfs in the root: bound, since nobody else has it and a copy takes time; a disk gets a copy of its
/// own, which is the user's from then on.
pub fn take_over(root: &Root, tree: &Tree) -> Result<(), Fault> {
    let to = format!("{NEW}{}", tree.to);
    if let Root::Disk { .. } = root {
        return super::copy::tree(Path::new(&tree.from), Path::new(&to));
    }
    std::fs::create_dir_all(&to)
        .map_err(|error| Fault::file("making", Path::new(&tree.to), &error))?;
    mount_bind(&tree.from, &to).map_err(Fault::step(format!("binding {}", tree.from)))
}

/// Makes it the root. It is moved onto `/` and not only entered, so that pivot_root works in it.
pub fn switch() -> Result<(), Fault> {
    for name in ["/dev", "/proc", "/sys"] {
        mount_move(name, format!("{NEW}{name}")).map_err(Fault::step(format!("moving {name}")))?;
    }
    rustix::process::chdir(NEW).map_err(Fault::step("entering the root"))?;
    mount_move(".", "/").map_err(Fault::step("moving the root"))?;
    rustix::process::chroot(".").map_err(Fault::step("changing the root"))?;
    rustix::process::chdir("/").map_err(Fault::step("entering the root"))
}

fn directory(path: &str) -> Result<(), Fault> {
    match mkdir(path, Mode::from_raw_mode(0o755)) {
        Ok(()) | Err(rustix::io::Errno::EXIST) => Ok(()),
        Err(errno) => Err(Fault::step(format!("making {path}"))(errno)),
    }
}
