//! The file endpoints over a session: bodies, and changes of the tree.

use std::os::unix::fs::{MetadataExt, symlink};

use serde_json::{Value, json};

use crate::daemon_test::{Daemon, Scratch, encode, with_agent};

async fn put(daemon: &Daemon, path: &str, more: &str, body: &[u8]) -> (u16, Value) {
    let target = format!("file?path={}{more}", encode(path));
    let answer = daemon.call("PUT", &target, body).await;
    let code = if answer.body.is_empty() {
        Value::Null
    } else {
        answer.json()["code"].clone()
    };
    (answer.status, code)
}

fn mode(path: &str) -> u32 {
    std::fs::symlink_metadata(path).unwrap().mode() & 0o7777
}

#[test]
fn what_is_written_is_read_again() {
    with_agent(true, false, |daemon, _| async move {
        let scratch = Scratch::new("written");
        let path = scratch.text("a b\n%+&?#ü");
        let content: Vec<u8> = (0..5_000_000_u32).map(|n| n.to_le_bytes()[2]).collect();
        assert_eq!(put(&daemon, &path, "", &content).await, (204, Value::Null));
        assert_eq!(mode(&path) & 0o600, 0o600);
        let target = format!("file?path={}", encode(&path));
        assert!(daemon.get(&target).await.body == content);
        let part = daemon
            .get(&format!("{target}&offset=4999990&length=100"))
            .await;
        assert_eq!(part.body, content[4_999_990..]);
        // What is shorter leaves nothing of what was longer.
        assert_eq!(put(&daemon, &path, "&mode=384", b"short").await.0, 204);
        assert_eq!(
            (daemon.get(&target).await.body, mode(&path)),
            (b"short".to_vec(), 0o600)
        );
        assert_eq!(put(&daemon, &path, "", b"").await.0, 204);
        assert_eq!(daemon.get(&target).await.body, b"");
        assert_eq!(mode(&path), 0o600, "without a mode it keeps its own");
    });
}

#[test]
fn what_cannot_be_written_says_why() {
    with_agent(true, false, |daemon, _| async move {
        let scratch = Scratch::new("unwritten");
        let file = scratch.file("file", b"kept", 0o644);
        let inside = format!("{file}/below");
        let none = scratch.text("none/file");
        for (path, more, wanted) in [
            (none.as_str(), "", (404, "file_not_found")),
            (inside.as_str(), "", (400, "not_a_directory")),
            (scratch.0.to_str().unwrap(), "", (400, "is_a_directory")),
            ("/dev/null", "", (400, "not_a_file")),
            (file.as_str(), "&mode=4096", (400, "bad_request")),
            (file.as_str(), "&mode=rw", (400, "bad_request")),
            (file.as_str(), "&mode=99999999999", (400, "bad_request")),
            ("relative", "", (400, "bad_request")),
            ("/a/../b", "", (400, "bad_request")),
        ] {
            let (status, code) = put(&daemon, path, more, b"x").await;
            assert_eq!((status, code.as_str().unwrap()), wanted, "{path}{more}");
        }
        assert_eq!(std::fs::read(&file).unwrap(), b"kept");
    });
}

#[test]
fn a_link_is_followed_by_a_write_and_not_by_a_removal() {
    with_agent(true, false, |daemon, _| async move {
        let scratch = Scratch::new("links");
        let target = scratch.file("target", b"old", 0o644);
        let link = scratch.text("link");
        symlink(&target, &link).unwrap();
        assert_eq!(put(&daemon, &link, "", b"new").await.0, 204);
        assert_eq!(std::fs::read(&target).unwrap(), b"new");
        let remove = format!("file?path={}", encode(&link));
        assert_eq!(daemon.call("DELETE", &remove, b"").await.status, 204);
        assert!(std::fs::symlink_metadata(&link).is_err());
        assert!(std::fs::exists(&target).unwrap());
    });
}

