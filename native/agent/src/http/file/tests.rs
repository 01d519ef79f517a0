//! The file endpoints that take no body, on the tree that the test runs on.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use bellglass_wire::file::{DirectoryEntry, FileKind, FileStat};
use http_body_util::BodyExt;
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};

use super::{list, read, stat};
use crate::fault::Fault;
use crate::http::query::{Query, parse};
use crate::http::reply::Reply;

struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("bellglass-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a scratch directory");
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn query(path: &Path, more: &str) -> Query {
    let path = percent_encode(path.as_os_str().as_bytes(), NON_ALPHANUMERIC);
    parse(
        &format!("/v1/x?path={path}{more}")
            .parse()
            .expect("a target"),
    )
}

async fn body(reply: Reply) -> Vec<u8> {
    reply
        .into_body()
        .collect()
        .await
        .expect("a whole body")
        .to_bytes()
        .into()
}

fn code<T>(result: Result<T, Fault>) -> &'static str {
    result.err().map_or("none", |fault| fault.code().0)
}

#[tokio::test]
async fn a_file_is_read_whole_or_in_part() {
    let scratch = Scratch::new("read");
    let path = scratch.0.join("a b\n+%ü");
    let content: Vec<u8> = (0..700_001_u32)
        .map(|number| number.to_le_bytes()[0])
        .collect();
    std::fs::write(&path, &content).unwrap();
    assert_eq!(body(read(&query(&path, "")).unwrap()).await, content);
    assert_eq!(
        body(read(&query(&path, "&offset=5&length=300000")).unwrap()).await,
        &content[5..300_005]
    );
    assert_eq!(
        body(read(&query(&path, "&offset=700000&length=9")).unwrap()).await,
        &content[700_000..]
    );
    assert_eq!(
        body(read(&query(&path, "&offset=800000")).unwrap()).await,
        b""
    );
    assert_eq!(body(read(&query(&path, "&length=0")).unwrap()).await, b"");
}

#[test]
fn what_is_no_file_is_not_read() {
    let scratch = Scratch::new("no-file");
    let fifo = scratch.0.join("fifo");
    rustix::fs::mkfifoat(rustix::fs::CWD, &fifo, rustix::fs::Mode::RWXU).unwrap();
    assert_eq!(code(read(&query(&fifo, ""))), "not_a_file");
    assert_eq!(code(read(&query(Path::new("/dev/zero"), ""))), "not_a_file");
    assert_eq!(code(read(&query(&scratch.0, ""))), "not_a_file");
    assert_eq!(
        code(read(&query(&scratch.0.join("none"), ""))),
        "file_not_found"
    );
    assert_eq!(
        code(read(&query(&fifo.join("below"), ""))),
        "not_a_directory"
    );
}

#[tokio::test]
async fn a_directory_is_listed_whole_with_any_name() {
    let scratch = Scratch::new("list");
    let raw = OsStr::from_bytes(b"\xff\n");
    std::fs::create_dir(scratch.0.join(raw)).unwrap();
    for number in 0..1500 {
        std::fs::write(scratch.0.join(format!("{number}")), "").unwrap();
    }
    let lines = body(list(&query(&scratch.0, "")).unwrap()).await;
    let entries: Vec<DirectoryEntry> = lines
        .split_inclusive(|byte| *byte == b'\n')
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect();
    let names: BTreeSet<_> = entries
        .iter()
        .filter_map(|entry| entry.name.clone())
        .collect();
    assert_eq!((entries.len(), names.len()), (1501, 1500));
    let other = DirectoryEntry::new(raw.into(), FileKind::Directory);
    assert_eq!(other.name_bytes.as_deref(), Some("/wo="));
    assert!(entries.contains(&other));
    assert_eq!(
        code(list(&query(&scratch.0.join("0"), ""))),
        "not_a_directory"
    );
}

#[tokio::test]
async fn a_link_is_described_and_not_followed() {
    let scratch = Scratch::new("stat");
    let link = scratch.0.join("link");
    std::os::unix::fs::symlink("/no/such/target", &link).unwrap();
    let described: FileStat =
        serde_json::from_slice(&body(stat(&query(&link, "")).unwrap()).await).unwrap();
    assert_eq!(described.kind, FileKind::Symlink);
    assert_eq!(
        described.target,
        Some(std::ffi::OsString::from("/no/such/target").into())
    );
    let described: FileStat =
        serde_json::from_slice(&body(stat(&query(&scratch.0, "")).unwrap()).await).unwrap();
    assert_eq!(
        (described.kind, described.target),
        (FileKind::Directory, None)
    );
    assert_eq!(code(stat(&query(&link.join("x"), ""))), "file_not_found");
}
