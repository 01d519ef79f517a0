//! Who lives as long as whom: real processes, ended one at a time.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

mod scene;

use std::fs;
use std::process::Command;
use std::time::Duration;

use scene::{Scene, children, end, lives, machine, scene, until};
use serde_json::json;

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
fn a_machine_that_ends_by_itself_leaves_status_0_and_a_record_of_that() {
    let scene = scene("well", "byte = 0; write(1, \"last words\", 10)");
    let output = scene.command().spawn().unwrap().wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(output.stdout.is_empty() && output.stderr.is_empty());
    assert_eq!(scene.record(), json!({ "endedWell": true }));
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
