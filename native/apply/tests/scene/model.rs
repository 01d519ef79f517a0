use std::collections::BTreeMap;

/// A file, whatever names it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Data {
    pub mode: u32,
    pub mtime: i128,
    pub content: Vec<u8>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    Directory { mode: u32 },
    Symlink { target: Vec<u8> },
    File(u32),
}

/// A tree as one would describe it: what changes keeps its file's number, what is new gets a new one.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    pub nodes: BTreeMap<Vec<u8>, Node>,
    pub files: BTreeMap<u32, Data>,
    next: u32,
}

/// One thing that somebody does to a tree.
#[derive(Clone, Debug)]
pub enum Deed {
    Write {
        path: Vec<u8>,
        content: Vec<u8>,
        mode: u32,
    },
    Directory {
        path: Vec<u8>,
        mode: u32,
    },
    Symlink {
        path: Vec<u8>,
        target: Vec<u8>,
    },
    Link {
        from: usize,
        path: Vec<u8>,
    },
    Rename {
        from: usize,
        path: Vec<u8>,
    },
    Exchange {
        one: usize,
        other: usize,
    },
    Delete {
        at: usize,
    },
    Chmod {
        at: usize,
        mode: u32,
    },
    Touch {
        at: usize,
        mtime: u32,
    },
    Edit {
        at: usize,
        content: Vec<u8>,
    },
}

impl Tree {
    /// What came of these deeds, those left out that cannot be done.
    pub fn after(mut self, deeds: &[Deed]) -> Self {
        deeds.iter().for_each(|deed| {
            self.apply(deed);
        });
        self
    }

    pub fn file(self, path: &str, content: &str) -> Self {
        self.after(&[Deed::Write {
            path: path.into(),
            content: content.into(),
            mode: 0o644,
        }])
    }

    pub fn directory(self, path: &str) -> Self {
        self.after(&[Deed::Directory {
            path: path.into(),
            mode: 0o755,
        }])
    }

    pub fn symlink(self, path: &str, target: &str) -> Self {
        self.after(&[Deed::Symlink {
            path: path.into(),
            target: target.into(),
        }])
    }

    pub fn deleted(self, path: &str) -> Self {
        let at = self.index(path);
        self.after(&[Deed::Delete { at }])
    }

    pub fn renamed(self, from: &str, path: &str) -> Self {
        let from = self.index(from);
        self.after(&[Deed::Rename {
            from,
            path: path.into(),
        }])
    }

    pub fn exchanged(self, one: &str, other: &str) -> Self {
        let (one, other) = (self.index(one), self.index(other));
        self.after(&[Deed::Exchange { one, other }])
    }

    pub fn linked(self, from: &str, path: &str) -> Self {
        let from = self.index(from);
        self.after(&[Deed::Link {
            from,
            path: path.into(),
        }])
    }

    pub fn chmod(self, path: &str, mode: u32) -> Self {
        let at = self.index(path);
        self.after(&[Deed::Chmod { at, mode }])
    }

    pub fn edited(self, path: &str, content: &str) -> Self {
        let at = self.index(path);
        self.after(&[Deed::Edit {
            at,
            content: content.into(),
        }])
    }

    fn index(&self, path: &str) -> usize {
        self.nodes
            .keys()
            .position(|own| own == path.as_bytes())
            .unwrap()
    }

    fn nth(&self, index: usize) -> Option<Vec<u8>> {
        let count = self.nodes.len();
        (count > 0).then(|| self.nodes.keys().nth(index % count).cloned())?
    }

    // Whether something can stand there: in a directory that is one.
    fn holds(&self, path: &[u8]) -> bool {
        match path.iter().rposition(|byte| *byte == b'/') {
            None => true,
            Some(slash) => matches!(self.nodes.get(&path[..slash]), Some(Node::Directory { .. })),
        }
    }

    fn beneath(&self, path: &[u8]) -> Vec<Vec<u8>> {
        let within = |own: &&Vec<u8>| {
            own.starts_with(path) && (own.len() == path.len() || own[path.len()] == b'/')
        };
        self.nodes.keys().filter(within).cloned().collect()
    }

    fn clear(&mut self, path: &[u8]) {
        for path in self.beneath(path) {
            self.nodes.remove(&path);
        }
    }

    fn new_file(&mut self, content: &[u8], mode: u32) -> Node {
        self.next += 1;
        let data = Data {
            mode,
            mtime: 1_600_000_000_000_000_000 + i128::from(self.next) * 1_000_000_007,
            content: content.to_vec(),
        };
        self.files.insert(self.next, data);
        Node::File(self.next)
    }

    fn apply(&mut self, deed: &Deed) -> Option<()> {
        match deed {
            Deed::Write {
                path,
                content,
                mode,
            } if self.holds(path) => {
                self.clear(path);
                let node = self.new_file(content, *mode);
                self.nodes.insert(path.clone(), node);
            }
            Deed::Directory { path, mode } if self.holds(path) => {
                self.clear(path);
                self.nodes
                    .insert(path.clone(), Node::Directory { mode: *mode });
            }
            Deed::Symlink { path, target } if self.holds(path) => {
                self.clear(path);
                let target = target.clone();
                self.nodes.insert(path.clone(), Node::Symlink { target });
            }
            Deed::Link { from, path } if self.holds(path) => {
                let node = self.nodes.get(&self.nth(*from)?)?.clone();
                if matches!(node, Node::File(_)) {
                    self.clear(path);
                    self.nodes.insert(path.clone(), node);
                }
            }
            Deed::Rename { from, path } if self.holds(path) => {
                let from = self.nth(*from)?;
                self.rename(&from, path);
            }
            Deed::Exchange { one, other } => {
                let (one, other) = (self.nth(*one)?, self.nth(*other)?);
                self.exchange(&one, &other);
            }
            Deed::Delete { at } => self.clear(&self.nth(*at)?),
            Deed::Chmod { at, mode } => match self.nodes.get_mut(&self.nth(*at)?)? {
                Node::Directory { mode: own } => *own = mode | 0o500,
                Node::File(id) => self.files.get_mut(id)?.mode = *mode,
                Node::Symlink { .. } => {}
            },
            Deed::Touch { at, mtime } => {
                if let Node::File(id) = self.nodes.get(&self.nth(*at)?)? {
                    self.files.get_mut(id)?.mtime = i128::from(*mtime) * 1_000;
                }
            }
            Deed::Edit { at, content } => {
                if let Node::File(id) = self.nodes.get(&self.nth(*at)?)? {
                    let file = self.files.get_mut(id)?;
                    file.content.extend_from_slice(content);
                    file.mtime += 1;
                }
            }
            _ => {}
        }
        Some(())
    }

    fn rename(&mut self, from: &[u8], to: &[u8]) {
        let within = to.starts_with(from) || from.starts_with(to);
        if within {
            return;
        }
        self.clear(to);
        for path in self.beneath(from) {
            let node = self.nodes.remove(&path).unwrap();
            self.nodes.insert([to, &path[from.len()..]].concat(), node);
        }
    }

    fn exchange(&mut self, one: &[u8], other: &[u8]) {
        if one.starts_with(other) || other.starts_with(one) {
            return;
        }
        let aside = b"\x01aside".to_vec();
        self.rename(one, &aside);
        self.rename(other, one);
        self.rename(&aside, other);
    }
}
