//! Serves one directory to one QEMU over vhost-user, inside a jail that holds nothing else.
//!
//! 1 read the arguments, 2 jail, 3 serve until QEMU closes the connection. Started by `bellglass-vmm` only.

#![forbid(unsafe_code)]

mod arguments;
#[cfg(test)]
mod asking_test;
mod hiding;
mod jail;
mod serve;

use std::process::ExitCode;

use arguments::Arguments;

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = Arguments::parse(std::env::args().skip(1))?;
    let place = jail::enter(&arguments)?;
    serve::serve(&arguments, place)?;
    Ok(())
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bellglass-virtiofsd: {error}");
            ExitCode::FAILURE
        }
    }
}
