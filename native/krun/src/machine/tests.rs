use super::{LogLevel, Machine, set_log_level};
use crate::Error;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

fn machine() -> Machine {
    Machine::new(1, 128).unwrap()
}

fn refused(error: &Error) -> (&'static str, Option<i32>, String) {
    (error.call(), error.errno(), error.to_string())
}

fn forever() -> BorrowedFd<'static> {
    let file: OwnedFd = std::fs::File::open("/dev/null").unwrap().into();
    let forever: &'static OwnedFd = Box::leak(Box::new(file));
    forever.as_fd()
}

#[test]
fn a_refusal_is_a_sentence_that_names_the_call() {
    let error = machine()
        .kernel("/vmlinux", Some("/is/not/there"), "")
        .unwrap_err();
    let sentence = "krun_set_kernel(\"/vmlinux\"): EINVAL: Invalid argument";
    assert_eq!(
        refused(&error),
        ("krun_set_kernel", Some(22), sentence.into())
    );
}

#[test]
fn numbers_that_libkrun_refuses_are_named() {
    let error = Machine::new(0, 128).unwrap_err();
    let sentence = "krun_set_vm_config(0 CPUs, 128 MiB): EINVAL: Invalid argument";
    assert_eq!(
        refused(&error),
        ("krun_set_vm_config", Some(22), sentence.into())
    );
}

#[test]
fn a_text_with_a_nul_byte_never_reaches_libkrun() {
    let nul = "a\0b";
    let mut it = machine();
    let table = [
        (it.kernel(nul, None, ""), "krun_set_kernel(\"a\\0b\")"),
        (it.kernel("/k", Some(nul), ""), "krun_set_kernel(\"/k\")"),
        (it.kernel("/k", None, nul), "krun_set_kernel(\"/k\")"),
        (it.disk(nul, "/d", true), "krun_add_disk(id \"a\\0b\")"),
        (it.disk("d", nul, true), "krun_add_disk(id \"d\")"),
        (
            it.share(nul, "/s", true, None),
            "krun_add_virtiofs3(tag \"a\\0b\")",
        ),
        (
            it.share("s", nul, true, None),
            "krun_add_virtiofs3(tag \"s\")",
        ),
        (it.console(nul), "krun_set_console_output(\"a\\0b\")"),
        (
            it.port(nul, forever()),
            "krun_add_console_port_inout(port \"a\\0b\")",
        ),
    ];
    for (result, about) in table {
        let error = result.unwrap_err();
        let sentence = format!("{about}: the text has a NUL byte in it");
        assert_eq!(error.to_string(), sentence);
        assert_eq!(error.errno(), None);
        assert!(about.starts_with(error.call()));
    }
}

#[test]
fn what_is_there_once_cannot_be_set_twice() {
    let mut it = machine();
    it.console("/a").unwrap();
    let error = it.console("/b").unwrap_err();
    let sentence = "krun_set_console_output(\"/b\"): EINVAL: Invalid argument";
    assert_eq!(
        refused(&error),
        ("krun_set_console_output", Some(22), sentence.into())
    );
}

#[test]
fn a_whole_machine_is_described_without_a_file_being_opened() {
    // The files are opened when the machine is entered, inside the jail.
    let mut it = machine();
    it.split_irqchip().unwrap();
    it.kernel("/is/not/there", None, "console=hvc0").unwrap();
    it.disk("root", "/is/not/there", true).unwrap();
    it.disk("data", "/is/not/there", false).unwrap();
    it.share("usr", "/is/not/there", true, None).unwrap();
    it.share("workspace", "/a b, \"c\"\n/größe", false, None)
        .unwrap();
    it.console("/proc/self/fd/1").unwrap();
    it.port("agent", forever()).unwrap();
    it.port("another", forever()).unwrap();
}

#[test]
fn machines_are_apart() {
    let (mut one, mut two) = (machine(), machine());
    assert_ne!(one.context, two.context);
    one.console("/a").unwrap();
    two.console("/a").unwrap();
}

#[test]
fn a_machine_without_a_kernel_is_not_entered() {
    let error = machine().enter().unwrap_err();
    assert_eq!(error.call(), "krun_start_enter");
    assert!(error.errno().is_some_and(|errno| errno > 0), "{error}");
    assert!(
        error.to_string().starts_with("krun_start_enter(): E"),
        "{error}"
    );
}

#[test]
fn the_log_is_set_once_and_a_second_time_is_refused() {
    set_log_level(LogLevel::Error).unwrap();
    let error = set_log_level(LogLevel::Off).unwrap_err();
    let sentence = "krun_set_log_level(Off): EEXIST: File exists";
    assert_eq!(
        refused(&error),
        ("krun_set_log_level", Some(17), sentence.into())
    );
}
