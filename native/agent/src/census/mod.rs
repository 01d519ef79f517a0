//! What runs in the guest, whoever started it, and what is used of the guest: read from /proc.

mod entry;
mod ps;
mod stats;

use std::fs;

pub use entry::Entry;
pub use ps::ps;
pub use stats::stats;

/// Every process but the agent and the kernel's own threads, by process id. One that ends meanwhile is left out.
pub fn processes() -> impl Iterator<Item = Entry> {
    let mut pids: Vec<u32> = fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter(|pid| *pid != std::process::id())
        .collect();
    pids.sort_unstable();
    pids.into_iter()
        .filter_map(Entry::read)
        .filter(|entry| !entry.is_kernels())
}
