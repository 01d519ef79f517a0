//! Contents in one piece, and where they are.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

mod written;

use bellglass_erofs::{Meta, NodeId, Xattr};
use written::{Bench, Written, meta};

fn pattern(length: usize) -> Vec<u8> {
    (0..length)
        .map(|at| u8::try_from((at * 7 + at / 256) % 251).unwrap())
        .collect()
}

const SIZES: [usize; 14] = [
    1, 63, 3000, 4031, 4032, 4033, 4095, 4096, 4097, 8128, 65_535, 65_536, 65_537, 1_000_003,
];

fn placed(bench: Bench, nodes: &[NodeId]) -> (Written, Vec<Option<u64>>) {
    let path = bench.directory.path().join("image");
    let (_, places) = bench.image.finish_placed().unwrap();
    let image = Written::of(std::fs::read(path).unwrap()).unwrap();
    let found = nodes.iter().map(|node| places.content(*node)).collect();
    (image, found)
}

#[test]
fn a_contiguous_file_is_found_at_its_place_and_by_its_name() {
    for xattr in [0, 200, 3900] {
        let mut bench = Bench::new();
        let root = bench.image.root();
        let value = vec![b'v'; xattr];
        let xattrs = match xattr {
            0 => vec![],
            _ => vec![Xattr {
                name: b"user.x".to_vec(),
                value,
            }],
        };
        let meta = Meta {
            xattrs,
            ..meta(0o644)
        };
        let nodes = SIZES.map(|size| {
            let name = format!("of{size}");
            let bytes = pattern(size);
            bench
                .image
                .contiguous(root, name.as_bytes(), &meta, size as u64, &bytes[..])
                .unwrap()
        });
        let (image, found) = placed(bench, &nodes);
        for (size, at) in SIZES.into_iter().zip(found) {
            let at = usize::try_from(at.unwrap()).unwrap();
            assert!(
                image.image[at..at + size] == pattern(size),
                "{size} bytes behind {xattr}"
            );
            assert!(
                image.read(format!("of{size}").as_bytes()) == pattern(size),
                "{size} bytes"
            );
        }
    }
}

#[test]
fn a_small_contiguous_file_takes_no_block_of_its_own() {
    let mut bench = Bench::new();
    let root = bench.image.root();
    for index in 0..1000 {
        let name = format!("{index}");
        bench
            .image
            .contiguous(root, name.as_bytes(), &meta(0o644), 100, &[7; 100][..])
            .unwrap();
    }
    let (image, _) = placed(bench, &[]);
    assert!(
        image.image.len() < 1000 * 300,
        "{} bytes",
        image.image.len()
    );
}

#[test]
fn what_has_no_bytes_or_has_them_in_two_pieces_has_no_place() {
    let mut bench = Bench::new();
    let root = bench.image.root();
    let meta = meta(0o644);
    let nodes = [
        bench
            .image
            .contiguous(root, b"empty", &meta, 0, &b""[..])
            .unwrap(),
        bench
            .image
            .promised(root, b"promised", &meta, 5000)
            .unwrap(),
        bench
            .image
            .symlink(root, b"link", &meta, b"target")
            .unwrap(),
        bench.image.directory(root, b"inner", &meta).unwrap(),
        bench.file(root, b"split", &pattern(5000)),
        bench.file(root, b"by chance", &pattern(8192)),
    ];
    let (image, found) = placed(bench, &nodes);
    assert_eq!(found[..5], [None; 5]);
    let at = usize::try_from(found[5].unwrap()).unwrap();
    assert!(image.image[at..at + 8192] == pattern(8192));
    assert!(image.read(b"split") == pattern(5000));
}

#[test]
fn fewer_bytes_than_were_said_leave_the_image_as_it_was() {
    let mut bench = Bench::new();
    let root = bench.image.root();
    for (said, given) in [(10, 9), (10, 11), (5000, 4999), (5000, 5001), (0, 1)] {
        let bytes = pattern(given);
        let file = bench
            .image
            .contiguous(root, b"new", &meta(0o644), said, &bytes[..]);
        assert!(file.is_err(), "{said} said, {given} given");
    }
    let node = bench
        .image
        .contiguous(root, b"new", &meta(0o644), 5000, &pattern(5000)[..])
        .unwrap();
    let (image, found) = placed(bench, &[node]);
    assert_eq!(found, [Some(4096)]);
    assert!(image.read(b"new") == pattern(5000));
}

#[test]
fn inodes_that_are_written_in_many_pieces_are_all_there() {
    let mut bench = Bench::new();
    let root = bench.image.root();
    // Together more than is written at once.
    let nodes: Vec<NodeId> = (0..2000_usize)
        .map(|index| bench.file(root, format!("{index}").as_bytes(), &pattern(index)))
        .collect();
    let (image, _) = placed(bench, &nodes);
    for size in (0..2000).step_by(7) {
        assert!(
            image.read(format!("{size}").as_bytes()) == pattern(size),
            "{size}"
        );
    }
}
