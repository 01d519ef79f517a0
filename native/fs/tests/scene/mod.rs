//! A workspace, the program, and what it made of it: the image is read back by the reader of erofs's own tests.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "not every test uses all of it, and a test fails by a panic"
)]

#[path = "../../../erofs/tests/written/mod.rs"]
mod written;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, lchown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use bellglass_wire::snapshot::base::{BaseEnd, BaseEntry, BaseHeader, Content};
use bellglass_wire::snapshot::{SnapshotFailure, SnapshotReply};
use serde_json::{Value, json};
use tempfile::TempDir;
pub use written::{Inode, Written};

const PROGRAM: &str = env!("CARGO_BIN_EXE_bellglass-fs");

/// Who "nobody" is, where the tests run as root.
const NOBODY: u32 = 65534;

/// A workspace and a place for what is made of it.
pub struct Scene {
    directory: TempDir,
}

impl Scene {
    pub fn new() -> Scene {
        let directory = tempfile::tempdir().unwrap();
        fs::create_dir(directory.path().join("w")).unwrap();
        Scene { directory }
    }

    /// A path in the workspace.
    pub fn at(&self, path: impl AsRef<OsStr>) -> PathBuf {
        self.directory.path().join("w").join(path.as_ref())
    }

    /// The directory around the workspace and the output.
    pub fn around(&self) -> &Path {
        self.directory.path()
    }

    /// Makes a file, and the directories it is in.
    pub fn file(&self, path: impl AsRef<OsStr>, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.at(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    /// Makes a directory, and those it is in.
    pub fn directory(&self, path: impl AsRef<OsStr>) -> PathBuf {
        let path = self.at(path);
        fs::create_dir_all(&path).unwrap();
        path
    }

    /// A specification, with a directory for the output that is empty.
    pub fn spec(&self, hidden: &[&str]) -> Value {
        let output = self.around().join("o");
        let _ = fs::remove_dir_all(&output);
        fs::create_dir(&output).unwrap();
        json!({ "version": 1, "workspace": self.at(""), "output": output, "hidden": hidden })
    }

    /// Takes a snapshot.
    pub fn take(&self, hidden: &[&str]) -> Taken {
        self.taken(&ask(&mut Command::new(PROGRAM), &self.spec(hidden)))
    }

    /// Takes a snapshot that was asked for so.
    pub fn take_as(&self, spec: &Value) -> Taken {
        self.taken(&ask(&mut Command::new(PROGRAM), spec))
    }

    /// Takes a snapshot as a user who may not read everything; the workspace is that user's own.
    pub fn take_as_user(&self, hidden: &[&str]) -> Taken {
        self.taken(&self.ask_as_user(&self.spec(hidden)))
    }

    /// Asks for a snapshot as that user.
    pub fn ask_as_user(&self, spec: &Value) -> Output {
        if !rustix::process::geteuid().is_root() {
            return ask(&mut Command::new(PROGRAM), spec);
        }
        // The user may not be able to reach it where it was built.
        let program = self.around().join("program");
        let copied = Command::new("cp").arg(PROGRAM).arg(&program).status();
        assert!(copied.unwrap().success());
        fs::set_permissions(self.around(), fs::Permissions::from_mode(0o755)).unwrap();
        give(&self.around().join("o"));
        give(&self.at(""));
        let mut command = Command::new(program);
        ask(command.uid(NOBODY).gid(NOBODY), spec)
    }

    /// Reads what the program said and made.
    pub fn taken(&self, output: &Output) -> Taken {
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert!(output.stderr.is_empty(), "{output:?}");
        let reply = serde_json::from_slice(&output.stdout).unwrap();
        Taken::read(&self.around().join("o"), reply)
    }

    /// Has the program refuse, and returns what it says.
    pub fn refused(&self, spec: &Value) -> SnapshotFailure {
        refusal(&ask(&mut Command::new(PROGRAM), spec))
    }

    /// Runs the program where other file systems are mounted first, by lines of a shell. None: this host has no namespace.
    pub fn among_mounts(&self, mount: &str, spec: &Value) -> Option<Output> {
        let script = format!("{mount}\nexec {PROGRAM} snapshot");
        let probe = ["--user", "--map-root-user", "--mount", "true"];
        if !Command::new("unshare")
            .args(probe)
            .status()
            .unwrap()
            .success()
        {
            return None;
        }
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-ec", &script]);
        Some(run(&mut command, spec))
    }
}

fn give(path: &Path) {
    lchown(path, Some(NOBODY), Some(NOBODY)).unwrap();
    if path.is_dir() && !path.is_symlink() {
        for entry in fs::read_dir(path).unwrap() {
            give(&entry.unwrap().path());
        }
    }
}

/// Asks the program for a snapshot.
pub fn ask(command: &mut Command, spec: &Value) -> Output {
    run(command.arg("snapshot"), spec)
}

fn run(command: &mut Command, spec: &Value) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(spec.to_string().as_bytes()).unwrap();
    drop(stdin);
    child.wait_with_output().unwrap()
}

/// What the program says of a failure: one line, and nothing else.
pub fn refusal(output: &Output) -> SnapshotFailure {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
    let text = std::str::from_utf8(&output.stdout).unwrap();
    assert_eq!(text.matches('\n').count(), 1, "{text}");
    serde_json::from_str(text).unwrap()
}

/// A snapshot as it is read back.
pub struct Taken {
    pub reply: SnapshotReply,
    pub header: BaseHeader,
    pub base: Vec<BaseEntry>,
    pub image: Written,
}

impl Taken {
    fn read(output: &Path, reply: SnapshotReply) -> Taken {
        let image = fs::read(output.join("snapshot.erofs")).unwrap();
        assert_eq!(reply.image_bytes, image.len() as u64);
        let text = fs::read_to_string(output.join("base.ndjson")).unwrap();
        let mut lines: Vec<&str> = text.lines().collect();
        let end: BaseEnd = serde_json::from_str(lines.pop().unwrap()).unwrap();
        let header = serde_json::from_str(lines.remove(0)).unwrap();
        let read = |line: &&str| serde_json::from_str(line).unwrap();
        let base: Vec<BaseEntry> = lines.iter().map(read).collect();
        assert!(end.end && end.entries == base.len() as u64 && end.entries == reply.entries);
        let image = Written::of(image).unwrap();
        Taken {
            reply,
            header,
            base,
            image,
        }
    }

