use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use bellglass_wire::name::PathName;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::Entry;
use crate::decimal;
use crate::error::{ApplyError, PlanFault};
use crate::tree::Rel;

const VERSION: u32 = 1;
// A line holds two paths of at most 4 KiB, which JSON writes in at most six times as many bytes.
const LONGEST_LINE: u64 = 64 << 10;
const MOST_ENTRIES: usize = 1_000_000;

/// A plan as it was read, each line in order by itself.
#[derive(Debug)]
pub struct Plan {
    /// Where the workspace is, absolute.
    pub workspace: PathBuf,
    /// `st_dev` of the workspace.
    pub device: u64,
    /// `st_ino` of the workspace.
    pub inode: u64,
    /// What becomes of each path.
    pub entries: Vec<Entry>,
    /// Where a path's entry is.
    pub index: HashMap<Rel, usize>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct First {
    version: u32,
    workspace: PathName,
    #[serde(with = "decimal")]
    device: u64,
    #[serde(with = "decimal")]
    inode: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Last {
    end: bool,
    entries: usize,
}

impl Plan {
    /// Reads a plan.
    ///
    /// # Errors
    /// [`ApplyError::Plan`] with the first line that is not in order.
    pub fn read(path: &Path) -> Result<Self, ApplyError> {
        let unreadable = |error: io::Error| fault(1, PlanFault::Unreadable(error.to_string()));
        let mut lines = Lines {
            from: BufReader::new(File::open(path).map_err(unreadable)?),
            line: 0,
        };
        let text = lines.next()?.ok_or(fault(1, PlanFault::CutOff))?;
        let first: First = parse(1, &text)?;
        if first.version != VERSION {
            return Err(fault(1, PlanFault::Version));
        }
        let mut plan = Self {
            workspace: PathBuf::from(first.workspace.as_os_str()),
            device: first.device,
            inode: first.inode,
            entries: Vec::new(),
            index: HashMap::new(),
        };
        while let Some(text) = lines.next()? {
            if text.starts_with(b"{\"end\"") {
                let last: Last = parse(lines.line, &text)?;
                let whole = last.end && last.entries == plan.entries.len();
                return match whole && lines.next()?.is_none() {
                    true => Ok(plan),
                    false => Err(fault(lines.line, PlanFault::CutOff)),
                };
            }
            plan.add(lines.line, parse(lines.line, &text)?)?;
        }
        Err(fault(lines.line, PlanFault::CutOff))
    }

    /// A plan of these entries for the same workspace.
    pub fn with(&self, entries: Vec<Entry>) -> Self {
        let index = entries
            .iter()
            .enumerate()
            .map(|(at, entry)| (entry.path.clone(), at))
            .collect();
        Self {
            workspace: self.workspace.clone(),
            device: self.device,
            inode: self.inode,
            entries,
            index,
        }
    }

    /// The line of an entry.
    pub fn line(entry: usize) -> usize {
        entry + 2
    }

    fn add(&mut self, line: usize, entry: Entry) -> Result<(), ApplyError> {
        if self.entries.len() >= MOST_ENTRIES {
            return Err(fault(line, PlanFault::TooLong));
        }
        let twice = self.index.insert(entry.path.clone(), self.entries.len());
        self.entries.push(entry);
        match twice {
            None => Ok(()),
            Some(_) => Err(fault(line, PlanFault::Twice)),
        }
    }
}

/// Writes a plan for the same workspace as `plan`'s, durably.
///
/// # Errors
/// When the file exists or cannot be written.
pub fn write(path: &Path, plan: &Plan, entries: &[Entry]) -> io::Result<()> {
    let mut to = BufWriter::new(File::create_new(path)?);
    let first = First {
        version: VERSION,
        workspace: plan.workspace.clone().into_os_string().into(),
        device: plan.device,
        inode: plan.inode,
    };
    put(&mut to, &first)?;
    entries.iter().try_for_each(|entry| put(&mut to, entry))?;
    let last = Last {
        end: true,
        entries: entries.len(),
    };
    put(&mut to, &last)?;
    to.into_inner()?.sync_all()
}

fn put(to: &mut impl Write, line: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *to, line)?;
    to.write_all(b"\n")
}

struct Lines<R> {
    from: BufReader<R>,
    // The one read last, from 1.
    line: usize,
}

impl<R: Read> Lines<R> {
    fn next(&mut self) -> Result<Option<Vec<u8>>, ApplyError> {
        self.line += 1;
        let mut text = Vec::new();
        let mut bounded = (&mut self.from).take(LONGEST_LINE);
        bounded
            .read_until(b'\n', &mut text)
            .map_err(|error| fault(self.line, PlanFault::Unreadable(error.to_string())))?;
        match text.pop() {
            None => Ok(None),
            Some(b'\n') => Ok(Some(text)),
            Some(_) if bounded.limit() == 0 => Err(fault(self.line, PlanFault::TooLong)),
            Some(_) => Err(fault(self.line, PlanFault::CutOff)),
        }
    }
}

fn parse<T: DeserializeOwned>(line: usize, text: &[u8]) -> Result<T, ApplyError> {
    serde_json::from_slice(text)
        .map_err(|error| fault(line, PlanFault::Unreadable(error.to_string())))
}

fn fault(line: usize, fault: PlanFault) -> ApplyError {
    ApplyError::Plan { line, fault }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = r#"{"version":1,"workspace":"/w","device":"1","inode":"2"}"#;
    const GONE: &str = r#"{"kind":"absent"}"#;

    fn entry(path: &str) -> String {
        format!(r#"{{"path":"{path}","before":{GONE},"after":{GONE}}}"#)
    }

    fn read(text: &str) -> Result<Plan, (usize, PlanFault)> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        Plan::read(file.path()).map_err(|error| match error {
            ApplyError::Plan { line, fault } => (line, fault),
            other => panic!("{other}"),
        })
    }

    #[test]
    fn a_whole_plan_is_read_and_written_the_same() {
        let (one, two) = (entry("a"), entry("a/b"));
        let text = format!("{FIRST}\n{one}\n{two}\n{{\"end\":true,\"entries\":2}}\n");
        let plan = read(&text).unwrap();
        assert_eq!((plan.device, plan.inode), (1, 2));
        assert_eq!(plan.workspace, Path::new("/w"));
        assert_eq!(plan.index[&plan.entries[1].path], 1);
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("plan");
        write(&path, &plan, &plan.entries).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        assert!(write(&path, &plan, &plan.entries).is_err());
    }

    #[test]
    fn a_plan_that_was_cut_off_anywhere_is_refused() {
        let one = entry("a");
        let text = format!("{FIRST}\n{one}\n{{\"end\":true,\"entries\":1}}\n");
        assert!(read(&text).is_ok());
        for end in 0..text.len() {
            assert!(read(&text[..end]).is_err(), "{end}");
        }
        let more = text.clone() + "\n";
        assert_eq!(read(&more).unwrap_err().1, PlanFault::CutOff);
        let fewer = text.replace("\"entries\":1", "\"entries\":2");
        assert_eq!(read(&fewer).unwrap_err(), (3, PlanFault::CutOff));
    }

    #[test]
    fn a_fault_is_told_with_its_line() {
        let one = entry("a");
        let twice = format!("{FIRST}\n{one}\n{one}\n");
        assert_eq!(read(&twice).unwrap_err(), (3, PlanFault::Twice));
        let out = format!("{FIRST}\n{}\n", entry("../a"));
        let (line, fault) = read(&out).unwrap_err();
        assert!(matches!((line, fault), (2, PlanFault::Unreadable(_))));
        let newer = FIRST.replace("1,", "2,");
        assert_eq!(read(&(newer + "\n")).unwrap_err(), (1, PlanFault::Version));
        let long = format!("{FIRST}\n{}\n", "x".repeat(70_000));
        assert_eq!(read(&long).unwrap_err(), (2, PlanFault::TooLong));
    }
}
