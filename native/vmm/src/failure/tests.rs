use super::{Failure, Record};
use bellglass_jail::JailError;
use bellglass_wire::spec::{FailureRecord, Stage};
use std::io;

#[test]
fn a_system_failure_has_its_number_and_a_code_by_its_kind() {
    let error = io::Error::from_raw_os_error(2);
    let failure = Failure::system(Stage::Open, "open /x", &error);
    let record = failure.record();
    assert_eq!((record.errno, record.code.as_str()), (Some(2), "not_found"));
    assert_eq!(
        record.message,
        "open: open /x: No such file or directory (os error 2)"
    );
}

#[test]
fn a_failing_wall_is_a_failure_of_the_jail() {
    let error = JailError::new("capset", io::Error::from_raw_os_error(1));
    let record = Failure::from(error).record().clone();
    assert_eq!(
        (record.stage, record.step.as_str()),
        (Stage::Jail, "capset")
    );
}

#[test]
fn a_refusal_of_libkruns_names_the_call() {
    let error = bellglass_krun::Machine::new(0, 128).unwrap_err();
    let record = Failure::krun(Stage::Configure, &error).record().clone();
    assert_eq!(record.step, "krun_set_vm_config");
    assert_eq!(
        record.message,
        "configure: krun_set_vm_config(0 CPUs, 128 MiB): EINVAL: Invalid argument"
    );
}

#[test]
fn a_record_that_was_kept_can_be_read_by_others() {
    let path = std::env::temp_dir().join(format!("bellglass-record-{}", std::process::id()));
    let record = Record::open(path.to_str().unwrap()).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"");
    let failure = Failure::new(Stage::Jail, "a", "b", "c");
    record.keep(&failure);
    let read: FailureRecord = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    assert_eq!(Failure::from(read), failure);
    std::fs::remove_file(path).unwrap();
}
