//! A library that lies where libkrun looks for its firmware is not loaded: a static program loads none.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::path::Path;
use std::process::Command;

use bellglass_krun::Machine;

const CHILD: &str = "BELLGLASS_TEST_MAKES_A_MACHINE";

fn plant(directory: &Path) -> std::path::PathBuf {
    let source = directory.join("fake.c");
    let mark = directory.join("loaded");
    let text = format!(
        "#include <stdio.h>\n__attribute__((constructor)) static void mark(void) {{ FILE *f = fopen({mark:?}, \"w\"); if (f) fclose(f); }}\n"
    );
    std::fs::write(&source, text).unwrap();
    let library = directory.join("libkrunfw.so.5");
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-o"])
        .args([&library, &source])
        .status()
        .unwrap();
    assert!(built.success());
    library
}

#[test]
fn a_planted_libkrunfw_is_not_loaded() {
    if std::env::var_os(CHILD).is_some() {
        Machine::new(1, 128).unwrap();
        return;
    }
    let directory = std::env::temp_dir().join(format!("bellglass-fw-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let library = plant(&directory);
    let mark = directory.join("loaded");

    // The control: a dynamic program that loads it leaves the mark.
    let control = Command::new("/bin/true")
        .env("LD_PRELOAD", &library)
        .status()
        .unwrap();
    assert!(
        control.success() && mark.exists(),
        "the planted library does not work"
    );
    std::fs::remove_file(&mark).unwrap();

    let status = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_planted_libkrunfw_is_not_loaded"])
        .env(CHILD, "1")
        .env("LD_LIBRARY_PATH", &directory)
        .current_dir(&directory)
        .status()
        .unwrap();
    assert!(status.success());
    assert!(!mark.exists(), "libkrun loaded a library of the host's");
    std::fs::remove_dir_all(&directory).unwrap();
}
