//! Landlock: exactly the named files open; no TCP, no abstract sockets, no signals to others where the host's kernel can.

use std::path::PathBuf;

use bellglass_wire::spec::{Wall, WallName};
use landlock::{
    ABI, Access as _, AccessFs, AccessNet, BitFlags, CompatLevel, Compatible, LandlockStatus,
    PathBeneath, PathFd, Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetError, RulesetStatus,
    Scope,
};

use crate::{JailError, missing, up};

// The newest ABI whose rights are known here; older kernels take what they have.
const NEWEST: ABI = ABI::V7;

/// What may be done with a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Read the file, or read and list everything beneath the directory.
    Read,
    /// Read, and execute too.
    Execute,
    /// Read, write, make and remove.
    Write,
    /// Read, write and control a device.
    Device,
}

impl Access {
    fn rights(self) -> BitFlags<AccessFs> {
        let read = AccessFs::ReadFile | AccessFs::ReadDir;
        match self {
            Self::Read => read,
            Self::Execute => read | AccessFs::Execute,
            Self::Device => AccessFs::ReadFile | AccessFs::WriteFile | AccessFs::IoctlDev,
            // Nothing is executed on the host, and a guest makes no device nodes there.
            Self::Write => {
                (AccessFs::from_all(NEWEST)
                    & !AccessFs::from_read(NEWEST)
                    & !(AccessFs::MakeChar | AccessFs::MakeBlock | AccessFs::IoctlDev))
                    | read
            }
        }
    }
}

/// One path and what may be done with it.
pub type Grant = (PathBuf, Access);

/// Refuses every file but those in `grants`.
///
/// # Errors
/// When a granted path cannot be opened or the system refuses the rules. A kernel without Landlock is no error:
/// the wall is reported as missing.
pub fn restrict(grants: &[Grant]) -> Result<Wall, JailError> {
    enforce(grants, Scope::from_all(NEWEST))
}

/// As [`restrict`], for a process whose children end with it: the kernel sends their death signal in the dying process's
/// name, and a refused one would leave them alive. Its filter has to refuse signals instead.
///
/// # Errors
/// As for [`restrict`].
pub fn restrict_parent(grants: &[Grant]) -> Result<Wall, JailError> {
    enforce(grants, Scope::from_all(NEWEST) & !Scope::Signal)
}

fn enforce(grants: &[Grant], scope: BitFlags<Scope>) -> Result<Wall, JailError> {
    let status = build(grants, scope)?
        .restrict_self()
        .map_err(|error| JailError::new("landlock_restrict_self", std::io::Error::other(error)))?;
    Ok(match (status.ruleset, status.landlock) {
        (RulesetStatus::NotEnforced, found) => missing(
            WallName::Landlock,
            format!("the host's kernel refuses it: {found:?}"),
        ),
        (how, LandlockStatus::Available { effective_abi, .. }) => up(
            WallName::Landlock,
            describe(effective_abi, how == RulesetStatus::FullyEnforced),
        ),
        (_, found) => missing(WallName::Landlock, format!("{found:?}")),
    })
}

fn describe(abi: ABI, whole: bool) -> String {
    let mut holds = vec!["files"];
    if abi >= ABI::V4 {
        holds.push("TCP");
    }
    if abi >= ABI::V5 {
        holds.push("device ioctl");
    }
    if abi >= ABI::V6 {
        holds.push("signals");
        holds.push("abstract sockets");
    }
    let version = abi as i32;
    let note = if whole {
        ""
    } else {
        " (older than this program knows)"
    };
    format!("ABI {version}{note}: {}", holds.join(", "))
}

fn build(grants: &[Grant], scope: BitFlags<Scope>) -> Result<landlock::RulesetCreated, JailError> {
    let fault = |error: RulesetError| {
        JailError::new("landlock_create_ruleset", std::io::Error::other(error))
    };
    let mut rules = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(NEWEST))
        .and_then(|rules| rules.handle_access(AccessNet::from_all(NEWEST)))
        .and_then(|rules| rules.scope(scope))
        .and_then(Ruleset::create)
        .map_err(fault)?;
    for (path, access) in grants {
        let step = || format!("Landlock rule for {}", path.display());
        let open = PathFd::new(path)
            .map_err(|error| JailError::new(step(), std::io::Error::other(error)))?;
        let mut rights = access.rights();
        if !path.is_dir() {
            rights &= AccessFs::from_file(NEWEST);
        }
        rules = rules
            .add_rule(PathBeneath::new(open, rights))
            .map_err(|error| JailError::new(step(), std::io::Error::other(error)))?;
    }
    Ok(rules)
}
