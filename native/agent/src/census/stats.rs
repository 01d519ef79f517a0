//! What is used of the guest.

use std::fs;

use bellglass_wire::machine::Stats;

use crate::fault::Fault;

/// The kernel's USER_HZ is the same everywhere.
const MICROS_PER_TICK: u64 = 10_000;

/// Reads what is used.
pub fn stats() -> Result<Stats, Fault> {
    let memory = read("/proc/meminfo")?;
    let amount = |name: &str| memory_amount(&memory, name).ok_or(Fault::Internal);
    let root = rustix::fs::statvfs("/").map_err(Fault::step("looking at the root"))?;
    let kib = |blocks: u64| blocks.saturating_mul(root.f_frsize) / 1024;
    let processes = super::processes().count();
    Ok(Stats {
        memory_total_kib: amount("MemTotal:")?,
        memory_available_kib: amount("MemAvailable:")?,
        cpu_micros: busy(&read("/proc/stat")?)
            .ok_or(Fault::Internal)?
            .saturating_mul(MICROS_PER_TICK),
        uptime_millis: uptime(&read("/proc/uptime")?).ok_or(Fault::Internal)?,
        processes: u32::try_from(processes).unwrap_or(u32::MAX),
        root_total_kib: kib(root.f_blocks),
        root_free_kib: kib(root.f_bavail),
    })
}

fn read(path: &str) -> Result<String, Fault> {
    fs::read_to_string(path).map_err(|error| Fault::file("reading", path.as_ref(), &error))
}

fn memory_amount(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_ascii_whitespace().next()?.parse().ok()
}

/// Ticks of all processors in which something ran: all but idle and iowait, and but what a host took away. Those of
/// guests of the guest's own are counted as a user's.
fn busy(text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix("cpu "))?;
    let mut ticks = line.split_ascii_whitespace().map(str::parse::<u64>);
    let mut next = || ticks.next()?.ok();
    let (user, nice, system) = (next()?, next()?, next()?);
    let (_idle, _iowait) = (next()?, next()?);
    let (irq, softirq) = (next()?, next()?);
    Some([user, nice, system, irq, softirq].iter().sum())
}

/// Seconds with two decimals, as milliseconds.
fn uptime(text: &str) -> Option<u64> {
    let (seconds, hundredths) = text.split_ascii_whitespace().next()?.split_once('.')?;
    Some(seconds.parse::<u64>().ok()? * 1000 + hundredths.parse::<u64>().ok()? * 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_kernel_says_is_read() {
        let stat = "cpu  1 2 3 1000 2000 4 5 6000 1 0\ncpu0 9 9 9 9 9 9 9\n";
        assert_eq!(busy(stat), Some(15));
        assert_eq!(busy("cpu  1 2 3\n"), None);
        assert_eq!(uptime("12.34 5.00\n"), Some(12_340));
        assert_eq!(uptime("x\n"), None);
        let memory = "MemTotal:       1000 kB\nMemAvailable:    500 kB\n";
        assert_eq!(memory_amount(memory, "MemAvailable:"), Some(500));
        assert_eq!(memory_amount(memory, "Missing:"), None);
    }

    #[test]
    fn a_busy_processor_is_seen() {
        let before = stats().unwrap();
        let until = std::time::Instant::now() + std::time::Duration::from_millis(150);
        while std::time::Instant::now() < until {}
        let after = stats().unwrap();
        assert!(after.cpu_micros > before.cpu_micros + 50_000);
        assert!(after.uptime_millis >= before.uptime_millis + 100);
    }
}
