//! What cannot be in an image is refused, and the image stays as it was.
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod written;

use bellglass_erofs::{Device, ErofsError, Image, Meta, Time, Xattr};
use written::{Bench, Written, meta};

type Attempt = fn(&mut Image) -> Result<(), ErofsError>;

fn named(image: &mut Image, name: &[u8]) -> Result<(), ErofsError> {
    image
        .file(image.root(), name, &meta(0o644), 0, &b""[..])
        .map(drop)
}

fn with(image: &mut Image, meta: &Meta) -> Result<(), ErofsError> {
    image.directory(image.root(), b"new", meta).map(drop)
}

fn attributed(image: &mut Image, name: &str, length: usize) -> Result<(), ErofsError> {
    let xattrs = vec![Xattr {
        name: name.as_bytes().to_vec(),
        value: vec![0; length],
    }];
    with(
        image,
        &Meta {
            xattrs,
            ..meta(0o755)
        },
    )
}

fn linked(image: &mut Image, target: &[u8]) -> Result<(), ErofsError> {
    image
        .symlink(image.root(), b"new", &meta(0o777), target)
        .map(drop)
}

const ATTEMPTS: [(&str, Attempt); 22] = [
    ("no name", |image| named(image, b"")),
    ("the directory itself", |image| named(image, b".")),
    ("its parent", |image| named(image, b"..")),
    ("a path", |image| named(image, b"a/b")),
    ("a NUL", |image| named(image, b"a\0b")),
    ("a name that is too long", |image| {
        named(image, &[b'n'; 256])
    }),
    ("a name that is taken", |image| named(image, b"there")),
    ("fewer bytes than were said", |image| {
        image
            .file(image.root(), b"new", &meta(0o644), 10_000, &[1; 9_999][..])
            .map(drop)
    }),
    ("more bytes than were said", |image| {
        image
            .file(image.root(), b"new", &meta(0o644), 10_000, &[1; 10_001][..])
            .map(drop)
    }),
    ("a file as a directory", |image| {
        let file = image.file(image.root(), b"new", &meta(0o644), 0, &b""[..])?;
        image.directory(file, b"below", &meta(0o755)).map(drop)
    }),
    ("a second name of a directory", |image| {
        image.link(image.root(), b"new", image.root())
    }),
    ("a type in the permissions", |image| {
        with(image, &meta(0o40_755))
    }),
    ("a whole second of nanoseconds", |image| {
        with(
            image,
            &Meta {
                mtime: Time {
                    seconds: 0,
                    nanoseconds: 1_000_000_000,
                },
                ..meta(0o755)
            },
        )
    }),
    ("an attribute of no kind", |image| {
        attributed(image, "system.other", 1)
    }),
    ("an attribute without a name", |image| {
        attributed(image, "user.", 1)
    }),
    ("an attribute that is too long", |image| {
        attributed(image, "user.long", 65_536)
    }),
    ("an attribute's name that is too long", |image| {
        attributed(image, &format!("user.{}", "n".repeat(256)), 0)
    }),
    ("an attribute twice", |image| {
        let xattr = Xattr {
            name: b"user.a".to_vec(),
            value: vec![],
        };
        with(
            image,
            &Meta {
                xattrs: vec![xattr.clone(), xattr],
                ..meta(0o755)
            },
        )
    }),
    ("a link to nowhere", |image| linked(image, b"")),
    ("a link that is too long", |image| {
        linked(image, &[b'x'; 4096])
    }),
    ("a device that is out of range", |image| {
        let device = Device::Block {
            major: 4096,
            minor: 0,
        };
        image
            .device(image.root(), b"new", &meta(0o600), device)
            .map(drop)
    }),
    ("a promise of more than 8 TiB", |image| {
        image
            .promised(image.root(), b"new", &meta(0o644), (8 << 40) + 1)
            .map(drop)
    }),
];

#[test]
fn what_cannot_be_there_is_refused() {
    for (what, attempt) in ATTEMPTS {
        let mut bench = Bench::new();
        let root = bench.image.root();
        bench.file(root, b"there", &[7; 5000]);
        assert!(attempt(&mut bench.image).is_err(), "{what}");
        bench.file(root, b"after", &[9; 5000]);
        let image = bench.written();
        assert_eq!(image.read(b"there"), [7; 5000], "{what}");
        assert_eq!(image.read(b"after"), [9; 5000], "{what}");
    }
}

#[test]
fn what_was_refused_leaves_no_trace() {
    let image = |refused: bool| {
        let mut bench = Bench::new();
        let root = bench.image.root();
        if refused {
            let short = bench
                .image
                .file(root, b"new", &meta(0o644), 1 << 20, &[1; 1_000_000][..]);
            assert!(matches!(short, Err(ErofsError::SizeChanged)));
        }
        bench.file(root, b"there", b"small");
        bench.bytes()
    };
    assert!(image(true) == image(false));
}

#[test]
fn an_image_that_is_not_finished_is_none() {
    let mut bench = Bench::new();
    let root = bench.image.root();
    bench.file(root, b"there", &[7; 50_000]);
    let image = bench.directory.path().join("image");
    drop(bench.image);
    assert!(Written::of(std::fs::read(image).unwrap()).is_none());
}
