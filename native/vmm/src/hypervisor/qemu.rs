//! Stages 4 and 5 for QEMU, and its file servers.

mod arguments;
mod servers;

use std::convert::Infallible;
use std::os::unix::net::UnixListener;

use bellglass_jail::{descriptors, process};
use bellglass_wire::spec::{Hypervisor, MachineSpec, Stage};

use crate::failure::Failure;
use crate::layout::Layout;
use arguments::Sockets;
pub use servers::{Servers, start as start_servers};

/// Executes QEMU in this process.
///
/// # Errors
/// When it cannot be executed.
pub fn enter(
    spec: &MachineSpec,
    layout: &Layout,
    in_tree: bool,
    agent: &UnixListener,
    servers: &Servers,
) -> Result<Infallible, Failure> {
    let Hypervisor::Qemu {
        program,
        accelerator,
        ..
    } = &spec.hypervisor
    else {
        return Err(Failure::new(
            Stage::Configure,
            "hypervisor",
            "not_qemu",
            "this is not QEMU's machine",
        ));
    };
    let mut sockets = Sockets {
        agent: descriptors::inherit(agent)?,
        shares: Vec::new(),
    };
    for connection in servers.connections() {
        sockets.shares.push(descriptors::inherit(connection)?);
    }
    let arguments = arguments::all(spec, *accelerator, layout, in_tree, &sockets);
    process::become_program(program, &arguments)
        .map_err(|error| Failure::system(Stage::Enter, &error.step, &error.source))
}
