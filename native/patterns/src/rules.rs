use std::collections::BTreeMap;

use crate::{Chain, MOST};

/// What is hidden in a whole folder: the patterns that are given, and those of every directory that has some.
pub struct Rules {
    sets: BTreeMap<Vec<u8>, Chain>,
    /// How many bytes of patterns may still be added.
    left: usize,
}

impl Rules {
    /// With patterns for the whole folder, a line each.
    ///
    /// # Errors
    /// What is wrong with the first that is none.
    pub fn new(patterns: &[String]) -> Result<Rules, String> {
        let mut rules = Rules {
            sets: BTreeMap::new(),
            left: MOST,
        };
        rules.add(b"", &patterns.join("\n"))?;
        Ok(rules)
    }

    /// How many bytes of patterns may still be added.
    #[must_use]
    pub fn left(&self) -> usize {
        self.left
    }

    /// Adds the lines of a directory's own file, which come before those above it.
    ///
    /// # Errors
    /// What is wrong with the first line that is no pattern.
    pub fn add(&mut self, directory: &[u8], text: &str) -> Result<(), String> {
        self.left = self.left.saturating_sub(text.len());
        let prefix = match directory.len() {
            0 => 0,
            length => length + 1,
        };
        let set = self.sets.entry(directory.to_vec()).or_default();
        set.push(prefix, text)
    }

    /// Whether a pattern hides a path relative to the folder, whose directories are not hidden.
    #[must_use]
    pub fn hides(&self, path: &[u8], is_directory: bool) -> bool {
        let mut directory = parent(path);
        loop {
            let set = self.sets.get(directory);
            if let Some(verdict) = set.and_then(|set| set.verdict(path, is_directory)) {
                return verdict;
            }
            if directory.is_empty() {
                return false;
            }
            directory = parent(directory);
        }
    }
}

fn parent(path: &[u8]) -> &[u8] {
    let end = path.iter().rposition(|byte| *byte == b'/').unwrap_or(0);
    &path[..end]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by it")]

    use super::Rules;

    #[test]
    fn a_nearer_directory_has_the_last_word_on_what_is_beneath_it_only() {
        let given = [".env*".to_owned(), "secret/".to_owned()];
        let mut rules = Rules::new(&given).unwrap();
        rules.add(b"", "!.env.example\n/top\n").unwrap();
        rules.add(b"in", "!.env\n/own\n").unwrap();
        for (path, is_directory, wanted) in [
            (".env", false, true),
            (".env.example", false, false),
            ("a/.env.local", false, true),
            ("in/.env", false, false),
            ("in/a/.env", false, false),
            ("inner/.env", false, true),
            ("in/own", false, true),
            ("own", false, false),
            ("top", false, true),
            ("a/top", false, false),
            ("a/secret", true, true),
            ("a/secret", false, false),
        ] {
            let found = rules.hides(path.as_bytes(), is_directory);
            assert_eq!(found, wanted, "{path}");
        }
    }

    #[test]
    fn what_is_no_pattern_is_said() {
        assert!(Rules::new(&["a[z-a]".to_owned()]).is_err());
        let mut rules = Rules::new(&[]).unwrap();
        let why = rules.add(b"in", "a\nb[z-a]\n").unwrap_err();
        assert!(why.starts_with("line 2: "), "{why}");
    }
}
