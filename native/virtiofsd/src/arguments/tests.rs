use super::{Arguments, Usage};
use bellglass_wire::spec::{Added, Seccomp};

fn parse(text: &[&str]) -> Result<Arguments, Usage> {
    Arguments::parse(text.iter().map(ToString::to_string))
}

#[test]
fn the_whole_line_is_read() {
    let arguments = parse(&["7", "8", "42", "enforce", "ro", "/a, b\n\"c\""]).unwrap();
    let wanted = Arguments {
        socket: 7,
        report: 8,
        parent: 42,
        seccomp: Seccomp::Enforce,
        joined: false,
        directories: vec![Added {
            path: "/a, b\n\"c\"".into(),
            read_only: true,
        }],
        parts: Vec::new(),
        hidden: None,
    };
    assert_eq!(arguments, wanted);
}

#[test]
fn each_mode_and_each_filter_has_its_word() {
    for (word, read_only) in [("ro", true), ("rw", false)] {
        let arguments = parse(&["3", "4", "1", "off", word, "/"]).unwrap();
        assert_eq!(arguments.read_only(), read_only);
    }
    for (word, seccomp) in [
        ("enforce", Seccomp::Enforce),
        ("audit", Seccomp::Audit),
        ("off", Seccomp::Off),
    ] {
        let arguments = parse(&["3", "4", "1", word, "ro", "/"]).unwrap();
        assert_eq!(arguments.seccomp, seccomp);
    }
}

#[test]
fn what_is_wrong_is_named() {
    let table: [(&[&str], &str); 21] = [
        (&[], "socket"),
        (&["x"], "socket"),
        (&["99999999999"], "socket"),
        (&["3"], "report"),
        (&["3", "x"], "report"),
        (&["3", "4", "x"], "parent"),
        (&["3", "4", "1", "off", "write"], "mode"),
        (&["3", "4", "1", "maybe", "rw"], "filter"),
        (&["3", "4", "1", "off", "rw"], "directory"),
        (&["3", "4", "1", "off", "rw", "relative"], "directory"),
        (&["3", "4", "1", "off", "added"], "mode"),
        (
            &["3", "4", "1", "off", "added", "ro", "/", "rw"],
            "directory",
        ),
        (&["3", "4", "1", "off", "hiding", "/"], "mode"),
        (&["3", "4", "1", "off", "hiding", "rw"], "directory"),
        (&["3", "4", "1", "off", "parts"], "directory"),
        (&["3", "4", "1", "off", "parts", "a"], "directory"),
        (&["3", "4", "1", "off", "parts", "/"], "part"),
        (&["3", "4", "1", "off", "parts", "/", "a/../b"], "part"),
        (&["3", "4", "1", "off", "parts", "/", "/a"], "part"),
        (&["3", "4", "1", "off", "parts", "/", "a", ""], "part"),
        (
            &["3", "4", "1", "off", "rw", "/", "more"],
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

#[test]
fn several_directories_are_read_only_together_when_each_is() {
    let joined = |modes: [&str; 2]| {
        parse(&[
            "3", "4", "1", "off", "added", modes[0], "/a", modes[1], "/b",
        ])
        .unwrap()
    };
    let arguments = joined(["ro", "rw"]);
    assert!(arguments.joined && !arguments.read_only());
    assert_eq!(arguments.directories[1].path, "/b");
    assert!(joined(["ro", "ro"]).read_only());
}

#[test]
fn parts_of_a_directory_are_only_read() {
    let arguments = parse(&["3", "4", "1", "off", "parts", "/a", "b", "c/d e"]).unwrap();
    assert!(arguments.read_only() && !arguments.joined);
    assert_eq!(arguments.directories[0].path, "/a");
    assert_eq!(arguments.parts, ["b", "c/d e"]);
}

#[test]
fn patterns_of_what_is_hidden_are_taken_as_they_are() {
    let arguments = parse(&["3", "4", "1", "off", "hiding", "rw", "/a", "rw", "", "/b"]).unwrap();
    assert!(!arguments.read_only() && !arguments.joined);
    assert_eq!(arguments.directories.len(), 1);
    let wanted = ["rw", "", "/b"].map(str::to_owned).to_vec();
    assert_eq!(arguments.hidden, Some(wanted));
    let none = parse(&["3", "4", "1", "off", "hiding", "ro", "/a"]).unwrap();
    assert_eq!(none.hidden, Some(Vec::new()));
}
