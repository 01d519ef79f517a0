//! How a machine ended.

use std::fs::File;
use std::process::ExitCode;

use bellglass_wire::spec::Stage;
use rustix::process::{Pid, WaitOptions, waitpid};

use crate::failure::Failure;
use crate::last_words::hear;

/// The vmm's status, once the hypervisor has ended: success when its guest powered off or rebooted.
///
/// # Errors
/// The failure that the hypervisor's process told, or how it was ended.
pub fn of(hypervisor: Pid, last_words: &File, complaints: &str) -> Result<ExitCode, Failure> {
    let status = waitpid(Some(hypervisor), WaitOptions::empty())
        .map_err(|error| Failure::system(Stage::Run, "waitpid", &error.into()))?;
    if let Some(failure) = hear(last_words) {
        return Err(failure);
    }
    let exit = status.and_then(|(_, status)| status.exit_status());
    let signal = status.and_then(|(_, status)| status.terminating_signal());
    let said = if complaints.is_empty() {
        String::new()
    } else {
        format!(": {complaints}")
    };
    match (exit, signal) {
        (Some(0), _) => Ok(ExitCode::SUCCESS),
        (Some(code), _) => {
            let what = format!("the hypervisor ended with status {code}{said}");
            Err(Failure::new(
                Stage::Run,
                "hypervisor",
                "hypervisor_failed",
                &what,
            ))
        }
        (_, Some(SYSTEM_CALL)) => {
            let what = format!("the hypervisor made a system call that its filter refuses{said}");
            Err(Failure::new(
                Stage::Run,
                "hypervisor",
                "seccomp_violation",
                &what,
            ))
        }
        (_, signal) => {
            let signal = signal.unwrap_or_default();
            let what = format!("the hypervisor was ended by signal {signal}{said}");
            Err(Failure::new(
                Stage::Run,
                "hypervisor",
                "hypervisor_killed",
                &what,
            ))
        }
    }
}

// SIGSYS: what a filter that kills sends.
const SYSTEM_CALL: i32 = 31;

#[cfg(test)]
mod tests;
