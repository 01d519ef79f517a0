//! Resource limits of a process.

use bellglass_wire::process::ProcessLimits;
use rustix::process::{Resource, Rlimit};

/// What programs are used to: many files where they ask for them, no core files in a workspace.
const DEFAULT_FILES: Rlimit = Rlimit {
    current: Some(65_536),
    maximum: Some(1_048_576),
};
const DEFAULT_CORE: Rlimit = Rlimit {
    current: Some(0),
    maximum: None,
};

/// The limits to set, in order; a later one replaces an earlier.
pub fn limits(asked: &ProcessLimits) -> Vec<(Resource, Rlimit)> {
    let asked = [
        (Resource::Nofile, asked.nofile),
        (Resource::Nproc, asked.nproc),
        (Resource::Core, asked.core),
        (Resource::Fsize, asked.fsize),
        (Resource::Stack, asked.stack),
        (Resource::Memlock, asked.memlock),
        (Resource::As, asked.address_space),
        (Resource::Cpu, asked.cpu),
    ];
    let mut limits = vec![
        (Resource::Nofile, DEFAULT_FILES),
        (Resource::Core, DEFAULT_CORE),
    ];
    for (resource, value) in asked {
        if let Some(value) = value {
            limits.push((
                resource,
                Rlimit {
                    current: Some(value),
                    maximum: Some(value),
                },
            ));
        }
    }
    limits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_comes_after_the_defaults() {
        let asked = ProcessLimits {
            nofile: Some(10),
            cpu: Some(3),
            ..ProcessLimits::default()
        };
        let limits = limits(&asked);
        assert_eq!(limits.len(), 4);
        assert_eq!(
            limits[2],
            (
                Resource::Nofile,
                Rlimit {
                    current: Some(10),
                    maximum: Some(10)
                }
            )
        );
        assert_eq!(
            limits[3],
            (
                Resource::Cpu,
                Rlimit {
                    current: Some(3),
                    maximum: Some(3)
                }
            )
        );
    }
}
