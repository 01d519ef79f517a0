//! Everything that can go wrong in the agent, once: a code, the values behind it, a status and a sentence.

use hyper::StatusCode;
use serde_json::{Map, Value, json};

/// An error that the daemon sees.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// No endpoint has this method and path.
    #[error("the agent has no such endpoint")]
    NoSuchEndpoint,
    /// A path, query or body that is not what the endpoint takes.
    #[error("the request is not well formed: {reason}")]
    BadRequest {
        /// What is wrong.
        reason: String,
    },
    /// Everything but health, boot and poweroff waits for a boot configuration.
    #[error("the guest has not been booted yet")]
    NotBooted,
    /// A boot configuration is applied once, whole or not.
    #[error("the guest has been booted already")]
    AlreadyBooted,
    /// The boot configuration was refused.
    #[error("the boot configuration was refused: {reason}")]
    BadConfig {
        /// What is wrong.
        reason: String,
    },
    /// A mount of the boot configuration failed.
    #[error("mounting {source_name} on {target} failed (errno {errno})")]
    MountFailed {
        /// A tag or a device.
        source_name: String,
        /// Where.
        target: String,
        /// The kernel's error.
        errno: i32,
    },
    /// A mount is not what the host shared.
    #[error("what is mounted on {path} is not the workspace")]
    WrongWorkspace {
        /// The mount's target.
        path: String,
        /// The inode the host sees.
        expected: String,
        /// The inode the guest sees, if it sees any.
        found: Option<String>,
    },
    /// Any other step failed.
    #[error("{step} failed (errno {errno})")]
    StepFailed {
        /// What was being done.
        step: String,
        /// The kernel's error.
        errno: i32,
    },
    /// No process has this id.
    #[error("there is no process {id}")]
    NoSuchProcess {
        /// The id that was asked for.
        id: u64,
    },
    /// Only an exited process can be forgotten.
    #[error("process {id} is still running")]
    StillRunning {
        /// The process.
        id: u64,
    },
    /// A stream has one reader or writer, and standard input may be none at all.
    #[error("{stream} of this process is not there to take")]
    StreamTaken {
        /// `stdin`, `stdout` or `stderr`.
        stream: &'static str,
    },
    /// Only a terminal has a size.
    #[error("process {id} has no terminal")]
    NotATerminal {
        /// The process.
        id: u64,
    },
    /// The guest's passwd or group file does not know it.
    #[error("the guest has no user or group {user}")]
    NoSuchUser {
        /// As asked for.
        user: String,
    },
    /// The working directory cannot be entered by the user.
    #[error("the working directory {cwd} cannot be entered (errno {errno})")]
    BadCwd {
        /// As asked for.
        cwd: String,
        /// The kernel's error.
        errno: i32,
    },
    /// No such program on the path.
    #[error("no program named {program} is in the guest")]
    ProgramNotFound {
        /// As asked for.
        program: String,
    },
    /// There is one, but it cannot be executed.
    #[error("{program} cannot be executed (errno {errno})")]
    ProgramNotExecutable {
        /// As asked for.
        program: String,
        /// The kernel's error; ENOENT where its interpreter is missing.
        errno: i32,
    },
    /// Arguments and environment do not fit.
    #[error("the arguments and the environment are too long")]
    ArgumentsTooLong,
    /// A bound of the agent, of the memory for kept outputs, or of the guest's process count.
    #[error("there are too many processes")]
    TooManyProcesses,
    /// An operation on a file failed.
    #[error("{step} {path} failed (errno {errno})")]
    FileFailed {
        /// `reading`, `writing`, …
        step: &'static str,
        /// The file, as text.
        path: String,
        /// The kernel's error.
        errno: i32,
    },
    /// Read and write are for regular files.
    #[error("{path} is not a regular file")]
    NotAFile {
        /// The path, as text.
        path: String,
    },
    /// A request's task panicked.
    #[error("the agent failed at this request")]
    Internal,
}

impl Fault {
    /// A [`Fault::BadRequest`].
    pub fn bad(reason: impl ToString) -> Self {
        Self::BadRequest {
            reason: reason.to_string(),
        }
    }

    /// A [`Fault::StepFailed`], for `map_err`.
    pub fn step(step: impl Into<String>) -> impl FnOnce(rustix::io::Errno) -> Self {
        let step = step.into();
        |errno| Self::StepFailed {
            step,
            errno: errno.raw_os_error(),
        }
    }

    /// A [`Fault::FileFailed`].
    pub fn file(step: &'static str, path: &std::path::Path, error: &std::io::Error) -> Self {
        Self::FileFailed {
            step,
            path: path.to_string_lossy().into_owned(),
            errno: errno_of(error),
        }
    }

