use super::{Arguments, Usage};
use bellglass_wire::spec::Seccomp;

fn parse(text: &[&str]) -> Result<Arguments, Usage> {
    Arguments::parse(text.iter().map(ToString::to_string))
}

#[test]
fn the_whole_line_is_read() {
    let arguments = parse(&["7", "8", "42", "ro", "enforce", "/a, b\n\"c\""]).unwrap();
    let wanted = Arguments {
        socket: 7,
        report: 8,
        parent: 42,
        read_only: true,
        seccomp: Seccomp::Enforce,
        directory: "/a, b\n\"c\"".into(),
    };
    assert_eq!(arguments, wanted);
}

#[test]
fn each_mode_and_each_filter_has_its_word() {
    for (word, read_only) in [("ro", true), ("rw", false)] {
        let arguments = parse(&["3", "4", "1", word, "off", "/"]).unwrap();
        assert_eq!(arguments.read_only, read_only);
    }
    for (word, seccomp) in [
        ("enforce", Seccomp::Enforce),
        ("audit", Seccomp::Audit),
        ("off", Seccomp::Off),
    ] {
        let arguments = parse(&["3", "4", "1", "ro", word, "/"]).unwrap();
        assert_eq!(arguments.seccomp, seccomp);
    }
}

#[test]
fn what_is_wrong_is_named() {
    let table: [(&[&str], &str); 11] = [
        (&[], "socket"),
        (&["x"], "socket"),
        (&["99999999999"], "socket"),
        (&["3"], "report"),
        (&["3", "x"], "report"),
        (&["3", "4", "x"], "parent"),
        (&["3", "4", "1", "write"], "mode"),
        (&["3", "4", "1", "rw", "maybe"], "filter"),
        (&["3", "4", "1", "rw", "off"], "directory"),
        (&["3", "4", "1", "rw", "off", "relative"], "directory"),
        (
            &["3", "4", "1", "rw", "off", "/", "more"],
            "number of arguments",
        ),
    ];
    for (text, wrong) in table {
        let usage = parse(text).unwrap_err();
        assert_eq!(usage, Usage(wrong), "{text:?}");
        assert!(
            usage
                .to_string()
                .ends_with(&format!("(the {wrong} is wrong)"))
        );
    }
}
