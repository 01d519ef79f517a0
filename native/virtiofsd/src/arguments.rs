use std::os::fd::RawFd;

use bellglass_wire::spec::{Added, Seccomp};

/// What to serve: `SOCKET REPORT PARENT enforce|audit|off {[added] {ro|rw DIRECTORY}…|parts DIRECTORY PART…|hiding {ro|rw} DIRECTORY PATTERN…}`.
#[derive(Debug, PartialEq, Eq)]
pub struct Arguments {
    /// The inherited listening socket on which QEMU's connection waits.
    pub socket: RawFd,
    /// The inherited pipe that takes the report on the walls.
    pub report: RawFd,
    /// The process that started this one; its end is this one's.
    pub parent: i32,
    /// What the system call filter does.
    pub seccomp: Seccomp,
    /// Whether the directories are served together, as `0`, `1`, …; else there is one, and it is all.
    pub joined: bool,
    /// The directories, at least one, each absolute.
    pub directories: Vec<Added>,
    /// Where there are any, nothing else of the directory can be opened: paths relative to it. It is read-only then.
    pub parts: Vec<String>,
    /// Where given, what these patterns hide is refused, and what a `.bellglassignore` in the directory does.
    pub hidden: Option<Vec<String>>,
}

/// Arguments that are not of that shape.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "usage: bellglass-virtiofsd SOCKET REPORT PARENT enforce|audit|off {{[added] {{ro|rw DIRECTORY}}...|parts DIRECTORY PART...|hiding {{ro|rw}} DIRECTORY PATTERN...}} (the {0} is wrong)"
)]
pub struct Usage(&'static str);

impl Arguments {
    /// Reads the arguments, without the program's name.
    ///
    /// # Errors
    /// Names the first that is missing or wrong.
    pub fn parse(arguments: impl Iterator<Item = String>) -> Result<Self, Usage> {
        let mut arguments = arguments.peekable();
        let mut next = |name| arguments.next().ok_or(Usage(name));
        let socket = next("socket")?.parse().map_err(|_| Usage("socket"))?;
        let report = next("report")?.parse().map_err(|_| Usage("report"))?;
        let parent = next("parent")?.parse().map_err(|_| Usage("parent"))?;
        let seccomp = match next("filter")?.as_str() {
            "enforce" => Seccomp::Enforce,
            "audit" => Seccomp::Audit,
            "off" => Seccomp::Off,
            _ => return Err(Usage("filter")),
        };
        if arguments.next_if(|word| word == "parts").is_some() {
            let directories = vec![read_only(&mut arguments)?];
            let parts = arguments.map(part).collect::<Result<Vec<_>, _>>()?;
            if parts.is_empty() {
                return Err(Usage("part"));
            }
            return Ok(Self {
                socket,
                report,
                parent,
                seccomp,
                joined: false,
                directories,
                parts,
                hidden: None,
            });
        }
        let hiding = arguments.next_if(|word| word == "hiding").is_some();
        let joined = !hiding && arguments.next_if(|word| word == "added").is_some();
        let mut directories = vec![directory(&mut arguments)?];
        while joined && arguments.peek().is_some() {
            directories.push(directory(&mut arguments)?);
        }
        let hidden = hiding.then(|| arguments.by_ref().collect());
        if arguments.next().is_some() {
            return Err(Usage("number of arguments"));
        }
        Ok(Self {
            socket,
            report,
            parent,
            seccomp,
            joined,
            directories,
            parts: Vec::new(),
            hidden,
        })
    }

    /// Whether every change is refused.
    pub fn read_only(&self) -> bool {
        self.directories.iter().all(|one| one.read_only)
    }
}

fn directory(arguments: &mut impl Iterator<Item = String>) -> Result<Added, Usage> {
    let read_only = match arguments.next().as_deref() {
        Some("ro") => true,
        Some("rw") => false,
        _ => return Err(Usage("mode")),
    };
    let path = absolute(arguments)?;
    Ok(Added { path, read_only })
}

fn read_only(arguments: &mut impl Iterator<Item = String>) -> Result<Added, Usage> {
    let path = absolute(arguments)?;
    Ok(Added {
        path,
        read_only: true,
    })
}

fn absolute(arguments: &mut impl Iterator<Item = String>) -> Result<String, Usage> {
    arguments
        .next()
        .filter(|path| path.starts_with('/'))
        .ok_or(Usage("directory"))
}

fn part(path: String) -> Result<String, Usage> {
    let leads_elsewhere = path.split('/').any(|name| ["", ".", ".."].contains(&name));
    if leads_elsewhere {
        return Err(Usage("part"));
    }
    Ok(path)
}

#[cfg(test)]
mod tests;
