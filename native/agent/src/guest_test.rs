//! A guest for the agent's tests, which is this process and its host's tree.
//!
//! The reaper takes the end of every child, so a test with processes runs alone in a process of its own ([`alone`]).

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use tokio::task::{LocalSet, spawn_local};

use crate::agent::{Agent, BootState};
use crate::daemon_test::{Daemon, Tasks};
use crate::process::{Cgroups, reap_forever};

/// Runs a test with a session to an agent, in a guest that is booted or not. The reaper runs where `reaps` says so.
pub fn with_agent<F: Future<Output = ()>>(
    booted: bool,
    reaps: bool,
    test: impl FnOnce(Daemon, Tasks) -> F,
) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    LocalSet::new().block_on(&runtime, async {
        let agent = Rc::new(Agent::new());
        if booted {
            agent.boot.set(BootState::Booted);
            *agent.cgroups.borrow_mut() = Some(Cgroups::none());
        }
        if reaps {
            let agent = agent.clone();
            spawn_local(async move { reap_forever(&agent.reaper).await });
        }
        let (daemon, tasks) = Daemon::connect(agent, 1 << 20).await;
        tokio::time::timeout(Duration::from_secs(60), test(daemon, tasks))
            .await
            .unwrap();
    });
}

const ALONE: &str = "BELLGLASS_TEST_IS_ALONE";

/// Runs a test with processes, as root, in a process that has no other test in it.
///
/// Only root may set a child's groups; another user is told that nothing was tested.
pub fn alone<F: Future<Output = ()>>(name: &str, test: impl FnOnce(Daemon, Tasks) -> F) {
    if !rustix::process::geteuid().is_root() {
        eprintln!("{name}: not tested, since only root may change to another user");
        return;
    }
    if std::env::var_os(ALONE).is_some() {
        return with_agent(true, true, test);
    }
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture", "--test-threads=1"])
        .env(ALONE, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

const APART: &str = "BELLGLASS_TEST_IS_APART";

/// What gives a test a mount namespace of its own: root's right, else that of a user namespace's root.
fn unshare() -> std::process::Command {
    let mut unshare = std::process::Command::new("unshare");
    if !rustix::process::geteuid().is_root() {
        unshare.args(["--user", "--map-root-user"]);
    }
    unshare.args(["--mount", "--propagation", "private"]);
    unshare
}

/// Runs a test in a mount namespace of its own.
pub fn apart(name: &str, test: impl FnOnce()) {
    if std::env::var_os(APART).is_some() {
        return test();
    }
    if !unshare().arg("true").status().unwrap().success() {
        eprintln!("{name}: not tested, since this host lets only root mount");
        return;
    }
    let output = unshare()
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env(APART, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}{errors}"
    );
}

/// A directory that goes with the test.
pub struct Scratch(pub PathBuf);

impl Scratch {
    /// Makes one that everybody may enter.
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("bellglass-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// The path of an entry, as text.
    pub fn text(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().into()
    }

    /// Writes a file with a mode.
    pub fn file(&self, name: &str, content: &[u8], mode: u32) -> String {
        use std::os::unix::fs::PermissionsExt;
        let path = self.0.join(name);
        std::fs::write(&path, content).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        self.text(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A path as a query takes it.
pub fn encode(path: impl AsRef<Path>) -> String {
    use std::os::unix::ffi::OsStrExt;
    percent_encode(path.as_ref().as_os_str().as_bytes(), NON_ALPHANUMERIC).to_string()
}
