//! What git ignores, and what is hidden: patterns in the workspace, read while it is walked.

use std::os::fd::BorrowedFd;

use bellglass_patterns::{Chain, HIDING, MOST, Source, read};

use crate::failure::Failure;

const IGNORING: &[u8] = b".gitignore";

/// The patterns of the directories from the root to where the walk is.
pub(crate) struct Patterns {
    hidden: Chain,
    ignored: Chain,
    /// Of `.git/info/exclude`: any `.gitignore` comes before them.
    excluded: Chain,
    /// How many bytes may still be read.
    left: usize,
}

/// How many there were, to go back to.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Mark {
    hidden: usize,
    ignored: usize,
    excluded: usize,
}

/// A directory whose patterns are taken in.
pub(crate) struct Directory<'a> {
    pub(crate) fd: BorrowedFd<'a>,
    /// Relative to the workspace.
    pub(crate) path: &'a [u8],
    /// Whether git looks in here for patterns: not where all is ignored, nor in its own directory.
    pub(crate) git: bool,
}

impl Patterns {
    /// With the patterns that hide by default.
    ///
    /// # Errors
    /// [`Failure::Pattern`], of one that cannot be understood.
    pub(crate) fn new(hidden: &[String]) -> Result<Patterns, Failure> {
        let mut patterns = Patterns {
            hidden: Chain::default(),
            ignored: Chain::default(),
            excluded: Chain::default(),
            left: MOST,
        };
        let text = hidden.join("\n");
        let odd = patterns.hidden.push(0, &text);
        odd.map_err(|why| Failure::Pattern(b"hidden".to_vec(), why))?;
        Ok(patterns)
    }

    pub(crate) fn mark(&self) -> Mark {
        Mark {
            hidden: self.hidden.len(),
            ignored: self.ignored.len(),
            excluded: self.excluded.len(),
        }
    }

    pub(crate) fn back_to(&mut self, mark: Mark) {
        self.hidden.truncate(mark.hidden);
        self.ignored.truncate(mark.ignored);
        self.excluded.truncate(mark.excluded);
    }

    /// Takes in the patterns of a directory, of which `has` says whether a name is in it.
    ///
    /// # Errors
    /// [`Failure::Pattern`] where what is hidden cannot be known.
    pub(crate) fn enter(
        &mut self,
        directory: &Directory,
        has: impl Fn(&[u8]) -> bool,
    ) -> Result<(), Failure> {
        if has(HIDING) {
            self.hide(directory)?;
        }
        if !directory.git {
            return Ok(());
        }
        let prefix = prefix(directory.path);
        // A pattern of git's that cannot be read ignores nothing.
        if has(b".git")
            && let Some(text) = self.read(directory, &[b".git", b"info", b"exclude"])
        {
            let _ = self.excluded.push(prefix, &text);
        }
        if has(IGNORING)
            && let Some(text) = self.read(directory, &[IGNORING])
        {
            let _ = self.ignored.push(prefix, &text);
        }
        Ok(())
    }

    fn hide(&mut self, directory: &Directory) -> Result<(), Failure> {
        let fault = |why: String| {
            let path = [directory.path, HIDING].join(&b'/');
            let path = path.strip_prefix(b"/").unwrap_or(&path).to_vec();
            Failure::Pattern(path, why)
        };
        match read(directory.fd, &[HIDING], self.left) {
            Source::Directory => Ok(()),
            // It was listed: whoever writes it anew would have what it hides shown meanwhile.
            Source::Absent => Err(fault("went while it was read".into())),
            Source::Refused(why) => Err(fault(why)),
            Source::Bytes(bytes) => {
                self.left -= bytes.len();
                let text = std::str::from_utf8(&bytes);
                let text = text.map_err(|error| fault(error.to_string()))?;
                self.hidden
                    .push(prefix(directory.path), text)
                    .map_err(fault)
            }
        }
    }

    fn read(&mut self, directory: &Directory, names: &[&[u8]]) -> Option<String> {
        let Source::Bytes(bytes) = read(directory.fd, names, self.left) else {
            return None;
        };
        self.left -= bytes.len();
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Whether a pattern hides a path, whose directories are not hidden.
    pub(crate) fn hides(&self, path: &[u8], is_directory: bool) -> bool {
        self.hidden.verdict(path, is_directory) == Some(true)
    }

    /// Whether git ignores a path, whose directories it does not ignore.
    pub(crate) fn ignores(&self, path: &[u8], is_directory: bool) -> bool {
        let ignored = self.ignored.verdict(path, is_directory);
        ignored.or_else(|| self.excluded.verdict(path, is_directory)) == Some(true)
    }
}

/// How much of a path in a directory is the directory's.
fn prefix(directory: &[u8]) -> usize {
    match directory.len() {
        0 => 0,
        length => length + 1,
    }
}

#[cfg(test)]
mod tests;
