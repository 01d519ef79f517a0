use crate::entry::Xattr;
use crate::error::ErofsError;

/// Of `struct erofs_xattr_ibody_header`, in bytes.
const HEADER: usize = 12;

/// Prefixes by their number (`EROFS_XATTR_INDEX_*`); the ACLs are whole names.
const PREFIXES: [(&[u8], u8); 5] = [
    (b"user.", 1),
    (b"system.posix_acl_access", 2),
    (b"system.posix_acl_default", 3),
    (b"trusted.", 4),
    (b"security.", 6),
];

/// What stands behind an inode for its attributes, sorted by their names; nothing without any.
pub(crate) fn bytes(xattrs: &[Xattr]) -> Result<Vec<u8>, ErofsError> {
    if xattrs.is_empty() {
        return Ok(Vec::new());
    }
    let mut sorted: Vec<&Xattr> = xattrs.iter().collect();
    sorted.sort_by(|one, other| one.name.cmp(&other.name));
    let mut bytes = vec![0; HEADER];
    for (index, xattr) in sorted.iter().enumerate() {
        let twice = index > 0 && sorted[index - 1].name == xattr.name;
        let entry = if twice { None } else { entry(xattr) };
        bytes.extend(entry.ok_or_else(|| ErofsError::BadXattr(xattr.name.clone()))?);
    }
    if count(&bytes).is_none() {
        return Err(ErofsError::BadXattr(xattrs[0].name.clone()));
    }
    Ok(bytes)
}

/// The field `i_xattr_icount`: how long they are. None when they are too long for it.
pub(crate) fn count(bytes: &[u8]) -> Option<u16> {
    if bytes.is_empty() {
        return Some(0);
    }
    u16::try_from((bytes.len() - HEADER) / 4 + 1).ok()
}

/// `struct erofs_xattr_entry`.
fn entry(xattr: &Xattr) -> Option<Vec<u8>> {
    let (prefix, number) = PREFIXES
        .iter()
        .find(|(prefix, _)| xattr.name.starts_with(prefix))?;
    let name = &xattr.name[prefix.len()..];
    let is_acl = !prefix.ends_with(b".");
    if is_acl != name.is_empty() || name.contains(&0) {
        return None;
    }
    let mut bytes = vec![u8::try_from(name.len()).ok()?, *number];
    bytes.extend_from_slice(&u16::try_from(xattr.value.len()).ok()?.to_le_bytes());
    bytes.extend_from_slice(name);
    bytes.extend_from_slice(&xattr.value);
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    Some(bytes)
}
