//! A snapshot that is kept up with: what changes in the folder afterwards is told, a line each.
//!
//! Directories are watched before they are listed, so nothing falls between the snapshot and what is told. What was told last
//! is remembered, and a directory in which something happened is listed again and compared with that: events only say where
//! to look, and when too many happen at once everything is looked at.

mod asked;
mod compare;
mod memory;
mod spool;
mod tell;
mod wait;
mod watches;

use std::collections::{BTreeMap, HashSet};
use std::io::{Stdout, Write as _};
use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use bellglass_wire::parse;
use bellglass_wire::snapshot::watch::WatchLine;
use bellglass_wire::snapshot::{Grants, SnapshotSpec};
use rustix::fs::{Mode, OFlags, fstat, openat};
use serde::Serialize;

use crate::failure::Failure;
use crate::jail;
use crate::output::Output;
use crate::patterns::Patterns;
use crate::snapshot::{make, workspace};
use crate::tree::{Entry, Identity};
use crate::walk::{Found, Look, walk};
use asked::Asked;
use spool::Spool;
use wait::Woken;
pub(crate) use watches::Watches;

/// How often patterns that cannot be read are tried again before the watch gives up: an editor may be writing them.
const TRIES: u32 = 20;
const BETWEEN_TRIES: Duration = Duration::from_millis(100);
/// What is not watched is looked at so often, and at most a twentieth of the time.
const LEAST_PERIOD: Duration = Duration::from_secs(5);

/// Makes the snapshot that a document asks for, and tells of changes until nobody reads any more or the folder is gone. This
/// process is in a jail afterwards, whatever comes of it.
///
/// # Errors
/// [`Failure`]; both files of the snapshot are empty then, if it was not made.
pub fn watch(document: &[u8]) -> Result<(), Failure> {
    let spec: SnapshotSpec = parse(document)?;
    let mut output = Output::make_watching(&spec.output)?;
    let place = jail::enter(&spec.workspace, Some(&output), spec.seccomp)?;
    let root = workspace(place.workspace, &spec.workspace)?;
    let Some(watching) = output.watch.take() else {
        return Ok(());
    };
    let mut watches = Watches::new(watching.events);
    let look = Look {
        watches: Some(&mut watches),
        ways: None,
    };
    let taken = make(&spec, &output, again(&root)?, place.walls, look)?;
    let known = memory::of(taken.tree, &taken.written);
    let grants = taken.reply.grants.clone();
    let mut watcher = Watcher {
        spec,
        root,
        known,
        hidden: taken.hidden,
        grants,
        watches,
        spool: Spool::new(watching.spool),
        stale: HashSet::new(),
        told: (0, 0),
        out: std::io::stdout(),
    };
    watcher.say(&taken.reply)?;
    drop((output, taken.reply));
    watcher.run()
}

struct Watcher {
    spec: SnapshotSpec,
    root: OwnedFd,
    /// What was told last, by path.
    known: BTreeMap<Vec<u8>, Entry>,
    /// Files that a pattern hides by one of their names.
    hidden: HashSet<Identity>,
    /// What a file server has open.
    grants: Grants,
    watches: Watches,
    spool: Spool,
    /// What was said to be stale.
    stale: HashSet<Vec<u8>>,
    /// How many directories were said to be unwatched, and how many overflows.
    told: (u64, u64),
    out: Stdout,
}

impl Watcher {
    fn run(&mut self) -> Result<(), Failure> {
        let mut looked = (Instant::now(), LEAST_PERIOD);
        loop {
            self.tell_state()?;
            let happened = match wait::wait(&mut self.watches)? {
                Woken::NobodyReads => return Ok(()),
                Woken::Time => Default::default(),
                Woken::Events(happened) => happened,
            };
            if self.is_removed()? {
                return self.say(&WatchLine::Gone { removed: true });
            }
            if happened.moved {
                self.say(&WatchLine::Gone { removed: false })?;
            }
            let due = self.watches.unwatched() > 0 && looked.0.elapsed() > looked.1;
            let asked = Asked::of(happened, due);
            if asked.is_nothing() {
                continue;
            }
            let began = Instant::now();
            let done = self.look(&asked);
            if done.is_err() && self.is_removed()? {
                return self.say(&WatchLine::Gone { removed: true });
            }
            done?;
            if asked.is_all() {
                looked = (Instant::now(), LEAST_PERIOD.max(began.elapsed() * 20));
            }
            // A folder in which something happens all the time does not keep a processor busy.
            std::thread::sleep(began.elapsed() * 2);
        }
    }

    /// Looks at what is asked for, and tells what differs from what is known.
    fn look(&mut self, asked: &Asked) -> Result<(), Failure> {
        let mut all = None;
        for _ in 0..TRIES {
            match self.found(all.as_ref().unwrap_or(asked)) {
                Ok(found) => return self.tell(&found),
                Err(Failure::Pattern(..)) => all = Some(Asked::all()),
                Err(failure) => return Err(failure),
            }
            std::thread::sleep(BETWEEN_TRIES);
        }
        self.found(&Asked::all())
            .and_then(|found| self.tell(&found))
    }

    fn found(&mut self, asked: &Asked) -> Result<Found, Failure> {
        let known = &self.known;
        let ways = |path: &[u8], stat: &crate::tree::Stat| asked.way(path, stat, known);
        let look = Look {
            watches: Some(&mut self.watches),
            ways: Some(&ways),
        };
        let patterns = Patterns::new(&self.spec.hidden)?;
        walk(again(&self.root)?, patterns, self.spec.entry_limit, look)
    }

    fn tell_state(&mut self) -> Result<(), Failure> {
        let (unwatched, overflows) = (self.watches.unwatched(), self.watches.overflows());
        if self.told == (unwatched, overflows) {
            return Ok(());
        }
        self.told = (unwatched, overflows);
        self.say(&WatchLine::State {
            unwatched,
            overflows,
        })
    }

    fn is_removed(&self) -> Result<bool, Failure> {
        Ok(fstat(&self.root)?.st_nlink == 0)
    }

    fn say(&mut self, line: &impl Serialize) -> Result<(), Failure> {
        let mut text = serde_json::to_vec(line).map_err(std::io::Error::from)?;
        text.push(b'\n');
        self.out.write_all(&text)?;
        Ok(self.out.flush()?)
    }
}

/// The folder, opened anew: a listing goes on where another one of the same descriptor has ended.
fn again(root: &OwnedFd) -> Result<OwnedFd, Failure> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    Ok(openat(root, ".", flags, Mode::empty())?)
}
