use super::*;
use proptest::prelude::*;

fn users() -> Users {
    Users {
        passwd: "root:x:0:0:root:/root:/bin/bash\nbroken\n:x:1:1:::\nalice:x:1000:1000:A,,,:/home/alice:\n7:x:8:8::/seven:/bin/sh\nhuge:x:4294967295:1::/:\n".into(),
        group: "root:x:0:\nstaff:x:50:bob,alice\nalice:x:1000:\naudio:x:29:alice\nbroken:x:alice\n".into(),
    }
}

#[test]
fn no_user_is_root() {
    let root = users().find(None).unwrap();
    assert_eq!(
        (root.uid, root.home.as_str(), root.groups),
        (0, "/root", vec![0])
    );
    assert_eq!(Users::default().find(None).unwrap().name, "root");
}

#[test]
fn a_name_has_its_groups_and_defaults() {
    let alice = users().find(Some("alice")).unwrap();
    assert_eq!(
        (alice.uid, alice.gid, alice.shell.as_str()),
        (1000, 1000, "/bin/sh")
    );
    assert_eq!(alice.groups, [1000, 50, 29]);
    assert_eq!(users().find(Some("1000")).unwrap(), alice);
}

#[test]
fn a_group_given_replaces_all_others() {
    let alice = users().find(Some("alice:staff")).unwrap();
    assert_eq!((alice.gid, alice.groups), (50, vec![]));
    let nobody = users().find(Some("65534:4242")).unwrap();
    assert_eq!(
        (
            nobody.uid,
            nobody.gid,
            nobody.name.as_str(),
            nobody.home.as_str()
        ),
        (65534, 4242, "65534", "/")
    );
}

#[test]
fn a_name_that_is_a_number_comes_first() {
    assert_eq!(users().find(Some("7")).unwrap().uid, 8);
    assert_eq!(users().find(Some("9")).unwrap().gid, 9);
}

#[test]
fn what_is_not_there_is_refused() {
    for wanted in [
        "bob",
        "",
        ":",
        "alice:nogroup",
        "-1",
        "+1",
        "4294967295",
        "huge",
        "99999999999",
        "1000:",
    ] {
        assert!(
            matches!(users().find(Some(wanted)), Err(Fault::NoSuchUser { .. })),
            "{wanted}"
        );
    }
}

fn of(passwd: &str, group: &str) -> Users {
    Users {
        passwd: passwd.into(),
        group: group.into(),
    }
}

#[test]
fn a_line_that_is_no_entry_is_passed_over() {
    for line in [
        "alice",
        "alice:x:1000:1000",
        "alice:x:1000:1000:::/bin/sh:more",
        "alice:x:-1:1000::/:",
        "alice:x:1e3:1000::/:",
        "alice:x: 1000:1000::/:",
        "alice:x:1000:::/:",
        "alice:x:4294967296:1000::/:",
        "#alice:x:1000:1000::/:",
    ] {
        let users = of(&format!("{line}\nbob:x:7:7::/b:\n"), "");
        assert!(users.find(Some("alice")).is_err(), "{line}");
        assert_eq!(users.find(Some("bob")).unwrap().uid, 7, "{line}");
    }
}

#[test]
fn the_first_of_two_entries_counts() {
    let users = of("a:x:1:1::/one:\na:x:2:2::/two:\nb:x:1:3::/three:\n", "");
    assert_eq!(users.find(Some("a")).unwrap().home, "/one");
    assert_eq!(users.find(Some("1")).unwrap().name, "a");
}

#[test]
fn a_user_is_in_each_group_once_and_first_in_its_own() {
    let group = "own:x:5:a\nx:x:6:a,a\ny:x:6:a\nz:x:7:aa,b\nw:x:8:\nv:x:9:b,a\n";
    let user = of("a:x:1:5::/:\n", group).find(Some("a")).unwrap();
    assert_eq!(user.groups, [5, 6, 9]);
}

#[test]
fn a_group_goes_by_name_before_number() {
    let users = of("a:x:1:5::/:\n", "7:x:70:\nstaff:x:50:\n");
    for (wanted, gid) in [("a:staff", 50), ("a:7", 70), ("a:8", 8), ("a:0", 0)] {
        let user = users.find(Some(wanted)).unwrap();
        assert_eq!(
            (user.uid, user.gid, user.groups.len()),
            (1, gid, 0),
            "{wanted}"
        );
    }
}

#[test]
fn files_that_are_no_text_or_not_there_are_read_as_far_as_they_are() {
    let scratch = crate::daemon_test::Scratch::new("etc");
    assert_eq!(Users::read(&scratch.0).find(None).unwrap().name, "root");
    scratch.file(
        "passwd",
        b"\xff:x:1:1::/:\nroot:x:0:0::/r\xff:/bin/sh\n",
        0o644,
    );
    let root = Users::read(&scratch.0).find(Some("root")).unwrap();
    assert_eq!(root.home, "/r\u{fffd}");
    std::fs::create_dir(scratch.0.join("group")).unwrap();
    assert_eq!(
        Users::read(&scratch.0).find(Some("root")).unwrap().groups,
        [0]
    );
}

proptest! {
    #[test]
    fn any_files_and_any_user_are_answered(
        passwd in "([a-c0-9]{0,3}:){0,7}\n?.{0,40}",
        group in "([a-c0-9]{0,3}:){0,4}[a-c,]{0,9}",
        wanted in "[a-c0-9:]{0,8}",
    ) {
        if let Ok(user) = of(&passwd, &group).find(Some(&wanted)) {
            prop_assert!(user.uid != u32::MAX && user.gid != u32::MAX);
            prop_assert!(!user.name.is_empty() && !user.home.is_empty() && !user.shell.is_empty());
            prop_assert_eq!(wanted.contains(':'), user.groups.is_empty());
        }
    }

    #[test]
    fn every_number_but_the_last_is_a_user(uid in 0..u32::MAX) {
        let user = Users::default().find(Some(&uid.to_string())).unwrap();
        prop_assert_eq!((user.uid, user.gid, user.groups), (uid, uid, vec![uid]));
    }
}
