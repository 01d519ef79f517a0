//! Any workspace comes out as the rules say, whatever is in it.
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod scene;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use bellglass_wire::snapshot::base::Content;
use proptest::prelude::*;
use scene::{Scene, Taken};

const LIMIT: usize = 5000;
const BUDGET: usize = 20_000;

#[derive(Clone, Debug)]
enum Entry {
    File(Vec<u8>, u32),
    Directory(BTreeMap<Vec<u8>, Entry>),
    Symlink(Vec<u8>),
}

type Entries = BTreeMap<Vec<u8>, Entry>;

/// Names of which some are hidden, ignored, or git's own.
fn name() -> impl Strategy<Value = Vec<u8>> {
    let byte = any::<u8>().prop_filter("no name", |byte| *byte != 0 && *byte != b'/');
    let odd = proptest::collection::vec(byte, 1..20)
        .prop_filter("the dots", |name| name != b"." && name != b"..");
    let plain = "[a-c]{1,2}".prop_map(String::into_bytes);
    let telling = prop_oneof![Just("secret"), Just("x.key"), Just("bulk"), Just(".git")];
    prop_oneof![2 => odd, 4 => plain, 3 => telling.prop_map(|name| name.as_bytes().to_vec())]
}

fn entry() -> impl Strategy<Value = Entry> {
    let size = prop_oneof![0_usize..100, 3_900_usize..4_200, LIMIT - 1..LIMIT + 2];
    let mode = prop_oneof![Just(0o644), Just(0o755), Just(0o4755), Just(0o600)];
    let leaf = prop_oneof![
        4 => (size, any::<u8>(), mode).prop_map(|(size, byte, mode)| Entry::File(vec![byte; size], mode)),
        1 => proptest::collection::vec(1_u8..=255, 1..100).prop_map(Entry::Symlink),
    ];
    leaf.prop_recursive(4, 50, 8, |inner| {
        proptest::collection::btree_map(name(), inner, 0..8).prop_map(Entry::Directory)
    })
}

fn lay(at: &Path, entries: &Entries) {
    for (name, entry) in entries {
        let path = at.join(OsStr::from_bytes(name));
        match entry {
            Entry::File(bytes, mode) => {
                fs::write(&path, bytes).unwrap();
                fs::set_permissions(&path, fs::Permissions::from_mode(*mode)).unwrap();
            }
            Entry::Symlink(target) => symlink(OsStr::from_bytes(target), &path).unwrap(),
            Entry::Directory(inner) => {
                fs::create_dir(&path).unwrap();
                lay(&path, inner);
            }
        }
    }
}

fn hides(name: &[u8], entry: &Entry) -> bool {
    match entry {
        Entry::Directory(_) => name == b"secret" || name.ends_with(b".key"),
        Entry::File(..) => name.ends_with(b".key"),
        // It has no contents.
        Entry::Symlink(_) => false,
    }
}

/// Whether anything beneath is hidden.
fn withholds(entries: &Entries) -> bool {
    let beneath = |entry: &Entry| matches!(entry, Entry::Directory(inner) if withholds(inner));
    entries
        .iter()
        .any(|(name, entry)| hides(name, entry) || beneath(entry))
}

/// What is known of the directory that entries are in.
#[derive(Clone, Copy, Default)]
struct Place {
    ignored: bool,
    git: bool,
}

struct Comparison<'a> {
    taken: &'a Taken,
    embedded: usize,
    /// Files that should be embedded where there is room, and were redirected.
    without_room: usize,
    lines: usize,
}

