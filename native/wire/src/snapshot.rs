//! What goes in and out of `bellglass-fs snapshot`: the specification on its standard input, the reply on its standard
//! output, and (in [`base`]) the lines of `base.ndjson`.

pub mod base;
pub mod hidden;
pub mod watch;

use serde::{Deserialize, Serialize};

use crate::bounds::{Bounded, MAX_PATH, Refusal, absolute, ensure, list, text};
use crate::name::PathName;
use crate::spec::{Seccomp, Wall};

/// The version of these documents.
pub const VERSION: u32 = 1;

/// The most paths that a [`Noted`] names.
pub const MAX_NOTED: usize = 200;

/// Which folder to take a snapshot of, and what of it goes into the image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SnapshotSpec {
    /// Always [`VERSION`].
    pub version: u32,
    /// The folder, absolute.
    pub workspace: String,
    /// A directory, absolute, in which `snapshot.erofs` and `base.ndjson` are made; neither may be there.
    pub output: String,
    /// Patterns as in `.gitignore`, relative to the workspace: what they match is hidden from the sandbox. At most 4096.
    /// A `.bellglassignore` in the folder adds to them and, with `!`, takes from them.
    pub hidden: Vec<String>,
    /// The largest file whose bytes go into the image, in bytes, at most 64 MiB. Not given means 1 MiB.
    #[serde(default = "default_file_limit")]
    pub embed_file_limit: u64,
    /// How many bytes of files go into the image together, at most 4 GiB. Not given means 128 MiB.
    #[serde(default = "default_budget")]
    pub embed_budget: u64,
    /// The most entries that a folder may have, at most 16,777,216. Not given means 1,000,000.
    #[serde(default = "default_entry_limit")]
    pub entry_limit: u64,
    /// What the system call filter does. Not given means that it kills.
    #[serde(default = "default_seccomp")]
    pub seccomp: Seccomp,
}

fn default_file_limit() -> u64 {
    1 << 20
}

fn default_budget() -> u64 {
    128 << 20
}

fn default_entry_limit() -> u64 {
    1_000_000
}

fn default_seccomp() -> Seccomp {
    Seccomp::Enforce
}

fn patterns(hidden: &[String]) -> Result<(), Refusal> {
    list("hidden", hidden)?;
    for pattern in hidden {
        text("hidden", pattern, MAX_PATH)?;
        ensure(!pattern.contains('\n'), "hidden", "holds a line break")?;
    }
    Ok(())
}

impl Bounded for SnapshotSpec {
    fn check(&self) -> Result<(), Refusal> {
        ensure(self.version == VERSION, "version", "not 1")?;
        absolute("workspace", &self.workspace)?;
        absolute("output", &self.output)?;
        patterns(&self.hidden)?;
        ensure(
            self.embed_file_limit <= 64 << 20,
            "embedFileLimit",
            "more than 64 MiB",
        )?;
        ensure(
            self.embed_budget <= 4 << 30,
            "embedBudget",
            "more than 4 GiB",
        )?;
        ensure(
            (1..=1 << 24).contains(&self.entry_limit),
            "entryLimit",
            "not 1 to 16777216",
        )
    }
}

/// What was found and made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SnapshotReply {
    /// Always [`VERSION`].
    pub version: u32,
    /// How many entries the image has below its root.
    pub entries: u64,
    /// How long the image is, in bytes.
    pub image_bytes: u64,
    /// Files whose bytes are in the image.
    pub embedded: Tally,
    /// Files whose bytes stay in the folder.
    pub redirected: Tally,
    /// Among the redirected those that were small enough for the image, but the budget was spent.
    pub over_budget: Tally,
    /// Among the redirected those that went on changing while they were read: what the guest reads of them is a mixture.
    pub redirected_lost: Noted,
    /// Files without their bytes and directories without their entries, because a pattern says so.
    pub hidden: Noted,
    /// The same, because this user may not read them, or because a path would be too long.
    pub unreadable: Noted,
    /// Left out: named pipes, sockets, devices, files beyond 8 TiB.
    pub special: u64,
    /// Directories that are empty in the image, since another file system is mounted there, and files left out for that.
    pub mounts: u64,
    /// Left out: entries that went, or became something else, during the walk.
    pub gone: u64,
    /// Extended attributes of users that are not in the image, because they are too many.
    pub lost_attributes: u64,
    /// What a file server has to open for the redirected files.
    pub grants: Grants,
    /// The walls that stood around all this.
    pub walls: Vec<Wall>,
}

/// How many files, and how many bytes they have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Tally {
    /// Inodes: a file with two names is counted once.
    pub files: u64,
    /// Of all of them.
    pub bytes: u64,
}

/// A number of entries, with the first of their names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Noted {
    /// How many there are.
    pub count: u64,
    /// The first [`MAX_NOTED`] of them, relative to the folder.
    pub paths: Vec<PathName>,
}

/// What may be opened in the folder: nothing hidden is in it, and every redirected file is. Paths are relative to the
/// folder, which itself is the empty one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Grants {
    /// Whole directories; none lies in another.
    pub directories: Vec<PathName>,
    /// Single files that lie in none of these.
    pub files: Vec<PathName>,
}

/// Why there is no snapshot; the one line on standard output where the exit status is 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SnapshotFailure {
    /// What kind of failure it was.
    pub code: SnapshotCode,
    /// What it was about, where that has a path: absolute, or relative to the workspace.
    pub path: Option<PathName>,
    /// One sentence for logs.
    pub message: String,
}

/// The kinds of failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SnapshotCode {
    /// The specification cannot be read or is out of bounds.
    BadSpec,
    /// The workspace is not there or is no directory.
    WorkspaceGone,
    /// The workspace's own entries cannot be read.
    WorkspaceUnreadable,
    /// The two files cannot be made in the output directory.
    OutputUnusable,
    /// A pattern that hides cannot be understood, or the file with it not be read.
    BadPattern,
    /// There are more entries than `entryLimit`, or their paths are too long together.
    TooManyEntries,
    /// Too many hidden files have several names.
    TooManyNames,
    /// The disk is full.
    NoSpace,
    /// A wall fell over in the middle.
    Jail,
    /// The system failed in another way.
    Io,
}
