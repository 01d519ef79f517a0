//! A terminal of a process: its two sides, its size, and what is typed into it.

use std::cell::RefCell;
use std::io;
use std::os::fd::OwnedFd;
use std::rc::Rc;
use std::time::Duration;

use bellglass_wire::process::WindowSize;
use rustix::fs::{Gid, Mode, Uid, fchmod, fchown};
use rustix::io::Errno;
use rustix::pty::{OpenptFlags, ioctl_tiocgptpeer, openpt, unlockpt};
use rustix::termios::{InputModes, OptionalActions, Winsize, tcgetattr, tcsetattr, tcsetwinsize};
use tokio::io::Interest;
use tokio::time::timeout;

use super::slot::Slot;
use super::source::Source;
use crate::process::users::User;
use crate::session::Standing;

/// The group `tty`, as devpts is mounted with.
const TTY_GROUP: u32 = 5;
/// The kernel tells that there is room for more input before it has made it, and may tell it only once.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// The agent's side of a terminal.
pub struct Terminal {
    /// None once nobody has the other side open.
    master: RefCell<Option<Source>>,
    writer: Slot,
}

impl Terminal {
    /// Opens a terminal of a size that belongs to `user` as login(1) leaves it; returns the process's side too.
    pub fn open(size: WindowSize, user: &User) -> io::Result<(Self, OwnedFd)> {
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
        let master = openpt(flags)?;
        unlockpt(&master)?;
        let slave = ioctl_tiocgptpeer(&master, flags)?;
        let (uid, gid) = (Uid::from_raw(user.uid), Gid::from_raw(TTY_GROUP));
        fchown(&slave, Some(uid), Some(gid))?;
        fchmod(&slave, Mode::from_raw_mode(0o620))?;
        let mut modes = tcgetattr(&slave)?;
        // Else a backspace takes half a letter where a program reads whole lines.
        modes.input_modes |= InputModes::IUTF8;
        tcsetattr(&slave, OptionalActions::Now, &modes)?;
        tcsetwinsize(&master, winsize(size))?;
        let master = Source::new(master, Interest::READABLE | Interest::WRITABLE)?;
        let terminal = Self {
            master: Some(master).into(),
            writer: Slot::default(),
        };
        Ok((terminal, slave))
    }

    /// Its output, until it is closed.
    pub fn source(&self) -> Option<Source> {
        self.master.borrow().clone()
    }

    /// Hangs it up.
    pub fn close(&self) {
        self.master.borrow_mut().take();
    }

    /// Changes its size; its foreground programs get SIGWINCH. Nothing where it is closed.
    pub fn resize(&self, size: WindowSize) -> Result<(), Errno> {
        self.source().map_or(Ok(()), |master| {
            tcsetwinsize(master.descriptor(), winsize(size))
        })
    }

    /// Begins to type; none where somebody types already.
    pub fn type_in(self: &Rc<Self>, standing: Standing) -> Option<Typing> {
        let ticket = self.writer.take(standing)?;
        Some(Typing {
            terminal: self.clone(),
            ticket,
        })
    }
}

fn winsize(size: WindowSize) -> Winsize {
    Winsize {
        ws_row: size.rows,
        ws_col: size.cols,
        ws_xpixel: 0,
        ws_ypixel: 0,
    }
}

/// One who types into a terminal.
pub struct Typing {
    terminal: Rc<Terminal>,
    ticket: u64,
}

impl Typing {
    /// Types, as fast as the program reads; an error once nobody can read it any more.
    pub async fn write(&self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let master = self.terminal.source();
            let master = master.filter(|_| self.terminal.writer.is_of(self.ticket));
            let master = master.ok_or(io::ErrorKind::BrokenPipe)?;
            let count = write_when_ready(&master, bytes).await?;
            bytes = &bytes[count..];
        }
        Ok(())
    }
}

/// How much was written, 0 if there was no room yet.
async fn write_when_ready(master: &Source, bytes: &[u8]) -> io::Result<usize> {
    let descriptor = master.descriptor();
    let ready = timeout(LOOK_AGAIN, descriptor.writable()).await;
    match rustix::io::write(descriptor, bytes) {
        Ok(count) => Ok(count),
        Err(Errno::INTR) => Ok(0),
        Err(Errno::AGAIN) => {
            if let Ok(Ok(mut guard)) = ready {
                // Once hung up, the descriptor counts as writable for good, and waiting would spin.
                if guard.ready().is_write_closed() {
                    return Err(io::ErrorKind::BrokenPipe.into());
                }
                guard.clear_ready();
            }
            Ok(0)
        }
        Err(errno) => Err(errno.into()),
    }
}

impl Drop for Typing {
    fn drop(&mut self) {
        self.terminal.writer.free(self.ticket);
    }
}
