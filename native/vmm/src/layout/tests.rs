use super::Layout;
use bellglass_jail::paths::Access;
use bellglass_wire::spec::MachineSpec;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const LIBKRUN: &str = include_str!("../../../wire/golden/machine-spec.libkrun.json");
const QEMU: &str = include_str!("../../../wire/golden/machine-spec.qemu.json");

fn layout(golden: &str, change: impl FnOnce(&mut Value)) -> Layout {
    let mut spec: Value = serde_json::from_str(golden).unwrap();
    change(&mut spec);
    Layout::new(&MachineSpec::parse(&serde_json::to_vec(&spec).unwrap()).unwrap())
}

fn libkrun() -> Layout {
    layout(LIBKRUN, |spec| {
        spec["shares"] = json!([
            { "tag": "a", "path": "/home/alice/a", "readOnly": true },
            { "tag": "b", "path": "/home/alice/b", "readOnly": false },
        ]);
    })
}

fn access(layout: &Layout, in_tree: bool, path: &str) -> Option<Access> {
    let found = |(name, _): &&(PathBuf, Access)| name == Path::new(path);
    layout
        .grants(in_tree)
        .iter()
        .rfind(found)
        .map(|(_, access)| *access)
}

#[test]
fn in_the_tree_everything_has_a_plain_name() {
    let layout = libkrun();
    assert_eq!(layout.kernel.path(true), "/kernel");
    assert_eq!(layout.disks[0].path(true), "/disks/0");
    assert_eq!(layout.shares[1].path(true), "/shares/1");
    let names: Vec<PathBuf> = layout
        .grants(true)
        .into_iter()
        .map(|(path, _)| path)
        .collect();
    assert!(
        names
            .iter()
            .all(|name| !name.starts_with("/home") && !name.starts_with("/opt"))
    );
}

#[test]
fn what_is_added_lies_in_one_directory_and_has_rights_of_its_own() {
    let layout = libkrun();
    assert_eq!(access(&layout, true, "/added/0"), Some(Access::Read));
    assert_eq!(access(&layout, true, "/added/1"), Some(Access::Write));
    assert_eq!(access(&layout, true, "/added"), Some(Access::Read));
    assert_eq!(access(&layout, false, "/added"), None);
    let none = self::layout(LIBKRUN, |spec| spec["added"] = json!([]));
    assert_eq!(access(&none, true, "/added"), None);
}

#[test]
fn of_a_share_that_has_parts_nothing_else_is_there() {
    let layout = layout(LIBKRUN, |_| ());
    assert_eq!(layout.shares[0].path(true), "/shares/0");
    assert_eq!(access(&layout, true, "/shares/0"), None);
    assert_eq!(access(&layout, false, "/home/alice/p"), None);
    let tree = layout.tree();
    for (inside, outside) in [
        ("/shares/0/node_modules", "/home/alice/p/node_modules"),
        ("/shares/0/a b/größe", "/home/alice/p/a b/größe"),
    ] {
        let entry = tree
            .entries
            .iter()
            .find(|entry| entry.target == Path::new(inside))
            .unwrap();
        assert_eq!(entry.source, Path::new(outside));
        assert!(entry.read_only);
        assert_eq!(access(&layout, true, inside), Some(Access::Read));
        assert_eq!(access(&layout, false, outside), Some(Access::Read));
    }
    assert!(
        tree.entries
            .iter()
            .all(|one| one.source != Path::new("/home/alice/p"))
    );
}

#[test]
fn without_a_tree_the_names_are_the_hosts() {
    let layout = libkrun();
    assert_eq!(
        layout.kernel.path(false),
        "/opt/bellglass/native/linux-x64/vmlinux"
    );
    assert_eq!(layout.shares[0].path(false), "/home/alice/a");
    assert_eq!(access(&layout, false, "/home/alice/a"), Some(Access::Read));
}

#[test]
fn what_is_read_only_is_so_twice() {
    let layout = libkrun();
    let tree = layout.tree();
    let entry = |target: &str| {
        tree.entries
            .iter()
            .find(|entry| entry.target == Path::new(target))
    };
    for (target, read_only, rights) in [
        ("/kernel", true, Access::Read),
        ("/disks/0", true, Access::Read),
        ("/shares/0", true, Access::Read),
        ("/shares/1", false, Access::Write),
        ("/dev/kvm", false, Access::Device),
        ("/dev/null", false, Access::Device),
        ("/dev/urandom", true, Access::Read),
        ("/dev/random", true, Access::Read),
    ] {
        assert_eq!(entry(target).unwrap().read_only, read_only, "{target}");
        assert_eq!(access(&layout, true, target), Some(rights), "{target}");
    }
}

#[test]
fn libkrun_executes_nothing_and_sees_its_own_descriptors() {
    let layout = libkrun();
    assert!(
        layout
            .grants(true)
            .iter()
            .all(|(_, access)| *access != Access::Execute)
    );
    assert!(layout.tree().own_descriptors);
}

#[test]
fn qemu_has_no_share_and_no_kvm_under_emulation() {
    let emulated = layout(QEMU, |_| ());
    assert!(emulated.shares.is_empty() && !emulated.tree().own_descriptors);
    assert_eq!(access(&emulated, true, "/dev/kvm"), None);
    let kvm = layout(QEMU, |spec| {
        spec["hypervisor"]["accelerator"] = json!("kvm")
    });
    assert_eq!(access(&kvm, true, "/dev/kvm"), Some(Access::Device));
}

#[test]
fn of_qemus_files_only_its_program_and_the_linker_are_executed() {
    let layout = layout(QEMU, |spec| {
        spec["hypervisor"]["program"] = json!("/bin/sh")
    });
    let mut executed: Vec<PathBuf> = layout
        .grants(true)
        .into_iter()
        .filter(|(_, access)| *access == Access::Execute)
        .map(|(path, _)| path)
        .collect();
    executed.sort();
    let mut wanted = vec![
        PathBuf::from("/bin/sh"),
        super::interpreter::of("/bin/sh").unwrap().into(),
    ];
    wanted.sort();
    assert_eq!(executed, wanted);
    assert_eq!(access(&layout, true, "/lib"), Some(Access::Read));
}

#[test]
fn the_linker_is_with_the_libraries_and_no_entry_of_its_own() {
    let layout = layout(QEMU, |spec| {
        spec["hypervisor"]["program"] = json!("/bin/sh")
    });
    let linker = PathBuf::from(super::interpreter::of("/bin/sh").unwrap());
    let tree = layout.tree();
    assert!(tree.entries.iter().all(|entry| entry.target != linker));
    assert!(
        tree.entries
            .iter()
            .any(|entry| linker.starts_with(&entry.target))
    );
}
