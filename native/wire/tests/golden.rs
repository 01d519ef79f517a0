//! Every document of `golden/` parses into its type and serialises to the same value.

// Outside of #[test] functions too: a fault here fails the test that called.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use bellglass_wire::{boot, error, file, machine, process, programs, review, snapshot};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

fn golden(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("golden")
        .join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn same<T: Serialize + DeserializeOwned>(name: &str) {
    let text = golden(name);
    let before: Value = serde_json::from_str(&text).unwrap();
    let parsed: T = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(serde_json::to_value(&parsed).unwrap(), before, "{name}");
    let mut more = before;
    more["surplus"] = Value::from(1);
    assert!(
        serde_json::from_value::<T>(more).is_err(),
        "{name} takes an unknown key"
    );
}

#[test]
fn the_agents_own_documents() {
    same::<machine::Health>("health.json");
    same::<machine::Time>("clock.json");
    same::<error::ErrorBody>("error.json");
    same::<boot::BootConfig>("boot-config.json");
    same::<boot::BootConfig>("boot-config.disk.json");
    same::<boot::BootReply>("boot-reply.json");
    same::<machine::PowerOff>("power-off.json");
    same::<machine::Stats>("stats.json");
    same::<machine::Ps>("ps.json");
    same::<programs::Programs>("programs.json");
}

#[test]
fn documents_of_processes() {
    same::<process::StartProcess>("process-start.json");
    same::<process::StartedProcess>("process-started.json");
    same::<process::ProcessList>("process-list.json");
    same::<process::ProcessExit>("process-exit.json");
    same::<process::SignalProcess>("process-signal.json");
    same::<process::WindowSize>("process-resize.json");
    same::<process::Which>("which.json");
}

#[test]
fn documents_of_files() {
    same::<file::FileStat>("file-stat.json");
    same::<file::DirectoryEntry>("directory-entry.json");
    same::<file::MakeDirectory>("make-directory.json");
    same::<file::Rename>("rename.json");
}

#[test]
fn documents_of_reviews() {
    same::<review::Changed>("changed.json");
    same::<review::ChangesEnd>("changes-end.json");
    same::<review::Surface>("surface.json");
    same::<review::Refresh>("refresh.json");
    same::<review::Refreshed>("refreshed.json");
    same::<review::Settled>("settled.json");
}

#[test]
fn documents_of_snapshots() {
    same::<snapshot::SnapshotSpec>("snapshot-spec.json");
    same::<snapshot::SnapshotReply>("snapshot-reply.json");
    same::<snapshot::SnapshotFailure>("snapshot-failure.json");
}

#[test]
fn the_lines_of_a_base() {
    use snapshot::base::{BaseEnd, BaseEntry, BaseHeader};
    let text = golden("snapshot-base.ndjson");
    let lines: Vec<&str> = text.lines().collect();
    let last = lines.len() - 1;
    for (index, line) in lines.iter().enumerate() {
        let again = match index {
            0 => serde_json::from_str::<BaseHeader>(line).map(|it| serde_json::to_string(&it)),
            _ if index == last => {
                serde_json::from_str::<BaseEnd>(line).map(|it| serde_json::to_string(&it))
            }
            _ => serde_json::from_str::<BaseEntry>(line).map(|it| serde_json::to_string(&it)),
        };
        assert_eq!(again.unwrap().unwrap(), *line);
        let more = line.replacen('{', "{\"surplus\":1,", 1);
        assert!(serde_json::from_str::<BaseEntry>(&more).is_err());
    }
}

#[test]
fn the_lines_of_a_watch() {
    use snapshot::watch::WatchLine;
    for line in golden("watch.ndjson").lines() {
        let again = serde_json::from_str::<WatchLine>(line).map(|it| serde_json::to_string(&it));
        assert_eq!(again.unwrap().unwrap(), *line);
        let more = line.replacen('{', "{\"surplus\":1,", 1);
        assert!(serde_json::from_str::<WatchLine>(&more).is_err(), "{line}");
    }
}

#[test]
fn no_golden_document_is_left_untested() {
    let tests = include_str!("golden.rs");
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("golden")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        // The machine specification is tested beside its type.
        assert!(
            name.starts_with("machine-spec") || tests.contains(&format!("\"{name}\"")),
            "{name}"
        );
    }
}
