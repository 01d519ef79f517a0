//! What a process says of itself just after it became a program.

use std::fs::File;
use std::io::Read;

use bellglass_wire::programs::MAX_ARGUMENTS;

/// What could be read of a program.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Seen {
    /// Its arguments, each with a NUL behind it; one byte more than is kept shows that there are more.
    Arguments(Vec<u8>),
    /// It has ended, and its parent has not looked yet: its name is left, at most 15 bytes.
    Name(Vec<u8>),
    /// It is gone.
    Nothing,
}

/// Looks at a process.
pub fn at(pid: u32) -> Seen {
    let arguments = read(pid, "cmdline").unwrap_or_default();
    if !arguments.is_empty() {
        return Seen::Arguments(arguments);
    }
    let name = read(pid, "comm").unwrap_or_default();
    match name.strip_suffix(b"\n") {
        None | Some([]) => Seen::Nothing,
        Some(name) => Seen::Name(name.into()),
    }
}

fn read(pid: u32, what: &str) -> Option<Vec<u8>> {
    let most = u64::try_from(MAX_ARGUMENTS + 1).ok()?;
    let mut bytes = Vec::with_capacity(256);
    let file = File::open(format!("/proc/{pid}/{what}")).ok()?;
    file.take(most).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    /// Waits until a process is seen so: a child is there before its arguments are, and dead before it is a zombie.
    fn until(pid: u32, wanted: impl Fn(&Seen) -> bool) {
        let begun = std::time::Instant::now();
        while !wanted(&at(pid)) {
            assert!(begun.elapsed().as_secs() < 30, "{:?}", at(pid));
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    }

    #[test]
    fn a_program_is_seen_with_its_arguments_and_its_name_is_left() {
        let mut child = Command::new("sleep").args(["600"]).spawn().unwrap();
        let arguments = Seen::Arguments(b"sleep\x00600\x00".into());
        until(child.id(), |seen| *seen == arguments);
        child.kill().unwrap();
        until(child.id(), |seen| *seen == Seen::Name(b"sleep".into()));
        child.wait().unwrap();
        assert_eq!(at(child.id()), Seen::Nothing);
    }

    #[test]
    fn long_arguments_are_read_as_far_as_they_are_kept_and_a_byte_more() {
        let long = "x".repeat(100_000);
        let mut child = Command::new("sh")
            .args(["-c", "read _", &long])
            .stdin(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        until(
            child.id(),
            |seen| matches!(seen, Seen::Arguments(bytes) if bytes.len() == MAX_ARGUMENTS + 1),
        );
        child.kill().unwrap();
        child.wait().unwrap();
    }
}
