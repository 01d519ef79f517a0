//! libkrun behind safe calls.
//!
//! A [`Machine`] is described step by step and then entered. Every refusal of libkrun's is an [`Error`] that names
//! the call and what it was about. Never called: `krun_set_root` (it brings a DAX window, whose requests crash the
//! process), `krun_set_exec` and `krun_set_env` (libkrun writes them unescaped onto the kernel's command line),
//! and anything that brings vsock (with it comes TSI, the host's network).

mod error;
mod machine;

pub use error::Error;
pub use machine::{LogLevel, Machine, set_log_level};
