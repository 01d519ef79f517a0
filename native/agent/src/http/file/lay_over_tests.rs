//! What is laid over a file, in a mount namespace of the test's own.

use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;

use super::lay_over::Beneath;
use crate::daemon_test::{Scratch, apart, encode, with_agent};
use crate::fault::Fault;

fn tmpfs(target: &Path, read_only: bool) {
    let target = target.to_str().unwrap();
    let flags = if read_only { "remount,ro" } else { "rw" };
    let done = std::process::Command::new("mount")
        .args(["-t", "tmpfs", "-o", flags, "test", target])
        .status()
        .unwrap();
    assert!(done.success());
}

fn lay(path: &Path, place: &Path, text: &str) {
    use std::io::Write;
    let beneath = Beneath::open(path).unwrap();
    let (mut file, content) = beneath.content(place).unwrap();
    file.write_all(text.as_bytes()).unwrap();
    beneath.cover(&content).unwrap();
}

fn code(path: &Path) -> &'static str {
    Beneath::open(path)
        .err()
        .map_or("none", |fault: Fault| fault.code().0)
}

#[test]
fn a_file_is_seen_with_another_content_and_stays_as_it_was() {
    let name =
        "http::file::lay_over_tests::a_file_is_seen_with_another_content_and_stays_as_it_was";
    apart(name, || {
        let scratch = Scratch::new("over");
        let path = scratch.file("a b.sh", b"saved", 0o751);
        let held = std::fs::File::open(&path).unwrap();
        lay(path.as_ref(), &scratch.0.join("place"), "unsaved");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "unsaved");
        let seen = std::fs::metadata(&path).unwrap();
        let beneath = held.metadata().unwrap();
        assert_eq!(seen.permissions().mode() & 0o777, 0o751);
        assert_eq!((seen.uid(), seen.gid()), (beneath.uid(), beneath.gid()));
        assert_eq!(std::io::read_to_string(&held).unwrap(), "saved");
        // Where the file could be written it still can, and that is not the host's.
        std::fs::write(&path, "written").unwrap();
        assert_eq!(beneath.len(), held.metadata().unwrap().len());
        lay(path.as_ref(), &scratch.0.join("place"), "again");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "again");
        let place = std::fs::metadata(scratch.0.join("place")).unwrap();
        assert_eq!(place.permissions().mode() & 0o777, 0o700);
        for _ in 0..2 {
            rustix::mount::unmount(&path, rustix::mount::UnmountFlags::DETACH).unwrap();
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "saved");
    });
}

#[test]
fn what_may_only_be_read_may_only_be_read_afterwards() {
    let name = "http::file::lay_over_tests::what_may_only_be_read_may_only_be_read_afterwards";
    apart(name, || {
        let scratch = Scratch::new("over-read");
        let share = scratch.0.join("share");
        std::fs::create_dir(&share).unwrap();
        tmpfs(&share, false);
        std::fs::write(share.join("x.py"), "saved").unwrap();
        tmpfs(&share, true);
        lay(&share.join("x.py"), &scratch.0.join("place"), "unsaved");
        assert_eq!(
            std::fs::read_to_string(share.join("x.py")).unwrap(),
            "unsaved"
        );
        let refused = std::fs::write(share.join("x.py"), "no").unwrap_err();
        assert_eq!(refused.raw_os_error(), Some(libc::EROFS));
        rustix::mount::unmount(&share, rustix::mount::UnmountFlags::DETACH).unwrap();
    });
}

#[test]
fn a_directory_a_link_and_a_pipe_are_not_laid_over() {
    let scratch = Scratch::new("over-what");
    scratch.file("file", b"", 0o644);
    symlink("file", scratch.0.join("link")).unwrap();
    let fifo = scratch.0.join("fifo");
    rustix::fs::mkfifoat(rustix::fs::CWD, &fifo, rustix::fs::Mode::RWXU).unwrap();
    assert_eq!(code(&scratch.0), "not_a_file");
    assert_eq!(code(&scratch.0.join("link")), "not_a_file");
    assert_eq!(code(&fifo), "not_a_file");
    assert_eq!(code(Path::new("/dev/null")), "not_a_file");
    assert_eq!(code(&scratch.0.join("none")), "file_not_found");
    assert_eq!(code(&scratch.0.join("file/none")), "not_a_directory");
    assert_eq!(code(&scratch.0.join("file")), "none");
}

#[test]
fn the_endpoint_refuses_what_is_no_place_for_a_content() {
    with_agent(true, false, |daemon, _| async move {
        let scratch = Scratch::new("over-http");
        for (path, wanted) in [
            (encode(&scratch.0), (400, "not_a_file")),
            (encode(scratch.0.join("none")), (404, "file_not_found")),
            (encode("relative"), (400, "bad_request")),
            (encode("/a/../b"), (400, "bad_request")),
        ] {
            let answer = daemon
                .call("PUT", &format!("overlay?path={path}"), b"x")
                .await;
            assert_eq!(answer.code(), (wanted.0, wanted.1.to_owned()), "{path}");
        }
        let none = daemon.call("PUT", "overlay", b"x").await;
        assert_eq!(none.code(), (400, "bad_request".into()));
    });
}
