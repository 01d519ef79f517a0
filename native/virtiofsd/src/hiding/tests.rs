#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use std::ffi::{CStr, CString};
use std::fs::{self, File};
use std::sync::Arc;

use bellglass_veil::Judge;
use rustix::fs::OFlags;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tempfile::TempDir;
use virtiofsd::filesystem::{Extensions, FileSystem, FsOptions, SetattrValid, SetxattrFlags};
use virtiofsd::fuse::{ROOT_ID, SetattrIn};
use virtiofsd::passthrough::{Config, PassthroughFs};

use super::Hiding;
use crate::asking_test::{context as it, errno};

const SECRET: &str = "the contents of a secret";
const EACCES: i32 = 13;
const EINVAL: i32 = 22;
const ENAMETOOLONG: i32 = 36;

struct Share {
    directory: TempDir,
    files: Hiding<PassthroughFs>,
}

impl Share {
    /// A share whose patterns are usual ones.
    fn new(make: impl Fn(&dyn Fn(&str, &str))) -> Share {
        let directory = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = directory.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write(".env", SECRET);
        write("plain", "plain");
        make(&write);
        let root = directory.path().to_str().unwrap().to_owned();
        let patterns = [".env", ".aws/credentials", "keys/", "!**/vendor/**"];
        let judge = Judge::new(&root, &patterns.map(str::to_owned)).unwrap();
        let config = Config {
            root_dir: root,
            proc_sfd_rawfd: Some(File::open("/proc/self/fd").unwrap()),
            xattr: true,
            ..Config::default()
        };
        let files = Hiding::new(PassthroughFs::new(config).unwrap(), Arc::new(judge));
        files.init(FsOptions::empty()).unwrap();
        Share { directory, files }
    }

    fn find(&self, path: &str) -> u64 {
        path.split('/').fold(ROOT_ID, |parent, name| {
            let name = CString::new(name).unwrap();
            self.files.lookup(it(), parent, &name).unwrap().inode
        })
    }

    fn open(&self, inode: u64, flags: OFlags) -> Option<i32> {
        errno(self.files.open(it(), inode, false, flags.bits()))
    }

    fn rename(&self, from: (u64, &CStr), to: (u64, &CStr)) -> Option<i32> {
        errno(self.files.rename(it(), from.0, from.1, to.0, to.1, 0))
    }

    fn create(&self, parent: u64, name: &CStr) -> Option<i32> {
        let flags = (OFlags::WRONLY | OFlags::TRUNC).bits();
        let more = Extensions::default();
        errno(
            self.files
                .create(it(), parent, name, 0o644, false, flags, 0, more),
        )
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.directory.path().join(path)).unwrap()
    }
}

/// Everything a guest may try with a file, and what it gets.
fn tried(share: &Share, inode: u64, name: &CStr) -> Vec<(&'static str, Option<i32>)> {
    let files = &share.files;
    let empty = || SetattrIn::default();
    let value = (c"user.x", SetxattrFlags::empty());
    vec![
        ("read", share.open(inode, OFlags::RDONLY)),
        ("write", share.open(inode, OFlags::WRONLY)),
        ("empty", share.open(inode, OFlags::RDONLY | OFlags::TRUNC)),
        (
            "truncate",
            errno(files.setattr(it(), inode, empty(), None, SetattrValid::SIZE)),
        ),
        (
            "setxattr",
            errno(files.setxattr(it(), inode, value.0, b"y", 0, value.1)),
        ),
        (
            "removexattr",
            errno(files.removexattr(it(), inode, value.0)),
        ),
        ("access", errno(files.access(it(), inode, 4))),
        ("link", errno(files.link(it(), inode, ROOT_ID, c"linked"))),
        ("create", share.create(ROOT_ID, name)),
        (
            "replace",
            share.rename((ROOT_ID, c"plain"), (ROOT_ID, name)),
        ),
        ("move", share.rename((ROOT_ID, name), (ROOT_ID, c"moved"))),
        ("remove", errno(files.unlink(it(), ROOT_ID, name))),
    ]
}

