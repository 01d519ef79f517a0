//! A boot configuration, applied from top to bottom.

use std::path::Path;

use bellglass_wire::boot::{BootConfig, BootReply, Directory, Root};

use super::entries::Found;
use super::{clock, entries, identity, mount, network, review, root};
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
    config
        .trees
        .iter()
        .try_for_each(|tree| root::take_over(&config.root, tree))?;
    root::switch()?;
    mount::always()?;
    let found = match config.root {
        Root::Memory { .. } => Found::Ours,
        Root::Disk { .. } => Found::Users,
    };
    if found == Found::Users {
        // Before the mounts: what is made above their targets would pass for the user's.
        directories_of(config).try_for_each(|one| entries::directory(one, found))?;
    }
    let mut mounts = Vec::with_capacity(config.mounts.len());
    for one in &config.mounts {
        mount::mount(one)?;
        mounts.push(one.target.clone());
    }
    if let Some(view) = &config.review {
        review::make(view)?;
        mounts.push(view.target.clone());
    }
    config
        .links
        .iter()
        .try_for_each(|one| entries::link(one, found))?;
    config
        .directories
        .iter()
        .try_for_each(|one| entries::directory(one, found))?;
    config.files.iter().try_for_each(entries::file)?;
    config.identity.iter().try_for_each(identity::check)?;
    network::raise_loopback()?;
    raise_pid_max(config.pid_max)?;
    let cgroups = Cgroups::make()?;
    Ok((BootReply { mounts }, cgroups))
}

/// The directories that do not lie on a mount, each after those above it.
fn directories_of(config: &BootConfig) -> impl Iterator<Item = &Directory> {
    let mounted = |path: &str| {
        let path = Path::new(path);
        config
            .mounts
            .iter()
            .any(|mount| path.starts_with(&mount.target))
    };
    let mut own: Vec<&Directory> = config
        .directories
        .iter()
        .filter(|one| !mounted(&one.path))
        .collect();
    own.sort_by(|one, other| Path::new(&one.path).cmp(Path::new(&other.path)));
    own.into_iter()
}

/// Raises the highest process id to `most`, or to what the kernel takes: one built small has a limit of its own.
fn raise_pid_max(most: u32) -> Result<(), Fault> {
    let set = |value: u32| entries::setting("/proc/sys/kernel/pid_max", &value.to_string());
    set(most).or_else(|_| set(most.min(SMALL_PID_LIMIT)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directories_of_a_disk_come_from_the_top_and_not_from_mounts() {
        let golden = include_str!("../../../wire/golden/boot-config.json");
        let mut config: BootConfig = bellglass_wire::parse(golden.as_bytes()).unwrap();
        config.mounts[1].target = "/home/alice/p".into();
        let one = config.directories[0].clone();
        let paths = [
            "/home/alice/.cache/x",
            "/home/alice",
            "/home/alice/p/below",
            "/home/alice/p",
            "/home/alice/p2",
            "/usr/local",
            "/home/alice/.cache",
        ];
        config.directories = paths
            .map(|path| Directory {
                path: path.into(),
                ..one.clone()
            })
            .into();
        let own: Vec<&str> = directories_of(&config)
            .map(|one| one.path.as_str())
            .collect();
        let wanted = [
            "/home/alice",
            "/home/alice/.cache",
            "/home/alice/.cache/x",
            "/home/alice/p2",
        ];
        assert_eq!(own, wanted);
    }
}
