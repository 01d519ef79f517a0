//! `GET /v1/directory`

use std::fs::{DirEntry, ReadDir};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bellglass_wire::file::DirectoryEntry;
use bytes::Bytes;
use hyper::body::{Body, Frame};

use super::stat::kind;
use crate::fault::Fault;
use crate::http::query::Query;
use crate::http::reply::{Reply, stream};

/// How many entries are read at a time, so that other requests get their turn.
const CHUNK: usize = 512;

/// Streams a directory's entries, one JSON line each, in no order. An error under way resets the stream: a listing is
/// whole or an error.
pub fn list(query: &Query) -> Result<Reply, Fault> {
    let path = query.path()?;
    let entries =
        std::fs::read_dir(&path).map_err(|error| Fault::file("reading", &path, &error))?;
    Ok(stream(Listing { entries }))
}

struct Listing {
    entries: ReadDir,
}

impl Body for Listing {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let mut lines = Vec::new();
        for entry in self.entries.by_ref().take(CHUNK) {
            if let Err(error) = entry.and_then(|entry| line(&entry, &mut lines)) {
                return Poll::Ready(Some(Err(error)));
            }
        }
        let frame = (!lines.is_empty()).then(|| Ok(Frame::data(lines.into())));
        Poll::Ready(frame)
    }
}

fn line(entry: &DirEntry, into: &mut Vec<u8>) -> io::Result<()> {
    let entry = DirectoryEntry::new(entry.file_name(), kind(entry.file_type()?));
    serde_json::to_writer(&mut *into, &entry)?;
    into.push(b'\n');
    Ok(())
}
