//! What is of the right shape and out of bounds is refused, by the name of its key.

// Outside of #[test] functions too: a fault here fails the test that called.
#![allow(clippy::unwrap_used)]

use bellglass_wire::{
    MAX_DOCUMENT, Refusal, boot::BootConfig, file::Rename, parse, process::StartProcess,
};
use serde_json::{Value, json};

fn boot(change: impl FnOnce(&mut Value)) -> Result<BootConfig, Refusal> {
    let mut document: Value =
        serde_json::from_str(include_str!("../golden/boot-config.json")).unwrap();
    change(&mut document);
    parse(document.to_string().as_bytes())
}

fn start(change: impl FnOnce(&mut Value)) -> Result<StartProcess, Refusal> {
    let mut document: Value =
        serde_json::from_str(include_str!("../golden/process-start.json")).unwrap();
    change(&mut document);
    parse(document.to_string().as_bytes())
}

fn refused<T: std::fmt::Debug>(result: Result<T, Refusal>) -> &'static str {
    match result {
        Err(Refusal::Bounds { field, .. }) => field,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_golden_documents_are_within_bounds() {
    boot(|_| ()).unwrap();
    start(|_| ()).unwrap();
}

#[test]
fn a_boot_configuration_is_held_to_its_bounds() {
    assert_eq!(refused(boot(|it| it["version"] = json!(2))), "version");
    assert_eq!(refused(boot(|it| it["hostname"] = json!(""))), "hostname");
    assert_eq!(
        refused(boot(|it| it["time"]["nanoseconds"] = json!(1_000_000_000))),
        "nanoseconds"
    );
    assert_eq!(
        refused(boot(|it| it["time"]["seconds"] = json!(-1))),
        "seconds"
    );
    assert_eq!(
        refused(boot(|it| it["root"]["sizeMiB"] = json!(0))),
        "root.sizeMiB"
    );
    assert_eq!(refused(boot(|it| it["pidMax"] = json!(1))), "pidMax");
    assert_eq!(
        refused(boot(|it| it["mounts"][0]["target"] = json!("/"))),
        "mounts.target"
    );
    assert_eq!(
        refused(boot(|it| it["mounts"][0]["target"] = json!("/a/../b"))),
        "mounts.target"
    );
    assert_eq!(
        refused(boot(
            |it| it["mounts"][0]["options"] = json!("x".repeat(5000))
        )),
        "mounts.options"
    );
    assert_eq!(
        refused(boot(|it| it["links"][0]["path"] = json!("bin"))),
        "links.path"
    );
    assert_eq!(
        refused(boot(|it| it["directories"][0]["mode"] = json!(0o10000))),
        "directories.mode"
    );
    assert_eq!(
        refused(boot(|it| it["files"][0]["path"] = json!("/a\0b"))),
        "files.path"
    );
    assert_eq!(
        refused(boot(|it| it["identity"][0]["inode"] = json!("x"))),
        "identity.inode"
    );
}

#[test]
fn a_process_is_held_to_its_bounds() {
    assert_eq!(refused(start(|it| it["argv"] = json!([]))), "argv");
    assert_eq!(refused(start(|it| it["argv"][0] = json!(""))), "argv");
    assert_eq!(refused(start(|it| it["argv"][1] = json!("a\0b"))), "argv");
    assert_eq!(refused(start(|it| it["env"] = json!({"A=B": ""}))), "env");
    assert_eq!(refused(start(|it| it["cwd"] = json!("relative"))), "cwd");
    assert_eq!(
        refused(start(|it| it["user"] = json!("x".repeat(300)))),
        "user"
    );
}

#[test]
fn a_document_that_is_too_long_or_no_document_is_refused() {
    assert!(matches!(
        parse::<Rename>(&vec![b' '; MAX_DOCUMENT + 1]),
        Err(Refusal::TooLong(_))
    ));
    assert!(matches!(parse::<Rename>(b"{"), Err(Refusal::Shape(_))));
    assert_eq!(
        refused(parse::<Rename>(br#"{"from":"/a","to":{"bytes":"YQ=="}}"#)),
        "to"
    );
}
