use super::of;
use std::path::PathBuf;

struct Elf {
    path: PathBuf,
}

impl Elf {
    /// A file with one program header, of the kind `kind`, and after it the text that the header points to.
    fn new(name: &str, kind: u32, text: &[u8]) -> Self {
        let mut bytes = vec![0; 64 + 56];
        bytes[..6].copy_from_slice(b"\x7fELF\x02\x01");
        bytes[32..40].copy_from_slice(&64_u64.to_le_bytes());
        bytes[54..56].copy_from_slice(&56_u16.to_le_bytes());
        bytes[56..58].copy_from_slice(&1_u16.to_le_bytes());
        bytes[64..68].copy_from_slice(&kind.to_le_bytes());
        bytes[72..80].copy_from_slice(&120_u64.to_le_bytes());
        let length = u64::try_from(text.len()).unwrap();
        bytes[96..104].copy_from_slice(&length.to_le_bytes());
        bytes.extend(text);
        Self::of(name, &bytes)
    }

    fn of(name: &str, bytes: &[u8]) -> Self {
        let path =
            std::env::temp_dir().join(format!("bellglass-elf-{name}-{}", std::process::id()));
        std::fs::write(&path, bytes).unwrap();
        Self { path }
    }

    fn interpreter(&self) -> Option<String> {
        of(self.path.to_str().unwrap())
    }

    fn with(self, at: usize, bytes: &[u8]) -> Self {
        let mut all = std::fs::read(&self.path).unwrap();
        all[at..at + bytes.len()].copy_from_slice(bytes);
        std::fs::write(&self.path, all).unwrap();
        self
    }
}

impl Drop for Elf {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

const LINKER: &[u8] = b"/lib64/ld.so\0";

#[test]
fn a_dynamic_programs_linker_is_named() {
    assert_eq!(
        Elf::new("named", 3, LINKER).interpreter().as_deref(),
        Some("/lib64/ld.so")
    );
}

#[test]
fn a_programs_own_linker_is_there() {
    let linker = of("/bin/sh").unwrap();
    assert!(std::fs::metadata(&linker).unwrap().is_file(), "{linker}");
}

#[test]
fn a_static_program_has_none() {
    assert_eq!(Elf::new("load", 1, LINKER).interpreter(), None);
    assert_eq!(of(env!("CARGO_MANIFEST_DIR")), None);
    // This very program is one.
    assert_eq!(of("/proc/self/exe"), None);
}

#[test]
fn what_is_no_program_has_none() {
    for bytes in [&b""[..], b"#!/bin/sh\n", b"\x7fELF", b"\x7fELF\x01\x01"] {
        assert_eq!(Elf::of("none", bytes).interpreter(), None);
    }
    assert_eq!(of("/is/not/there"), None);
}

#[test]
fn a_header_that_lies_is_not_believed() {
    let far = u64::MAX.to_le_bytes();
    let lies: [(usize, &[u8]); 7] = [
        (32, &far),
        (54, &[0, 0]),
        (54, &[55, 0]),
        (56, &[0, 0]),
        (72, &far),
        (96, &far),
        (96, &[255; 4]),
    ];
    for (at, bytes) in lies {
        let elf = Elf::new("lies", 3, LINKER).with(at, bytes);
        assert_eq!(elf.interpreter(), None, "{at}: {bytes:?}");
    }
}

#[test]
fn a_linker_is_an_absolute_path_that_ends() {
    for text in [
        &b"lib/ld.so\0"[..],
        b"/lib/ld.so",
        b"/a\0b\0",
        b"\0",
        b"",
        b"/\xff\0",
    ] {
        assert_eq!(Elf::new("text", 3, text).interpreter(), None, "{text:?}");
    }
}
