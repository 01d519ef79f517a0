use std::io;

/// A call of libkrun's that was refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// libkrun answered with an error number.
    #[error("{call}({about}): {}", describe(*.errno))]
    Refused {
        /// libkrun's function.
        call: &'static str,
        /// What it was called with, for a person.
        about: String,
        /// The error number, positive.
        errno: i32,
    },
    /// A text that libkrun would take as a C string has a NUL byte in it.
    #[error("{call}({about}): the text has a NUL byte in it")]
    Nul {
        /// libkrun's function.
        call: &'static str,
        /// What it would have been called with, for a person.
        about: String,
    },
}

impl Error {
    /// The libkrun function that failed.
    #[must_use]
    pub fn call(&self) -> &'static str {
        match self {
            Self::Refused { call, .. } | Self::Nul { call, .. } => call,
        }
    }

    /// libkrun's error number, positive.
    #[must_use]
    pub fn errno(&self) -> Option<i32> {
        match self {
            Self::Refused { errno, .. } => Some(*errno),
            Self::Nul { .. } => None,
        }
    }
}

fn describe(errno: i32) -> String {
    let name = match errno {
        libc::EINVAL => "EINVAL",
        libc::ENOENT => "ENOENT",
        libc::EEXIST => "EEXIST",
        libc::ENOMEM => "ENOMEM",
        libc::ENOTTY => "ENOTTY",
        libc::ENOTSUP => "ENOTSUP",
        libc::EBUSY => "EBUSY",
        libc::EIO => "EIO",
        libc::EPERM => "EPERM",
        libc::EACCES => "EACCES",
        _ => return io::Error::from_raw_os_error(errno).to_string(),
    };
    let text = io::Error::from_raw_os_error(errno).to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    format!("{name}: {text}")
}

#[cfg(test)]
mod tests;
