//! Parts of a test file that run with file systems of their own.

use std::path::PathBuf;
use std::process::Command;

/// What `stand_in` is run for, and where.
pub const WHAT: &str = "BELLGLASS_APPLY_MOUNTED";

/// Whether file systems can be mounted here; says so where not.
fn may_mount() -> bool {
    let tried = Command::new("unshare").args(["-m", "true"]).status();
    let may = tried.is_ok_and(|status| status.success());
    if !may {
        eprintln!(
            "skipped: no mount namespace can be made here (root, and unshare from util-linux, are needed)"
        );
    }
    may
}

/// Runs the test `stand_in` of this file for `what`, after a shell mounted something at the directory `$1`, which only they see.
pub fn run_mounted(what: &str, mounts: &str) {
    if !may_mount() {
        return;
    }
    let disk = tempfile::tempdir().unwrap();
    let script = format!(r#"{mounts} && exec "$2" --exact stand_in --nocapture"#);
    let output = Command::new("unshare")
        .args(["-m", "sh", "-c", &script, "sh"])
        .args([disk.path(), &std::env::current_exe().unwrap()])
        .env(WHAT, format!("{what}|{}", disk.path().display()))
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && text.contains("1 passed"),
        "{text}{errors}"
    );
}

/// In `stand_in`: for what it was run, and the directory; nothing where it was run by itself.
pub fn mounted() -> Option<(String, PathBuf)> {
    let told = std::env::var(WHAT).ok()?;
    let (what, disk) = told.split_once('|')?;
    Some((what.into(), disk.into()))
}
