//! Bodies of the agent's endpoint of the programs that were started.

use serde::{Deserialize, Serialize};

use crate::bounds::{Bounded, Refusal, ensure, text};

/// The most entries of a [`Programs`].
pub const MAX_PROGRAMS: usize = 512;
/// The arguments of one program, in bytes; each counts three more, for its quotes and its comma.
pub const MAX_ARGUMENTS: usize = 4 << 10;
/// Those of all programs together, so that the reply is a document that the daemon reads, whatever JSON makes of them.
pub const MAX_ALL_ARGUMENTS: usize = 128 << 10;

/// The reply of `GET /v1/programs`: what was executed since they are watched, whoever did it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Programs {
    /// Each with its arguments once, in the order of its first start.
    pub programs: Vec<Program>,
    /// Starts of programs that are not in the list, since it was full.
    pub unlisted: u64,
    /// Starts of programs that had ended before anything of them could be read.
    pub unread: u64,
    /// Whether the kernel had more to tell than there was room for, so that starts are missing from every count.
    pub overrun: bool,
}

/// One program of a [`Programs`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Program {
    /// Its arguments, the first of which is its name; text, whatever bytes they are.
    pub argv: Vec<String>,
    /// Whether arguments are missing: they are long, or it had ended before they could be read, and only its name is known.
    pub cut: bool,
    /// How often it was started.
    pub count: u64,
}

impl Bounded for Programs {
    fn check(&self) -> Result<(), Refusal> {
        ensure(
            self.programs.len() <= MAX_PROGRAMS,
            "programs",
            "too many entries",
        )?;
        for program in &self.programs {
            ensure(
                program.argv.len() <= MAX_ARGUMENTS / 3,
                "argv",
                "too many arguments",
            )?;
            program
                .argv
                .iter()
                .try_for_each(|argument| text("argv", argument, MAX_ARGUMENTS))?;
        }
        Ok(())
    }
}
