//! A boot configuration, applied from top to bottom.

use bellglass_wire::boot::{BootConfig, BootReply};

use super::{clock, entries, identity, mount, network, root};
use crate::fault::Fault;
use crate::process::Cgroups;

/// PID_MAX_LIMIT of a kernel with CONFIG_BASE_SMALL: eight pages.
const SMALL_PID_LIMIT: u32 = 32_768;

/// Applies the configuration; the order is the order of dependence. A failure leaves the guest half made: the machine is
/// to be ended then.
pub fn apply(config: &BootConfig) -> Result<(BootReply, Cgroups), Fault> {
    clock::set(config.time)?;
    rustix::system::sethostname(config.hostname.as_bytes())
        .map_err(Fault::step("setting the host name"))?;
    root::make(&config.root)?;
    config.trees.iter().try_for_each(root::take_over)?;
    root::switch()?;
    mount::always()?;
    let mut mounts = Vec::with_capacity(config.mounts.len());
    for one in &config.mounts {
        mount::mount(one)?;
        mounts.push(one.target.clone());
    }
    config.links.iter().try_for_each(entries::link)?;
    config.directories.iter().try_for_each(entries::directory)?;
    config.files.iter().try_for_each(entries::file)?;
    config.identity.iter().try_for_each(identity::check)?;
    network::raise_loopback()?;
    raise_pid_max(config.pid_max)?;
    let cgroups = Cgroups::make()?;
    Ok((BootReply { mounts }, cgroups))
}

/// Raises the highest process id to `most`, or to what the kernel takes: one built small has a limit of its own.
fn raise_pid_max(most: u32) -> Result<(), Fault> {
    let set = |value: u32| entries::setting("/proc/sys/kernel/pid_max", &value.to_string());
    set(most).or_else(|_| set(most.min(SMALL_PID_LIMIT)))
}
