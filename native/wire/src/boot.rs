//! The boot configuration: everything a guest needs to know before it runs programs.

use serde::{Deserialize, Serialize};

use crate::bounds::{Bounded, MAX_PATH, Refusal, absolute, ensure, list, mode, text};
use crate::machine::Time;
use crate::review::Review;

/// The body of `POST /v1/boot`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BootConfig {
    /// Always 1.
    pub version: u32,
    /// The guest's name.
    pub hostname: String,
    /// The host's time.
    pub time: Time,
    /// The root file system.
    pub root: Root,
    /// What to mount, in this order; targets are made.
    pub mounts: Vec<Mount>,
    /// What the root takes over from the initramfs, before anything else is mounted; a disk keeps a copy of its own.
    pub trees: Vec<Tree>,
    /// Symbolic links to make.
    pub links: Vec<Link>,
    /// Directories to make, with what is missing above them.
    pub directories: Vec<Directory>,
    /// Files to write, with what is missing above them.
    pub files: Vec<File>,
    /// What must be there once everything is mounted.
    pub identity: Vec<Identity>,
    /// The workspace whose changes are kept apart, mounted after everything else.
    pub review: Option<Review>,
    /// The highest process id.
    pub pid_max: u32,
    /// After so many seconds without a daemon the machine switches itself off, 1 to [`MAX_ORPHAN`]; never where null.
    pub orphan_seconds: Option<u32>,
}

/// A year, in seconds.
pub const MAX_ORPHAN: u32 = 31_536_000;

/// What the root file system is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", deny_unknown_fields)]
pub enum Root {
    /// Memory, empty at every boot.
    Memory {
        /// Its limit; half of the memory where null.
        #[serde(rename = "sizeMiB")]
        size_mib: Option<u32>,
    },
    /// A disk with ext4, which is found as it was left.
    Disk {
        /// The block device.
        device: String,
    },
}

impl Bounded for Root {
    fn check(&self) -> Result<(), Refusal> {
        match self {
            Self::Memory { size_mib } => ensure(*size_mib != Some(0), "root.sizeMiB", "zero"),
            Self::Disk { device } => absolute("root.device", device),
        }
    }
}

/// The file systems that can be mounted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MountKind {
    /// A share; the source is its tag.
    Virtiofs,
    /// Memory.
    Tmpfs,
    /// A read-only image on a block device.
    Erofs,
    /// A disk.
    Ext4,
    /// A directory of the guest once more; the source is its path.
    Bind,
}

/// One mount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Mount {
    /// Its file system.
    pub kind: MountKind,
    /// A tag, a device or a path.
    pub source: String,
    /// Where.
    pub target: String,
    /// Whether writes are refused.
    pub read_only: bool,
    /// As for mount(8), with commas between.
    pub options: String,
}

/// A tree of the initramfs that becomes part of the root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Tree {
    /// In the initramfs.
    pub from: String,
    /// In the root.
    pub to: String,
}

/// A symbolic link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Link {
    /// The link.
    pub path: String,
    /// What it holds.
    pub to: String,
}

/// A directory with its owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Directory {
    /// Where.
    pub path: String,
    /// Permission bits.
    pub mode: u32,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
}

/// A small file, owned by root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct File {
    /// Where.
    pub path: String,
    /// All of it.
    pub content: String,
    /// Permission bits.
    pub mode: u32,
}

/// What a mounted share must be: an empty or wrong mount must not pass for a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Identity {
    /// The mount's target.
    pub path: String,
    /// The inode number, in decimal, that the host sees there.
    pub inode: String,
}

/// The reply of `POST /v1/boot`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BootReply {
    /// The targets that were mounted, in order.
    pub mounts: Vec<String>,
}

impl Bounded for BootConfig {
    fn check(&self) -> Result<(), Refusal> {
        ensure(
            self.version == 1,
            "version",
            "not a version this agent knows",
        )?;
        ensure(!self.hostname.is_empty(), "hostname", "empty")?;
        text("hostname", &self.hostname, 64)?;
        self.time.check()?;
        self.root.check()?;
        ensure(
            self.orphan_seconds
                .is_none_or(|seconds| (1..=MAX_ORPHAN).contains(&seconds)),
            "orphanSeconds",
            "not a time to wait",
        )?;
        ensure(
            (301..=1 << 22).contains(&self.pid_max),
            "pidMax",
            "not a number the kernel takes",
        )?;
        list("mounts", &self.mounts)?;
        self.mounts.iter().try_for_each(Bounded::check)?;
        list("trees", &self.trees)?;
        for tree in &self.trees {
            absolute("trees.from", &tree.from)?;
            absolute("trees.to", &tree.to)?;
        }
        self.review.iter().try_for_each(Bounded::check)?;
        list("links", &self.links)?;
        for link in &self.links {
            absolute("links.path", &link.path)?;
            text("links.to", &link.to, MAX_PATH)?;
        }
        self.check_entries()
    }
}

impl BootConfig {
    fn check_entries(&self) -> Result<(), Refusal> {
        list("directories", &self.directories)?;
        for directory in &self.directories {
            absolute("directories.path", &directory.path)?;
            mode("directories.mode", directory.mode)?;
        }
        list("files", &self.files)?;
        for file in &self.files {
            absolute("files.path", &file.path)?;
            mode("files.mode", file.mode)?;
        }
        list("identity", &self.identity)?;
        for identity in &self.identity {
            absolute("identity.path", &identity.path)?;
            ensure(
                identity.inode.parse::<u64>().is_ok(),
                "identity.inode",
                "not a number",
            )?;
        }
        Ok(())
    }
}

impl Bounded for Mount {
    fn check(&self) -> Result<(), Refusal> {
        ensure(!self.source.is_empty(), "mounts.source", "empty")?;
        text("mounts.source", &self.source, MAX_PATH)?;
        if self.kind == MountKind::Bind {
            absolute("mounts.source", &self.source)?;
        }
        absolute("mounts.target", &self.target)?;
        ensure(
            !self.target.trim_matches('/').is_empty(),
            "mounts.target",
            "the root itself",
        )?;
        // mount(2) takes one page.
        text("mounts.options", &self.options, 4000)
    }
}
