use crate::BLOCK;

/// Where it stands in the first block, in bytes.
const OFFSET: usize = 1024;
const MAGIC: u32 = 0xE0F5_E1E2;
const BLOCK_BITS: u8 = 12;
/// EROFS_FEATURE_COMPAT_SB_CHKSUM and EROFS_FEATURE_COMPAT_MTIME.
const COMPATIBLE: u32 = 0x1 | 0x2;
/// EROFS_FEATURE_INCOMPAT_CHUNKED_FILE.
const CHUNKED_FILE: u32 = 0x4;

/// What the superblock says of an image.
pub(crate) struct Summary {
    pub(crate) root: u16,
    pub(crate) inodes: u64,
    pub(crate) blocks: u32,
    /// The block that inodes are counted from.
    pub(crate) inodes_at: u32,
    /// Whether there are inodes of chunks.
    pub(crate) chunks: bool,
}

/// The first block: `struct erofs_super_block` with its checksum (CRC-32C without the final inversion).
pub(crate) fn block(summary: &Summary) -> Vec<u8> {
    let mut block = vec![0; BLOCK];
    let mut put =
        |at: usize, bytes: &[u8]| block[OFFSET + at..][..bytes.len()].copy_from_slice(bytes);
    put(0, &MAGIC.to_le_bytes());
    put(8, &COMPATIBLE.to_le_bytes());
    put(12, &[BLOCK_BITS]);
    put(14, &summary.root.to_le_bytes());
    put(16, &summary.inodes.to_le_bytes());
    put(36, &summary.blocks.to_le_bytes());
    put(40, &summary.inodes_at.to_le_bytes());
    put(
        80,
        &if summary.chunks { CHUNKED_FILE } else { 0 }.to_le_bytes(),
    );
    let checksum = !crc32c::crc32c(&block[OFFSET..]);
    block[OFFSET + 4..OFFSET + 8].copy_from_slice(&checksum.to_le_bytes());
    block
}
