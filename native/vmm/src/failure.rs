//! Failures, typed where they happen and written once.

use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd, RawFd};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::process::ExitCode;

use bellglass_jail::JailError;
use bellglass_krun::Error as KrunError;
use bellglass_wire::spec::{FailureRecord, Stage};

/// What ends a vmm before its guest does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure(FailureRecord);

fn stage_name(stage: Stage) -> &'static str {
    match stage {
        Stage::Read => "read",
        Stage::Open => "open",
        Stage::Jail => "jail",
        Stage::Configure => "configure",
        Stage::Enter => "enter",
        Stage::Run => "run",
    }
}

impl Failure {
    /// A failure without an error number.
    pub fn new(stage: Stage, step: &str, code: &str, what: &str) -> Self {
        Self(FailureRecord {
            stage,
            step: step.into(),
            code: code.into(),
            errno: None,
            message: format!("{}: {what}", stage_name(stage)),
        })
    }

    /// A failure that the system reported; the code follows from its kind.
    pub fn system(stage: Stage, step: &str, error: &io::Error) -> Self {
        let mut failure = Self::new(stage, step, code(error), &format!("{step}: {error}"));
        failure.0.errno = error.raw_os_error();
        failure
    }

    /// The same with a code of its own.
    #[must_use]
    pub fn with_code(mut self, code: &str) -> Self {
        self.0.code = code.into();
        self
    }

    /// A call of libkrun's that was refused.
    pub fn krun(stage: Stage, error: &KrunError) -> Self {
        let mut failure = Self::new(stage, error.call(), "krun_refused", &error.to_string());
        failure.0.errno = error.errno();
        failure
    }

    /// Says it on standard error, in one line, and gives the exit status that goes with it.
    pub fn say(&self) -> ExitCode {
        eprintln!("bellglass-vmm: {}", self.0.message.replace('\n', " "));
        ExitCode::FAILURE
    }

    /// The record of it.
    pub fn record(&self) -> &FailureRecord {
        &self.0
    }
}

impl From<FailureRecord> for Failure {
    fn from(record: FailureRecord) -> Self {
        Self(record)
    }
}

impl From<JailError> for Failure {
    fn from(error: JailError) -> Self {
        let JailError { step, source } = error;
        Self::system(Stage::Jail, &step, &source)
    }
}

fn code(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::NotFound => "not_found",
        io::ErrorKind::PermissionDenied => "permission_denied",
        io::ErrorKind::NotADirectory => "not_a_directory",
        io::ErrorKind::AddrInUse => "address_in_use",
        io::ErrorKind::OutOfMemory => "out_of_memory",
        _ => "system_error",
    }
}

/// What the file says when the guest ended its machine: whoever finds it empty knows that the vmm was killed.
const ENDED_WELL: &[u8] = br#"{"endedWell":true}"#;

/// The file that a failure goes to, or that there was none.
#[derive(Debug)]
pub struct Record(File);

impl Record {
    /// Makes the file, or empties it.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn open(path: &str) -> Result<Self, Failure> {
        create(path)
            .map(Self)
            .map_err(|error| Failure::system(Stage::Open, &format!("create {path}"), &error))
    }

    /// Writes the failure.
    pub fn keep(&self, failure: &Failure) {
        if let Ok(text) = serde_json::to_vec(failure.record()) {
            // There is nowhere left to report a full disk to but standard error, where the failure goes anyway.
            let _ = self.0.write_all_at(&text, 0);
        }
    }

    /// Writes that there was none.
    pub fn keep_none(&self) {
        let _ = self.0.write_all_at(ENDED_WELL, 0);
    }
}

impl AsRawFd for Record {
    fn as_raw_fd(&self) -> RawFd {
        self.0.as_raw_fd()
    }
}

/// Makes a file for this user only, or empties it.
pub fn create(path: &str) -> io::Result<File> {
    File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
}

#[cfg(test)]
mod tests;