#[test]
fn removing_is_for_one_entry_or_said_to_be_for_all() {
    with_agent(true, false, |daemon, _| async move {
        let scratch = Scratch::new("removed");
        let tree = scratch.text("tree");
        std::fs::create_dir_all(scratch.0.join("tree/a/b")).unwrap();
        let target = format!("file?path={}", encode(&tree));
        let remove = async |more: &str| {
            let answer = daemon.call("DELETE", &format!("{target}{more}"), b"").await;
            match answer.status {
                204 => (204, String::new()),
                _ => answer.code(),
            }
        };
        assert_eq!(remove("").await, (409, "directory_not_empty".into()));
        assert_eq!(
            remove("&recursive=false").await,
            (409, "directory_not_empty".into())
        );
        assert_eq!(remove("&recursive=1").await, (400, "bad_request".into()));
        assert_eq!(remove("&recursive=true").await, (204, String::new()));
        assert_eq!(
            remove("&recursive=true").await,
            (404, "file_not_found".into())
        );
        std::fs::create_dir(&tree).unwrap();
        assert_eq!(
            remove("").await,
            (204, String::new()),
            "an empty directory is one entry"
        );
    });
}

#[test]
fn a_directory_is_made_with_its_mode_and_parents() {
    with_agent(true, false, |daemon, _| async move {
        let scratch = Scratch::new("made");
        let make = async |body: Value| {
            let answer = daemon.post("directory", &body).await;
            match answer.status {
                204 => (204, String::new()),
                _ => answer.code(),
            }
        };
        let (one, deep) = (scratch.text("one"), scratch.text("x/y/z"));
        assert_eq!(make(json!({ "path": one, "mode": 0o1777 })).await.0, 204);
        assert_eq!(mode(&one), 0o1777, "whatever the umask");
        assert_eq!(
            make(json!({ "path": one })).await,
            (409, "file_exists".into())
        );
        assert_eq!(
            make(json!({ "path": one, "mode": 0o700, "parents": true }))
                .await
                .0,
            204
        );
        assert_eq!(mode(&one), 0o1777, "one that is there keeps its mode");
        assert_eq!(
            make(json!({ "path": deep })).await,
            (404, "file_not_found".into())
        );
        assert_eq!(
            make(json!({ "path": deep, "mode": 0o711, "parents": true }))
                .await
                .0,
            204
        );
        assert_eq!(mode(&deep), 0o711);
        let file = scratch.file("file", b"", 0o644);
        assert_eq!(
            make(json!({ "path": file, "parents": true })).await,
            (409, "file_exists".into())
        );
    });
}

#[test]
fn renaming_replaces_and_says_what_is_wrong() {
    with_agent(true, false, |daemon, _| async move {
        let scratch = Scratch::new("renamed");
        let (a, b) = (
            scratch.file("a", b"a", 0o644),
            scratch.file("b", b"b", 0o644),
        );
        let rename = async |from: &str, to: &str| {
            let answer = daemon
                .post("rename", &json!({ "from": from, "to": to }))
                .await;
            match answer.status {
                204 => (204, String::new()),
                _ => answer.code(),
            }
        };
        assert_eq!(rename(&a, &b).await.0, 204);
        assert_eq!(
            (std::fs::read(&b).unwrap(), std::fs::exists(&a).unwrap()),
            (b"a".to_vec(), false)
        );
        assert_eq!(rename(&a, &b).await, (404, "file_not_found".into()));
        std::fs::create_dir_all(scratch.0.join("d/below")).unwrap();
        assert_eq!(
            rename(&b, &scratch.text("d")).await,
            (400, "is_a_directory".into())
        );
        assert_eq!(
            rename(&scratch.text("d"), &b).await,
            (400, "not_a_directory".into())
        );
        std::fs::create_dir(scratch.0.join("e")).unwrap();
        let (d, e) = (scratch.text("d"), scratch.text("e"));
        assert_eq!(rename(&e, &d).await, (409, "directory_not_empty".into()));
    });
}
