//! The workspace in mode `review`: what the host has shows through, and what the guest changes is kept apart.
//!
//! The metadata of every entry comes from the snapshot, a small EROFS image, and so does the content of what people edit.
//! For the bulk the image has a redirection each (overlayfs's "metadata only copy up"), and the folder itself, by virtio-fs
//! and read-only, is a layer that brings contents and nothing else ("data-only lower layers" in
//! `Documentation/filesystems/overlayfs.rst`).

use std::ffi::CString;
use std::fs::{DirBuilder, Permissions};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown};
use std::path::Path;

use bellglass_wire::boot::{Identity, Mount, MountKind};
use bellglass_wire::review::Review;
use rustix::mount::MountFlags;

use super::{identity, mount};
use crate::fault::Fault;

/// What the view is made of; only for root.
const PLACE: &str = "/run/bellglass/review";
/// The changes, as overlayfs keeps them.
pub const CHANGES: &str = "/run/bellglass/review/changes/upper";
/// Each of them falls back in silence where the kernel cannot, and then hard links break, directories cannot be renamed, or
/// a changed mode copies gigabytes.
const NEEDED: [&str; 3] = ["index=on", "metacopy=on", "redirect_dir=on"];

/// Makes the view and checks that it is one.
pub fn make(review: &Review) -> Result<(), Fault> {
    let place = Path::new(PLACE);
    let fault = |error| Fault::file("making", place, &error);
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(place)
        .map_err(fault)?;
    parts(review)?;
    let (snapshot, changes) = (place.join("snapshot"), place.join("changes"));
    prepare(&snapshot, &changes).map_err(fault)?;
    overlay(review)
}

/// Mounts the disks and the share.
fn parts(review: &Review) -> Result<(), Fault> {
    let part = |kind, source: &str, name: &str, read_only| Mount {
        kind,
        source: source.into(),
        target: format!("{PLACE}/{name}"),
        read_only,
        options: "nosuid,nodev,noatime".into(),
    };
    mount::mount(&part(MountKind::Erofs, &review.snapshot, "snapshot", true))?;
    mount::mount(&part(MountKind::Ext4, &review.changes, "changes", false))?;
    let Some(folder) = &review.folder else {
        // An empty layer: without one overlayfs opens nothing whose content the snapshot promises, also what has one of its own.
        let empty = Path::new(PLACE).join("folder");
        return std::fs::create_dir(&empty).map_err(|error| Fault::file("making", &empty, &error));
    };
    let share = part(MountKind::Virtiofs, &folder.tag, "folder", true);
    mount::mount(&share)?;
    identity::check(&Identity {
        path: format!("{}/{}", share.target, folder.probe),
        inode: folder.inode.clone(),
    })
}

/// Makes the directories that overlayfs needs. The root of the view has the owner and the mode of the upper one.
fn prepare(snapshot: &Path, changes: &Path) -> std::io::Result<()> {
    let (upper, work) = (changes.join("upper"), changes.join("work"));
    if upper.symlink_metadata().is_ok() {
        return Ok(());
    }
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&work)?;
    // Not under its name before it is whole: a machine that was killed here begins again.
    let (root, fresh) = (snapshot.metadata()?, changes.join("fresh"));
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&fresh)?;
    chown(&fresh, Some(root.uid()), Some(root.gid()))?;
    std::fs::set_permissions(&fresh, Permissions::from_mode(root.mode() & 0o7777))?;
    std::fs::rename(fresh, upper)
}

fn overlay(review: &Review) -> Result<(), Fault> {
    let target = review.target.as_str();
    let fault = |errno| mount::mount_failed("overlay", target, errno);
    std::fs::create_dir_all(target)
        .map_err(|error| Fault::file("making", Path::new(target), &error))?;
    let options = format!(
        "lowerdir={PLACE}/snapshot::{PLACE}/folder,upperdir={PLACE}/changes/upper,workdir={PLACE}/changes/work,{},xino=auto",
        NEEDED.join(",")
    );
    let options = CString::new(options).map_err(Fault::bad)?;
    let flags = MountFlags::NOSUID | MountFlags::NODEV | MountFlags::NOATIME;
    rustix::mount::mount(
        "overlay",
        target,
        "overlay",
        flags,
        Some(options.as_c_str()),
    )
    .map_err(fault)?;
    let mounts = std::fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    if holds(&mounts) {
        return Ok(());
    }
    Err(fault(rustix::io::Errno::OPNOTSUPP))
}

/// Whether the latest overlay of these mounts has what is needed of it.
fn holds(mounts: &str) -> bool {
    let overlay = mounts
        .lines()
        .rev()
        .find_map(|line| line.split_once(" overlay "))
        .map(|(_, rest)| rest.split(' ').next().unwrap_or_default());
    overlay.is_some_and(|options| {
        NEEDED
            .iter()
            .all(|needed| options.split(',').any(|option| option == *needed))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::daemon_test::Scratch;

    #[test]
    fn an_overlay_without_what_is_needed_is_none() {
        let whole =
            "overlay /w overlay rw,lowerdir=/a::/b,index=on,metacopy=on,redirect_dir=on 0 0";
        assert!(holds(whole));
        for option in NEEDED {
            let (name, _) = option.split_once('=').unwrap();
            assert!(
                !holds(&whole.replace(option, &format!("{name}=off"))),
                "{option}"
            );
            assert!(
                !holds(&whole.replace(&format!(",{option}"), "")),
                "{option}"
            );
        }
        assert!(!holds(
            "tmpfs /tmp tmpfs index=on,metacopy=on,redirect_dir=on 0 0"
        ));
        assert!(!holds(""));
        let other = "overlay /x overlay rw 0 0";
        assert!(holds(&format!("{other}\n{whole}\n")), "the latest counts");
        assert!(!holds(&format!("{whole}\n{other}\n")));
    }

    #[test]
    fn the_upper_directory_has_the_mode_of_the_workspace_and_is_found_again() {
        let scratch = Scratch::new("review");
        let (snapshot, changes) = (scratch.0.join("snapshot"), scratch.0.join("changes"));
        std::fs::create_dir_all(&snapshot).unwrap();
        std::fs::create_dir_all(&changes).unwrap();
        std::fs::set_permissions(&snapshot, Permissions::from_mode(0o750)).unwrap();
        prepare(&snapshot, &changes).unwrap();
        let upper = changes.join("upper");
        assert_eq!(upper.metadata().unwrap().mode() & 0o7777, 0o750);
        assert!(changes.join("work").is_dir());
        std::fs::write(upper.join("kept"), "kept").unwrap();
        prepare(&snapshot, &changes).unwrap();
        assert_eq!(std::fs::read(upper.join("kept")).unwrap(), b"kept");
    }
}
