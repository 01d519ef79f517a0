use std::io;

/// A wall that could not be put up, by the call that failed.
#[derive(Debug, thiserror::Error)]
#[error("{step}: {source}")]
pub struct JailError {
    /// The system call or the action, with what it was about.
    pub step: String,
    /// What the system said.
    pub source: io::Error,
}

impl JailError {
    /// Makes one from anything that is an [`io::Error`] underneath.
    pub fn new(step: impl Into<String>, source: impl Into<io::Error>) -> Self {
        Self {
            step: step.into(),
            source: source.into(),
        }
    }

    /// Makes one from the error number of the call that just failed.
    pub fn last(step: impl Into<String>) -> Self {
        Self::new(step, io::Error::last_os_error())
    }
}
