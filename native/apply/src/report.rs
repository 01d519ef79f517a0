use bellglass_wire::name::PathName;
use serde::{Deserialize, Serialize};

const LISTED: usize = 1000;

/// How many there are, and the first thousand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed<T> {
    /// All of them.
    pub count: usize,
    /// At most a thousand.
    pub first: Vec<T>,
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self {
            count: 0,
            first: Vec::new(),
        }
    }
}

impl<T> Listed<T> {
    /// Adds one.
    pub fn push(&mut self, one: T) {
        self.count += 1;
        if self.first.len() < LISTED {
            self.first.push(one);
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
}

impl<T> FromIterator<T> for Listed<T> {
    fn from_iter<I: IntoIterator<Item = T>>(all: I) -> Self {
        let mut listed = Self::default();
        all.into_iter().for_each(|one| listed.push(one));
        listed
    }
}

/// An entry that is not what the plan says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// The entry.
    pub path: PathName,
    /// In which way.
    pub reason: Reason,
}

/// Why an entry cannot be changed, was kept, or was left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Reason {
    /// It is another than it was: another object, content, mode or time.
    Changed,
    /// Something stands where nothing stood.
    Exists,
    /// Nothing stands where something stood.
    Missing,
    /// The way to it leads through a symbolic link, a mount, or what is no directory.
    Parent,
    /// A directory holds what the plan does not speak of.
    NotEmpty,
    /// Its mode or time would change for a further name of the file too, of which the plan does not speak.
    LinkedElsewhere,
    /// What it is to be a hard link of is no file.
    LinkTarget,
}

/// A directory that stays although it was to go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The directory.
    pub path: PathName,
    /// Always [`Reason::NotEmpty`].
    pub reason: Reason,
}

impl Kept {
    /// A directory that is not empty.
    pub fn not_empty(path: PathName) -> Self {
        Self {
            path,
            reason: Reason::NotEmpty,
        }
    }
}

/// An entry that was not taken back, because it is neither what it was before nor what was applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// The entry.
    pub path: PathName,
    /// In which way.
    pub reason: Reason,
    /// Where what stood there before can be found, relative to the journal's directory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup: Option<String>,
}

/// What came of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// Every entry is as the plan says, but for the directories kept.
    Applied,
    /// Something was not as the plan says: the tree is as before.
    Conflicts,
}

/// What an application did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplyReport {
    /// What came of it.
    pub outcome: Outcome,
    /// How many entries of the plan are as it says.
    pub entries: usize,
    /// Directories that stay.
    pub kept: Listed<Kept>,
    /// Why nothing was done.
    pub conflicts: Listed<Conflict>,
    /// What could not be taken back, after a conflict that was only met on the way.
    pub left: Listed<Left>,
}

/// What came of an undo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum UndoOutcome {
    /// The tree is as it was, but for the entries skipped.
    Undone,
    /// Something is no longer as it was applied: nothing is undone.
    Conflicts,
}

/// What an undo did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoReport {
    /// What came of it.
    pub outcome: UndoOutcome,
    /// How many entries are as they were.
    pub entries: usize,
    /// Directories that the application had made and that stay.
    pub kept: Listed<Kept>,
    /// What is no longer as it was applied.
    pub conflicts: Listed<Conflict>,
    /// The conflicts' entries and those that hang on them, which were left as they are.
    pub skipped: Listed<PathName>,
    /// What could not be put back, after a conflict that was only met on the way.
    pub left: Listed<Left>,
}

/// How the tree stands after a recovery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Standing {
    /// The application had not begun.
    NotBegun,
    /// As before the application.
    Before,
    /// As the plan says.
    Applied,
    /// Applied, and undone since.
    Undone,
}

/// What a recovery found or made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoverReport {
    /// How the tree stands.
    pub standing: Standing,
    /// What was left alone.
    pub left: Listed<Left>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_counts_all_and_names_a_thousand() {
        let listed: Listed<usize> = (0..2500).collect();
        assert_eq!((listed.count, listed.first.len()), (2500, 1000));
        assert!(!listed.is_empty());
    }

    #[test]
    fn a_report_is_plain_json() {
        let kept = Kept::not_empty(PathName::Text("a".to_owned()));
        let json = serde_json::to_string(&kept).unwrap();
        assert_eq!(json, r#"{"path":"a","reason":"notEmpty"}"#);
    }
}
