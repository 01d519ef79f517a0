use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// Sets of patterns, each for the paths beneath its directory; a later one comes before those above it.
#[derive(Default)]
pub struct Chain {
    levels: Vec<Level>,
}

struct Level {
    /// How much of a path is that of the directory the patterns are relative to.
    prefix: usize,
    patterns: Gitignore,
}

impl Chain {
    /// How many sets there are, to go back to.
    #[must_use]
    pub fn len(&self) -> usize {
        self.levels.len()
    }

    /// Whether nothing is matched by anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.levels.is_empty()
    }

    /// Goes back to so many.
    pub fn truncate(&mut self, length: usize) {
        self.levels.truncate(length);
    }

    /// Adds the lines of a file, for the paths beneath the directory whose path and slash have `prefix` bytes.
    ///
    /// # Errors
    /// What is wrong with the first line that is no pattern; the others are added.
    pub fn push(&mut self, prefix: usize, text: &str) -> Result<(), String> {
        let mut builder = GitignoreBuilder::new("");
        let mut odd = Ok(());
        // As git reads them: without the mark of an encoding, and lines of Windows too.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (index, line) in text.lines().enumerate() {
            if let Err(error) = builder.add_line(None, line) {
                odd = odd.and(Err(format!("line {}: {error}", index + 1)));
            }
        }
        let patterns = builder.build().map_err(|error| error.to_string())?;
        if !patterns.is_empty() {
            self.levels.push(Level { prefix, patterns });
        }
        odd
    }

    /// Whether a path is matched by what a pattern says (true) or by an exception to it (false); None by nothing.
    #[must_use]
    pub fn verdict(&self, path: &[u8], is_directory: bool) -> Option<bool> {
        self.levels.iter().rev().find_map(|level| {
            let beneath = Path::new(OsStr::from_bytes(path.get(level.prefix..)?));
            match level.patterns.matched(beneath, is_directory) {
                Match::None => None,
                Match::Ignore(_) => Some(true),
                Match::Whitelist(_) => Some(false),
            }
        })
    }
}
