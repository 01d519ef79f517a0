//! The bounds of a machine specification.

use std::collections::HashSet;

use super::{
    ADDED, Added, Disk, Hypervisor, MOST_PARTS, MOST_PATTERNS, MachineSpec, Share, VERSION,
};

/// A machine specification that is refused.
#[derive(Debug, thiserror::Error)]
pub enum SpecError {
    /// It is longer than is read.
    #[error("the machine specification is longer than {limit} bytes")]
    TooLong {
        /// The longest that is read, in bytes.
        limit: usize,
    },
    /// It is no JSON, or not of this shape.
    #[error("the machine specification cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    /// A field is outside its bounds.
    #[error("the machine specification's {field} {reason}")]
    Field {
        /// The field, as in the JSON.
        field: String,
        /// What is wrong with it, to be read after the field's name.
        reason: String,
    },
}

// A unix socket's name has 108 bytes; the daemon keeps its own below 100.
const SOCKET_PATH: usize = 100;
// The kernel's PATH_MAX, with its NUL.
const PATH: usize = 4095;
// libkrun adds its devices to the command line, and x86 takes 2,048 bytes.
const COMMAND_LINE: usize = 1024;

fn refuse<T>(field: impl Into<String>, reason: impl Into<String>) -> Result<T, SpecError> {
    Err(SpecError::Field {
        field: field.into(),
        reason: reason.into(),
    })
}

fn range<T: PartialOrd + std::fmt::Display>(
    field: &str,
    value: T,
    low: T,
    high: T,
) -> Result<(), SpecError> {
    if value < low || value > high {
        return refuse(field, format!("is {value}, but must be {low} to {high}"));
    }
    Ok(())
}

fn path(field: &str, value: &str) -> Result<(), SpecError> {
    if !value.starts_with('/') {
        return refuse(field, "is not an absolute path");
    }
    if value.contains('\0') {
        return refuse(field, "has a NUL byte in it");
    }
    if value.len() > PATH {
        return refuse(field, format!("is longer than {PATH} bytes"));
    }
    Ok(())
}

fn name(field: &str, value: &str, limit: usize, extra: &str) -> Result<(), SpecError> {
    let good = |c: char| c.is_ascii_alphanumeric() || extra.contains(c);
    if value.is_empty() || value.len() > limit || !value.chars().all(good) {
        return refuse(
            field,
            format!("is not 1 to {limit} letters, digits or one of `{extra}`"),
        );
    }
    Ok(())
}

fn command_line(value: &str) -> Result<(), SpecError> {
    let field = "kernel.commandLine";
    if value.len() > COMMAND_LINE {
        return refuse(field, format!("is longer than {COMMAND_LINE} bytes"));
    }
    if !value.chars().all(|c| (' '..='~').contains(&c)) {
        return refuse(field, "has a character that is not printable ASCII");
    }
    // libkrun appends device parameters, and the kernel takes none after a `--`.
    if value.split(' ').any(|word| word == "--") {
        return refuse(field, "has a `--` in it");
    }
    Ok(())
}

fn disks(disks: &[Disk]) -> Result<(), SpecError> {
    range("disks", disks.len(), 0, 16)?;
    let mut seen = HashSet::new();
    for (index, disk) in disks.iter().enumerate() {
        let field = format!("disks[{index}].id");
        name(&field, &disk.id, 20, "-_")?;
        if !seen.insert(&disk.id) {
            return refuse(field, "is there twice");
        }
        path(&format!("disks[{index}].path"), &disk.path)?;
    }
    Ok(())
}

fn shares(shares: &[Share]) -> Result<(), SpecError> {
    range("shares", shares.len(), 0, 32)?;
    let mut seen = HashSet::new();
    for (index, share) in shares.iter().enumerate() {
        let field = format!("shares[{index}].tag");
        name(&field, &share.tag, 35, "-_.")?;
        if !seen.insert(&share.tag) {
            return refuse(field, "is there twice");
        }
        if share.tag == ADDED {
            return refuse(field, "is the one of what is added");
        }
        path(&format!("shares[{index}].path"), &share.path)?;
        if let Some(only) = &share.only {
            parts(&format!("shares[{index}].only"), only, share.read_only)?;
        }
        if let Some(patterns) = &share.hidden {
            let field = format!("shares[{index}].hidden");
            hidden(&field, patterns, share.only.is_some())?;
        }
    }
    Ok(())
}

fn hidden(field: &str, patterns: &[String], in_parts: bool) -> Result<(), SpecError> {
    range(field, patterns.len(), 0, MOST_PATTERNS)?;
    if in_parts {
        return refuse(field, "is of a share that has parts");
    }
    for (index, one) in patterns.iter().enumerate() {
        if one.contains(['\0', '\n']) || one.len() > PATH {
            return refuse(format!("{field}[{index}]"), "is not one line of a pattern");
        }
    }
    Ok(())
}

fn parts(field: &str, only: &[String], read_only: bool) -> Result<(), SpecError> {
    range(field, only.len(), 1, MOST_PARTS)?;
    if !read_only {
        return refuse(field, "is of a share that can be written");
    }
    let good = |part: &str| !["", ".", ".."].contains(&part);
    for (index, one) in only.iter().enumerate() {
        if !one.split('/').all(good) || one.contains('\0') || one.len() > PATH {
            return refuse(format!("{field}[{index}]"), "is not a relative path");
        }
    }
    Ok(())
}

fn added(added: &[Added]) -> Result<(), SpecError> {
    range("added", added.len(), 0, 32)?;
    for (index, one) in added.iter().enumerate() {
        path(&format!("added[{index}].path"), &one.path)?;
    }
    Ok(())
}

/// Checks every field of `spec` against its bounds.
pub(super) fn spec(spec: &MachineSpec) -> Result<(), SpecError> {
    range("version", spec.version, VERSION, VERSION)?;
    range("cpus", spec.cpus, 1, 64)?;
    range("memoryMiB", spec.memory_mib, 64, 1 << 20)?;
    range("consoleLimit", spec.console_limit, 0, 64 << 20)?;
    path("kernel.path", &spec.kernel.path)?;
    if let Some(initramfs) = &spec.kernel.initramfs {
        path("kernel.initramfs", initramfs)?;
    }
    command_line(&spec.kernel.command_line)?;
    disks(&spec.disks)?;
    shares(&spec.shares)?;
    added(&spec.added)?;
    if let Hypervisor::Qemu {
        program, virtiofsd, ..
    } = &spec.hypervisor
    {
        path("hypervisor.program", program)?;
        path("hypervisor.virtiofsd", virtiofsd)?;
    }
    path("agentSocket", &spec.agent_socket)?;
    range(
        "agentSocket's length",
        spec.agent_socket.len(),
        1,
        SOCKET_PATH,
    )?;
    path("console", &spec.console)?;
    path("record", &spec.record)?;
    path("jailReport", &spec.jail_report)
}
