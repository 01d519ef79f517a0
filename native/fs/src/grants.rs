//! What a file server has to open, and no more.

use bellglass_wire::snapshot::Grants;

use crate::failure::path_name;
use crate::tree::{Kind, Tree};

/// The largest directories in which something is read and nothing withheld, and single files beside those. `is_read` says
/// which entries the image redirects by this very name.
pub(crate) fn grants(tree: &Tree, is_read: &[bool]) -> Grants {
    let withholding = tree.withholding();
    let mut reading = is_read.to_vec();
    for index in (1..reading.len()).rev() {
        if reading[index] {
            reading[tree.entries[index].parent] = true;
        }
    }
    let mut grants = Grants::default();
    let mut index = 0;
    while index < tree.entries.len() {
        let entry = &tree.entries[index];
        index = match &entry.kind {
            Kind::Directory { end } if reading[index] && !withholding[index] => {
                grants.directories.push(path_name(&tree.path(index)));
                *end
            }
            _ => {
                if is_read[index] {
                    grants.files.push(path_name(&tree.path(index)));
                }
                index + 1
            }
        };
    }
    grants
}

#[cfg(test)]
mod tests {
    use bellglass_wire::snapshot::base::Content;

    use super::*;
    use crate::tree::tests::{find, tree};

    fn read(tree: &Tree) -> Vec<bool> {
        let redirected = |content| content == Some(Content::Redirected);
        tree.entries
            .iter()
            .map(|entry| redirected(entry.content))
            .collect()
    }

    /// Grants where the files that end in `+` are redirected, and what ends in `-` or `-/` is hidden.
    fn of(paths: &[&str]) -> (Vec<String>, Vec<String>) {
        let mut tree = tree(paths);
        for path in paths {
            let entry = &mut tree.entries[find(paths, path)];
            if path.trim_end_matches('/').ends_with('-') {
                entry.content = Some(Content::Hidden);
            } else if path.ends_with('+') {
                entry.content = Some(Content::Redirected);
            }
        }
        let Grants { directories, files } = grants(&tree, &read(&tree));
        let text = |paths: Vec<bellglass_wire::name::PathName>| {
            let paths = paths.into_iter();
            paths
                .map(|path| String::from_utf8_lossy(path.as_bytes()).into_owned())
                .collect()
        };
        (text(directories), text(files))
    }

    #[test]
    fn nothing_is_granted_where_nothing_is_read() {
        assert_eq!(of(&[]), (vec![], vec![]));
        assert_eq!(of(&["a", "b/", "b/c", "d-"]), (vec![], vec![]));
    }

    #[test]
    fn the_whole_workspace_is_granted_where_nothing_is_withheld() {
        assert_eq!(of(&["a", "b/", "b/c+"]), (vec![String::new()], vec![]));
    }

    #[test]
    fn beside_what_is_withheld_directories_are_granted_whole_and_files_one_by_one() {
        let paths = [
            "a/", "a/b/", "a/b/x+", "a/b/y+", "a/c/", "a/c/z", "a/d+", "e-", "f/", "f/g+",
        ];
        let granted = of(&paths);
        assert_eq!(granted, (vec!["a".into(), "f".into()], vec![]));
        let paths = [
            "a/", "a/b/", "a/b/x+", "a/c-/", "a/d+", "e", "f/", "f/g+", "h+",
        ];
        let (directories, files) = of(&paths);
        assert_eq!(directories, ["a/b", "f"]);
        assert_eq!(files, ["a/d", "h"].map(|name| format!("{name}+")));
    }

    #[test]
    fn a_file_that_is_read_by_another_name_needs_no_grant() {
        let mut tree = tree(&["a", "b/", "b/c", "d"]);
        tree.entries[1].content = Some(Content::Redirected);
        tree.entries[3].content = Some(Content::Redirected);
        tree.entries[4].content = Some(Content::Hidden);
        let granted = grants(&tree, &[false, true, false, false, false]);
        assert!(granted.directories.is_empty());
        assert_eq!(granted.files, [path_name(b"a")]);
    }
}
