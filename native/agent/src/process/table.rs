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

    /// It, as a list shows it.
    pub fn listed(&self) -> ListedProcess {
        let exit = self.exit();
        let state = if exit.is_some() {
            ProcessState::Exited
        } else {
            ProcessState::Running
        };
        ListedProcess {
            id: self.id,
            pid: self.pid,
            argv: self.argv.clone(),
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
        self.processes
            .values()
            .map(|process| process.listed())
            .collect()
    }
}
