//! `bellglass-fs apply`, `undo` and `recover`: what `bellglass-apply` does, in a jail that reaches nothing but the folder and
//! the journal.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use bellglass_apply::{ApplyError, Executor};
use bellglass_jail::paths::Access;
use bellglass_jail::{JailError, descriptors, filter, limits, paths, privileges};
use bellglass_wire::bounds::{Bounded, Refusal, absolute, ensure};
use bellglass_wire::parse;
use bellglass_wire::spec::Seccomp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What is done with the plan of a journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// It is applied.
    Apply,
    /// It is taken back.
    Undo,
    /// What was cut off is ended.
    Recover,
}

/// The specification on standard input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct JournalSpec {
    /// Always 1.
    pub version: u32,
    /// The directory with the plan and what is staged, absolute.
    pub journal: String,
    /// The folder that is changed, absolute.
    pub workspace: String,
    /// The directories of the applications of the same folder before that one, absolute; nothing but their journals is
    /// touched, when that one is taken back.
    #[serde(default)]
    pub earlier: Vec<String>,
}

impl Bounded for JournalSpec {
    fn check(&self) -> Result<(), Refusal> {
        ensure(self.version == 1, "version", "not 1")?;
        absolute("journal", &self.journal)?;
        let mut earlier = self.earlier.iter();
        earlier.try_for_each(|path| absolute("earlier", path))?;
        absolute("workspace", &self.workspace)
    }
}

/// Does it. This process is in a jail afterwards, whatever comes of it.
///
/// # Errors
/// A document as [`bellglass_apply::ErrorReport`] has it.
pub fn journal(deed: Deed, document: &[u8]) -> Result<Value, Value> {
    let spec: JournalSpec = parse(document).map_err(|error| failure("spec", &error))?;
    enter(&spec).map_err(|error| failure("jail", &error))?;
    let earlier = spec.earlier.iter().map(PathBuf::from).collect();
    let executor = Executor::new(Path::new(&spec.journal)).after(earlier);
    let said = match deed {
        Deed::Apply => report(executor.apply()),
        Deed::Undo => report(executor.undo(false)),
        Deed::Recover => report(executor.recover()),
    };
    said.map_err(|error| serde_json::to_value(error.report()).unwrap_or(Value::Null))
}

fn report(done: Result<impl Serialize, ApplyError>) -> Result<Value, ApplyError> {
    done.map(|report| serde_json::to_value(report).unwrap_or(Value::Null))
}

fn failure(code: &str, error: &dyn std::fmt::Display) -> Value {
    json!({ "code": code, "message": error.to_string(), "left": { "count": 0, "first": [] } })
}

/// No tree of its own: a file cannot be moved from one mount to another, and what is staged is moved into the folder.
fn enter(spec: &JournalSpec) -> Result<(), JailError> {
    descriptors::close_all_but(&[])?;
    limits::set()?;
    privileges::drop_all()?;
    // What is not there cannot be granted.
    let grants: Vec<(PathBuf, Access)> = [&spec.journal, &spec.workspace]
        .into_iter()
        .chain(&spec.earlier)
        .filter(|path| Path::new(path).is_dir())
        .map(|path| (PathBuf::from(path), Access::Write))
        .collect();
    paths::restrict(&grants)?;
    filter::apply(filter::For::Apply, Seccomp::Enforce)?;
    Ok(())
}

/// Reads a whole specification, or one byte more than is taken, so that a longer one is refused and not cut off.
///
/// # Errors
/// When the stream cannot be read.
pub fn read(from: impl Read) -> io::Result<Vec<u8>> {
    let most = bellglass_wire::MAX_DOCUMENT as u64 + 1;
    let mut document = Vec::new();
    from.take(most).read_to_end(&mut document)?;
    Ok(document)
}