    /// The stable name and the status it goes with.
    pub fn code(&self) -> (&'static str, StatusCode) {
        use StatusCode as S;
        match self {
            Self::NoSuchEndpoint => ("no_such_endpoint", S::NOT_FOUND),
            Self::BadRequest { .. } => ("bad_request", S::BAD_REQUEST),
            Self::NotBooted => ("not_booted", S::CONFLICT),
            Self::AlreadyBooted => ("already_booted", S::CONFLICT),
            Self::BadConfig { .. } => ("bad_config", S::BAD_REQUEST),
            Self::MountFailed { .. } => ("mount_failed", S::INTERNAL_SERVER_ERROR),
            Self::WrongWorkspace { .. } => ("wrong_workspace", S::INTERNAL_SERVER_ERROR),
            Self::StepFailed { .. } => ("step_failed", S::INTERNAL_SERVER_ERROR),
            Self::NoSuchProcess { .. } => ("no_such_process", S::NOT_FOUND),
            Self::StillRunning { .. } => ("still_running", S::CONFLICT),
            Self::StreamTaken { .. } => ("stream_taken", S::CONFLICT),
            Self::NotATerminal { .. } => ("not_a_terminal", S::CONFLICT),
            Self::NoSuchUser { .. } => ("no_such_user", S::BAD_REQUEST),
            Self::BadCwd { .. } => ("bad_cwd", S::BAD_REQUEST),
            Self::ProgramNotFound { .. } => ("program_not_found", S::NOT_FOUND),
            Self::ProgramNotExecutable { .. } => ("program_not_executable", S::BAD_REQUEST),
            Self::ArgumentsTooLong => ("arguments_too_long", S::BAD_REQUEST),
            Self::TooManyProcesses => ("too_many_processes", S::CONFLICT),
            Self::FileFailed { errno, .. } => file_code(*errno),
            Self::NotAFile { .. } => ("not_a_file", S::BAD_REQUEST),
            Self::Internal => ("internal", S::INTERNAL_SERVER_ERROR),
        }
    }

    /// The values behind it.
    pub fn data(&self) -> Map<String, Value> {
        let data = match self {
            Self::BadRequest { reason } | Self::BadConfig { reason } => json!({ "reason": reason }),
            Self::MountFailed {
                source_name,
                target,
                errno,
            } => {
                json!({ "source": source_name, "target": target, "errno": errno })
            }
            Self::WrongWorkspace {
                path,
                expected,
                found,
            } => {
                json!({ "path": path, "expected": expected, "found": found })
            }
            Self::StepFailed { step, errno } => json!({ "step": step, "errno": errno }),
            Self::NoSuchProcess { id } | Self::StillRunning { id } | Self::NotATerminal { id } => {
                json!({ "id": id })
            }
            Self::StreamTaken { stream } => json!({ "stream": stream }),
            Self::NoSuchUser { user } => json!({ "user": user }),
            Self::BadCwd { cwd, errno } => json!({ "cwd": cwd, "errno": errno }),
            Self::ProgramNotFound { program } => json!({ "program": program }),
            Self::ProgramNotExecutable { program, errno } => {
                json!({ "program": program, "errno": errno })
            }
            Self::FileFailed { step, path, errno } => {
                json!({ "step": step, "path": path, "errno": errno })
            }
            Self::NotAFile { path } => json!({ "path": path }),
            Self::NoSuchEndpoint
            | Self::NotBooted
            | Self::AlreadyBooted
            | Self::ArgumentsTooLong
            | Self::TooManyProcesses
            | Self::Internal => Value::Null,
        };
        match data {
            Value::Object(map) => map,
            _ => Map::new(),
        }
    }
}

fn file_code(errno: i32) -> (&'static str, StatusCode) {
    match errno {
        libc::ENOENT => ("file_not_found", StatusCode::NOT_FOUND),
        libc::EEXIST => ("file_exists", StatusCode::CONFLICT),
        libc::ENOTEMPTY => ("directory_not_empty", StatusCode::CONFLICT),
        libc::ENOTDIR => ("not_a_directory", StatusCode::BAD_REQUEST),
        libc::EISDIR => ("is_a_directory", StatusCode::BAD_REQUEST),
        libc::EROFS => ("read_only", StatusCode::BAD_REQUEST),
        libc::EACCES | libc::EPERM => ("not_permitted", StatusCode::BAD_REQUEST),
        libc::ENOSPC => ("no_space", StatusCode::INTERNAL_SERVER_ERROR),
        _ => ("file_failed", StatusCode::INTERNAL_SERVER_ERROR),
    }
}

/// The number behind an I/O error; EIO where it has none.
pub fn errno_of(error: &std::io::Error) -> i32 {
    error.raw_os_error().unwrap_or(libc::EIO)
}

#[cfg(test)]
mod tests;
