use super::Error;

fn refused(errno: i32) -> Error {
    Error::Refused {
        call: "krun_add_disk",
        about: "id \"root\"".into(),
        errno,
    }
}

#[test]
fn every_number_that_libkrun_uses_has_its_name() {
    for (errno, says) in [
        (libc::EINVAL, "EINVAL: Invalid argument"),
        (libc::ENOENT, "ENOENT: No such file or directory"),
        (libc::EEXIST, "EEXIST: File exists"),
        (libc::ENOMEM, "ENOMEM: "),
        (libc::ENOTTY, "ENOTTY: "),
        (libc::ENOTSUP, "ENOTSUP: "),
        (libc::EBUSY, "EBUSY: "),
        (libc::EIO, "EIO: "),
        (libc::EPERM, "EPERM: Operation not permitted"),
        (libc::EACCES, "EACCES: Permission denied"),
    ] {
        let sentence = refused(errno).to_string();
        assert!(
            sentence.starts_with(&format!("krun_add_disk(id \"root\"): {says}")),
            "{sentence}"
        );
        assert!(!sentence.contains("os error"), "{sentence}");
        assert_eq!(refused(errno).errno(), Some(errno));
    }
}

#[test]
fn any_other_number_is_told_as_the_system_does() {
    let sentence = refused(libc::EMFILE).to_string();
    assert!(
        sentence.ends_with("Too many open files (os error 24)"),
        "{sentence}"
    );
    assert!(refused(9999).to_string().contains("9999"));
}

#[test]
fn a_text_that_was_not_sent_has_no_number() {
    let error = Error::Nul {
        call: "krun_set_kernel",
        about: "\"/a\\0\"".into(),
    };
    assert_eq!((error.call(), error.errno()), ("krun_set_kernel", None));
}
