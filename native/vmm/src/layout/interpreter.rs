//! The program that starts a program: the dynamic linker that an ELF file names.

use std::fs::File;
use std::os::unix::fs::FileExt;

const MAGIC: &[u8] = b"\x7fELF\x02\x01";
const HEADER: usize = 64;
const ENTRY: usize = 56;
const PT_INTERP: u32 = 3;
// PATH_MAX, and more program headers than any linker writes.
const LONGEST: usize = 4096;
const MOST: u16 = 256;

/// The linker of a 64-bit little-endian ELF file; none for a static program and for anything else.
pub fn of(program: &str) -> Option<String> {
    let file = File::open(program).ok()?;
    let mut header = [0; HEADER];
    file.read_exact_at(&mut header, 0).ok()?;
    if !header.starts_with(MAGIC) {
        return None;
    }
    let table = long(&header, 32)?;
    let size = usize::from(short(&header, 54)?);
    let count = short(&header, 56)?.min(MOST);
    if size < ENTRY {
        return None;
    }
    for index in 0..u64::from(count) {
        let mut entry = [0; ENTRY];
        let at = table.checked_add(index.checked_mul(u64::try_from(size).ok()?)?)?;
        file.read_exact_at(&mut entry, at).ok()?;
        if word(&entry, 0)? == PT_INTERP {
            return name(&file, long(&entry, 8)?, long(&entry, 32)?);
        }
    }
    None
}

fn name(file: &File, at: u64, length: u64) -> Option<String> {
    let length = usize::try_from(length).ok().filter(|n| *n <= LONGEST)?;
    let mut bytes = vec![0; length];
    file.read_exact_at(&mut bytes, at).ok()?;
    let text = bytes.strip_suffix(b"\0")?.to_vec();
    String::from_utf8(text)
        .ok()
        .filter(|path| path.starts_with('/') && !path.contains('\0'))
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

#[cfg(test)]
mod tests;
