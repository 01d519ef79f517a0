//! Stage 2: what the specification names is there and may be used.

mod agent_socket;

use std::fs::{File, TryLockError};
use std::os::fd::{AsRawFd, RawFd};
use std::os::unix::net::UnixListener;

use bellglass_wire::spec::{Accelerator, Hypervisor, MachineSpec, Stage};
use rustix::fs::{Access, access};

use crate::failure::{Failure, create};

/// What stays open for good.
pub struct Opened {
    /// Where the report on the walls goes.
    pub report: File,
    /// Where the console goes.
    pub console: File,
    /// Where the daemon connects to the agent.
    pub agent: UnixListener,
    /// The writable disks, each locked: two machines on one file system would destroy it.
    pub disks: Vec<File>,
}

impl Opened {
    /// The numbers of the descriptors.
    pub fn descriptors(&self) -> Vec<RawFd> {
        let own = [
            self.report.as_raw_fd(),
            self.console.as_raw_fd(),
            self.agent.as_raw_fd(),
        ];
        let disks = self.disks.iter().map(AsRawFd::as_raw_fd);
        own.into_iter().chain(disks).collect()
    }
}

/// Opens the files that are written, makes the agent's socket, and looks at everything else.
///
/// # Errors
/// Names the first thing that is missing, is of the wrong kind, or may not be used.
pub fn all(spec: &MachineSpec) -> Result<Opened, Failure> {
    let make = |path: &str| {
        create(path)
            .map_err(|error| Failure::system(Stage::Open, &format!("create {path}"), &error))
    };
    let mut opened = Opened {
        report: make(&spec.jail_report)?,
        console: make(&spec.console)?,
        agent: agent_socket::listen(&spec.agent_socket)?,
        disks: Vec::new(),
    };
    file(&spec.kernel.path)?;
    if let Some(initramfs) = &spec.kernel.initramfs {
        file(initramfs)?;
    }
    for disk in &spec.disks {
        file(&disk.path)?;
        if !disk.read_only {
            opened.disks.push(lock(&disk.path)?);
        }
    }
    for share in &spec.shares {
        directory(&share.path)?;
    }
    for added in &spec.added {
        directory(&added.path)?;
    }
    hypervisor(&spec.hypervisor)?;
    Ok(opened)
}

fn hypervisor(hypervisor: &Hypervisor) -> Result<(), Failure> {
    match hypervisor {
        Hypervisor::Libkrun {} => kvm(),
        Hypervisor::Qemu {
            program,
            accelerator,
            virtiofsd,
        } => {
            file(program)?;
            may(program, Access::EXEC_OK)?;
            file(virtiofsd)?;
            may(virtiofsd, Access::EXEC_OK)?;
            match accelerator {
                Accelerator::Kvm => kvm(),
                Accelerator::Tcg => Ok(()),
            }
        }
    }
}

fn kvm() -> Result<(), Failure> {
    File::options()
        .read(true)
        .write(true)
        .open("/dev/kvm")
        .map(drop)
        .map_err(|error| {
            Failure::system(Stage::Open, "open /dev/kvm", &error).with_code("kvm_unavailable")
        })
}

/// Holds for as long as the file is open here or in a process that has it from here (flock(2)).
fn lock(path: &str) -> Result<File, Failure> {
    let step = format!("open {path}");
    // Also where the file is on NFS, whose locks ask for the right to write.
    let disk = File::options()
        .read(true)
        .write(true)
        .open(path)
        .map_err(|error| Failure::system(Stage::Open, &step, &error))?;
    match disk.try_lock() {
        Ok(()) => Ok(disk),
        Err(TryLockError::WouldBlock) => {
            let what = format!("{path} is in use by another machine");
            Err(Failure::new(Stage::Open, &step, "disk_in_use", &what))
        }
        Err(TryLockError::Error(error)) => Err(Failure::system(Stage::Open, &step, &error)),
    }
}

fn may(path: &str, wish: Access) -> Result<(), Failure> {
    access(path, wish)
        .map_err(|error| Failure::system(Stage::Open, &format!("open {path}"), &error.into()))
}

fn file(path: &str) -> Result<(), Failure> {
    let step = format!("open {path}");
    let found =
        std::fs::metadata(path).map_err(|error| Failure::system(Stage::Open, &step, &error))?;
    if !found.is_file() {
        let what = format!("{path} is not a regular file");
        return Err(Failure::new(Stage::Open, &step, "not_a_file", &what));
    }
    may(path, Access::READ_OK)
}

fn directory(path: &str) -> Result<(), Failure> {
    let step = format!("open {path}");
    let found =
        std::fs::metadata(path).map_err(|error| Failure::system(Stage::Open, &step, &error))?;
    if !found.is_dir() {
        let what = format!("{path} is not a directory");
        return Err(Failure::new(Stage::Open, &step, "not_a_directory", &what));
    }
    may(path, Access::READ_OK | Access::EXEC_OK)
}
