use std::collections::{BTreeSet, HashMap, HashSet};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::fs::inotify::{self, ReadFlags, Reader, WatchFlags};
use rustix::io::Errno;
use rustix::process::fchdir;

/// So many directories of the bulk are watched: each costs the system about a kibibyte, and a user has a limited number.
const MOST_OF_BULK: usize = 16_384;
/// Files with patterns: what they say is about all that is beneath them.
const PATTERNS: [&[u8]; 3] = [b".gitignore", b".bellglassignore", b"exclude"];

/// The directories of which the system tells.
pub(crate) struct Watches {
    events: Option<OwnedFd>,
    /// By the numbers that the system gave them; whether they are of the bulk.
    paths: HashMap<i32, (Vec<u8>, bool)>,
    bulk: usize,
    /// Those that it does not tell of.
    lacking: HashSet<Vec<u8>>,
    overflows: u64,
}

/// Where something happened.
#[derive(Default)]
pub(crate) struct Happened {
    /// Directories.
    pub(crate) places: BTreeSet<Vec<u8>>,
    /// It is not known where, or everything may be meant.
    pub(crate) all: bool,
    /// The folder itself was moved.
    pub(crate) moved: bool,
}

impl Watches {
    pub(crate) fn new(events: Option<OwnedFd>) -> Watches {
        Watches {
            events,
            paths: HashMap::new(),
            bulk: 0,
            lacking: HashSet::new(),
            overflows: 0,
        }
    }

    /// How many directories have to be looked at from time to time.
    pub(crate) fn unwatched(&self) -> u64 {
        self.lacking.len() as u64
    }

    /// How often more happened than the system keeps.
    pub(crate) fn overflows(&self) -> u64 {
        self.overflows
    }

    pub(crate) fn events(&self) -> Option<BorrowedFd<'_>> {
        self.events.as_ref().map(AsFd::as_fd)
    }

    /// Watches a directory, in which this process works afterwards.
    pub(crate) fn add(&mut self, directory: BorrowedFd, path: &[u8], bulk: bool) {
        match self.ask(directory, bulk) {
            Ok(number) => {
                let former = self.paths.insert(number, (path.to_vec(), bulk));
                self.count(former.as_ref(), bulk);
                self.lacking.remove(path);
            }
            Err(_) => {
                self.lacking.insert(path.to_vec());
            }
        }
    }

    fn ask(&self, directory: BorrowedFd, bulk: bool) -> Result<i32, Errno> {
        let Some(events) = &self.events else {
            return Err(Errno::NOSYS);
        };
        if bulk && self.bulk >= MOST_OF_BULK {
            return Err(Errno::NOSPC);
        }
        let content = WatchFlags::MODIFY | WatchFlags::CLOSE_WRITE | WatchFlags::ATTRIB;
        let names = WatchFlags::CREATE | WatchFlags::DELETE | WatchFlags::MOVE;
        let flags = content | names | WatchFlags::MOVE_SELF | WatchFlags::ONLYDIR;
        // Only what has a name can be watched, and behind the walls there is no /proc to give a descriptor one.
        fchdir(directory)?;
        inotify::add_watch(events, ".", flags)
    }

    fn count(&mut self, former: Option<&(Vec<u8>, bool)>, bulk: bool) {
        self.bulk += usize::from(bulk);
        self.bulk -= usize::from(former.is_some_and(|(_, bulk)| *bulk)).min(self.bulk);
    }

    /// Takes what happened from the queue.
    ///
    /// # Errors
    /// As the system says.
    pub(crate) fn take(&mut self, happened: &mut Happened) -> Result<(), Errno> {
        let Some(events) = self.events.take() else {
            return Ok(());
        };
        let taken = self.take_from(&events, happened);
        self.events = Some(events);
        taken
    }

    fn take_from(&mut self, events: &OwnedFd, happened: &mut Happened) -> Result<(), Errno> {
        let mut buffer = [MaybeUninit::uninit(); 16 << 10];
        let mut reader = Reader::new(events, &mut buffer);
        loop {
            let event = match reader.next() {
                Ok(event) => event,
                Err(Errno::AGAIN) => return Ok(()),
                Err(Errno::INTR) => continue,
                Err(error) => return Err(error),
            };
            if event.events().contains(ReadFlags::QUEUE_OVERFLOW) {
                self.overflows += 1;
                happened.all = true;
                continue;
            }
            if event.events().contains(ReadFlags::IGNORED) {
                let former = self.paths.remove(&event.wd());
                self.count(former.as_ref(), false);
                continue;
            }
            let Some((path, _)) = self.paths.get(&event.wd()) else {
                continue;
            };
            let name = event.file_name().map(std::ffi::CStr::to_bytes);
            happened.moved |= path.is_empty() && event.events().contains(ReadFlags::MOVE_SELF);
            happened.all |= name.is_some_and(|name| PATTERNS.contains(&name));
            if !happened.places.contains(path) {
                happened.places.insert(path.clone());
            }
        }
    }
}
