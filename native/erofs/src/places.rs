use crate::BLOCK;
use crate::disk::inode;
use crate::tree::{Body, Node, NodeId};

/// Where contents stand in a finished image.
#[derive(Debug)]
pub struct Places {
    contents: Vec<Option<u64>>,
}

impl Places {
    /// Of nodes that were laid out so, in bytes from where the inodes begin.
    pub(crate) fn new(nodes: &[Node], at: &[usize], inodes: u64) -> Places {
        let content = |(node, at): (&Node, &usize)| match &node.body {
            Body::File(stored) if stored.inline && stored.tail.len() as u64 == stored.size => {
                let head = inode::SIZE + node.xattrs.len();
                Some(inodes + (at + head) as u64)
            }
            Body::File(stored) if stored.size > 0 && !stored.inline => {
                Some(u64::from(stored.start) * BLOCK as u64)
            }
            _ => None,
        };
        Places {
            contents: nodes.iter().zip(at).map(content).collect(),
        }
    }

    /// Where the bytes of a file begin, in bytes from the image's start; as many as its size follow. None: it has none, or
    /// they are not in one piece.
    #[must_use]
    pub fn content(&self, NodeId(node): NodeId) -> Option<u64> {
        self.contents.get(node).copied().flatten()
    }
}