#[test]
fn a_hidden_file_is_there_and_nothing_can_be_done_with_it() {
    let share = Share::new(|_| ());
    let entry = share.files.lookup(it(), ROOT_ID, c".env").unwrap();
    assert_eq!(entry.attr.size, SECRET.len() as u64);
    assert_eq!(entry.attr.mode & 0o444, 0);
    let (attr, _) = share.files.getattr(it(), entry.inode, None).unwrap();
    assert_eq!(attr.mode & 0o444, 0);
    for (what, error) in tried(&share, entry.inode, c".env") {
        assert_eq!(error, Some(EACCES), "{what}");
    }
    assert_eq!(share.read(".env"), SECRET);
    assert_eq!(share.read("plain"), "plain");
}

#[test]
fn the_control_another_file_can_be_read_and_changed() {
    let share = Share::new(|write| write("other", SECRET));
    let inode = share.find("other");
    for (what, error) in tried(&share, inode, c"other") {
        assert_ne!(error, Some(EACCES), "{what}");
    }
    assert!(!share.directory.path().join("other").exists());
}

#[test]
fn a_file_that_takes_a_hidden_name_later_is_hidden_and_so_is_its_successor() {
    let share = Share::new(|_| ());
    for text in ["one", "two"] {
        let at = |name: &str| share.directory.path().join(name);
        fs::write(at(".env.new"), text).unwrap();
        fs::rename(at(".env.new"), at(".env")).unwrap();
        assert_eq!(share.open(share.find(".env"), OFlags::RDONLY), Some(EACCES));
    }
    let path = share.directory.path().join("new");
    fs::create_dir(&path).unwrap();
    fs::write(path.join(".env"), SECRET).unwrap();
    let inode = share.find("new/.env");
    assert_eq!(share.open(inode, OFlags::RDONLY), Some(EACCES));
}

#[test]
fn a_hidden_file_is_hidden_under_each_of_its_names() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().to_str().unwrap().to_owned();
    fs::write(directory.path().join(".env"), SECRET).unwrap();
    fs::hard_link(directory.path().join(".env"), directory.path().join("b")).unwrap();
    let judge = Judge::new(&path, &[".env".to_owned()]).unwrap();
    let config = Config {
        root_dir: path,
        proc_sfd_rawfd: Some(File::open("/proc/self/fd").unwrap()),
        ..Config::default()
    };
    let files = Hiding::new(PassthroughFs::new(config).unwrap(), Arc::new(judge));
    let share = Share { directory, files };
    share.files.init(FsOptions::empty()).unwrap();
    let inode = share.find("b");
    assert_eq!(share.open(inode, OFlags::RDONLY), Some(EACCES));
    assert_eq!(share.create(ROOT_ID, c"b"), Some(EACCES));
    assert_eq!(share.read(".env"), SECRET);
}

#[test]
fn no_name_leads_around() {
    let share = Share::new(|write| write("a/b", "b"));
    let a = share.find("a");
    for name in [c"../.env", c"a/../.env", c"..", c".", c""] {
        let found = share.files.lookup(it(), a, name);
        assert_eq!(errno(found), Some(EINVAL), "{name:?}");
        assert_eq!(share.create(a, name), Some(EINVAL), "{name:?}");
        let renamed = share.rename((a, c"b"), (a, name));
        assert_eq!(renamed, Some(EINVAL), "{name:?}");
    }
    // A number that was never given out.
    assert_eq!(share.open(77, OFlags::RDONLY), Some(EACCES));
    assert_eq!(errno(share.files.lookup(it(), 77, c"x")), Some(EACCES));
}

#[test]
fn a_hidden_directory_does_not_open() {
    let share = Share::new(|write| write("keys/deep/one", SECRET));
    let inode = share.find("keys");
    assert_eq!(errno(share.files.opendir(it(), inode, 0)), Some(EACCES));
    let deep = share.files.lookup(it(), inode, c"deep");
    assert_eq!(errno(deep), Some(EACCES));
    let renamed = share.rename((ROOT_ID, c"keys"), (ROOT_ID, c"open"));
    assert_eq!(renamed, Some(EACCES));
}

