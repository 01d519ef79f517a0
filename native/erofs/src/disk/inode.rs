use crate::entry::{Device, Time};

/// Of `struct erofs_inode_extended`, in bytes.
pub(crate) const SIZE: usize = 64;
/// A chunk of 2³¹ blocks, the largest there is: a file without bytes has one.
const LARGEST_CHUNK: u32 = 31;
/// The largest file of one such chunk, in bytes.
pub(crate) const LARGEST_PROMISE: u64 = 1 << (31 + 12);
/// The address of a chunk that has no bytes.
pub(crate) const NOWHERE: [u8; 4] = [0xff; 4];

/// Where the bytes of an inode are (`EROFS_INODE_FLAT_PLAIN` and so on), with the field `i_u`.
#[derive(Clone, Copy)]
pub(crate) enum Data {
    /// In blocks from this one on.
    Plain(u32),
    /// As `Plain`, and what is left over behind the inode.
    Inline(u32),
    /// In chunks, of which the only one is nowhere.
    Nowhere,
    Device(Device),
}

/// The fields of an extended inode.
pub(crate) struct Inode {
    pub(crate) mode: u16,
    pub(crate) size: u64,
    pub(crate) data: Data,
    pub(crate) number: u32,
    pub(crate) uid: u32,
    pub(crate) gid: u32,
    pub(crate) mtime: Time,
    pub(crate) links: u32,
    pub(crate) xattr_count: u16,
}

/// What kind of inode a mode and a directory entry say.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    File,
    Directory,
    Character,
    Block,
    Fifo,
    Socket,
    Symlink,
}

impl Kind {
    /// The bits of the mode.
    pub(crate) fn mode(self) -> u16 {
        match self {
            Kind::File => 0o100_000,
            Kind::Directory => 0o040_000,
            Kind::Character => 0o020_000,
            Kind::Block => 0o060_000,
            Kind::Fifo => 0o010_000,
            Kind::Socket => 0o140_000,
            Kind::Symlink => 0o120_000,
        }
    }

    /// The number in a directory entry (`EROFS_FT_*`).
    pub(crate) fn number(self) -> u8 {
        match self {
            Kind::File => 1,
            Kind::Directory => 2,
            Kind::Character => 3,
            Kind::Block => 4,
            Kind::Fifo => 5,
            Kind::Socket => 6,
            Kind::Symlink => 7,
        }
    }

    pub(crate) fn of(device: Device) -> Kind {
        match device {
            Device::Character { .. } => Kind::Character,
            Device::Block { .. } => Kind::Block,
            Device::Fifo => Kind::Fifo,
            Device::Socket => Kind::Socket,
        }
    }
}

impl Inode {
    /// `struct erofs_inode_extended`.
    pub(crate) fn bytes(&self) -> [u8; SIZE] {
        let (layout, place) = match self.data {
            Data::Plain(block) => (0, block),
            Data::Inline(block) => (2, block),
            Data::Nowhere => (4, LARGEST_CHUNK),
            Data::Device(device) => (0, number_of(device)),
        };
        let format: u16 = 1 | (layout << 1);
        let mut bytes = [0; SIZE];
        let mut put = |at: usize, field: &[u8]| bytes[at..at + field.len()].copy_from_slice(field);
        put(0, &format.to_le_bytes());
        put(2, &self.xattr_count.to_le_bytes());
        put(4, &self.mode.to_le_bytes());
        put(8, &self.size.to_le_bytes());
        put(16, &place.to_le_bytes());
        put(20, &self.number.to_le_bytes());
        put(24, &self.uid.to_le_bytes());
        put(28, &self.gid.to_le_bytes());
        put(32, &self.mtime.seconds.to_le_bytes());
        put(40, &self.mtime.nanoseconds.to_le_bytes());
        put(44, &self.links.to_le_bytes());
        bytes
    }
}

/// As Linux encodes a device in 32 bits (`new_encode_dev`).
fn number_of(device: Device) -> u32 {
    match device {
        Device::Character { major, minor } | Device::Block { major, minor } => {
            (minor & 0xff) | (major << 8) | ((minor & !0xff) << 12)
        }
        Device::Fifo | Device::Socket => 0,
    }
}
