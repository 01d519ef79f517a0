//! Any tree comes out as it went in, the same bytes each time.
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod written;

use std::collections::BTreeMap;

use bellglass_erofs::{Meta, NodeId, Xattr};
use proptest::prelude::*;
use written::{Bench, Inode, Written, meta};

#[derive(Clone, Debug)]
enum Entry {
    File(Vec<u8>),
    Directory(BTreeMap<Vec<u8>, Entry>),
    Symlink(Vec<u8>),
}

fn name() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(
        any::<u8>().prop_filter("no name", |byte| *byte != 0 && *byte != b'/'),
        1..40,
    )
    .prop_filter("the dots", |name| name != b"." && name != b"..")
}

fn entry() -> impl Strategy<Value = Entry> {
    let sizes = prop_oneof![0_usize..200, 3_900_usize..4_300, 8_000_usize..8_400];
    let leaf = prop_oneof![
        (sizes, any::<u8>()).prop_map(|(size, byte)| Entry::File(vec![byte; size])),
        proptest::collection::vec(1_u8..=255, 1..300).prop_map(Entry::Symlink),
    ];
    leaf.prop_recursive(4, 60, 12, |inner| {
        proptest::collection::btree_map(name(), inner, 0..12).prop_map(Entry::Directory)
    })
}

fn put(bench: &mut Bench, parent: NodeId, entries: &BTreeMap<Vec<u8>, Entry>, xattrs: &[Xattr]) {
    for (name, entry) in entries {
        let meta = Meta {
            xattrs: xattrs.to_vec(),
            ..meta(0o755)
        };
        match entry {
            Entry::File(bytes) => {
                bench
                    .image
                    .file(parent, name, &meta, bytes.len() as u64, bytes.as_slice())
                    .unwrap();
            }
            Entry::Symlink(target) => {
                bench.image.symlink(parent, name, &meta, target).unwrap();
            }
            Entry::Directory(inner) => {
                let directory = bench.image.directory(parent, name, &meta).unwrap();
                put(bench, directory, inner, xattrs);
            }
        }
    }
}

fn compare(image: &Written, inode: &Inode, path: &[&[u8]], entries: &BTreeMap<Vec<u8>, Entry>) {
    let found: Vec<Vec<u8>> = image.names(inode).into_keys().collect();
    assert_eq!(found, entries.keys().cloned().collect::<Vec<_>>());
    for (name, entry) in entries {
        let path = [path, &[name.as_slice()]].concat();
        let inode = image.at(&path);
        match entry {
            Entry::File(bytes) | Entry::Symlink(bytes) => assert!(&image.data(&inode) == bytes),
            Entry::Directory(inner) => compare(image, &inode, &path, inner),
        }
    }
}

fn of(entries: &BTreeMap<Vec<u8>, Entry>, xattrs: &[Xattr]) -> Bench {
    let mut bench = Bench::new();
    let root = bench.image.root();
    put(&mut bench, root, entries, xattrs);
    bench
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_tree(
        entries in proptest::collection::btree_map(name(), entry(), 0..12),
        length in proptest::option::of(0_usize..5000),
    ) {
        let xattrs: Vec<Xattr> = length.map(|length| Xattr { name: b"user.x".to_vec(), value: vec![1; length] }).into_iter().collect();
        let first = of(&entries, &xattrs).bytes();
        prop_assert!(first == of(&entries, &xattrs).bytes());
        let image = of(&entries, &xattrs).written();
        compare(&image, &image.at(&[]), &[], &entries);
    }
}