    /// The base's line of a path.
    pub fn line(&self, path: impl AsRef<OsStr>) -> &BaseEntry {
        let path = path.as_ref();
        let found = self.base.iter().find(|line| line.path.as_os_str() == path);
        found.unwrap_or_else(|| panic!("{path:?} is not in the base"))
    }

    /// What the image has of a path.
    pub fn inode(&self, path: impl AsRef<OsStr>) -> Inode {
        let names: Vec<&[u8]> = path
            .as_ref()
            .as_bytes()
            .split(|byte| *byte == b'/')
            .collect();
        self.image.at(&names)
    }

    /// The bytes of an embedded file, by its name and by its place.
    pub fn bytes(&self, path: impl AsRef<OsStr>) -> Vec<u8> {
        let path = path.as_ref();
        let bytes = self.image.data(&self.inode(path));
        match self.line(path).at {
            Some(at) => {
                let at = usize::try_from(at).unwrap();
                assert!(
                    self.image.image[at..][..bytes.len()] == bytes,
                    "{path:?}: another place"
                );
            }
            None => assert!(bytes.is_empty(), "{path:?} has no place"),
        }
        bytes
    }

    /// The names in a directory.
    pub fn names(&self, path: &str) -> Vec<String> {
        let inode = match path {
            "" => self.image.at(&[]),
            _ => self.inode(path),
        };
        let names = self.image.names(&inode).into_keys();
        names
            .map(|name| String::from_utf8_lossy(&name).into_owned())
            .collect()
    }

    /// What the base says of each file and of directories that are not simply there.
    pub fn contents(&self) -> BTreeMap<String, Content> {
        let each = self.base.iter().filter_map(|line| {
            let path = line.path.as_os_str().to_string_lossy().into_owned();
            Some((path, line.content?))
        });
        each.collect()
    }

    /// The granted directories, and the single files.
    pub fn grants(&self) -> (Vec<String>, Vec<String>) {
        let text =
            |path: &bellglass_wire::name::PathName| path.as_os_str().to_string_lossy().into_owned();
        let grants = &self.reply.grants;
        (
            grants.directories.iter().map(text).collect(),
            grants.files.iter().map(text).collect(),
        )
    }

    /// Whether the image leads to the folder for a file, and to which path.
    pub fn redirect(&self, path: impl AsRef<OsStr>) -> Option<Vec<u8>> {
        let inode = self.inode(path);
        let xattrs = self.image.xattrs(&inode);
        let redirect = xattrs.get(&b"trusted.overlay.redirect"[..]).cloned();
        let metacopy = xattrs.get(&b"trusted.overlay.metacopy"[..]);
        assert_eq!(metacopy.is_some(), redirect.is_some());
        assert!(redirect.is_none() || metacopy.unwrap().is_empty() && self.is_promise(&inode));
        redirect
    }

    /// Whether the image has a file's size and no bytes.
    pub fn is_promise(&self, inode: &Inode) -> bool {
        inode.size == 0 || self.image.is_promise(inode)
    }
}
