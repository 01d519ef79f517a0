//! The walls, from inside: a small program takes QEMU's place in the jail and tries what a taken-over one would.
//! Each refusal has its control: the same program outside the jail, where the same act succeeds.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::io::Write;
use std::net::TcpListener;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

// Says a word for each act: yes, or no with the error number.
const PROBE: &str = r#"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
static void say(const char *act, int answer) { printf("%s %s %d\n", act, answer < 0 ? "no" : "yes", answer < 0 ? errno : 0); fflush(stdout); }
int main(void) {
  struct sockaddr_un path = {AF_UNIX, UNIX};
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(PORT)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  say("read", open(FILE_OUTSIDE, O_RDONLY));
  say("chmod", chmod(FILE_OUTSIDE, 0600));
  say("memory", open("/proc/self/mem", O_RDWR));
  say("kill", kill(VICTIM, 0));
  say("unix", connect(socket(AF_UNIX, SOCK_STREAM, 0), (void *)&path, sizeof path));
  say("tcp", connect(socket(AF_INET, SOCK_STREAM, 0), (void *)&address, sizeof address));
  if (execl(PROGRAM, "true", (char *)0)) say("exec", -1);
}
"#;

struct Scene {
    directory: PathBuf,
    victim: std::process::Child,
    _unix: UnixListener,
    _tcp: TcpListener,
}

fn build(directory: &Path, defines: &[String]) {
    std::fs::write(directory.join("probe.c"), PROBE).unwrap();
    let built = Command::new("cc")
        .args(["-static", "-w", "-o", "probe", "probe.c"])
        .args(defines)
        .current_dir(directory)
        .status()
        .unwrap();
    assert!(built.success());
}

fn scene(name: &str) -> Scene {
    let directory =
        std::env::temp_dir().join(format!("bellglass-jail-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    std::fs::write(directory.join("secret"), "secret").unwrap();
    std::fs::write(directory.join("kernel"), "x").unwrap();
    // Another process writes it: what other tests start would hold a descriptor of ours (ETXTBSY).
    let copy = Command::new("cp")
        .arg("/bin/true")
        .arg(directory.join("true"))
        .status();
    assert!(copy.unwrap().success());
    let unix = UnixListener::bind(directory.join("host.sock")).unwrap();
    let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
    let victim = Command::new("sleep").arg("60").spawn().unwrap();
    let quoted = |file: &str| format!("{:?}", directory.join(file));
    let defines = [
        format!("-DFILE_OUTSIDE={}", quoted("secret")),
        format!("-DUNIX={}", quoted("host.sock")),
        format!("-DPROGRAM={}", quoted("true")),
        format!("-DPORT={}", tcp.local_addr().unwrap().port()),
        format!("-DVICTIM={}", victim.id()),
    ];
    build(&directory, &defines);
    Scene {
        directory,
        victim,
        _unix: unix,
        _tcp: tcp,
    }
}

impl Scene {
    /// What the program says in QEMU's place, and what the vmm says.
    fn inside(&self, seccomp: &str) -> (String, String) {
        let text = include_str!("../../wire/golden/machine-spec.qemu.json");
        let mut spec: Value = serde_json::from_str(text).unwrap();
        let of = |name: &str| json!(self.directory.join(name));
        spec["kernel"] = json!({"path": of("kernel"), "initramfs": null, "commandLine": ""});
        (spec["disks"], spec["shares"]) = (json!([]), json!([]));
        spec["hypervisor"]["program"] = of("probe");
        spec["hypervisor"]["virtiofsd"] = json!("/bin/true");
        spec["agentSocket"] = of("agent.sock");
        spec["console"] = of("console.log");
        spec["record"] = of("failure.json");
        spec["jailReport"] = of("jail.json");
        spec["seccomp"] = json!(seccomp);
        let mut vmm = Command::new(env!("CARGO_BIN_EXE_bellglass-vmm"))
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        vmm.stdin
            .take()
            .unwrap()
            .write_all(spec.to_string().as_bytes())
            .unwrap();
        let output = vmm.wait_with_output().unwrap();
        let console = std::fs::read_to_string(self.directory.join("console.log")).unwrap();
        (
            console,
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    }

    fn stands(&self, wall: &str) -> bool {
        let text = std::fs::read_to_string(self.directory.join("jail.json")).unwrap();
        let walls: Value = serde_json::from_str(&text).unwrap();
        walls
            .as_array()
            .unwrap()
            .iter()
            .any(|found| found["wall"] == wall && found["state"] == "up")
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        let _ = self.victim.kill();
        let _ = self.victim.wait();
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

#[test]
fn outside_the_jail_every_act_succeeds() {
    let scene = scene("control");
    let output = Command::new(scene.directory.join("probe"))
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let wanted = "read yes 0\nchmod yes 0\nmemory yes 0\nkill yes 0\nunix yes 0\ntcp yes 0\n";
    assert_eq!(said, wanted);
    assert!(output.status.success(), "exec");
}

#[test]
fn without_the_filter_the_other_walls_hold() {
    let scene = scene("walls");
    let (console, said) = scene.inside("off");
    let refused = |act: &str| console.contains(&format!("{act} no "));
    if scene.stands("mountNamespace") {
        assert!(
            ["read", "chmod", "memory", "unix", "exec"]
                .into_iter()
                .all(refused),
            "{console}{said}"
        );
    }
    if scene.stands("landlock") {
        assert!(
            ["read", "memory", "exec"].into_iter().all(refused),
            "{console}{said}"
        );
        assert!(refused("tcp") && refused("kill"), "{console}{said}");
    }
    assert!(
        scene.stands("mountNamespace") || scene.stands("landlock"),
        "this host has neither wall"
    );
}

#[test]
fn the_filter_kills_what_signals_or_connects() {
    let scene = scene("filter");
    let (console, said) = scene.inside("enforce");
    assert!(
        !console.contains("kill") && !console.contains("unix"),
        "{console}"
    );
    assert!(
        said.contains("a system call that its filter refuses"),
        "{said}"
    );
    let record = std::fs::read_to_string(scene.directory.join("failure.json")).unwrap();
    assert!(record.contains("seccomp_violation"), "{record}");
}
