//! A workspace with slots, for tests of what works on one.
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;

use bellglass_wire::name::PathName;
use tempfile::TempDir;

use super::{Ground, Object, Rel, Root, Spot};

pub struct Bench {
    tree: TempDir,
    slots: TempDir,
}

impl Bench {
    pub fn new() -> Self {
        Self {
            tree: tempfile::tempdir().unwrap(),
            slots: tempfile::tempdir().unwrap(),
        }
    }

    pub fn at(&self, path: &str) -> PathBuf {
        self.tree.path().join(path)
    }

    pub fn slot(&self, number: usize) -> PathBuf {
        self.slots.path().join(number.to_string())
    }

    pub fn with<T>(&self, work: impl FnOnce(&Ground<'_>) -> T) -> T {
        self.with_watched(&|| {}, work)
    }

    pub fn with_watched<T>(
        &self,
        before_change: &dyn Fn(),
        work: impl FnOnce(&Ground<'_>) -> T,
    ) -> T {
        let meta = fs::metadata(self.tree.path()).unwrap();
        let root = Root::take(self.tree.path(), meta.dev(), meta.ino()).unwrap();
        let slots = fs::File::open(self.slots.path()).unwrap();
        work(&Ground::new(&root, slots.into(), before_change))
    }

    /// What stands there, which must be something.
    pub fn object(&self, spot: &Spot) -> Object {
        self.with(|ground| ground.look(spot)).unwrap().unwrap()
    }
}

pub fn rel(path: &str) -> Rel {
    PathName::Text(path.to_owned()).try_into().unwrap()
}

pub fn path(path: &str) -> Spot {
    Spot::Path(rel(path))
}
