use std::convert::Infallible;
use std::ffi::CString;
use std::os::fd::{AsRawFd, BorrowedFd};
use std::ptr;
use std::sync::atomic::{AtomicBool, Ordering};

use krun_devices::virtio::fs::hiding::{Judge, hide};

use crate::Error;

// libkrun's number for an ELF kernel.
const ELF: u32 = 1;

/// How much libkrun says on standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogLevel {
    /// Nothing.
    Off = 0,
    /// What failed.
    Error = 1,
}

/// Sets how much libkrun says on standard error, once for the process.
///
/// # Errors
/// When libkrun refuses, and EEXIST the second time: libkrun would end the process.
#[allow(
    unused_unsafe,
    reason = "libkrun marks some of its calls unsafe and some not"
)]
pub fn set_log_level(level: LogLevel) -> Result<(), Error> {
    static SET: AtomicBool = AtomicBool::new(false);
    if SET.swap(true, Ordering::Relaxed) {
        return check("krun_set_log_level", || format!("{level:?}"), -libc::EEXIST).map(drop);
    }
    // SAFETY: it takes a number only; libkrun sets its logger.
    let answer = unsafe { krun::krun_set_log_level(level as u32) };
    check("krun_set_log_level", || format!("{level:?}"), answer).map(drop)
}

/// A machine that is being described.
#[derive(Debug)]
pub struct Machine {
    context: u32,
}

fn check(call: &'static str, about: impl Fn() -> String, answer: i32) -> Result<u32, Error> {
    u32::try_from(answer).map_err(|_| Error::Refused {
        call,
        about: about(),
        errno: answer.saturating_neg(),
    })
}

fn text(call: &'static str, about: impl Fn() -> String, value: &str) -> Result<CString, Error> {
    CString::new(value).map_err(|_| Error::Nul {
        call,
        about: about(),
    })
}

