//! Stage 1: the specification, from standard input.

use std::io::Read;

use bellglass_wire::spec::{LIMIT, MachineSpec, SpecError, Stage};

use crate::failure::Failure;

/// Reads standard input to its end, but never more than the limit and one byte.
///
/// # Errors
/// When it cannot be read, is too long, or is no specification.
pub fn specification() -> Result<MachineSpec, Failure> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(LIMIT).unwrap_or(u64::MAX).saturating_add(1);
    std::io::stdin()
        .take(limit)
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::system(Stage::Read, "read standard input", &error))?;
    MachineSpec::parse(&bytes).map_err(|error| {
        let code = match &error {
            SpecError::TooLong { .. } => "specification_too_long",
            SpecError::Json(_) => "specification_malformed",
            SpecError::Field { .. } => "specification_out_of_bounds",
        };
        Failure::new(
            Stage::Read,
            "parse the specification",
            code,
            &error.to_string(),
        )
    })
}
