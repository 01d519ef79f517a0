//! The list of everything that runs.

use std::fs::{self, File};
use std::io::Read;
use std::time::Duration;

use bellglass_wire::machine::{MAX_COMMAND, MAX_PS, Ps, PsEntry};
use rustix::time::{ClockId, clock_gettime};

use super::Entry;

/// The kernel's USER_HZ is the same everywhere.
const MILLIS_PER_TICK: u64 = 10;
/// The commands of a list together, in bytes: twice that and the rest of it are a document that the daemon reads.
const ALL_COMMANDS: usize = 256 << 10;

/// Lists what runs.
pub fn ps() -> Ps {
    let entries: Vec<Entry> = super::processes().take(MAX_PS).collect();
    let longest = (ALL_COMMANDS / entries.len().max(1)).min(MAX_COMMAND);
    let now = since_boot();
    let processes = entries
        .into_iter()
        .filter_map(|entry| describe(&entry, now, longest))
        .collect();
    Ps { processes }
}

/// The clock that starts of processes are told by.
fn since_boot() -> Duration {
    Duration::try_from(clock_gettime(ClockId::Boottime)).unwrap_or_default()
}

fn describe(entry: &Entry, now: Duration, longest: usize) -> Option<PsEntry> {
    let pid = entry.pid;
    let status = fs::read(format!("/proc/{pid}/status")).ok()?;
    let status = String::from_utf8_lossy(&status);
    let start = entry.start.saturating_mul(MILLIS_PER_TICK);
    let now = u64::try_from(now.as_millis()).unwrap_or(u64::MAX);
    Some(PsEntry {
        pid,
        ppid: entry.ppid,
        // Real, effective, saved, of files.
        uid: field(&status, "Uid:", 1)?.parse().ok()?,
        state: entry.state,
        cpu_millis: entry.ticks.saturating_mul(MILLIS_PER_TICK),
        // What has ended has no memory.
        rss_kib: field(&status, "VmRSS:", 0).map_or(Some(0), |size| size.parse().ok())?,
        age_millis: now.saturating_sub(start),
        command: command(entry, longest),
    })
}

fn field<'a>(status: &'a str, name: &str, index: usize) -> Option<&'a str> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_ascii_whitespace().nth(index)
}

fn command(entry: &Entry, longest: usize) -> String {
    let mut arguments = Vec::new();
    if let Ok(file) = File::open(format!("/proc/{}/cmdline", entry.pid)) {
        // One more than is shown, so that a letter that is cut is not shown as one that was never whole.
        let most = u64::try_from(longest + 4).unwrap_or(0);
        let _ = file.take(most).read_to_end(&mut arguments);
    }
    while arguments.last() == Some(&0) {
        arguments.pop();
    }
    if arguments.is_empty() {
        return shown(format!("[{}]", entry.name).as_bytes(), longest);
    }
    for byte in &mut arguments {
        if *byte == 0 {
            *byte = b' ';
        }
    }
    shown(&arguments, longest)
}

/// Bytes as text that is safe to print, at most so long.
fn shown(bytes: &[u8], longest: usize) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut shown = String::new();
    for letter in text.chars() {
        let letter = if letter.is_control() {
            char::REPLACEMENT_CHARACTER
        } else {
            letter
        };
        if shown.len() + letter.len_utf8() > longest {
            break;
        }
        shown.push(letter);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_process_calls_itself_is_printable_and_bounded() {
        assert_eq!(
            shown(b"a\x1b[2J\nb\xff", 100),
            "a\u{fffd}[2J\u{fffd}b\u{fffd}"
        );
        assert_eq!(shown("\u{9b}x\u{7f}".as_bytes(), 100), "\u{fffd}x\u{fffd}");
        assert_eq!(shown("aüü".as_bytes(), 4), "aü");
        assert_eq!(shown(&[0xff; 9000], 1024).len(), 1023);
    }

    #[test]
    fn a_field_is_found_by_its_name() {
        let status = "Name:\tUid:\nUid:\t1\t2\t3\t4\nVmRSS:\t   12 kB\n";
        assert_eq!(field(status, "Uid:", 1), Some("2"));
        assert_eq!(field(status, "VmRSS:", 0), Some("12"));
        assert_eq!(field(status, "Gid:", 0), None);
    }
}