impl Machine {
    /// Begins a machine with `cpus` virtual CPUs and `memory` MiB, without vsock and so without TSI.
    ///
    /// # Errors
    /// When libkrun refuses one of the numbers.
    #[allow(
        unused_unsafe,
        reason = "libkrun marks some of its calls unsafe and some not"
    )]
    pub fn new(cpus: u8, memory: u32) -> Result<Self, Error> {
        // SAFETY: it takes nothing.
        let answer = unsafe { krun::krun_create_ctx() };
        let context = check("krun_create_ctx", String::new, answer)?;
        // SAFETY: it takes numbers only.
        let answer = unsafe { krun::krun_set_vm_config(context, cpus, memory) };
        let about = || format!("{cpus} CPUs, {memory} MiB");
        check("krun_set_vm_config", about, answer)?;
        // SAFETY: it takes a number only.
        let answer = unsafe { krun::krun_disable_implicit_vsock(context) };
        check("krun_disable_implicit_vsock", String::new, answer)?;
        Ok(Self { context })
    }

    /// Has the interrupt controllers emulated by libkrun, except for the local ones.
    ///
    /// # Errors
    /// When libkrun refuses.
    #[allow(
        unused_unsafe,
        reason = "libkrun marks some of its calls unsafe and some not"
    )]
    pub fn split_irqchip(&mut self) -> Result<(), Error> {
        // SAFETY: it takes numbers only.
        let answer = unsafe { krun::krun_split_irqchip(self.context, true) };
        check("krun_split_irqchip", String::new, answer).map(drop)
    }

    /// Boots the ELF file `kernel` with its command line, and with an initramfs if there is one.
    ///
    /// # Errors
    /// When libkrun refuses, or a text has a NUL byte in it.
    pub fn kernel(
        &mut self,
        kernel: &str,
        initramfs: Option<&str>,
        command_line: &str,
    ) -> Result<(), Error> {
        const CALL: &str = "krun_set_kernel";
        let about = || format!("{kernel:?}");
        let kernel_text = text(CALL, about, kernel)?;
        let command_line = text(CALL, about, command_line)?;
        let initramfs = initramfs.map(|path| text(CALL, about, path)).transpose()?;
        let initramfs = initramfs.as_ref().map_or(ptr::null(), |path| path.as_ptr());
        let (kernel_text, command_line) = (kernel_text.as_ptr(), command_line.as_ptr());
        // SAFETY: all three are C strings that outlive the call, or null where libkrun takes null.
        let answer = unsafe {
            krun::krun_set_kernel(self.context, kernel_text, ELF, initramfs, command_line)
        };
        check(CALL, about, answer).map(drop)
    }

    /// Adds the raw disk image `path`.
    ///
    /// # Errors
    /// When libkrun refuses, or a text has a NUL byte in it.
    pub fn disk(&mut self, id: &str, path: &str, read_only: bool) -> Result<(), Error> {
        const CALL: &str = "krun_add_disk";
        let about = || format!("id {id:?}");
        let (id_text, path) = (text(CALL, about, id)?, text(CALL, about, path)?);
        let (id_text, path) = (id_text.as_ptr(), path.as_ptr());
        // SAFETY: both are C strings that outlive the call.
        let answer = unsafe { krun::krun_add_disk(self.context, id_text, path, read_only) };
        check(CALL, about, answer).map(drop)
    }

    /// Shares the directory `path` under `tag`, without a DAX window; with a judge, but for what it hides.
    ///
    /// # Errors
    /// When libkrun refuses, or a text has a NUL byte in it.
    pub fn share(
        &mut self,
        tag: &str,
        path: &str,
        read_only: bool,
        judge: Option<Judge>,
    ) -> Result<(), Error> {
        const CALL: &str = "krun_add_virtiofs3";
        const NO_WINDOW: u64 = 0;
        let about = || format!("tag {tag:?}");
        if let Some(judge) = judge {
            hide(tag, judge);
        }
        let (tag_text, path) = (text(CALL, about, tag)?, text(CALL, about, path)?);
        let (tag_text, path) = (tag_text.as_ptr(), path.as_ptr());
        // SAFETY: both are C strings that outlive the call.
        let answer =
            unsafe { krun::krun_add_virtiofs3(self.context, tag_text, path, NO_WINDOW, read_only) };
        check(CALL, about, answer).map(drop)
    }

    /// Writes the console to `path`, which is created or truncated when the machine is entered.
    ///
    /// # Errors
    /// When libkrun refuses, or the path has a NUL byte in it.
    pub fn console(&mut self, path: &str) -> Result<(), Error> {
        const CALL: &str = "krun_set_console_output";
        let about = || format!("{path:?}");
        let path_text = text(CALL, about, path)?;
        let path_text = path_text.as_ptr();
        // SAFETY: it is a C string that outlives the call.
        let answer = unsafe { krun::krun_set_console_output(self.context, path_text) };
        check(CALL, about, answer).map(drop)
    }

    /// Adds a virtio-serial port that reads from and writes to `stream`, which must stay open.
    ///
    /// # Errors
    /// When libkrun refuses, or the name has a NUL byte in it.
    pub fn port(&mut self, name: &str, stream: BorrowedFd<'static>) -> Result<(), Error> {
        const CALL: &str = "krun_add_console_port_inout";
        let about = || format!("port {name:?}");
        let name_text = text(CALL, about, name)?;
        let name_text = name_text.as_ptr();
        // SAFETY: it takes a number only.
        let answer = unsafe { krun::krun_add_virtio_console_multiport(self.context) };
        let device = check("krun_add_virtio_console_multiport", about, answer)?;
        let stream = stream.as_raw_fd();
        // SAFETY: the name is a C string that outlives the call, and the descriptor is never closed.
        let answer = unsafe {
            krun::krun_add_console_port_inout(self.context, device, name_text, stream, stream)
        };
        check(CALL, about, answer).map(drop)
    }

    /// Becomes the machine. libkrun ends this process with the guest, so this returns only when it failed.
    ///
    /// # Errors
    /// Always.
    #[allow(
        unused_unsafe,
        reason = "libkrun marks some of its calls unsafe and some not"
    )]
    pub fn enter(self) -> Result<Infallible, Error> {
        // SAFETY: it takes a number only; the context is given up with `self`.
        let answer = unsafe { krun::krun_start_enter(self.context) };
        Err(Error::Refused {
            call: "krun_start_enter",
            about: String::new(),
            errno: answer.saturating_neg(),
        })
    }
}

#[cfg(test)]
mod tests;
