//! The body of every reply that is an error.

use serde::{Deserialize, Serialize};

/// What went wrong in the agent: a code for programs, a sentence for logs, and the values behind both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ErrorBody {
    /// A stable `snake_case` name.
    pub code: String,
    /// One English sentence.
    pub message: String,
    /// Values by name: paths, numbers of errors, steps.
    #[serde(default)]
    pub data: serde_json::Map<String, serde_json::Value>,
}
