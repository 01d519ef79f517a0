//! The root file system: memory, moved over the initramfs.

use std::path::Path;

use bellglass_wire::boot::Tree;
use rustix::fs::{Mode, mkdir};
use rustix::mount::{MountFlags, mount, mount_bind, mount_move};

use crate::fault::Fault;

/// Where the root is made, in the initramfs.
pub const NEW: &str = "/newroot";

/// Mounts the root and makes the places for the mounts that are always there.
pub fn make(size_mib: Option<u32>) -> Result<(), Fault> {
    let options = size_mib.map_or_else(
        || "mode=0755".into(),
        |size| format!("mode=0755,size={size}m"),
    );
    let options = std::ffi::CString::new(options).map_err(Fault::bad)?;
    directory(NEW)?;
    mount(
        "root",
        NEW,
        "tmpfs",
        MountFlags::empty(),
        Some(options.as_c_str()),
    )
    .map_err(Fault::step("mounting the root"))?;
    ["dev", "proc", "sys", "run", "tmp"]
        .iter()
        .try_for_each(|name| directory(&format!("{NEW}/{name}")))
}

/// Has a tree of the initramfs in the root: bound, not copied, since nobody else has it.
pub fn take_over(tree: &Tree) -> Result<(), Fault> {
    let to = format!("{NEW}{}", tree.to);
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
