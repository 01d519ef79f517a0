//! Resource limits of a process.

use bellglass_wire::process::ProcessLimits;
use rustix::process::{Resource, Rlimit};

/// What programs are used to: many files where they ask for them, no core files in a workspace. Where the guest's root has
/// lowered what there can be, they are not to be had, and no program is refused for that.
pub const DEFAULTS: [(Resource, Rlimit); 2] = [
    (
        Resource::Nofile,
        Rlimit {
            current: Some(65_536),
            maximum: Some(1_048_576),
        },
    ),
    (
        Resource::Core,
        Rlimit {
            current: Some(0),
            maximum: None,
        },
    ),
];

/// The limits that are asked for, which come after the defaults.
pub fn limits(asked: &ProcessLimits) -> Vec<(Resource, Rlimit)> {
    let both = |value| Rlimit {
        current: Some(value),
        maximum: Some(value),
    };
    [
        (Resource::Nofile, asked.nofile),
        (Resource::Nproc, asked.nproc),
        (Resource::Core, asked.core),
        (Resource::Fsize, asked.fsize),
        (Resource::Stack, asked.stack),
        (Resource::Memlock, asked.memlock),
        (Resource::As, asked.address_space),
        (Resource::Cpu, asked.cpu),
    ]
    .into_iter()
    .filter_map(|(resource, value)| Some((resource, both(value?))))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_asked_for_is_set_soft_and_hard() {
        assert_eq!(limits(&ProcessLimits::default()), []);
        let asked = ProcessLimits {
            nofile: Some(10),
            cpu: Some(3),
            ..ProcessLimits::default()
        };
        let both = |value| Rlimit {
            current: Some(value),
            maximum: Some(value),
        };
        assert_eq!(
            limits(&asked),
            [(Resource::Nofile, both(10)), (Resource::Cpu, both(3))]
        );
    }
}
