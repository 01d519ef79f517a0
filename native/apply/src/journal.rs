//! What an application writes down: first all that it is about to do, then that it is done.

mod folder;

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::{ApplyError, Failed};
use crate::report::{Kept, Left, Listed};
use crate::steps::Step;
use crate::tree::Object;

pub use folder::Folder;

const NAME: &str = "journal.ndjson";
const VERSION: u32 = 1;

/// One line. Their order: `begin`, `waiting`…, `expect`…, `step`…, `ready`; then the tree is changed; `kept`…,
/// `complete`, `applied`…, `finished`
/// (and after each undo that was taken back some more `applied`, and `renewed`), or instead of all that `rolledBack`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "camelCase")]
pub enum Record {
    /// Nothing is touched yet but the staged files and the slots.
    Begin {
        /// Of the journal.
        version: u32,
        /// The directory of the slots in the workspace, where they are not in `backup`: on another file system.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        beside: Option<String>,
    },
    /// What stands in a slot before the first step.
    Waiting {
        /// The slot, which is the entry's number.
        slot: usize,
        /// What stands there.
        object: Object,
    },
    /// What stands at an entry's path after the last step.
    Expect {
        /// The entry's number.
        entry: usize,
        /// What stands there; nothing where it is absent.
        object: Option<Object>,
    },
    /// A step, in order.
    Step {
        /// What it does.
        step: Step,
    },
    /// All steps are written, and all that they need is on the disk.
    Ready,
    /// A directory was not empty.
    Kept {
        /// Which.
        kept: Kept,
    },
    /// Every step is done, and on the disk.
    Complete,
    /// What stood at an entry's path afterwards.
    Applied {
        /// The entry's number.
        entry: usize,
        /// What stood there.
        object: Option<Object>,
        /// Whether it was what was put there, not what somebody made of it in the meantime.
        as_expected: bool,
    },
    /// Nothing is left to be done.
    Finished,
    /// What was applied was looked at again, after an attempt to undo it had touched it and put it back.
    Renewed {
        /// The number of the attempt.
        attempt: u32,
    },
    /// Every step is taken back, but for these.
    RolledBack {
        /// What was left alone.
        left: Listed<Left>,
    },
}

/// What a journal says.
#[derive(Debug, Default)]
pub struct Story {
    /// Whether it has begun.
    pub begun: bool,
    /// The directory of the slots in the workspace.
    pub beside: Option<String>,
    /// What stood in a slot before the first step.
    pub waiting: HashMap<usize, Object>,
    /// What is to stand at each entry's path.
    pub expected: HashMap<usize, Option<Object>>,
    /// The steps.
    pub steps: Vec<Step>,
    /// Whether the steps are all there.
    pub ready: bool,
    /// Directories that stayed.
    pub kept: Listed<Kept>,
    /// Whether every step is done.
    pub complete: bool,
    /// What stood at each entry's path afterwards, and whether it was as expected.
    pub applied: HashMap<usize, (Option<Object>, bool)>,
    /// Whether nothing is left to be done.
    pub finished: bool,
    /// The last attempt to undo it after which it was looked at again.
    pub renewed: u32,
    /// What was left alone by a roll-back that came to its end.
    pub rolled_back: Option<Listed<Left>>,
}