#[test]
fn no_hidden_name_is_made() {
    let share = Share::new(|_| ());
    let files = &share.files;
    let more = Extensions::default;
    let made = files.mkdir(it(), ROOT_ID, c"keys", 0o755, 0, more());
    assert_eq!(errno(made), Some(EACCES));
    let made = files.symlink(it(), c"plain", ROOT_ID, c".bellglassignore", more());
    assert_eq!(errno(made), Some(EACCES));
    files
        .mkdir(it(), ROOT_ID, c".aws", 0o755, 0, more())
        .unwrap();
    let aws = share.find(".aws");
    assert_eq!(share.create(aws, c"credentials"), Some(EACCES));
    assert_eq!(share.create(aws, c"other"), None);
}

#[test]
fn what_says_what_is_hidden_can_only_be_read() {
    let share = Share::new(|write| write(".bellglassignore", "*.db\n"));
    let inode = share.find(".bellglassignore");
    for (what, error) in tried(&share, inode, c".bellglassignore") {
        let reads = ["read", "access"].contains(&what);
        assert_eq!(error, (!reads).then_some(EACCES), "{what}");
    }
    assert_eq!(share.create(ROOT_ID, c"a.db"), Some(EACCES));
}

#[test]
fn no_directory_moves_where_what_is_in_it_would_be_shown_or_hidden() {
    let share = Share::new(|write| {
        write("src/deep/.env", SECRET);
        write("bare/deep/file", "bare");
        write("plant/credentials", "planted");
        write("vendor/own", "own");
    });
    let vendor = share.find("vendor");
    for (name, to) in [
        (c"src", (vendor, c"src")),
        (c"src", (ROOT_ID, c"other")),
        (c"plant", (ROOT_ID, c".aws")),
    ] {
        assert_eq!(share.rename((ROOT_ID, name), to), Some(EACCES), "{to:?}");
    }
    let deep = share.find("bare/deep");
    assert_eq!(share.rename((ROOT_ID, c"bare"), (vendor, c"bare")), None);
    // It is known by its new path: in vendor/ nothing is hidden.
    assert_eq!(share.create(deep, c".env"), None);
    assert_eq!(
        share.rename((vendor, c"bare"), (ROOT_ID, c"bare")),
        Some(EACCES)
    );
    assert_eq!(share.read("src/deep/.env"), SECRET);
}

#[test]
fn a_tree_of_the_guests_is_only_as_deep_as_a_path_is_long() {
    let share = Share::new(|_| ());
    let name = CString::new("d".repeat(255)).unwrap();
    let mut parent = ROOT_ID;
    let refused = (1..100).find_map(|depth| {
        let made = share
            .files
            .mkdir(it(), parent, &name, 0o755, 0, Extensions::default());
        match made {
            Ok(entry) => {
                parent = entry.inode;
                None
            }
            Err(error) => Some((depth, error.raw_os_error())),
        }
    });
    assert_eq!(refused, Some((17, Some(ENAMETOOLONG))));
    // Nor does a rename make it deeper.
    let more = Extensions::default();
    share
        .files
        .mkdir(it(), ROOT_ID, c"e", 0o755, 0, more)
        .unwrap();
    let e = share.find("e");
    assert_eq!(share.rename((ROOT_ID, &name), (e, &name)), Some(EACCES));
}

#[test]
fn a_directory_with_many_in_it_moves_while_few_descriptors_are_left() {
    let share = Share::new(|write| {
        for number in 0..400 {
            write(&format!("wide/{number}/deep/file"), "");
        }
    });
    let open = || fs::read_dir("/proc/self/fd").unwrap().count() as u64;
    let before = getrlimit(Resource::Nofile);
    let few = Rlimit {
        current: Some(open() + 100),
        maximum: before.maximum,
    };
    setrlimit(Resource::Nofile, few).unwrap();
    let renamed = share.rename((ROOT_ID, c"wide"), (ROOT_ID, c"moved"));
    setrlimit(Resource::Nofile, before).unwrap();
    assert_eq!(renamed, None);
}

#[test]
fn what_was_looked_up_before_another_mount_is_not_known_after_it() {
    let share = Share::new(|write| write("a/b", "b"));
    let a = share.find("a");
    share.files.init(FsOptions::empty()).unwrap();
    // From the veil, which keeps nothing of it: the server itself says EBADF.
    assert_eq!(share.open(a, OFlags::RDONLY), Some(EACCES));
    assert_eq!(share.open(share.find("a/b"), OFlags::RDONLY), None);
}
