//! The processes that have been started and not yet forgotten.

use std::collections::BTreeMap;
use std::rc::Rc;

use bellglass_wire::process::{ListedProcess, ProcessExit, ProcessState};

use super::cgroup::Cgroup;
use super::reaper::End;
use super::streams::{Ends, InputEnd, OutputEnd};
use crate::fault::Fault;

/// The most processes at a time, the exited ones counted until they are forgotten.
const MOST: usize = 4096;
/// The arguments that a list shows together, in bytes: with them it is a document that the daemon reads.
const ALL_ARGUMENTS: usize = 128 << 10;

/// One process.
pub struct Process {
    /// Its number.
    pub id: u64,
    /// Its process id, group and session.
    pub pid: u32,
    /// As it was started.
    pub argv: Vec<String>,
    /// The agent's ends of its streams.
    pub ends: Ends,
    /// Its end.
    pub end: End,
    /// Its control group.
    pub cgroup: Rc<Cgroup>,
}

impl Process {
    /// How it ended, if it has.
    pub fn exit(&self) -> Option<ProcessExit> {
        *self.end.borrow()
    }

    /// It, as a list shows it, with `room` bytes of its arguments.
    fn listed(&self, room: usize) -> ListedProcess {
        let exit = self.exit();
        let state = if exit.is_some() {
            ProcessState::Exited
        } else {
            ProcessState::Running
        };
        ListedProcess {
            id: self.id,
            pid: self.pid,
            argv: cut(&self.argv, room),
            state,
            kept: matches!(self.ends.output, OutputEnd::Kept(_)),
            tty: matches!(self.ends.input, InputEnd::Terminal(_)),
            exit,
        }
    }
}

/// Every process by its number.
#[derive(Default)]
pub struct Table {
    last: u64,
    processes: BTreeMap<u64, Rc<Process>>,
}

impl Table {
    /// A number for the next process; numbers are never given twice.
    pub fn reserve(&mut self) -> Result<u64, Fault> {
        if self.processes.len() >= MOST {
            return Err(Fault::TooManyProcesses);
        }
        self.last += 1;
        Ok(self.last)
    }

    /// Adds a process.
    pub fn add(&mut self, process: Process) {
        self.processes.insert(process.id, Rc::new(process));
    }

    /// Finds one.
    pub fn get(&self, id: u64) -> Result<Rc<Process>, Fault> {
        self.processes
            .get(&id)
            .cloned()
            .ok_or(Fault::NoSuchProcess { id })
    }

    /// Takes one out that has exited.
    pub fn forget(&mut self, id: u64) -> Result<Rc<Process>, Fault> {
        let process = self.get(id)?;
        if process.exit().is_none() {
            return Err(Fault::StillRunning { id });
        }
        self.processes.remove(&id);
        Ok(process)
    }

    /// All of them, by number.
    pub fn list(&self) -> Vec<ListedProcess> {
        let room = ALL_ARGUMENTS / self.processes.len().max(1);
        self.processes
            .values()
            .map(|process| process.listed(room))
            .collect()
    }
}

/// As many of the arguments as there is room for; the last of them may be cut.
fn cut(argv: &[String], mut room: usize) -> Vec<String> {
    let mut shown = Vec::new();
    for argument in argv {
        let end = argument.floor_char_boundary(room);
        shown.push(argument[..end].into());
        // Each counts for its quotes and its comma too.
        room = room.saturating_sub(end + 3);
        if end < argument.len() || room == 0 {
            break;
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_shown_as_far_as_there_is_room() {
        let argv = ["ab", "", "cdü", "e"].map(String::from);
        assert_eq!(cut(&argv, 100), argv);
        assert_eq!(cut(&argv, 11), ["ab", "", "cd"]);
        assert_eq!(cut(&argv, 9), ["ab", "", "c"]);
        assert_eq!(cut(&argv, 1), ["a"]);
        assert_eq!(cut(&[], 9), [""; 0]);
    }
}
