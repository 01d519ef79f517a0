//! A machine of real processes, with a program of the test's in QEMU's place.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

/// In QEMU's place: it stays until it is ended, or ends at once, as its option says.
const PROBE: &str = r#"
#include <poll.h>
#include <unistd.h>
int main(void) { char byte; STAY; return 0; }
"#;

pub struct Scene {
    /// Everything of it.
    pub directory: PathBuf,
    /// Its specification.
    pub spec: Value,
}

/// The file server, as this workspace builds it.
fn server() -> PathBuf {
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "-p", "bellglass-virtiofsd"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()
        .unwrap();
    assert!(built.success());
    Path::new(env!("CARGO_BIN_EXE_bellglass-vmm")).with_file_name("bellglass-virtiofsd")
}

pub fn scene(name: &str, stay: &str) -> Scene {
    let name = format!("bellglass-life-{name}-{}", std::process::id());
    let directory = std::env::temp_dir().join(name);
    for share in ["one", "two, three"] {
        fs::create_dir_all(directory.join(share)).unwrap();
    }
    fs::write(directory.join("kernel"), "x").unwrap();
    fs::write(directory.join("probe.c"), PROBE).unwrap();
    let built = Command::new("cc")
        .args([
            "-static",
            "-o",
            "probe",
            "probe.c",
            &format!("-DSTAY={stay}"),
        ])
        .current_dir(&directory)
        .status()
        .unwrap();
    assert!(built.success());
    let of = |name: &str| json!(directory.join(name));
    let golden = include_str!("../../../wire/golden/machine-spec.qemu.json");
    let mut spec: Value = serde_json::from_str(golden).unwrap();
    spec["kernel"] = json!({ "path": of("kernel"), "initramfs": null, "commandLine": "" });
    spec["disks"] = json!([]);
    spec["shares"] = json!([
        { "tag": "one", "path": of("one"), "readOnly": true },
        { "tag": "two", "path": of("two, three"), "readOnly": false },
    ]);
    spec["hypervisor"]["program"] = of("probe");
    spec["hypervisor"]["virtiofsd"] = json!(server());
    for key in ["agentSocket", "console", "record", "jailReport"] {
        spec[key] = of(key);
    }
    Scene { directory, spec }
}

impl Scene {
    pub fn command(&self) -> Command {
        fs::write(self.directory.join("spec"), self.spec.to_string()).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_bellglass-vmm"));
        command
            .stdin(fs::File::open(self.directory.join("spec")).unwrap())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub fn walls(&self) -> Vec<Value> {
        let report = self.directory.join("jailReport");
        until("the walls stand", || {
            fs::metadata(&report).is_ok_and(|file| file.len() > 2)
        });
        serde_json::from_slice(&fs::read(report).unwrap()).unwrap()
    }

    pub fn record(&self) -> Value {
        serde_json::from_slice(&fs::read(self.directory.join("record")).unwrap()).unwrap()
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.directory);
    }
}

pub fn until(what: &str, holds: impl Fn() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(
            began.elapsed() < Duration::from_secs(20),
            "{what}: not within 20 s"
        );
        std::thread::sleep(Duration::from_millis(10));
    }
}

pub fn children(of: u32) -> Vec<i32> {
    let text = fs::read_to_string(format!("/proc/{of}/task/{of}/children")).unwrap_or_default();
    text.split_whitespace()
        .map(|pid| pid.parse().unwrap())
        .collect()
}

pub fn lives(pid: i32) -> bool {
    let Ok(stat) = fs::read_to_string(format!("/proc/{pid}/stat")) else {
        return false;
    };
    // A zombie waits for whoever reaps it, and does nothing more.
    !stat.rsplit(") ").next().unwrap().starts_with(['Z', 'X'])
}

/// The hypervisor's process by its program, and the servers'.
pub fn machine(vmm: &Child) -> (i32, Vec<i32>) {
    let name = |pid: &i32| fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
    until("the hypervisor is executed", || {
        children(vmm.id()).iter().any(|pid| name(pid) == "probe\n")
    });
    let (hypervisor, servers): (Vec<_>, Vec<_>) = children(vmm.id())
        .into_iter()
        .partition(|pid| name(pid) == "probe\n");
    assert_eq!((hypervisor.len(), servers.len()), (1, 2));
    (hypervisor[0], servers)
}

pub fn end(pid: i32) {
    kill_process(Pid::from_raw(pid).unwrap(), Signal::KILL).unwrap();
}
