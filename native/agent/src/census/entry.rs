//! One process, as /proc/N/stat has it.

use std::fs;

/// PF_KTHREAD of the kernel's sched.h.
const KERNEL_THREAD: u64 = 0x0020_0000;

/// What the kernel says of a process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its process id.
    pub pid: u32,
    /// Its name, which it may choose itself.
    pub name: String,
    /// One letter.
    pub state: char,
    /// Its parent's process id.
    pub ppid: u32,
    /// Its controlling terminal's number; 0 for none.
    pub terminal: i64,
    /// PF_ flags.
    flags: u64,
    /// Processor time of user mode and kernel, in hundredths of a second.
    pub ticks: u64,
    /// Its start, in hundredths of a second since the boot.
    pub start: u64,
}

impl Entry {
    /// Reads one; none where it is gone.
    pub fn read(pid: u32) -> Option<Self> {
        let line = fs::read(format!("/proc/{pid}/stat")).ok()?;
        Self::parse(pid, &String::from_utf8_lossy(&line))
    }

    /// Whether it is a thread of the kernel's.
    pub fn is_kernels(&self) -> bool {
        self.flags & KERNEL_THREAD != 0
    }

    /// Whether it has ended and only its parent has not looked yet.
    pub fn has_ended(&self) -> bool {
        matches!(self.state, 'Z' | 'X')
    }

    fn parse(pid: u32, line: &str) -> Option<Self> {
        // A name may hold anything, parentheses and spaces too.
        let (before, after) = line.rsplit_once(") ")?;
        let (_, name) = before.split_once(" (")?;
        let fields: Vec<&str> = after.split_ascii_whitespace().collect();
        let number = |index: usize| fields.get(index)?.parse::<u64>().ok();
        Some(Self {
            pid,
            name: name.into(),
            state: fields.first()?.chars().next()?,
            ppid: fields.get(1)?.parse().ok()?,
            terminal: fields.get(4)?.parse().ok()?,
            flags: number(6)?,
            ticks: number(11)?.saturating_add(number(12)?),
            start: number(19)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str =
        "7 (a) R (b) S 3 7 7 34816 7 4194560 1 2 3 4 50 60 70 80 20 0 1 0 1234 5 6 7\n";

    #[test]
    fn a_name_with_parentheses_confuses_nobody() {
        let entry = Entry::parse(7, LINE).unwrap();
        assert_eq!((entry.name.as_str(), entry.state), ("a) R (b", 'S'));
        assert_eq!((entry.ppid, entry.terminal), (3, 34_816));
        assert_eq!((entry.ticks, entry.start), (110, 1234));
        assert!(!entry.is_kernels() && !entry.has_ended());
        let kernels = LINE.replace("4194560", "2129984");
        assert!(Entry::parse(2, &kernels).unwrap().is_kernels());
        let ended = LINE.replace(") S ", ") Z ");
        assert!(Entry::parse(7, &ended).unwrap().has_ended());
    }

    #[test]
    fn what_is_no_such_line_is_nothing() {
        for odd in ["", "7 (a", "7 (a) S", "7 (a) S x 7 7 0 0 0 0 0 0 0 0 0"] {
            assert_eq!(Entry::parse(7, odd), None, "{odd}");
        }
        assert_eq!(Entry::read(0), None);
    }

    #[test]
    fn this_process_is_there() {
        let own = Entry::read(std::process::id()).unwrap();
        assert!(!own.is_kernels() && !own.has_ended() && own.start > 0);
    }
}
