//! What goes in and out of `bellglass-fs hidden`, for a folder that is shared as it is.

use serde::{Deserialize, Serialize};

use super::{Noted, VERSION, default_seccomp, patterns};
use crate::bounds::{Bounded, Refusal, absolute, ensure};
use crate::spec::{Seccomp, Wall};

/// Which folder to look through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HiddenSpec {
    /// Always [`VERSION`].
    pub version: u32,
    /// The folder, absolute.
    pub workspace: String,
    /// As in a [`super::SnapshotSpec`].
    pub hidden: Vec<String>,
    /// What the system call filter does. Not given means that it kills.
    #[serde(default = "default_seccomp")]
    pub seccomp: Seccomp,
}

impl Bounded for HiddenSpec {
    fn check(&self) -> Result<(), Refusal> {
        ensure(self.version == VERSION, "version", "not 1")?;
        absolute("workspace", &self.workspace)?;
        patterns(&self.hidden)
    }
}

/// What is hidden in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HiddenReply {
    /// Always [`VERSION`].
    pub version: u32,
    /// Files and directories, of these without what is in them.
    pub hidden: Noted,
    /// The walls that stood around the look.
    pub walls: Vec<Wall>,
}
