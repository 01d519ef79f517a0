//! What a vmm leaves behind: the record of a failure and the report on its walls.

use serde::{Deserialize, Serialize};

/// Why a machine did not start or did not go on; written once, at the specification's `record`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FailureRecord {
    /// How far the vmm had come.
    pub stage: Stage,
    /// The libkrun call, the system call or the action that failed.
    pub step: String,
    /// What kind of failure it was, in snake case.
    pub code: String,
    /// The error number, when the system or libkrun gave one.
    pub errno: Option<i32>,
    /// One sentence for a person.
    pub message: String,
}

/// The stages of a vmm, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Stage {
    /// Reading the specification.
    Read,
    /// Opening what it names.
    Open,
    /// Putting up the walls.
    Jail,
    /// Describing the machine to the hypervisor.
    Configure,
    /// Entering the machine.
    Enter,
    /// Running it.
    Run,
}

/// One wall around the hypervisor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Wall {
    /// Which wall.
    pub wall: WallName,
    /// Whether it stands.
    pub state: WallState,
    /// What it holds, or why it is missing.
    pub detail: String,
}

/// The walls there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum WallName {
    /// Only the named files exist.
    MountNamespace,
    /// Only the named files open; no TCP, no abstract sockets, no signals out.
    Landlock,
    /// No program gives more rights.
    NoNewPrivs,
    /// Bounds on what the process may use.
    Rlimits,
    /// Only the listed system calls.
    Seccomp,
    /// Nothing inherited is open.
    Descriptors,
    /// A session of its own.
    Session,
}

/// Whether a wall stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum WallState {
    /// It stands.
    Up,
    /// The host does not have it or forbids it.
    Missing,
    /// It only logs.
    Audit,
}
