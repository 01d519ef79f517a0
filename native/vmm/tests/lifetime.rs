//! Who lives as long as whom: real processes, ended one at a time.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

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

struct Scene {
    directory: PathBuf,
    spec: Value,
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

fn scene(name: &str, stay: &str) -> Scene {
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
    let golden = include_str!("../../wire/golden/machine-spec.qemu.json");
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
    fn command(&self) -> Command {
        fs::write(self.directory.join("spec"), self.spec.to_string()).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_bellglass-vmm"));
        command
            .stdin(fs::File::open(self.directory.join("spec")).unwrap())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn walls(&self) -> Vec<Value> {
        let report = self.directory.join("jailReport");
        until("the walls stand", || {
            fs::metadata(&report).is_ok_and(|file| file.len() > 2)
        });
        serde_json::from_slice(&fs::read(report).unwrap()).unwrap()
    }

    fn record(&self) -> Value {
        serde_json::from_slice(&fs::read(self.directory.join("record")).unwrap()).unwrap()
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.directory);
    }
}

fn until(what: &str, holds: impl Fn() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(
            began.elapsed() < Duration::from_secs(20),
            "{what}: not within 20 s"
        );
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn children(of: u32) -> Vec<i32> {
    let text = fs::read_to_string(format!("/proc/{of}/task/{of}/children")).unwrap_or_default();
    text.split_whitespace()
        .map(|pid| pid.parse().unwrap())
        .collect()
}

fn lives(pid: i32) -> bool {
    let Ok(stat) = fs::read_to_string(format!("/proc/{pid}/stat")) else {
        return false;
    };
    // A zombie waits for whoever reaps it, and does nothing more.
    !stat.rsplit(") ").next().unwrap().starts_with(['Z', 'X'])
}

/// The hypervisor's process by its program, and the servers'.
fn machine(vmm: &Child) -> (i32, Vec<i32>) {
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

fn end(pid: i32) {
    kill_process(Pid::from_raw(pid).unwrap(), Signal::KILL).unwrap();
}

const STAYS: &str = "byte = 0; for (;;) poll(0, 0, -1)";

fn stays(name: &str) -> Scene {
    scene(name, STAYS)
}

#[test]
fn when_the_vmm_is_killed_nothing_of_the_machine_is_left() {
    let scene = stays("vmm");
    let mut vmm = scene.command().spawn().unwrap();
    scene.walls();
    let (hypervisor, servers) = machine(&vmm);
    vmm.kill().unwrap();
    vmm.wait().unwrap();
    until("the hypervisor is gone", || !lives(hypervisor));
    until("the servers are gone", || {
        !servers.iter().any(|pid| lives(*pid))
    });
}

#[test]
fn when_whoever_started_the_vmm_is_killed_nothing_is_left_either() {
    for (dies, name) in [(true, "parent"), (false, "detached")] {
        let mut scene = stays(name);
        scene.spec["diesWithParent"] = json!(dies);
        scene.command();
        let vmm = env!("CARGO_BIN_EXE_bellglass-vmm");
        let line = format!("{vmm} < spec > /dev/null 2>&1 & echo $! > pid; wait");
        let mut parent = Command::new("/bin/sh")
            .args(["-c", &line])
            .current_dir(&scene.directory)
            .spawn()
            .unwrap();
        scene.walls();
        let vmm: i32 = fs::read_to_string(scene.directory.join("pid"))
            .unwrap()
            .trim()
            .parse()
            .unwrap();
        let all = children(u32::try_from(vmm).unwrap());
        assert_eq!(all.len(), 3);
        parent.kill().unwrap();
        parent.wait().unwrap();
        if dies {
            until("the vmm is gone", || !lives(vmm));
        } else {
            std::thread::sleep(Duration::from_millis(300));
            assert!(lives(vmm), "the control: one that was not to end with it");
            end(vmm);
        }
        until("all of it is gone", || !all.iter().any(|pid| lives(*pid)));
    }
}

#[test]
fn a_hypervisor_that_is_killed_is_the_end_of_its_servers() {
    let scene = stays("hypervisor");
    let vmm = scene.command().spawn().unwrap();
    scene.walls();
    let (hypervisor, servers) = machine(&vmm);
    end(hypervisor);
    let output = vmm.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(scene.record()["code"], json!("hypervisor_killed"));
    until("the servers are gone", || {
        !servers.iter().any(|pid| lives(*pid))
    });
}

#[test]
fn a_server_that_is_killed_is_the_end_of_its_machine() {
    let scene = stays("server");
    let vmm = scene.command().spawn().unwrap();
    scene.walls();
    let (hypervisor, servers) = machine(&vmm);
    end(servers[1]);
    let output = vmm.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let record = scene.record();
    assert_eq!(
        (&record["stage"], &record["code"]),
        (&json!("run"), &json!("file_server_ended"))
    );
    until("the hypervisor is gone", || !lives(hypervisor));
    until("the other server is gone", || !lives(servers[0]));
}

#[test]
fn a_machine_that_ends_by_itself_leaves_status_0_and_no_record() {
    let scene = scene("well", "byte = 0; write(1, \"last words\", 10)");
    let output = scene.command().spawn().unwrap().wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(output.stdout.is_empty() && output.stderr.is_empty());
    assert_eq!(fs::read(scene.directory.join("record")).unwrap(), b"");
    assert_eq!(
        fs::read(scene.directory.join("console")).unwrap(),
        b"last words"
    );
}

#[test]
fn the_report_tells_each_wall_once_and_of_the_servers_what_is_weaker() {
    let mut scene = scene("walls", "byte = 0");
    scene.command().spawn().unwrap().wait_with_output().unwrap();
    let names: Vec<String> = scene
        .walls()
        .iter()
        .map(|wall| wall["wall"].as_str().unwrap().into())
        .collect();
    let wanted = [
        "session",
        "rlimits",
        "descriptors",
        "mountNamespace",
        "noNewPrivs",
        "landlock",
        "seccomp",
    ];
    assert_eq!(names, wanted);
    // A server that says nothing of its walls counts as one that has none.
    scene.spec["hypervisor"]["virtiofsd"] = json!("/bin/true");
    fs::remove_file(scene.directory.join("jailReport")).unwrap();
    scene.command().spawn().unwrap().wait_with_output().unwrap();
    for wall in scene.walls() {
        let alone = wall["wall"] == json!("session");
        let told = wall["detail"] == json!("virtiofsd: nothing was reported");
        assert_eq!(told, !alone, "{wall}");
    }
}

#[test]
fn a_console_is_kept_up_to_its_limit_and_never_holds_up_the_machine() {
    let mut scene = scene(
        "console",
        "for (int n = 0; n < 300000; n++) write(1, \"x\", 1)",
    );
    scene.spec["consoleLimit"] = json!(1000);
    let output = scene.command().spawn().unwrap().wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let kept = fs::read(scene.directory.join("console")).unwrap();
    assert_eq!(
        (kept.len(), kept.iter().all(|byte| *byte == b'x')),
        (1000, true)
    );
}

#[test]
fn what_the_hypervisor_complains_of_is_in_the_record() {
    let scene = scene(
        "says",
        "byte = 0; write(2, \"no such\\ndevice\\n\", 15); return 3",
    );
    let output = scene.command().spawn().unwrap().wait_with_output().unwrap();
    let said = "run: the hypervisor ended with status 3: no such; device";
    assert_eq!(scene.record()["message"], json!(said));
    let line = String::from_utf8(output.stderr).unwrap();
    assert_eq!(line, format!("bellglass-vmm: {said}\n"));
}