impl Story {
    /// Reads a journal; one that is not there says nothing. What was cut off in the middle of a line was never said.
    ///
    /// # Errors
    /// [`ApplyError::Journal`] with the first line that cannot be read.
    pub fn read(path: &Path) -> Result<Self, ApplyError> {
        let fail = |error| Failed::own("read", NAME, &error);
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(fail(error).into()),
        };
        let mut from = BufReader::new(file);
        let mut story = Self::default();
        let mut text = Vec::new();
        for line in 1.. {
            text.clear();
            from.read_until(b'\n', &mut text).map_err(fail)?;
            if text.pop() != Some(b'\n') {
                break;
            }
            let record = serde_json::from_slice(&text).ok();
            let known = record.is_some_and(|record| story.take(record));
            if !known {
                return Err(ApplyError::Journal { line });
            }
        }
        Ok(story)
    }

    fn take(&mut self, record: Record) -> bool {
        match record {
            Record::Begin { version, beside } => {
                self.begun = true;
                self.beside = beside;
                return version == VERSION;
            }
            Record::Waiting { slot, object } => {
                self.waiting.insert(slot, object);
            }
            Record::Expect { entry, object } => {
                self.expected.insert(entry, object);
            }
            Record::Step { step } => self.steps.push(step),
            Record::Ready => self.ready = true,
            Record::Kept { kept } => self.kept.push(kept),
            Record::Complete => self.complete = true,
            Record::Applied {
                entry,
                object,
                as_expected,
            } => {
                self.applied.insert(entry, (object, as_expected));
            }
            Record::Finished => self.finished = true,
            Record::Renewed { attempt } => self.renewed = attempt,
            Record::RolledBack { left } => self.rolled_back = Some(left),
        }
        self.begun
    }
}

/// A journal that is written on.
pub struct Journal<'a> {
    to: BufWriter<File>,
    // How many bytes are known to be on the disk.
    settled: u64,
    before_change: &'a dyn Fn(),
}

impl<'a> Journal<'a> {
    /// Begins one.
    ///
    /// # Errors
    /// When there is one already.
    pub fn begin(
        path: &Path,
        beside: Option<String>,
        before_change: &'a dyn Fn(),
    ) -> Result<Self, Failed> {
        before_change();
        let file = File::create_new(path).map_err(|error| Failed::own("make", NAME, &error))?;
        let mut journal = Self {
            to: BufWriter::new(file),
            settled: 0,
            before_change,
        };
        journal.write(&Record::Begin {
            version: VERSION,
            beside,
        })?;
        Ok(journal)
    }

    /// Goes on with one, after its last whole line.
    ///
    /// # Errors
    /// When there is none.
    pub fn resume(path: &Path, before_change: &'a dyn Fn()) -> Result<Self, Failed> {
        let fail = |error| Failed::own("open", NAME, &error);
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .open(path)
            .map_err(fail)?;
        let end = whole_lines(&file).map_err(fail)?;
        before_change();
        file.set_len(end).map_err(fail)?;
        let mut to = BufWriter::new(file);
        to.seek(SeekFrom::Start(end)).map_err(fail)?;
        Ok(Self {
            to,
            settled: end,
            before_change,
        })
    }

    /// Writes a line, which is on the disk only after the next [`Journal::settle`].
    ///
    /// # Errors
    /// When the disk is full, or fails.
    pub fn write(&mut self, record: &Record) -> Result<(), Failed> {
        let fail = |error: io::Error| Failed::own("write", NAME, &error);
        serde_json::to_writer(&mut self.to, record).map_err(|error| fail(error.into()))?;
        self.to.write_all(b"\n").map_err(fail)
    }

    /// Makes all lines durable.
    ///
    /// # Errors
    /// When the disk is full, or fails.
    pub fn settle(&mut self) -> Result<(), Failed> {
        (self.before_change)();
        let flushed = self.to.flush();
        (self.before_change)();
        let settled = flushed
            .and_then(|()| self.to.get_ref().sync_data())
            .and_then(|()| self.to.stream_position());
        self.settled = settled.map_err(|error| Failed::own("write", NAME, &error))?;
        Ok(())
    }

    /// Takes back every line since the last that is durable: what they say is not going to be true.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn forget(self) -> Result<(), Failed> {
        // Not dropped, which would write them.
        let (file, _) = self.to.into_parts();
        (self.before_change)();
        file.set_len(self.settled)
            .map_err(|error| Failed::own("shorten", NAME, &error))
    }
}

fn whole_lines(file: &File) -> io::Result<u64> {
    let mut from = BufReader::new(file);
    let (mut end, mut text) = (0, Vec::new());
    loop {
        text.clear();
        let read = from.read_until(b'\n', &mut text)?;
        if text.last() != Some(&b'\n') {
            return Ok(end);
        }
        end += u64::try_from(read).map_err(io::Error::other)?;
    }
}

#[cfg(test)]
mod tests;
