//! The standard streams of a process: pipes, pipes that the agent drains and keeps, or a terminal.

mod budget;
mod drain;
mod kept;
mod ring;
mod slot;
mod source;
mod terminal;

use std::cell::RefCell;
use std::io;
use std::os::fd::OwnedFd;
use std::rc::Rc;

use bellglass_wire::process::{MIN_KEEP, StartProcess, WindowSize};
use rustix::fs::{Mode, OFlags};
use rustix::pipe::{PipeFlags, fcntl_setpipe_size, pipe_with};
use tokio::io::Interest;
use tokio::net::unix::pipe;

pub use budget::Budget;
pub use kept::{Kept, Reading};
pub use terminal::Terminal;

use super::command::Streams;
use super::reaper::End;
use super::users::User;
use crate::fault::Fault;
use source::Source;

/// Much output for each time the agent and the program change places.
const PIPE_SIZE: usize = 1 << 20;

/// The agent's end of a standard input.
pub enum InputEnd {
    /// The writing end of a pipe, until somebody takes it; none where there is no input.
    Pipe(RefCell<Option<pipe::Sender>>),
    /// A terminal.
    Terminal(Rc<Terminal>),
}

/// The agent's end of a standard output or error.
pub enum OutputEnd {
    /// The reading end of a pipe, until somebody takes it; none where it is a terminal's.
    Pipe(RefCell<Option<pipe::Receiver>>),
    /// What is kept of it.
    Kept(Rc<Kept>),
}

/// The agent's ends of a process's streams.
pub struct Ends {
    /// Of its standard input.
    pub input: InputEnd,
    /// Of its standard output.
    pub output: OutputEnd,
    /// Of its standard error.
    pub error: OutputEnd,
    sources: Vec<(Source, Rc<Kept>)>,
}

impl Ends {
    /// Begins to drain what is to be kept, until the process has ended.
    pub fn drain(&mut self, end: &End) {
        for (source, kept) in self.sources.drain(..) {
            let terminal = match &self.input {
                InputEnd::Terminal(terminal) => Some(terminal.clone()),
                InputEnd::Pipe(_) => None,
            };
            let end = end.clone();
            tokio::task::spawn_local(async move {
                drain::drain(source, kept, end).await;
                terminal.inspect(|terminal| terminal.close());
            });
        }
    }
}

/// Makes what was asked for: the child's ends and the agent's.
pub fn make(asked: &StartProcess, user: &User, budget: &Budget) -> Result<(Streams, Ends), Fault> {
    match (asked.tty, asked.keep) {
        (Some(size), keep) => terminal(size, user, keep.unwrap_or(MIN_KEEP), budget),
        (None, Some(keep)) => kept(asked.stdin, keep, budget),
        (None, None) => piped(asked.stdin),
    }
}

fn terminal(
    size: WindowSize,
    user: &User,
    keep: u32,
    budget: &Budget,
) -> Result<(Streams, Ends), Fault> {
    let output = keeper(keep, budget)?;
    let (terminal, slave) = Terminal::open(size, user).map_err(fault)?;
    let another = || slave.try_clone().map_err(fault);
    let streams = Streams {
        input: another()?,
        output: another()?,
        error: another()?,
        terminal: true,
    };
    let sources = terminal.source().map(|source| (source, output.clone()));
    let ends = Ends {
        input: InputEnd::Terminal(Rc::new(terminal)),
        output: OutputEnd::Kept(output),
        error: OutputEnd::Pipe(None.into()),
        sources: sources.into_iter().collect(),
    };
    Ok((streams, ends))
}

fn kept(stdin: bool, keep: u32, budget: &Budget) -> Result<(Streams, Ends), Fault> {
    let outputs = [keeper(keep, budget)?, keeper(keep, budget)?];
    let (input, to_input) = input(stdin)?;
    let mut child = Vec::new();
    let mut sources = Vec::new();
    for kept in &outputs {
        let (read, write) = large_pipe()?;
        let source = Source::new(read, Interest::READABLE).map_err(fault)?;
        sources.push((source, kept.clone()));
        child.push(write);
    }
    let [output, error] = <[OwnedFd; 2]>::try_from(child).map_err(|_| Fault::Internal)?;
    let streams = Streams {
        input,
        output,
        error,
        terminal: false,
    };
    let [output, error] = outputs.map(OutputEnd::Kept);
    let ends = Ends {
        input: to_input,
        output,
        error,
        sources,
    };
    Ok((streams, ends))
}

fn piped(stdin: bool) -> Result<(Streams, Ends), Fault> {
    let (input, to_input) = input(stdin)?;
    let (from_output, output) = large_pipe()?;
    let (from_error, error) = large_pipe()?;
    let receiver = |read| {
        let receiver = pipe::Receiver::from_owned_fd(read).map_err(fault)?;
        Ok::<_, Fault>(OutputEnd::Pipe(Some(receiver).into()))
    };
    let ends = Ends {
        input: to_input,
        output: receiver(from_output)?,
        error: receiver(from_error)?,
        sources: Vec::new(),
    };
    let streams = Streams {
        input,
        output,
        error,
        terminal: false,
    };
    Ok((streams, ends))
}

fn input(stdin: bool) -> Result<(OwnedFd, InputEnd), Fault> {
    if stdin {
        let (read, write) = large_pipe()?;
        let sender = pipe::Sender::from_owned_fd(write).map_err(fault)?;
        return Ok((read, InputEnd::Pipe(Some(sender).into())));
    }
    let null = rustix::fs::open("/dev/null", OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())
        .map_err(Fault::step("opening /dev/null"))?;
    Ok((null, InputEnd::Pipe(None.into())))
}

fn large_pipe() -> Result<(OwnedFd, OwnedFd), Fault> {
    let (read, write) = pipe_with(PipeFlags::CLOEXEC).map_err(Fault::step("making a pipe"))?;
    // A smaller pipe is only slower.
    let _ = fcntl_setpipe_size(&write, PIPE_SIZE);
    Ok((read, write))
}

fn keeper(keep: u32, budget: &Budget) -> Result<Rc<Kept>, Fault> {
    let share = budget.share(keep.into())?;
    let capacity = usize::try_from(keep).unwrap_or(usize::MAX);
    Ok(Rc::new(Kept::new(capacity, share)))
}

fn fault(error: io::Error) -> Fault {
    Fault::StepFailed {
        step: "making a stream".into(),
        errno: crate::fault::errno_of(&error),
    }
}
