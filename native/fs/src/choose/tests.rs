use super::*;
use crate::tree::tests::{find, tree};

const ROOM: Room = Room {
    file: 100,
    all: 1000,
};

/// Decides about files of 10 bytes each, after `change`, and says which are embedded.
fn embedded(paths: &[&str], room: Room, change: impl Fn(&mut Tree)) -> (Vec<String>, Tally) {
    let mut tree = tree(paths);
    for path in paths {
        let entry = &mut tree.entries[find(paths, path)];
        entry.git = path.starts_with(".git");
        entry.ignored = path.starts_with("ignored");
    }
    change(&mut tree);
    let over = choose(&mut tree, &HashSet::new(), room);
    let is_file = |index: &usize| tree.entries[*index].kind == Kind::File;
    assert!(
        (0..tree.entries.len())
            .filter(is_file)
            .all(|it| tree.entries[it].content.is_some())
    );
    let embedded = (0..tree.entries.len())
        .filter(|index| tree.entries[*index].content == Some(Content::Embedded))
        .map(|index| String::from_utf8_lossy(&tree.path(index)).into_owned())
        .collect();
    (embedded, over)
}

#[test]
fn what_people_edit_is_embedded_and_the_bulk_is_not() {
    let paths = [".git/", ".git/HEAD", "a", "ignored/", "ignored/b"];
    let (found, over) = embedded(&paths, ROOM, |_| ());
    assert_eq!(found, [".git/HEAD", "a"]);
    assert_eq!(over, Tally::default());
}

#[test]
fn a_file_beyond_the_limit_is_redirected_whatever_it_is() {
    let (found, over) = embedded(&["a", "b"], ROOM, |tree| tree.entries[1].stat.size = 101);
    assert_eq!(found, ["b"]);
    assert_eq!(over, Tally::default());
    let (found, _) = embedded(&["a"], ROOM, |tree| tree.entries[1].stat.size = 100);
    assert_eq!(found, ["a"]);
}

#[test]
fn everything_beside_what_is_hidden_is_embedded_and_gits_own_comes_last() {
    let paths = [
        ".git/",
        ".git/HEAD",
        "a",
        "ignored/",
        "ignored/b",
        "ignored/c/",
        "ignored/c/d",
        "ignored/e",
    ];
    let hide = |tree: &mut Tree| tree.entries[8].content = Some(Content::Hidden);
    let (found, _) = embedded(&paths, ROOM, hide);
    assert_eq!(found, [".git/HEAD", "a", "ignored/b"]);
    for (all, wanted) in [(20, &["a", "ignored/b"][..]), (10, &["a"]), (9, &[])] {
        let (found, over) = embedded(&paths, Room { all, ..ROOM }, hide);
        assert_eq!(found, wanted, "of {all} bytes");
        let lost = 3 - wanted.len() as u64;
        let bytes = lost * 10;
        assert_eq!(over, Tally { files: lost, bytes });
    }
}

#[test]
fn where_one_does_not_fit_a_smaller_one_may() {
    let room = Room { all: 25, ..ROOM };
    let (found, over) = embedded(&["a", "b", "c"], room, |tree| {
        tree.entries[2].stat.size = 16
    });
    assert_eq!(found, ["a", "c"]);
    assert_eq!(
        over,
        Tally {
            files: 1,
            bytes: 16
        }
    );
}

#[test]
fn what_is_empty_is_embedded_even_where_git_ignores_it() {
    let (found, _) = embedded(&["ignored"], Room { file: 0, all: 0 }, |tree| {
        tree.entries[1].stat.size = 0;
    });
    assert_eq!(found, ["ignored"]);
}

/// Makes entries two names of one file.
fn link(tree: &mut Tree, names: [usize; 2]) {
    for name in names {
        tree.entries[name].stat.inode = 77;
        tree.entries[name].stat.links = 2;
    }
}

#[test]
fn a_file_with_two_names_has_one_content_and_counts_once() {
    let paths = ["a", "b", "ignored"];
    let (found, over) = embedded(&paths, Room { all: 20, ..ROOM }, |tree| link(tree, [1, 3]));
    assert_eq!(found, ["a", "b", "ignored"]);
    assert_eq!(over, Tally::default());
    let (found, over) = embedded(&paths, Room { all: 9, ..ROOM }, |tree| link(tree, [1, 3]));
    assert!(found.is_empty());
    assert_eq!(
        over,
        Tally {
            files: 2,
            bytes: 20
        }
    );
}

#[test]
fn what_is_hidden_by_one_name_is_hidden_by_all() {
    let mut tree = tree(&["a", "b"]);
    link(&mut tree, [1, 2]);
    tree.entries[1].content = Some(Content::Hidden);
    choose(&mut tree, &HashSet::from([(1, 77)]), ROOM);
    assert_eq!(tree.entries[2].content, Some(Content::Hidden));
}
