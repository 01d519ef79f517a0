//! What a listing and a description say: names that are no text, kinds, and as many as there are.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::daemon_test::{Scratch, encode, with_agent};

#[test]
fn a_name_that_is_no_text_goes_through_every_endpoint() {
    with_agent(true, false, |daemon, _| async move {
        let scratch = Scratch::new("bytes");
        let raw = scratch.0.join(OsStr::from_bytes(b"\xff\xfe\n"));
        let bytes = |path: &std::path::Path| json!({ "bytes": STANDARD.encode(path.as_os_str().as_bytes()) });
        assert_eq!(
            daemon
                .post("directory", &json!({ "path": bytes(&raw) }))
                .await
                .status,
            204
        );
        let file = raw.join(OsStr::from_bytes(b"\x80"));
        let target = format!("file?path={}", encode(&file));
        assert_eq!(daemon.call("PUT", &target, b"x").await.status, 204);
        assert_eq!(daemon.get(&target).await.body, b"x");
        let list = daemon
            .get(&format!("directory?path={}", encode(&raw)))
            .await;
        assert_eq!(list.json(), json!({ "nameBytes": "gA==", "kind": "file" }));
        let to = raw.join(OsStr::from_bytes(b"\x81"));
        let body = json!({ "from": bytes(&file), "to": bytes(&to) });
        assert_eq!(daemon.post("rename", &body).await.status, 204);
        symlink(OsStr::from_bytes(b"\xff"), raw.join("link")).unwrap();
        let stat = daemon
            .get(&format!("stat?path={}", encode(raw.join("link"))))
            .await
            .json();
        assert_eq!(stat["target"], json!({ "bytes": "/w==" }));
        let missing = daemon.get(&format!("file?path={}", encode(&file))).await;
        assert_eq!(missing.code(), (404, "file_not_found".into()));
    });
}

#[test]
fn twenty_thousand_names_are_listed_whole() {
    with_agent(true, false, |daemon, _| async move {
        let scratch = Scratch::new("many");
        for number in 0..20_000 {
            std::fs::File::create(scratch.0.join(format!("a rather long name {number}"))).unwrap();
        }
        let list = daemon
            .get(&format!("directory?path={}", encode(&scratch.0)))
            .await;
        assert!(list.whole);
        let names: BTreeSet<String> = list
            .body
            .split_inclusive(|byte| *byte == b'\n')
            .map(|line| serde_json::from_slice::<Value>(line).unwrap()["name"].to_string())
            .collect();
        assert_eq!(names.len(), 20_000);
        let remove = format!("file?path={}&recursive=true", encode(&scratch.0));
        let began = std::time::Instant::now();
        let removed = daemon.call("DELETE", &remove, b"");
        let others = async {
            for _ in 0..20 {
                assert_eq!(daemon.get("health").await.status, 200);
            }
            began.elapsed()
        };
        let (removed, answered) = tokio::join!(removed, others);
        assert_eq!(removed.status, 204);
        assert!(answered <= began.elapsed() && !scratch.0.exists());
    });
}

#[test]
fn every_kind_of_entry_is_told() {
    with_agent(true, false, |daemon, _| async move {
        let scratch = Scratch::new("kinds");
        scratch.file("file", b"12345", 0o640);
        std::fs::create_dir(scratch.0.join("directory")).unwrap();
        symlink("file", scratch.0.join("symlink")).unwrap();
        let fifo = scratch.0.join("fifo");
        rustix::fs::mkfifoat(rustix::fs::CWD, &fifo, rustix::fs::Mode::RWXU).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(scratch.0.join("socket")).unwrap();
        for kind in ["file", "directory", "symlink", "fifo", "socket"] {
            let target = format!("stat?path={}", encode(scratch.0.join(kind)));
            assert_eq!(daemon.get(&target).await.json()["kind"], json!(kind));
        }
        let device = daemon.get("stat?path=/dev/null").await.json();
        assert_eq!(device["kind"], json!("characterDevice"));
        let path = scratch.0.join("file");
        let stat = daemon
            .get(&format!("stat?path={}", encode(&path)))
            .await
            .json();
        let metadata = std::fs::metadata(&path).unwrap();
        assert_eq!((&stat["size"], &stat["mode"]), (&json!(5), &json!(0o640)));
        assert_eq!(stat["inode"], json!(metadata.ino().to_string()));
        assert_eq!(stat["uid"], json!(metadata.uid()));
        assert_eq!(stat["links"], json!(1));
        assert_eq!(stat["modified"]["seconds"], json!(metadata.mtime()));
    });
}

#[test]
fn a_listing_that_may_not_be_read_is_an_error() {
    with_agent(true, false, |daemon, _| async move {
        let scratch = Scratch::new("unlisted");
        let file = scratch.file("file", b"", 0o644);
        for (path, wanted) in [
            (file.as_str(), (400, "not_a_directory")),
            ("/no/such/place", (404, "file_not_found")),
            ("relative", (400, "bad_request")),
        ] {
            let answer = daemon
                .get(&format!("directory?path={}", encode(path)))
                .await;
            assert_eq!(answer.code(), (wanted.0, wanted.1.to_owned()), "{path}");
        }
        if rustix::process::geteuid().is_root() {
            return;
        }
        let closed = std::fs::Permissions::from_mode(0o0);
        std::fs::set_permissions(&scratch.0, closed).unwrap();
        let answer = daemon
            .get(&format!("directory?path={}", encode(&scratch.0)))
            .await;
        assert_eq!(answer.code(), (400, "not_permitted".into()));
    });
}
