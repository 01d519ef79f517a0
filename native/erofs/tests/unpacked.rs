//! What is read out of an image.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

mod written;

use bellglass_erofs::{Device, Meta, Time, Xattr};
use written::{Bench, meta};

fn pattern(length: usize) -> Vec<u8> {
    (0..length)
        .map(|at| u8::try_from((at * 7 + at / 256) % 251).unwrap())
        .collect()
}

#[test]
fn files_have_their_bytes_whatever_is_left_over_of_a_block() {
    let sizes = [
        0, 1, 63, 4031, 4032, 4033, 4095, 4096, 4097, 8127, 8128, 8129, 65_535, 65_536, 65_537,
        1_000_003,
    ];
    let mut bench = Bench::new();
    let root = bench.image.root();
    for size in sizes {
        bench.file(root, format!("of{size}").as_bytes(), &pattern(size));
    }
    let image = bench.written();
    for size in sizes {
        assert!(
            image.read(format!("of{size}").as_bytes()) == pattern(size),
            "of {size} bytes"
        );
    }
}

#[test]
fn directories_have_all_their_names() {
    for count in [0, 1, 100, 239, 240, 241, 5000] {
        let name = |index: usize| format!("{index:04x}{}", "x".repeat(index % 200)).into_bytes();
        let mut bench = Bench::new();
        let root = bench.image.root();
        let inner = bench.image.directory(root, b"inner", &meta(0o700)).unwrap();
        for index in 0..count {
            bench.file(inner, &name(index), &index.to_le_bytes());
        }
        let image = bench.written();
        let inner = image.at(&[b"inner"]);
        assert_eq!(image.names(&inner).len(), count);
        for index in (0..count).step_by(37) {
            assert_eq!(
                image.data(&image.at(&[b"inner", &name(index)])),
                index.to_le_bytes()
            );
        }
    }
}

#[test]
fn names_are_any_bytes() {
    let (odd, long) = ("ä中".as_bytes(), [b'n'; 255]);
    let names: [&[u8]; 8] = [
        b"\xff\xfe",
        b"new\nline",
        b" ",
        b"-",
        b"!before the dots",
        b"~",
        odd,
        &long,
    ];
    let mut bench = Bench::new();
    let root = bench.image.root();
    for name in names {
        bench.file(root, name, name);
    }
    let image = bench.written();
    for name in names {
        assert_eq!(image.read(name), name);
    }
}

#[test]
fn inodes_say_who_when_and_what_is_allowed() {
    let mut bench = Bench::new();
    let root = bench.image.root();
    let cases = [
        (b"a".as_slice(), 0o644, 0, (0_i64, 0_u32)),
        (b"b".as_slice(), 0o755, 1000, (1, 999_999_999)),
        (b"c".as_slice(), 0o000, 70_000, (1_700_000_000, 5)),
        (b"d".as_slice(), 0o4755, 1, (4_000_000_000, 1)),
        (b"e".as_slice(), 0o1777, u32::MAX - 1, (-1, 7)),
    ];
    for (name, permissions, uid, (seconds, nanoseconds)) in cases {
        let mtime = Time {
            seconds,
            nanoseconds,
        };
        let meta = Meta {
            permissions,
            uid,
            gid: uid / 2,
            mtime,
            xattrs: vec![],
        };
        bench.image.file(root, name, &meta, 2, &b"hi"[..]).unwrap();
    }
    let image = bench.written();
    for (name, permissions, uid, mtime) in cases {
        let found = image.at(&[name]);
        assert_eq!(
            (found.mode, found.uid, found.gid),
            (0o100_000 | permissions, uid, uid / 2)
        );
        assert_eq!((found.mtime, found.links), (mtime, 1));
    }
}

