//! The machine specification: what the daemon writes on `bellglass-vmm`'s standard input.
//!
//! One JSON document of at most [`LIMIT`] bytes, ended by end of file. Unknown keys are refused and every
//! value is checked by [`MachineSpec::parse`], so whoever holds a `MachineSpec` need not look again.

use serde::{Deserialize, Serialize};

mod check;
mod report;

pub use check::SpecError;
pub use report::{FailureRecord, Stage, Wall, WallName, WallState};

/// The longest specification that is read, in bytes.
pub const LIMIT: usize = 256 * 1024;

/// The version of the specification that this crate reads.
pub const VERSION: u32 = 1;

/// One machine: what boots it, what is in it, and where it leaves its traces on the host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MachineSpec {
    /// Always [`VERSION`].
    pub version: u32,
    /// What boots the machine.
    pub hypervisor: Hypervisor,
    /// Virtual CPUs, 1 to 64.
    pub cpus: u8,
    /// The guest's memory in MiB, 64 to 1,048,576.
    #[serde(rename = "memoryMiB")]
    pub memory_mib: u32,
    /// The kernel and how it is started.
    pub kernel: Kernel,
    /// Raw disk images, in the order the guest sees them (`vda`, `vdb`, …). At most 16.
    pub disks: Vec<Disk>,
    /// Directories of the host, by virtio-fs. At most 32.
    pub shares: Vec<Share>,
    /// Directories that are one share in the guest, by the tag [`ADDED`] and as `0`, `1`, … in it, since a machine has
    /// room for a handful of devices only. They need a tree of the server's own. At most 32.
    #[serde(default)]
    pub added: Vec<Added>,
    /// Where the agent's port shows on the host: a unix socket (0600) that the vmm makes. At most 100 bytes.
    pub agent_socket: String,
    /// The file that keeps the first `console_limit` bytes of the guest's console.
    pub console: String,
    /// How many bytes of the console are kept. Not given means 1 MiB; at most 64 MiB.
    #[serde(default = "default_console_limit")]
    pub console_limit: u64,
    /// Where a failure is written as a [`FailureRecord`], or `{"endedWell":true}` when the guest ended the machine.
    pub record: String,
    /// Where the list of [`Wall`]s is written once they stand.
    pub jail_report: String,
    /// What the system call filter does.
    pub seccomp: Seccomp,
    /// The machine is killed when the process that started it ends.
    pub dies_with_parent: bool,
}

fn default_console_limit() -> u64 {
    1 << 20
}

/// What boots the machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", deny_unknown_fields)]
pub enum Hypervisor {
    /// Hardware virtualization, in the vmm's own process.
    Libkrun {},
    /// QEMU, started through the vmm's jail.
    Qemu {
        /// The absolute path of `qemu-system-x86_64`.
        program: String,
        /// What runs the guest's instructions.
        accelerator: Accelerator,
        /// The absolute path of `bellglass-virtiofsd`, which serves the shares.
        virtiofsd: String,
    },
}

/// What runs the guest's instructions under QEMU.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Accelerator {
    /// Software emulation.
    Tcg,
    /// The host's `/dev/kvm`.
    Kvm,
}

/// The kernel and how it is started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Kernel {
    /// An ELF file that libkrun and QEMU both boot.
    pub path: String,
    /// The first root file system, a newc cpio archive.
    pub initramfs: Option<String>,
    /// The kernel's command line: printable ASCII, at most 1,024 bytes. Nothing of a user's belongs in it.
    pub command_line: String,
}

/// A raw disk image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Disk {
    /// 1 to 20 letters, digits, `-` or `_`; unique.
    pub id: String,
    /// A regular file.
    pub path: String,
    /// The hypervisor refuses writes.
    pub read_only: bool,
}

/// A directory of the host in the guest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Share {
    /// 1 to 35 letters, digits, `-`, `_` or `.`; unique. The guest mounts by it.
    pub tag: String,
    /// A directory.
    pub path: String,
    /// The server on the host refuses every change.
    pub read_only: bool,
    /// Where given, only these can be opened, each with everything beneath: paths relative to `path`, 1 to [`MOST_PARTS`]. The
    /// share is read-only then, and what hides the rest is a tree of the server's own, or Landlock where the host forbids one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<Vec<String>>,
    /// Where given, the server refuses what these patterns of a `.gitignore` hide, and what a `.bellglassignore` in the directory
    /// does. At most [`MOST_PATTERNS`]. Not of a share that has parts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden: Option<Vec<String>>,
}

/// The most patterns of what is hidden in a share.
pub const MOST_PATTERNS: usize = 4096;

/// The most parts of a share that only has some.
pub const MOST_PARTS: usize = 512;

/// The tag of the share that holds [`MachineSpec::added`].
pub const ADDED: &str = "added";

/// One directory of the host among several in one share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Added {
    /// A directory.
    pub path: String,
    /// Its mount in the server's tree refuses every change.
    pub read_only: bool,
}

/// What the system call filter does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Seccomp {
    /// A call outside the list kills the process.
    Enforce,
    /// A call outside the list is logged by the host's kernel and allowed.
    Audit,
    /// No filter: the positive control of the security tests.
    Off,
}

impl MachineSpec {
    /// Parses and checks one specification.
    ///
    /// # Errors
    /// [`SpecError`] names the limit, the JSON error, or the field and what is wrong with it.
    pub fn parse(bytes: &[u8]) -> Result<Self, SpecError> {
        if bytes.len() > LIMIT {
            return Err(SpecError::TooLong { limit: LIMIT });
        }
        let spec: Self = serde_json::from_slice(bytes)?;
        check::spec(&spec)?;
        Ok(spec)
    }
}

#[cfg(test)]
mod tests;