impl Comparison<'_> {
    fn compare(&mut self, path: &Path, entries: &Entries, place: Place) {
        let names = match path.as_os_str().is_empty() {
            true => self.taken.image.names(&self.taken.image.at(&[])),
            false => self.taken.image.names(&self.taken.inode(path)),
        };
        assert!(names.keys().eq(entries.keys()), "the names in {path:?}");
        let beside = withholds(entries);
        for (name, entry) in entries {
            self.lines += 1;
            let path = path.join(OsStr::from_bytes(name));
            let git = !place.ignored && (place.git || name == b".git");
            let ignored = place.ignored || !git && name == b"bulk";
            let hidden = hides(name, entry);
            match entry {
                Entry::Symlink(target) => {
                    assert_eq!(&self.taken.image.data(&self.taken.inode(&path)), target);
                }
                Entry::Directory(_) if hidden => {
                    assert_eq!(self.taken.line(&path).content, Some(Content::Hidden));
                    assert!(self.taken.image.names(&self.taken.inode(&path)).is_empty());
                }
                Entry::Directory(inner) => self.compare(&path, inner, Place { ignored, git }),
                Entry::File(bytes, mode) => {
                    let mode = if hidden { mode & 0o111 } else { mode & 0o1777 };
                    assert_eq!(u32::from(self.taken.inode(&path).mode & 0o7777), mode);
                    let wanted = bytes.len() <= LIMIT && (!ignored || beside || bytes.is_empty());
                    self.file(&path, bytes, hidden, wanted);
                }
            }
        }
    }

    fn file(&mut self, path: &Path, bytes: &[u8], hidden: bool, wanted: bool) {
        let content = self.taken.line(path).content.unwrap();
        let inode = self.taken.inode(path);
        assert_eq!(inode.size, bytes.len() as u64);
        match content {
            Content::Embedded => {
                assert!(wanted && !hidden, "{path:?} is embedded");
                assert!(self.taken.bytes(path) == bytes);
                self.embedded += bytes.len();
            }
            Content::Redirected => {
                assert!(!hidden);
                let leads = [b"/", path.as_os_str().as_bytes()].concat();
                assert_eq!(self.taken.redirect(path).unwrap(), leads);
                self.without_room += usize::from(wanted);
                self.is_granted(path);
            }
            Content::Hidden => {
                assert!(hidden, "{path:?} is hidden");
                assert_eq!(self.taken.redirect(path), None);
                assert!(self.taken.is_promise(&inode));
            }
            other => panic!("{path:?} is {other:?}"),
        }
    }

    fn is_granted(&self, path: &Path) {
        let grants = &self.taken.reply.grants;
        let mut directories = grants.directories.iter();
        let whole = directories.any(|granted| path.starts_with(granted.as_os_str()));
        let single = grants
            .files
            .iter()
            .any(|granted| granted.as_os_str() == path);
        assert!(whole != single, "{path:?} is granted once");
    }
}

/// The entries of a directory that was granted hold nothing hidden, and no larger one could have been granted.
fn check_grants(taken: &Taken, entries: &Entries) {
    for granted in &taken.reply.grants.directories {
        let path = Path::new(granted.as_os_str());
        let mut at = entries;
        let mut above = None;
        for name in path.iter() {
            let Some(Entry::Directory(inner)) = at.get(name.as_bytes()) else {
                panic!("{path:?} is no directory");
            };
            above = Some(at);
            at = inner;
        }
        assert!(!withholds(at), "{path:?} is granted");
        assert!(
            above.is_none_or(withholds),
            "more than {path:?} could be granted"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_workspace(entries in proptest::collection::btree_map(name(), entry(), 0..10)) {
        let scene = Scene::new();
        let mut entries = entries;
        let rules = Entry::File(b"bulk\n".to_vec(), 0o644);
        entries.insert(b".gitignore".to_vec(), rules);
        lay(&scene.at(""), &entries);
        let mut spec = scene.spec(&["secret/", "*.key"]);
        spec["embedFileLimit"] = LIMIT.into();
        spec["embedBudget"] = BUDGET.into();
        let taken = scene.take_as(&spec);
        let mut comparison = Comparison { taken: &taken, embedded: 0, without_room: 0, lines: 0 };
        comparison.compare(Path::new(""), &entries, Place::default());
        prop_assert_eq!(comparison.lines, taken.base.len());
        prop_assert!(comparison.embedded <= BUDGET);
        prop_assert_eq!(comparison.without_room as u64, taken.reply.over_budget.files);
        prop_assert_eq!(comparison.embedded as u64, taken.reply.embedded.bytes);
        check_grants(&taken, &entries);
    }
}
