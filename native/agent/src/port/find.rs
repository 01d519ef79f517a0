//! Finding the port by its name: its number depends on the hypervisor.

use std::fs;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use rustix::fs::{Mode, OFlags};

/// The name that the vmm gives the port.
const NAME: &str = "agent";

/// Opens the port, waiting for the device to appear: virtio-serial announces ports after it has been probed.
pub async fn open() -> Rc<OwnedFd> {
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(port) =
            find(Path::new("/sys/class/virtio-ports")).and_then(|name| open_device(&name))
        {
            return Rc::new(port);
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(Duration::from_millis(50));
    }
}

fn find(ports: &Path) -> Option<String> {
    fs::read_dir(ports).ok()?.flatten().find_map(|entry| {
        let name = fs::read_to_string(entry.path().join("name")).ok()?;
        (name.trim_end() == NAME).then(|| entry.file_name().into_string().ok())?
    })
}

fn open_device(name: &str) -> Option<OwnedFd> {
    let flags = OFlags::RDWR | OFlags::NONBLOCK | OFlags::CLOEXEC;
    rustix::fs::open(format!("/dev/{name}"), flags, Mode::empty()).ok()
}
