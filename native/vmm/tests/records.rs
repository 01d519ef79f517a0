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
        (vec![b' '; 70_000], "longer than 65536 bytes"),
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
