use super::*;

const GONE: &str = r#"{"kind":"absent"}"#;

fn file(inode: u32) -> String {
    format!(
        r#"{{"kind":"file","mode":2541,"device":"1","inode":"{inode}","size":"3","mtime":"4","ctime":"5"}}"#
    )
}

fn after(mode: u32, content: &str) -> String {
    format!(r#"{{"kind":"file","mode":{mode},"mtime":"4","content":{content}}}"#)
}

fn moved(from: &str) -> String {
    after(0o644, &format!(r#"{{"moved":"{from}"}}"#))
}

fn link(of: &str) -> String {
    after(0o644, &format!(r#"{{"linkOf":"{of}"}}"#))
}

fn shape(entries: &[(&str, &str, &str)]) -> Result<Shape, (usize, PlanFault)> {
    let lines: Vec<String> = entries
        .iter()
        .map(|(path, before, after)| {
            format!("{{\"path\":\"{path}\",\"before\":{before},\"after\":{after}}}\n")
        })
        .collect();
    let text = format!(
        "{}\n{}{}\n",
        r#"{"version":1,"workspace":"/w","device":"1","inode":"2"}"#,
        lines.concat(),
        format_args!("{{\"end\":true,\"entries\":{}}}", entries.len()),
    );
    let place = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(place.path(), text).unwrap();
    let plan = Plan::read(place.path()).unwrap();
    Shape::of(&plan, false).map_err(|error| match error {
        ApplyError::Plan { line, fault } => (line, fault),
        other => panic!("{other}"),
    })
}

#[test]
fn a_cycle_of_moves_and_a_chain_of_hard_links_are_followed() {
    let plan = shape(&[
        ("a", &file(1), &moved("b")),
        ("b", &file(2), &moved("a")),
        ("c", GONE, &link("d")),
        ("d", GONE, &link("a")),
        ("e", GONE, &link("elsewhere")),
    ])
    .unwrap();
    assert_eq!(plan.moved_to, [Some(1), Some(0), None, None, None]);
    assert_eq!(plan.moved_from, [Some(1), Some(0), None, None, None]);
    assert_eq!(plan.link_of[2], Some(Target::Entry(0)));
    assert_eq!(plan.link_of[3], Some(Target::Entry(0)));
    assert!(matches!(plan.link_of[4], Some(Target::Standing(_))));
}

#[test]
fn setuid_and_setgid_are_never_given_and_stay_where_they_are() {
    let staged = r#"{"staged":"1"}"#;
    for mode in [0o4755, 0o2755, 0o10000, 0o100_644] {
        let refused = shape(&[("a", GONE, &after(mode, staged))]);
        assert_eq!(refused.unwrap_err(), (2, PlanFault::Mode), "{mode:o}");
    }
    assert!(shape(&[("a", GONE, &after(0o1777, staged))]).is_ok());
    let kept = |mode| shape(&[("a", &file(1), &after(mode, r#"{"kept":true}"#))]);
    assert!(kept(0o4700).is_ok());
    assert!(kept(0o6700).is_err());
}

#[test]
fn a_file_is_moved_once_from_a_file_that_leaves() {
    let kept = after(0o644, r#"{"kept":true}"#);
    for entries in [
        vec![("a", GONE, moved("b"))],
        vec![("a", GONE, moved("b")), ("b", GONE, GONE.to_owned())],
        vec![("a", GONE, moved("b")), ("b", &*file(1), kept)],
        vec![("a", &*file(1), moved("a"))],
        vec![
            ("a", GONE, moved("c")),
            ("b", GONE, moved("c")),
            ("c", &*file(1), GONE.to_owned()),
        ],
    ] {
        let entries: Vec<_> = entries
            .iter()
            .map(|(a, b, c)| (*a, *b, c.as_str()))
            .collect();
        assert_eq!(shape(&entries).unwrap_err().1, PlanFault::Moved);
    }
}

#[test]
fn a_staged_file_is_used_once_and_named_by_a_plain_number() {
    let staged = |number: &str| after(0o644, &format!(r#"{{"staged":"{number}"}}"#));
    for number in ["", "01", "-1", "../1", "1.", "12345678901"] {
        let refused = shape(&[("a", GONE, &staged(number))]);
        assert_eq!(refused.unwrap_err(), (2, PlanFault::Staged), "{number}");
    }
    let twice = shape(&[("a", GONE, &staged("0")), ("b", GONE, &staged("0"))]);
    assert_eq!(twice.unwrap_err(), (3, PlanFault::Staged));
}

#[test]
fn hard_links_that_lead_to_each_other_or_to_no_file_are_refused() {
    let circle = shape(&[("a", GONE, &link("b")), ("b", GONE, &link("a"))]);
    assert_eq!(circle.unwrap_err(), (2, PlanFault::LinkOf));
    let nothing = shape(&[("a", GONE, &link("b")), ("b", GONE, GONE)]);
    assert_eq!(nothing.unwrap_err(), (2, PlanFault::LinkOf));
}

#[test]
fn what_stands_in_no_directory_afterwards_is_refused() {
    let refused = shape(&[("a", &file(1), GONE), ("a/b", GONE, &link("c"))]);
    assert_eq!(refused.unwrap_err(), (3, PlanFault::NoDirectory));
    let directory = r#"{"kind":"directory","mode":493}"#;
    assert!(shape(&[("a", &file(1), directory), ("a/b", GONE, &moved("a"))]).is_ok());
}

#[test]
fn two_names_of_one_file_cannot_get_two_modes() {
    let kept = |mode| after(mode, r#"{"kept":true}"#);
    let one = file(1);
    let refused = shape(&[("a", &one, &kept(0o600)), ("b", &one, &kept(0o644))]);
    assert_eq!(refused.unwrap_err(), (3, PlanFault::OneFileTwoWays));
    assert!(shape(&[("a", &one, &kept(0o600)), ("b", &one, &kept(0o600))]).is_ok());
    assert!(shape(&[("a", &one, &kept(0o600)), ("b", &one, GONE)]).is_ok());
}

#[test]
fn nothing_that_was_no_file_can_be_kept() {
    let kept = after(0o644, r#"{"kept":true}"#);
    assert_eq!(
        shape(&[("a", GONE, &kept)]).unwrap_err(),
        (2, PlanFault::Kept)
    );
}
