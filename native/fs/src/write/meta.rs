use bellglass_erofs::{Meta, Xattr};

use crate::tree::Entry;

/// What an inode says of itself. A redirected file names its path relative to the workspace; another has the empty one.
pub(super) fn of(entry: &Entry, redirect: &[u8]) -> Meta {
    let mut xattrs = Vec::new();
    if !entry.is_withheld() {
        xattrs.clone_from(&entry.xattrs);
    }
    if !redirect.is_empty() {
        let attribute = |name: &str, value| Xattr {
            name: [b"trusted.overlay.", name.as_bytes()].concat(),
            value,
        };
        xattrs.push(attribute("metacopy", Vec::new()));
        xattrs.push(attribute("redirect", [b"/", redirect].concat()));
    }
    Meta {
        permissions: permissions(entry),
        uid: entry.stat.uid,
        gid: entry.stat.gid,
        mtime: entry.stat.mtime,
        xattrs,
    }
}

/// The mode's bits in the image. A guest gets no set-id bits; what it cannot read it is not told that it can.
pub(crate) fn permissions(entry: &Entry) -> u16 {
    let is_file = entry.kind == crate::tree::Kind::File;
    match entry.is_withheld() && is_file {
        true => entry.stat.mode & 0o111,
        false => entry.stat.mode & 0o1777,
    }
}

#[cfg(test)]
mod tests {
    use bellglass_wire::snapshot::base::Content;

    use super::*;
    use crate::tree::Kind;
    use crate::tree::tests::entry;

    fn made(kind: Kind, mode: u16, content: Option<Content>) -> Entry {
        let mut made = entry(0, "x", kind, 5);
        made.stat.mode = mode;
        made.content = content;
        made.xattrs = vec![Xattr {
            name: b"user.a".to_vec(),
            value: b"1".to_vec(),
        }];
        made
    }

    #[test]
    fn no_bit_of_a_mode_gives_rights_that_the_guest_should_not_have() {
        let directory = Kind::Directory { end: 1 };
        for (kind, mode, content, wanted) in [
            (Kind::File, 0o106_755, Some(Content::Embedded), 0o755),
            (Kind::File, 0o104_644, Some(Content::Redirected), 0o644),
            (Kind::File, 0o100_755, Some(Content::Hidden), 0o111),
            (Kind::File, 0o100_600, Some(Content::Hidden), 0),
            (Kind::File, 0o100_640, Some(Content::Unreadable), 0),
            (directory.clone(), 0o043_777, None, 0o1777),
            (directory, 0o040_750, Some(Content::Hidden), 0o750),
        ] {
            assert_eq!(
                permissions(&made(kind, mode, content)),
                wanted,
                "{mode:o} {content:?}"
            );
        }
    }

    #[test]
    fn only_what_is_redirected_leads_into_the_folder() {
        let names = |entry: &Entry, redirect: &[u8]| -> Vec<Vec<u8>> {
            of(entry, redirect)
                .xattrs
                .into_iter()
                .map(|xattr| xattr.name)
                .collect()
        };
        let embedded = made(Kind::File, 0o100_644, Some(Content::Embedded));
        assert_eq!(names(&embedded, b""), [b"user.a"]);
        let redirected = made(Kind::File, 0o100_644, Some(Content::Redirected));
        let wanted: [&[u8]; 3] = [
            b"user.a",
            b"trusted.overlay.metacopy",
            b"trusted.overlay.redirect",
        ];
        assert_eq!(names(&redirected, b"a/x"), wanted);
        assert_eq!(of(&redirected, b"a/x").xattrs[2].value, b"/a/x");
        let hidden = made(Kind::File, 0o100_644, Some(Content::Hidden));
        assert!(names(&hidden, b"").is_empty());
    }
}
