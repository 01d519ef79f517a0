/// A point in time, as POSIX counts it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Time {
    /// Since 1970 in UTC; before it negative.
    pub seconds: i64,
    /// Below 1,000,000,000.
    pub nanoseconds: u32,
}

/// An extended attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Xattr {
    /// With its prefix: `user.`, `trusted.`, `security.`, or one of the two POSIX ACLs.
    pub name: Vec<u8>,
    /// At most 65,535 bytes.
    pub value: Vec<u8>,
}

/// What an inode says of itself, whatever it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    /// The twelve bits of the mode that are permissions.
    pub permissions: u16,
    /// The numeric owner.
    pub uid: u32,
    /// The numeric group.
    pub gid: u32,
    /// Of the last change of the contents.
    pub mtime: Time,
    /// In any order.
    pub xattrs: Vec<Xattr>,
}

/// What neither holds bytes nor names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    /// A character device.
    Character {
        /// At most 4095.
        major: u32,
        /// At most 1,048,575.
        minor: u32,
    },
    /// A block device.
    Block {
        /// At most 4095.
        major: u32,
        /// At most 1,048,575.
        minor: u32,
    },
    /// A named pipe.
    Fifo,
    /// A socket that has a name.
    Socket,
}
