#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use std::fs;
use std::path::PathBuf;

use super::*;

fn place() -> (tempfile::TempDir, PathBuf) {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join(NAME);
    (place, path)
}

fn begin(path: &Path) -> Journal<'static> {
    let mut journal = Journal::begin(path, Some("beside".to_owned()), &|| {}).unwrap();
    journal.settle().unwrap();
    journal
}

#[test]
fn a_story_is_read_as_it_was_written() {
    let (_place, path) = place();
    assert!(!Story::read(&path).unwrap().begun);
    let mut journal = begin(&path);
    journal
        .write(&Record::Expect {
            entry: 0,
            object: None,
        })
        .unwrap();
    journal.write(&Record::Ready).unwrap();
    journal.settle().unwrap();
    let story = Story::read(&path).unwrap();
    assert!(story.begun && story.ready && !story.complete);
    assert_eq!(story.beside.as_deref(), Some("beside"));
    assert_eq!(story.expected.get(&0), Some(&None));
    assert!(Journal::begin(&path, None, &|| {}).is_err());
}

#[test]
fn a_line_that_was_cut_off_was_never_said_and_is_written_over() {
    let (_place, path) = place();
    drop(begin(&path));
    let whole = fs::read_to_string(&path).unwrap();
    fs::write(&path, whole.clone() + "{\"record\":\"compl").unwrap();
    assert!(!Story::read(&path).unwrap().complete);
    let mut journal = Journal::resume(&path, &|| {}).unwrap();
    journal
        .write(&Record::RolledBack {
            left: Listed::default(),
        })
        .unwrap();
    journal.settle().unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert!(
        text.starts_with(&whole) && text.lines().count() == 2,
        "{text}"
    );
    assert!(Story::read(&path).unwrap().rolled_back.is_some());
}

#[test]
fn a_journal_cut_off_anywhere_says_less_and_nothing_else() {
    let (_place, path) = place();
    let mut journal = begin(&path);
    journal.write(&Record::Ready).unwrap();
    journal.write(&Record::Complete).unwrap();
    journal.settle().unwrap();
    let text = fs::read(&path).unwrap();
    for end in 0..=text.len() {
        fs::write(&path, &text[..end]).unwrap();
        let story = Story::read(&path).unwrap();
        assert!(story.begun || !story.ready);
        assert!(story.ready || !story.complete);
        assert_eq!(story.complete, end == text.len());
    }
}

#[test]
fn what_is_forgotten_is_not_written_even_where_it_was_on_its_way() {
    let (_place, path) = place();
    let mut journal = begin(&path);
    journal.write(&Record::Ready).unwrap();
    journal.settle().unwrap();
    let text = fs::read(&path).unwrap();
    journal.write(&Record::Complete).unwrap();
    journal.to.flush().unwrap();
    journal.write(&Record::Finished).unwrap();
    journal.forget().unwrap();
    assert_eq!(fs::read(&path).unwrap(), text);
}

#[test]
fn what_is_no_journal_of_this_version_is_told_with_its_line() {
    let (_place, path) = place();
    drop(begin(&path));
    let first = fs::read_to_string(&path).unwrap();
    let refused = |text: String| {
        fs::write(&path, text).unwrap();
        match Story::read(&path) {
            Err(ApplyError::Journal { line }) => line,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(refused(first.clone() + "{\"record\":\"ready\",}\n"), 2);
    assert_eq!(refused(first.replace("\"version\":1", "\"version\":2")), 1);
    assert_eq!(refused("{\"record\":\"ready\"}\n".to_owned()), 1);
}
