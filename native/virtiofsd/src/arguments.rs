use std::os::fd::RawFd;

use bellglass_wire::spec::Seccomp;

/// What to serve: `SOCKET PARENT ro|rw enforce|audit|off DIRECTORY`.
#[derive(Debug, PartialEq, Eq)]
pub struct Arguments {
    /// The inherited listening socket on which QEMU's connection waits.
    pub socket: RawFd,
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
    "usage: bellglass-virtiofsd SOCKET PARENT ro|rw enforce|audit|off DIRECTORY (the {0} is wrong)"
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
mod tests {
    use super::{Arguments, Usage};
    use bellglass_wire::spec::Seccomp;

    fn parse(text: &[&str]) -> Result<Arguments, Usage> {
        Arguments::parse(text.iter().map(ToString::to_string))
    }

    #[test]
    fn the_whole_line_is_read() {
        let arguments = parse(&["7", "42", "ro", "enforce", "/a, b\n\"c\""]).unwrap();
        let wanted = Arguments {
            socket: 7,
            parent: 42,
            read_only: true,
            seccomp: Seccomp::Enforce,
            directory: "/a, b\n\"c\"".into(),
        };
        assert_eq!(arguments, wanted);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let table: [(&[&str], &str); 6] = [
            (&[], "socket"),
            (&["x"], "socket"),
            (&["3", "1", "write"], "mode"),
            (&["3", "1", "rw", "maybe"], "filter"),
            (&["3", "1", "rw", "off", "relative"], "directory"),
            (&["3", "1", "rw", "off", "/", "more"], "number of arguments"),
        ];
        for (text, wrong) in table {
            assert_eq!(parse(text), Err(Usage(wrong)), "{text:?}");
        }
    }
}
