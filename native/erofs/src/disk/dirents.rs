use crate::BLOCK;

/// Of `struct erofs_dirent`, in bytes.
const ENTRY: usize = 12;

/// An entry of a directory.
pub(crate) struct Dirent<'a> {
    pub(crate) name: &'a [u8],
    pub(crate) nid: u64,
    pub(crate) kind: u8,
}

/// How many bytes the entries of those names take, which come in the order of their bytes.
pub(crate) fn length<'a>(names: impl Iterator<Item = &'a [u8]>) -> usize {
    let (mut whole, mut used) = (0, 0);
    for name in names {
        let more = ENTRY + name.len();
        if used + more > BLOCK {
            (whole, used) = (whole + BLOCK, 0);
        }
        used += more;
    }
    whole + used
}

/// The bytes of a directory: blocks that hold entries first and then their names, the last one as long as it is.
/// A kernel searches them by halves, so the entries come in the order of their names' bytes.
pub(crate) fn bytes(entries: &[Dirent]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = entries;
    while !rest.is_empty() {
        bytes.resize(bytes.len().next_multiple_of(BLOCK), 0);
        let (now, later) = rest.split_at(fitting(rest));
        put_block(&mut bytes, now);
        rest = later;
    }
    bytes
}

fn fitting(entries: &[Dirent]) -> usize {
    let sums = entries.iter().scan(0, |used, entry| {
        *used += ENTRY + entry.name.len();
        Some(*used)
    });
    sums.take_while(|used| *used <= BLOCK).count()
}

fn put_block(bytes: &mut Vec<u8>, entries: &[Dirent]) {
    let mut offset = entries.len() * ENTRY;
    for Dirent { name, nid, kind } in entries {
        bytes.extend_from_slice(&nid.to_le_bytes());
        // Within a block of 4 KiB.
        bytes.extend_from_slice(&u16::try_from(offset).unwrap_or(u16::MAX).to_le_bytes());
        bytes.extend_from_slice(&[*kind, 0]);
        offset += name.len();
    }
    for entry in entries {
        bytes.extend_from_slice(entry.name);
    }
}