#[test]
fn links_lead_where_they_should() {
    let long = [b'x'; 4095];
    let links: [(&[u8], &[u8]); 4] = [
        (b"short", b"../a b"),
        (b"odd", b"\xff/\n"),
        (b"long", &long),
        (b"edge", &long[..4032]),
    ];
    let mut bench = Bench::new();
    let root = bench.image.root();
    for (name, target) in links {
        bench
            .image
            .symlink(root, name, &meta(0o777), target)
            .unwrap();
    }
    let file = bench.file(root, b"one", b"shared");
    let inner = bench.image.directory(root, b"inner", &meta(0o755)).unwrap();
    bench.image.link(inner, b"other", file).unwrap();
    let image = bench.written();
    for (name, target) in links {
        assert_eq!(image.at(&[name]).mode, 0o120_777);
        assert_eq!(image.read(name), target);
    }
    let (one, other) = (image.at(&[b"one"]), image.at(&[b"inner", b"other"]));
    assert_eq!((one.at, one.links), (other.at, 2));
    assert_eq!((image.at(&[b"inner"]).links, image.at(&[]).links), (2, 3));
}

#[test]
fn devices_pipes_and_sockets_are_what_they_are() {
    let mut bench = Bench::new();
    let root = bench.image.root();
    let devices = [
        ("fifo", Device::Fifo, 0o010_600, 0),
        ("socket", Device::Socket, 0o140_600, 0),
        (
            "null",
            Device::Character { major: 1, minor: 3 },
            0o020_600,
            0x103,
        ),
        (
            "disk",
            Device::Block {
                major: 259,
                minor: 70_000,
            },
            0o060_600,
            0x1111_0370,
        ),
    ];
    for (name, device, ..) in devices {
        bench
            .image
            .device(root, name.as_bytes(), &meta(0o600), device)
            .unwrap();
    }
    let image = bench.written();
    for (name, _, mode, number) in devices {
        let found = image.at(&[name.as_bytes()]);
        assert_eq!(
            (found.mode, found.data, found.size),
            (mode, number, 0),
            "{name}"
        );
    }
}

#[test]
fn attributes_stand_behind_their_inode_and_move_nothing_else() {
    let xattr = |name: &str, length| Xattr {
        name: name.as_bytes().to_vec(),
        value: vec![b'v'; length],
    };
    for length in [0, 1, 100, 3900, 4000, 9000] {
        let mut bench = Bench::new();
        let root = bench.image.root();
        let xattrs = vec![
            xattr("trusted.overlay.redirect", length),
            xattr("trusted.overlay.metacopy", 0),
        ];
        let meta = Meta {
            xattrs,
            ..meta(0o600)
        };
        bench
            .image
            .file(root, b"some", &meta, 5000, &pattern(5000)[..])
            .unwrap();
        bench.image.directory(root, b"inner", &meta).unwrap();
        bench.file(root, b"next", b"next");
        let image = bench.written();
        assert!(image.read(b"some") == pattern(5000));
        assert_eq!(image.read(b"next"), b"next");
        assert!(image.names(&image.at(&[b"inner"])).is_empty());
        // Sorted, "trusted." as 4: the name's length, the prefix, the value's length, the name, the value.
        let some = image.at(&[b"some"]);
        let entries = &image.image[some.at + 64 + 12..];
        assert_eq!(&entries[..4 + 16], b"\x10\x04\x00\x00overlay.metacopy");
        let size = u16::try_from(length).unwrap().to_le_bytes();
        assert_eq!(
            &entries[20..][..4 + 16],
            [&[16, 4, size[0], size[1]], &b"overlay.redirect"[..]].concat()
        );
        assert!(entries[40..][..length].iter().all(|byte| *byte == b'v'));
    }
}

#[test]
fn a_promised_file_has_its_size_and_takes_no_room() {
    let mut bench = Bench::new();
    let root = bench.image.root();
    let sizes = [1, 4096, 70_000, 5 << 30, 8 << 40];
    for size in sizes {
        bench
            .image
            .promised(root, format!("of{size}").as_bytes(), &meta(0o644), size)
            .unwrap();
    }
    bench
        .image
        .promised(root, b"empty", &meta(0o644), 0)
        .unwrap();
    let image = bench.written();
    assert!(image.image.len() <= 4 * 4096);
    for size in sizes {
        let found = image.at(&[format!("of{size}").as_bytes()]);
        assert_eq!((found.size, image.is_promise(&found)), (size, true));
    }
    assert_eq!(image.read(b"empty"), b"");
}
