use std::ffi::OsStr;
use std::fmt;
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use bellglass_wire::name::PathName;
use serde::{Deserialize, Serialize};

// The kernel's PATH_MAX and NAME_MAX, the first with its NUL.
const LONGEST_PATH: usize = 4095;
const LONGEST_NAME: usize = 255;

/// A path within the workspace: names joined by single slashes, none of them empty, `.` or `..`. Ordered by its
/// bytes, so that a directory comes before what is in it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "PathName", into = "PathName")]
pub struct Rel(Vec<u8>);

/// A path that is not of that shape.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is no path within the workspace")]
pub struct NotWithin(String);

impl Rel {
    /// The path as the kernel takes it.
    pub fn as_os_str(&self) -> &OsStr {
        OsStr::from_bytes(&self.0)
    }

    /// The directory that holds it; nothing where that is the workspace itself.
    pub fn parent(&self) -> Option<Self> {
        let slash = self.0.iter().rposition(|byte| *byte == b'/')?;
        Some(Self(self.0[..slash].to_vec()))
    }

    /// The last name.
    pub fn name(&self) -> &OsStr {
        let last = self.0.rsplit(|byte| *byte == b'/').next();
        OsStr::from_bytes(last.unwrap_or(&self.0))
    }

    /// The names, from the top.
    pub fn names(&self) -> impl Iterator<Item = &OsStr> {
        self.0.split(|byte| *byte == b'/').map(OsStr::from_bytes)
    }

    /// What is called `name` in this directory.
    pub fn join(&self, name: &[u8]) -> Self {
        let mut path = self.0.clone();
        path.push(b'/');
        path.extend_from_slice(name);
        Self(path)
    }

    /// What is called `name` at the top of the workspace.
    pub fn top(name: &[u8]) -> Self {
        Self(name.to_vec())
    }
}

impl TryFrom<PathName> for Rel {
    type Error = NotWithin;

    fn try_from(path: PathName) -> Result<Self, NotWithin> {
        let bytes = path.as_bytes();
        let fits = bytes.len() <= LONGEST_PATH && !bytes.contains(&0);
        let fine = |name: &[u8]| !matches!(name, b"" | b"." | b"..") && name.len() <= LONGEST_NAME;
        if fits && bytes.split(|byte| *byte == b'/').all(fine) {
            return Ok(Self(bytes.to_vec()));
        }
        let shown: String = String::from_utf8_lossy(bytes).chars().take(200).collect();
        Err(NotWithin(shown))
    }
}

impl From<Rel> for PathName {
    fn from(path: Rel) -> Self {
        std::ffi::OsString::from_vec(path.0).into()
    }
}

impl fmt::Debug for Rel {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", String::from_utf8_lossy(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Result<Rel, NotWithin> {
        PathName::Text(text.to_owned()).try_into()
    }

    #[test]
    fn a_path_that_leads_out_or_nowhere_is_refused() {
        let long = "a".repeat(256);
        let deep = "a/".repeat(2048) + "b";
        for text in [
            "", "/", "/etc", ".", "..", "a/..", "../a", "a//b", "a/", "./a", "a\0b", &long, &deep,
        ] {
            assert!(path(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_path_knows_its_parent_and_its_name() {
        let nested = path("a/b/…c").unwrap();
        assert_eq!(nested.parent(), Some(path("a/b").unwrap()));
        assert_eq!(nested.name(), "…c");
        assert_eq!(path("a").unwrap().parent(), None);
        assert_eq!(path("a").unwrap().name(), "a");
        assert_eq!(nested.names().count(), 3);
        assert_eq!(path("a/b").unwrap().join("…c".as_bytes()), nested);
    }

    #[test]
    fn a_path_that_is_not_utf_8_survives_json() {
        let raw = Rel::top(b"\xff\xfe");
        let json = serde_json::to_string(&raw).unwrap();
        assert_eq!(json, r#"{"bytes":"//4="}"#);
        assert_eq!(serde_json::from_str::<Rel>(&json).unwrap(), raw);
    }

    #[test]
    fn a_directory_is_ordered_before_what_it_holds() {
        assert!(path("a").unwrap() < path("a/b").unwrap());
        assert!(path("a/b").unwrap() < path("a/b/c").unwrap());
    }
}
