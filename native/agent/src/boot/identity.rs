//! Whether a share is the one that the daemon meant: an empty or wrong mount must not pass for a workspace.

use bellglass_wire::boot::Identity;

use crate::fault::Fault;

/// What statfs(2) says of FUSE and virtio-fs.
const FUSE_MAGIC: u64 = 0x6573_5546;

/// Compares the inode, and that it is a share's at all.
pub fn check(one: &Identity) -> Result<(), Fault> {
    let found = rustix::fs::statfs(&one.path)
        .ok()
        .filter(|system| u64::try_from(system.f_type).is_ok_and(|kind| kind == FUSE_MAGIC))
        .and_then(|_| rustix::fs::stat(&one.path).ok())
        .map(|entry| entry.st_ino.to_string());
    if found.as_deref() == Some(one.inode.as_str()) {
        return Ok(());
    }
    Err(Fault::WrongWorkspace {
        path: one.path.clone(),
        expected: one.inode.clone(),
        found,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_share_is_no_workspace() {
        // /proc is there, and has this inode; but it is not a share.
        let inode = rustix::fs::stat("/proc").unwrap().st_ino.to_string();
        for path in ["/proc", "/no/such/place"] {
            let fault = check(&Identity {
                path: path.into(),
                inode: inode.clone(),
            })
            .unwrap_err();
            assert!(
                matches!(&fault, Fault::WrongWorkspace { found: None, .. }),
                "{fault}"
            );
        }
    }
}
