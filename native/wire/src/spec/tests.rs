use super::{FailureRecord, LIMIT, MachineSpec, SpecError, Wall};
use serde_json::{Value, json};

const LIBKRUN: &str = include_str!("../../golden/machine-spec.libkrun.json");
const QEMU: &str = include_str!("../../golden/machine-spec.qemu.json");

fn change(pointer: &str, value: Value) -> Result<MachineSpec, SpecError> {
    let mut spec: Value = serde_json::from_str(QEMU).unwrap();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    spec.pointer_mut(parent).unwrap()[key] = value;
    MachineSpec::parse(&serde_json::to_vec(&spec).unwrap())
}

fn refusal(pointer: &str, value: Value) -> String {
    change(pointer, value).unwrap_err().to_string()
}

#[test]
fn golden_specifications_are_the_same_after_a_round_trip() {
    for text in [LIBKRUN, QEMU] {
        let spec = MachineSpec::parse(text.as_bytes()).unwrap();
        let golden: Value = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_value(&spec).unwrap(), golden);
    }
}

#[test]
fn golden_reports_are_the_same_after_a_round_trip() {
    let text = include_str!("../../golden/machine-spec.failure.json");
    let record: FailureRecord = serde_json::from_str(text).unwrap();
    assert_eq!(
        serde_json::to_value(&record).unwrap(),
        serde_json::from_str::<Value>(text).unwrap()
    );
    let text = include_str!("../../golden/machine-spec.jail.json");
    let walls: Vec<Wall> = serde_json::from_str(text).unwrap();
    assert_eq!(
        serde_json::to_value(&walls).unwrap(),
        serde_json::from_str::<Value>(text).unwrap()
    );
}

#[test]
fn unknown_keys_are_refused_at_every_level() {
    for pointer in [
        "/extra",
        "/kernel/extra",
        "/hypervisor/extra",
        "/disks/0/extra",
        "/shares/0/extra",
    ] {
        let said = refusal(pointer, json!(1));
        assert!(said.contains("unknown field `extra`"), "{pointer}: {said}");
    }
    let mut spec: Value = serde_json::from_str(LIBKRUN).unwrap();
    spec["hypervisor"]["extra"] = json!(1);
    let said = MachineSpec::parse(&serde_json::to_vec(&spec).unwrap()).unwrap_err();
    assert!(said.to_string().contains("unknown field `extra`"), "{said}");
}

#[test]
fn a_long_specification_is_refused_before_it_is_parsed() {
    let long = vec![b' '; LIMIT + 1];
    assert!(matches!(
        MachineSpec::parse(&long),
        Err(SpecError::TooLong { limit: LIMIT })
    ));
}

#[test]
fn values_outside_their_bounds_are_refused_by_name() {
    let table = [
        ("/version", json!(2), "version"),
        ("/cpus", json!(0), "cpus"),
        ("/cpus", json!(65), "cpus"),
        ("/memoryMiB", json!(63), "memoryMiB"),
        ("/consoleLimit", json!(65 << 20), "consoleLimit"),
        ("/kernel/path", json!("vmlinux"), "kernel.path"),
        ("/kernel/initramfs", json!("a"), "kernel.initramfs"),
        ("/kernel/commandLine", json!("a\nb"), "kernel.commandLine"),
        ("/kernel/commandLine", json!("a -- b"), "kernel.commandLine"),
        (
            "/kernel/commandLine",
            json!("a".repeat(1025)),
            "kernel.commandLine",
        ),
        ("/disks/0/id", json!("a b"), "disks[0].id"),
        ("/disks/0/path", json!("x"), "disks[0].path"),
        ("/shares/0/tag", json!(""), "shares[0].tag"),
        ("/shares/1/tag", json!("usr"), "shares[1].tag"),
        ("/shares/0/path", json!("/a\u{0}b"), "shares[0].path"),
        ("/shares/0/tag", json!("added"), "shares[0].tag"),
        ("/shares/0/only", json!([]), "shares[0].only"),
        ("/shares/0/only", json!(vec!["a"; 513]), "shares[0].only"),
        ("/shares/0/only", json!(["a", "/b"]), "shares[0].only[1]"),
        ("/shares/0/only", json!(["a/../b"]), "shares[0].only[0]"),
        ("/shares/0/only", json!(["a\u{0}"]), "shares[0].only[0]"),
        (
            "/shares",
            json!([{ "tag": "a", "path": "/a", "readOnly": false, "only": ["a"] }]),
            "shares[0].only is of a share that can be written",
        ),
        (
            "/added",
            json!([{ "path": "a", "readOnly": true }]),
            "added[0].path",
        ),
        (
            "/added",
            json!(vec![json!({ "path": "/a", "readOnly": true }); 33]),
            "added",
        ),
        ("/hypervisor/program", json!("qemu"), "hypervisor.program"),
        ("/hypervisor/virtiofsd", json!("x"), "hypervisor.virtiofsd"),
        (
            "/agentSocket",
            json!(format!("/{}", "a".repeat(100))),
            "agentSocket",
        ),
        ("/console", json!("c"), "console"),
        ("/record", json!(""), "record"),
        ("/jailReport", json!("./j"), "jailReport"),
    ];
    for (pointer, value, field) in table {
        let said = refusal(pointer, value);
        assert!(said.contains(field), "{pointer}: {said}");
    }
}

#[test]
fn paths_of_a_user_may_hold_what_file_names_may_hold() {
    let path = "/home/a b/\"quoted\",comma/new\nline/ümläut";
    let spec = change("/shares/1/path", json!(path)).unwrap();
    assert_eq!(spec.shares[1].path, path);
}

#[test]
fn the_console_limit_has_a_default() {
    let mut spec: Value = serde_json::from_str(LIBKRUN).unwrap();
    spec.as_object_mut().unwrap().remove("consoleLimit");
    let spec = MachineSpec::parse(&serde_json::to_vec(&spec).unwrap()).unwrap();
    assert_eq!(spec.console_limit, 1 << 20);
}
