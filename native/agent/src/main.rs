//! `bellglass-agent`: PID 1 in a Bellglass guest.
//!
//! It mounts what a program cannot do without, finds the virtio-serial port to the daemon, and serves HTTP/2 on it: the
//! boot configuration, processes, files, and power off. It has one thread, and one reaper that owns every wait.

// The standard library's own `main` wants descriptors 0 to 2 or /dev/null, and aborts: the first process has neither
// where the console is late.
#![cfg_attr(not(test), no_main)]
#![cfg_attr(test, allow(dead_code, unused_imports))]

mod agent;
mod boot;
mod census;
#[cfg(test)]
mod daemon_test;
mod fault;
#[cfg(test)]
mod guest_test;
mod http;
mod orphan;
mod port;
mod poweroff;
mod process;
mod programs;
mod session;

use std::ffi::{c_char, c_int};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::time::Duration;

use agent::Agent;
use futures_util::FutureExt;

/// The C runtime's entry.
// SAFETY: no other item has this name, and the signature is the one that the C runtime calls.
#[cfg_attr(not(test), unsafe(no_mangle))]
pub extern "C" fn main(_count: c_int, _arguments: *const *const c_char) -> c_int {
    if rustix::process::getpid() != rustix::process::Pid::INIT {
        eprintln!("bellglass-agent: runs as the first process of a Bellglass guest only");
        return 1;
    }
    loop {
        // If the first process ends, the kernel panics.
        let _ = catch_unwind(AssertUnwindSafe(run));
        std::thread::sleep(Duration::from_secs(1));
    }
}

/// Early mounts, port, hello, sessions. The boot configuration comes over a session (`boot/`).
fn run() {
    boot::early();
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    else {
        eprintln!("bellglass-agent: the kernel has no epoll");
        return;
    };
    tokio::task::LocalSet::new().block_on(&runtime, async {
        let agent = Rc::new(Agent::new());
        let reaper = agent.clone();
        tokio::task::spawn_local(async move {
            loop {
                guard(process::reap_forever(&reaper.reaper)).await;
            }
        });
        let device = port::open().await;
        loop {
            guard(async {
                port::wait_for_host(&device).await;
                if let Ok(stream) = port::greet(device.clone()).await {
                    session::serve(agent.clone(), stream).await;
                }
            })
            .await;
        }
    });
}

/// Keeps a panic from ending more than this task's turn; a pause, so that one that comes again does not spin.
async fn guard(task: impl Future<Output = ()>) {
    if AssertUnwindSafe(task).catch_unwind().await.is_err() {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
