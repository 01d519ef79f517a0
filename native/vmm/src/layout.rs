//! Where everything is for the hypervisor: at a plain name in its own tree, or at the host's path without one.

mod interpreter;

use std::path::PathBuf;

use bellglass_jail::paths::{Access, Grant};
use bellglass_jail::tree::{Entry, Tree};
use bellglass_wire::spec::{Accelerator, Hypervisor, MachineSpec, Share};

/// One file or directory, by both of its names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    outside: String,
    inside: String,
    access: Access,
}

impl Place {
    fn new(outside: &str, inside: impl Into<String>, access: Access) -> Self {
        Self {
            outside: outside.into(),
            inside: inside.into(),
            access,
        }
    }

    /// The name that counts: in the tree if there is one.
    pub fn path(&self, in_tree: bool) -> &str {
        if in_tree { &self.inside } else { &self.outside }
    }
}

/// Where what is added lies in a tree.
pub const ADDED: &str = "/added";

/// Everything a hypervisor may open.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The kernel.
    pub kernel: Place,
    /// The initramfs.
    pub initramfs: Option<Place>,
    /// The disks, in the specification's order.
    pub disks: Vec<Place>,
    /// The shares, in the specification's order; QEMU has none, its servers have.
    pub shares: Vec<Place>,
    /// What alone is there of shares that have only some.
    pub parts: Vec<Place>,
    /// What is added, in the specification's order; QEMU has none either.
    pub added: Vec<Place>,
    /// Devices, and QEMU's program, libraries and firmware.
    pub others: Vec<Place>,
    // In the tree it is there already, with the libraries.
    interpreter: Option<Place>,
    own_descriptors: bool,
}

// What a distribution's QEMU reads: libraries, their cache, and the firmware of its machine type.
const LIBRARIES: [&str; 5] = ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib"];
const DATA: [&str; 5] = [
    "/etc/ld.so.cache",
    "/usr/share/qemu",
    "/usr/share/seabios",
    "/usr/local/share/qemu",
    "/usr/share/qemu-firmware",
];

impl Layout {
    /// Lays out one machine.
    pub fn new(spec: &MachineSpec) -> Self {
        let writable = |read_only| {
            if read_only {
                Access::Read
            } else {
                Access::Write
            }
        };
        let libkrun = matches!(spec.hypervisor, Hypervisor::Libkrun {});
        let disks = spec.disks.iter().enumerate();
        let shares = spec.shares.iter().enumerate().filter(|_| libkrun);
        let added = spec.added.iter().enumerate().filter(|_| libkrun);
        Self {
            kernel: Place::new(&spec.kernel.path, "/kernel", Access::Read),
            initramfs: spec
                .kernel
                .initramfs
                .as_ref()
                .map(|path| Place::new(path, "/initramfs", Access::Read)),
            disks: disks
                .map(|(n, disk)| {
                    Place::new(&disk.path, format!("/disks/{n}"), writable(disk.read_only))
                })
                .collect(),
            shares: shares
                .map(|(n, share)| {
                    Place::new(
                        &share.path,
                        format!("/shares/{n}"),
                        writable(share.read_only),
                    )
                })
                .collect(),
            parts: if libkrun {
                parts(&spec.shares)
            } else {
                Vec::new()
            },
            added: added
                .map(|(n, one)| {
                    Place::new(&one.path, format!("{ADDED}/{n}"), writable(one.read_only))
                })
                .collect(),
            others: others(&spec.hypervisor),
            interpreter: interpreter(&spec.hypervisor),
            // libkrun's file server goes from a descriptor to its file through it.
            own_descriptors: libkrun,
        }
    }

    /// A share of which only parts are there is none of them: it is a directory of the tree's own.
    fn all(&self) -> impl Iterator<Item = &Place> {
        let whole = |share: &&Place| {
            let inside = format!("{}/", share.inside);
            !self
                .parts
                .iter()
                .any(|part| part.inside.starts_with(&inside))
        };
        [&self.kernel]
            .into_iter()
            .chain(&self.initramfs)
            .chain(&self.disks)
            .chain(self.shares.iter().filter(whole))
            .chain(&self.parts)
            .chain(&self.added)
            .chain(&self.others)
    }

    /// The tree that holds it.
    pub fn tree(&self) -> Tree {
        let entry = |place: &Place| Entry {
            source: PathBuf::from(&place.outside),
            target: PathBuf::from(&place.inside),
            read_only: matches!(place.access, Access::Read | Access::Execute),
        };
        Tree {
            entries: self.all().map(entry).collect(),
            own_descriptors: self.own_descriptors,
        }
    }

    /// The rules for Landlock.
    pub fn grants(&self, in_tree: bool) -> Vec<Grant> {
        // What is added lies in a directory that the tree only has for it.
        let around = (in_tree && !self.added.is_empty()).then(|| (ADDED.into(), Access::Read));
        self.all()
            .chain(&self.interpreter)
            .map(|place| (PathBuf::from(place.path(in_tree)), place.access))
            .chain(around)
            .collect()
    }
}

fn parts(shares: &[Share]) -> Vec<Place> {
    let of = |(n, share): (usize, &Share)| {
        let only = share.only.iter().flatten();
        only.map(|part| {
            let outside = format!("{}/{part}", share.path);
            Place::new(&outside, format!("/shares/{n}/{part}"), Access::Read)
        })
        .collect::<Vec<_>>()
    };
    shares.iter().enumerate().flat_map(of).collect()
}

fn others(hypervisor: &Hypervisor) -> Vec<Place> {
    let same = |path: &str, access| Place::new(path, path, access);
    let mut places = vec![
        same("/dev/null", Access::Device),
        same("/dev/urandom", Access::Read),
        // libkrun's entropy device waits at it once; without it, it asks again without end and the guest never boots.
        same("/dev/random", Access::Read),
    ];
    let kvm = match hypervisor {
        Hypervisor::Libkrun {} => true,
        Hypervisor::Qemu { accelerator, .. } => *accelerator == Accelerator::Kvm,
    };
    if kvm {
        places.push(same("/dev/kvm", Access::Device));
    }
    if let Hypervisor::Qemu { program, .. } = hypervisor {
        let there = |path: &&str| std::path::Path::new(path).exists();
        places.extend(
            LIBRARIES
                .iter()
                .filter(|path| there(path))
                .map(|path| same(path, Access::Read)),
        );
        places.extend(
            DATA.iter()
                .filter(|path| there(path))
                .map(|path| same(path, Access::Read)),
        );
        places.push(same(program, Access::Execute));
    }
    places
}

/// Executed with the program, by the kernel; no other library is.
fn interpreter(hypervisor: &Hypervisor) -> Option<Place> {
    let Hypervisor::Qemu { program, .. } = hypervisor else {
        return None;
    };
    let path = interpreter::of(program)?;
    Some(Place::new(&path, path.clone(), Access::Execute))
}

#[cfg(test)]
mod tests;
