//! A control group for each process and what it starts, below one that bounds them all. The agent stays outside, so that
//! it answers whatever a fork bomb or a full memory does.

use std::fs;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};

use crate::fault::Fault;

const TOP: &str = "/sys/fs/cgroup";
const ALL: &str = "/sys/fs/cgroup/bellglass";
/// Tasks take kernel memory, some 100 KiB each with its page tables: more than this cannot be had.
const MEMORY_PER_TASK: u64 = 256 << 10;
const MOST_TASKS: u64 = 32_768;
/// What the kernel and the agent keep of the memory: at least this, and a 32nd.
const RESERVE: u64 = 32 << 20;

/// The group of all processes.
#[derive(Default)]
pub struct Cgroups {
    leftovers: Vec<PathBuf>,
    #[cfg(test)]
    none: bool,
}

/// The group of one process.
pub struct Cgroup {
    path: PathBuf,
    directory: Option<OwnedFd>,
}

impl Cgroups {
    /// Makes the group of all processes, with its bounds.
    pub fn make() -> Result<Self, Fault> {
        let controllers = "+cpu +memory +pids";
        write(Path::new(TOP), "cgroup.subtree_control", controllers)?;
        let all = Path::new(ALL);
        make_directory(all)?;
        write(all, "cgroup.subtree_control", controllers)?;
        let (memory, tasks) = bounds(total_memory());
        write(all, "memory.max", &memory.to_string())?;
        write(all, "pids.max", &tasks.to_string())?;
        Ok(Self::default())
    }

    /// No groups at all: what a test's host has may not be touched.
    #[cfg(test)]
    pub fn none() -> Self {
        Self {
            leftovers: Vec::new(),
            none: true,
        }
    }

    /// Makes the group of one process.
    pub fn place(&mut self, id: u64) -> Result<Cgroup, Fault> {
        #[cfg(test)]
        if self.none {
            return Ok(Cgroup {
                path: PathBuf::new(),
                directory: None,
            });
        }
        self.leftovers.retain(|path| fs::remove_dir(path).is_err());
        let path = Path::new(ALL).join(id.to_string());
        make_directory(&path)?;
        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let directory = rustix::fs::open(&path, flags, Mode::empty())
            .map_err(Fault::step("opening a control group"))?;
        Ok(Cgroup {
            path,
            directory: Some(directory),
        })
    }

    /// Removes a group, later if something that its process started still runs.
    pub fn remove(&mut self, cgroup: &Cgroup) {
        if fs::remove_dir(&cgroup.path).is_err() {
            self.leftovers.push(cgroup.path.clone());
        }
    }
}

impl Cgroup {
    /// Whether the kernel has killed any process of it for want of memory.
    pub fn out_of_memory(&self) -> bool {
        fs::read_to_string(self.path.join("memory.events"))
            .is_ok_and(|events| oom_kills(&events) > 0)
    }

    /// Its directory, for a child to be born in.
    pub fn directory(&self) -> Option<BorrowedFd<'_>> {
        self.directory.as_ref().map(AsFd::as_fd)
    }
}

/// Kills whatever is in any of the groups, also what forks meanwhile.
pub fn kill_all() {
    let _ = fs::write(Path::new(ALL).join("cgroup.kill"), "1");
}

/// The bounds of all processes: bytes, and tasks.
fn bounds(total: u64) -> (u64, u64) {
    let reserve = RESERVE.max(total / 32).min(total / 4);
    (
        total - reserve,
        (total / MEMORY_PER_TASK).clamp(64, MOST_TASKS),
    )
}

/// The guest's memory, in bytes.
pub fn total_memory() -> u64 {
    let info = rustix::system::sysinfo();
    info.totalram
        .saturating_mul(u64::from(info.mem_unit).max(1))
}

fn oom_kills(events: &str) -> u64 {
    events
        .lines()
        .find_map(|line| line.strip_prefix("oom_kill ")?.trim().parse().ok())
        .unwrap_or(0)
}

fn make_directory(path: &Path) -> Result<(), Fault> {
    fs::create_dir(path).map_err(|error| Fault::file("making", path, &error))
}

fn write(group: &Path, name: &str, value: &str) -> Result<(), Fault> {
    let path = group.join(name);
    fs::write(&path, value).map_err(|error| Fault::file("writing", &path, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_count_is_read() {
        assert_eq!(
            oom_kills("low 0\nhigh 0\nmax 7\noom 2\noom_kill 3\noom_group_kill 1\n"),
            3
        );
        assert_eq!(oom_kills("oom 2\noom_kill x\n"), 0);
        assert_eq!(oom_kills(""), 0);
    }

    #[test]
    fn the_bounds_follow_the_memory() {
        assert_eq!(bounds(64 << 20), (48 << 20, 256));
        assert_eq!(bounds(1 << 30), ((1 << 30) - (32 << 20), 4096));
        assert_eq!(bounds(64 << 30), ((64 << 30) - (2 << 30), 32_768));
    }
}
