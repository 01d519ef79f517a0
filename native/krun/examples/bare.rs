//! The least that boots a machine with libkrun: what the bench holds `bellglass run` against.
//!
//! One process with no jail, no share and no port. usage: bare CPUS MEMORY_MIB KERNEL INITRAMFS COMMAND_LINE

use std::error::Error;

use bellglass_krun::{LogLevel, Machine, set_log_level};

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [cpus, memory, kernel, initramfs, command_line] = words.as_slice() else {
        return Err("usage: bare CPUS MEMORY_MIB KERNEL INITRAMFS COMMAND_LINE".into());
    };
    set_log_level(LogLevel::Error)?;
    let mut machine = Machine::new(cpus.parse()?, memory.parse()?)?;
    machine.split_irqchip()?;
    machine.kernel(kernel, Some(initramfs), command_line)?;
    // Opened anew by this name, so the standard output has to be a file or a pipe.
    machine.console("/proc/self/fd/1")?;
    match machine.enter()? {}
}
