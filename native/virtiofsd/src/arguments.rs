use std::os::fd::RawFd;

use bellglass_wire::spec::Seccomp;

/// What to serve: `SOCKET REPORT PARENT ro|rw enforce|audit|off DIRECTORY`.
#[derive(Debug, PartialEq, Eq)]
pub struct Arguments {
    /// The inherited listening socket on which QEMU's connection waits.
    pub socket: RawFd,
    /// The inherited pipe that takes the report on the walls.
    pub report: RawFd,
    /// The process that started this one; its end is this one's.
    pub parent: i32,
    /// Every change is refused.
    pub read_only: bool,
    /// What the system call filter does.
    pub seccomp: Seccomp,
    /// The directory, absolute.
    pub directory: String,
}

/// Arguments that are not of that shape.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "usage: bellglass-virtiofsd SOCKET REPORT PARENT ro|rw enforce|audit|off DIRECTORY (the {0} is wrong)"
)]
pub struct Usage(&'static str);

impl Arguments {
    /// Reads the arguments, without the program's name.
    ///
    /// # Errors
    /// Names the first that is missing or wrong.
    pub fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, Usage> {
        let mut next = |name| arguments.next().ok_or(Usage(name));
        let parsed = Self {
            socket: next("socket")?.parse().map_err(|_| Usage("socket"))?,
            report: next("report")?.parse().map_err(|_| Usage("report"))?,
            parent: next("parent")?.parse().map_err(|_| Usage("parent"))?,
            read_only: match next("mode")?.as_str() {
                "ro" => true,
                "rw" => false,
                _ => return Err(Usage("mode")),
            },
            seccomp: match next("filter")?.as_str() {
                "enforce" => Seccomp::Enforce,
                "audit" => Seccomp::Audit,
                "off" => Seccomp::Off,
                _ => return Err(Usage("filter")),
            },
            directory: next("directory")?,
        };
        if !parsed.directory.starts_with('/') {
            return Err(Usage("directory"));
        }
        match arguments.next() {
            Some(_) => Err(Usage("number of arguments")),
            None => Ok(parsed),
        }
    }
}

#[cfg(test)]
mod tests;
