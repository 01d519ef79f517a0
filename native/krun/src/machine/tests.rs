use super::Machine;
use crate::Error;

#[test]
fn a_refusal_is_a_sentence_that_names_the_call() {
    let mut machine = Machine::new(1, 128).unwrap();
    let error = machine
        .kernel("/vmlinux", Some("/is/not/there"), "")
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "krun_set_kernel(\"/vmlinux\"): EINVAL: Invalid argument"
    );
    assert_eq!((error.call(), error.errno()), ("krun_set_kernel", Some(22)));
}

#[test]
fn numbers_that_libkrun_refuses_are_named() {
    let error = Machine::new(0, 128).unwrap_err();
    assert_eq!(
        error.to_string(),
        "krun_set_vm_config(0 CPUs, 128 MiB): EINVAL: Invalid argument"
    );
}

#[test]
fn a_text_with_a_nul_byte_never_reaches_libkrun() {
    let mut machine = Machine::new(1, 128).unwrap();
    let error = machine.share("usr", "/usr\0/x", true).unwrap_err();
    assert!(matches!(
        error,
        Error::Nul {
            call: "krun_add_virtiofs3",
            ..
        }
    ));
    assert_eq!(
        error.to_string(),
        "krun_add_virtiofs3(tag \"usr\"): the text has a NUL byte in it"
    );
}

#[test]
fn a_console_can_be_set_only_once() {
    let mut machine = Machine::new(1, 128).unwrap();
    machine.console("/a").unwrap();
    let error = machine.console("/b").unwrap_err();
    assert_eq!(error.errno(), Some(22));
}
