use super::{Error, RESERVED, config};
use crate::asking_test::{context, errno};
use std::fs::{self, File};
use std::path::PathBuf;
use virtiofsd::filesystem::{Extensions, FileSystem, FsOptions, SetxattrFlags};
use virtiofsd::fuse::ROOT_ID;
use virtiofsd::passthrough::PassthroughFs;
use virtiofsd::passthrough::read_only::PassthroughFsRo;

struct Share(PathBuf);

impl Share {
    fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("bellglass-serve-{name}-{}", std::process::id()));
        fs::create_dir_all(path.join("directory")).unwrap();
        fs::write(path.join("file"), "kept").unwrap();
        Self(path)
    }

    fn config(&self) -> virtiofsd::passthrough::Config {
        let descriptors = File::open("/proc/self/fd").unwrap();
        config(self.0.to_str().unwrap().into(), descriptors, 4096).unwrap()
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn flags(flags: rustix::fs::OFlags) -> u32 {
    flags.bits()
}

/// What a guest may try to change, by name, and the error it gets.
fn changes<F>(files: &F) -> Vec<(&'static str, Option<i32>)>
where
    F: FileSystem<Inode = u64, Handle = u64>,
{
    use rustix::fs::OFlags;
    let (it, more) = (context, Extensions::default);
    files.init(FsOptions::empty()).unwrap();
    let file = files.lookup(it(), ROOT_ID, c"file").unwrap().inode;
    let xattr = SetxattrFlags::empty();
    let open = |wish| errno(files.open(it(), file, false, flags(wish)));
    let create = files.create(
        it(),
        ROOT_ID,
        c"new",
        0o644,
        false,
        flags(OFlags::WRONLY),
        0,
        more(),
    );
    let regular = 0o100_644;
    vec![
        ("write", open(OFlags::WRONLY)),
        ("read and write", open(OFlags::RDWR)),
        ("create", errno(create)),
        (
            "mkdir",
            errno(files.mkdir(it(), ROOT_ID, c"made", 0o755, 0, more())),
        ),
        (
            "mknod",
            errno(files.mknod(it(), ROOT_ID, c"node", regular, 0, 0, more())),
        ),
        (
            "symlink",
            errno(files.symlink(it(), c"file", ROOT_ID, c"symlink", more())),
        ),
        ("link", errno(files.link(it(), file, ROOT_ID, c"link"))),
        (
            "rename",
            errno(files.rename(it(), ROOT_ID, c"file", ROOT_ID, c"other", 0)),
        ),
        (
            "setxattr",
            errno(files.setxattr(it(), file, c"user.x", b"y", 0, xattr)),
        ),
        ("rmdir", errno(files.rmdir(it(), ROOT_ID, c"directory"))),
        ("unlink", errno(files.unlink(it(), ROOT_ID, c"other"))),
    ]
}

const EROFS: i32 = 30;
const ENOTSUP: i32 = 95;

#[test]
fn a_read_only_server_refuses_every_change() {
    let share = Share::new("ro");
    for (change, error) in changes(&PassthroughFsRo::new(share.config()).unwrap()) {
        assert_eq!(error, Some(EROFS), "{change}");
    }
    let mut names: Vec<_> = fs::read_dir(&share.0)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["directory", "file"]);
    assert_eq!(fs::read(share.0.join("file")).unwrap(), b"kept");
}

#[test]
fn another_server_makes_the_same_changes() {
    let share = Share::new("rw");
    for (change, error) in changes(&PassthroughFs::new(share.config()).unwrap()) {
        // A host's file system need not have extended attributes.
        let lacks = change == "setxattr" && error == Some(ENOTSUP);
        assert!(error.is_none() || lacks, "{change}: {error:?}");
    }
    assert!(!share.0.join("file").exists() && share.0.join("made").is_dir());
}

#[test]
fn a_read_only_server_lets_read() {
    let share = Share::new("read");
    let files = PassthroughFsRo::new(share.config()).unwrap();
    files.init(FsOptions::empty()).unwrap();
    let entry = files.lookup(context(), ROOT_ID, c"file").unwrap();
    assert_eq!(entry.attr.size, 4);
    files.open(context(), entry.inode, false, 0).unwrap();
    assert_eq!(errno(files.lookup(context(), ROOT_ID, c"none")), Some(2));
}

#[test]
fn a_change_on_the_host_shows_within_a_second() {
    let share = Share::new("cached");
    let config = share.config();
    assert!(config.entry_timeout.as_millis() <= 500 && config.attr_timeout.as_millis() <= 500);
}

#[test]
fn descriptors_are_left_for_the_servers_own_files() {
    let with = |allowed| {
        let descriptors = File::open("/proc/self/fd").unwrap();
        config("/".into(), descriptors, allowed)
    };
    assert_eq!(with(RESERVED + 100).unwrap().guest_fd_limit, 100);
    let error = with(RESERVED - 1).err().unwrap();
    assert!(matches!(error, Error::Descriptors(639)));
    assert_eq!(
        error.to_string(),
        "the host allows only 639 descriptors, at least 640 are needed"
    );
}
