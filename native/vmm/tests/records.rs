//! Every failure leaves status 1, one line on standard error, nothing on standard output, and a typed record.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use bellglass_wire::spec::{FailureRecord, Stage};
use serde_json::{Value, json};

struct Bench {
    directory: PathBuf,
    spec: Value,
}

fn bench(name: &str) -> Bench {
    let directory =
        std::env::temp_dir().join(format!("bellglass-rec-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let text = include_str!("../../wire/golden/machine-spec.qemu.json");
    let mut spec: Value = serde_json::from_str(text).unwrap();
    let file = directory.join("file");
    std::fs::write(&file, "x").unwrap();
    let of = |name: &str| json!(directory.join(name));
    spec["kernel"]["path"] = json!(file);
    spec["kernel"]["initramfs"] = Value::Null;
    spec["disks"] = json!([]);
    spec["shares"] = json!([]);
    spec["hypervisor"]["program"] = json!("/bin/true");
    spec["hypervisor"]["virtiofsd"] = json!("/bin/true");
    spec["agentSocket"] = of("agent.sock");
    spec["console"] = of("console.log");
    spec["record"] = of("failure.json");
    spec["jailReport"] = of("jail.json");
    Bench { directory, spec }
}

fn run(input: &[u8]) -> Output {
    let mut vmm = Command::new(env!("CARGO_BIN_EXE_bellglass-vmm"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A vmm that has read enough closes its end.
    let _ = vmm.stdin.take().unwrap().write_all(input);
    vmm.wait_with_output().unwrap()
}

fn one_line(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(output.stdout.is_empty());
    let said = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(said.matches('\n').count(), 1, "{said}");
    assert!(said.starts_with("bellglass-vmm: "), "{said}");
    said
}

impl Bench {
    fn fails(&self) -> FailureRecord {
        let said = one_line(&run(&serde_json::to_vec(&self.spec).unwrap()));
        let text = std::fs::read(self.directory.join("failure.json")).unwrap();
        let record: FailureRecord = serde_json::from_slice(&text).unwrap();
        assert!(
            said.contains(record.message.lines().next().unwrap()),
            "{said}"
        );
        record
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

#[test]
fn a_specification_that_cannot_be_read_is_said() {
    for (input, says) in [
        (b"".to_vec(), "cannot be read"),
        (b"{".to_vec(), "cannot be read"),
        (b"{\"version\":1}".to_vec(), "missing field"),
        (vec![b' '; 300_000], "longer than 262144 bytes"),
    ] {
        let said = one_line(&run(&input));
        assert!(
            said.starts_with("bellglass-vmm: read: ") && said.contains(says),
            "{said}"
        );
    }
}

#[test]
fn what_is_missing_or_of_the_wrong_kind_is_named_at_the_stage_open() {
    let table = [
        ("/kernel/path", json!("/is/not/there"), "not_found"),
        ("/kernel/path", json!("/usr"), "not_a_file"),
        ("/kernel/initramfs", json!("/is/not/there"), "not_found"),
        ("/hypervisor/program", json!("/is/not/there"), "not_found"),
        (
            "/shares",
            json!([{"tag": "a", "path": "/is/not/there", "readOnly": true}]),
            "not_found",
        ),
        (
            "/shares",
            json!([{"tag": "a", "path": "/etc/passwd", "readOnly": true}]),
            "not_a_directory",
        ),
        (
            "/disks",
            json!([{"id": "a", "path": "/is/not/there", "readOnly": true}]),
            "not_found",
        ),
        ("/agentSocket", json!("/is/not/there"), "not_found"),
    ];
    for (pointer, value, code) in table {
        let mut bench = bench("open");
        *bench.spec.pointer_mut(pointer).unwrap() = value;
        let record = bench.fails();
        assert_eq!(
            (record.stage, record.code.as_str()),
            (Stage::Open, code),
            "{pointer}"
        );
    }
}

#[test]
fn a_disk_that_another_machine_writes_is_not_touched() {
    let mut bench = bench("locked");
    let path = bench.directory.join("disk");
    let other = std::fs::File::create(&path).unwrap();
    bench.spec["hypervisor"]["program"] = json!("/bin/false");
    bench.spec["disks"] = json!([{"id": "a", "path": path, "readOnly": false}]);
    assert_eq!(bench.fails().code, "hypervisor_failed");
    other.lock().unwrap();
    let record = bench.fails();
    assert_eq!(
        (record.stage, record.code.as_str()),
        (Stage::Open, "disk_in_use")
    );
    bench.spec["disks"][0]["readOnly"] = json!(true);
    assert_eq!(bench.fails().code, "hypervisor_failed");
}

#[test]
fn a_file_in_the_place_of_the_socket_is_not_removed() {
    let bench = bench("taken");
    let taken = bench.directory.join("agent.sock");
    std::fs::write(&taken, "precious").unwrap();
    assert_eq!(bench.fails().code, "address_in_use");
    assert_eq!(std::fs::read(taken).unwrap(), b"precious");
}

#[test]
fn a_hypervisor_that_fails_is_a_failure_of_the_run() {
    let mut bench = bench("false");
    bench.spec["hypervisor"]["program"] = json!("/bin/false");
    let record = bench.fails();
    assert_eq!(
        (record.stage, record.code.as_str()),
        (Stage::Run, "hypervisor_failed")
    );
    assert!(record.message.contains("status 1"), "{}", record.message);
}

#[test]
fn what_cannot_be_executed_is_a_failure_to_enter() {
    for (content, errno, code) in [
        ("\u{1}\u{2}", 8, "system_error"),
        ("", 8, "system_error"),
        ("#!/is/not/there\n", 2, "not_found"),
    ] {
        let mut bench = bench("enter");
        let program = bench.directory.join("program");
        // Another process writes it: what other tests start would hold a descriptor of ours (ETXTBSY).
        let written = Command::new("sh")
            .args([
                "-c",
                r#"printf %s "$1" >"$2" && chmod 755 "$2""#,
                "sh",
                content,
            ])
            .arg(&program)
            .status();
        assert!(written.unwrap().success());
        bench.spec["hypervisor"]["program"] = json!(program);
        let record = bench.fails();
        assert_eq!(
            (record.stage, record.code.as_str()),
            (Stage::Enter, code),
            "{record:?}"
        );
        assert_eq!(record.errno, Some(errno));
        assert!(record.step.starts_with("execve "), "{}", record.step);
    }
}

#[test]
fn a_program_that_nobody_may_execute_is_found_before_anything_is_made() {
    let mut bench = bench("mode");
    bench.spec["hypervisor"]["program"] = bench.spec["kernel"]["path"].clone();
    let record = bench.fails();
    assert_eq!(
        (record.stage, record.code.as_str(), record.errno),
        (Stage::Open, "permission_denied", Some(13))
    );
}

#[test]
fn a_host_without_descriptors_left_is_said() {
    let bench = bench("few");
    std::fs::write(bench.directory.join("spec"), bench.spec.to_string()).unwrap();
    // Three streams, and the files that a failure goes to.
    let line = format!("ulimit -n 9; exec {}", env!("CARGO_BIN_EXE_bellglass-vmm"));
    let output = Command::new("/bin/sh")
        .args(["-c", &line])
        .stdin(std::fs::File::open(bench.directory.join("spec")).unwrap())
        .output()
        .unwrap();
    one_line(&output);
    let text = std::fs::read(bench.directory.join("failure.json")).unwrap();
    let record: FailureRecord = serde_json::from_slice(&text).unwrap();
    assert_eq!(
        (record.step.as_str(), record.errno),
        ("make the streams", Some(24))
    );
}

#[test]
fn a_record_of_an_earlier_machine_does_not_outlive_the_next() {
    let mut bench = bench("old");
    bench.spec["hypervisor"]["program"] = json!("/bin/false");
    bench.fails();
    bench.spec["hypervisor"]["program"] = json!("/bin/true");
    let output = run(&serde_json::to_vec(&bench.spec).unwrap());
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let record = std::fs::read(bench.directory.join("failure.json")).unwrap();
    assert_eq!(record, br#"{"endedWell":true}"#);
}

#[test]
fn what_it_makes_is_for_its_user_only() {
    use std::os::unix::fs::MetadataExt;
    let bench = bench("private");
    run(&serde_json::to_vec(&bench.spec).unwrap());
    for name in ["failure.json", "jail.json", "console.log", "agent.sock"] {
        let found = std::fs::metadata(bench.directory.join(name)).unwrap();
        assert_eq!(found.mode() & 0o777, 0o600, "{name}");
    }
}
