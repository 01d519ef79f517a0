//! `GET /v1/file`

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame};

use crate::fault::Fault;
use crate::http::query::Query;
use crate::http::reply::{Reply, stream};

/// How much is read at a time, so that other streams get their turn.
const CHUNK: u64 = 256 << 10;

/// Streams a regular file, or a part of it; what lies beyond its end is left out.
pub fn read(query: &Query) -> Result<Reply, Fault> {
    let path = query.path()?;
    let mut file = open_regular(&path, "reading", OpenOptions::new().read(true))?;
    if let Some(offset) = query.number("offset")? {
        file.seek(SeekFrom::Start(offset))
            .map_err(|error| Fault::file("reading", &path, &error))?;
    }
    Ok(stream(Content {
        file,
        left: query.number("length")?.unwrap_or(u64::MAX),
    }))
}

/// Opens a file that is one: a named pipe would never answer, and a device never end.
pub fn open_regular(
    path: &Path,
    step: &'static str,
    options: &mut OpenOptions,
) -> Result<File, Fault> {
    let fault = |error| Fault::file(step, path, &error);
    let file = options
        .custom_flags(libc::O_NONBLOCK)
        .open(path)
        .map_err(fault)?;
    if file.metadata().map_err(fault)?.is_file() {
        return Ok(file);
    }
    Err(Fault::NotAFile {
        path: path.to_string_lossy().into_owned(),
    })
}

struct Content {
    file: File,
    left: u64,
}

impl Body for Content {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let size = self.left.min(CHUNK);
        let mut bytes = vec![0; usize::try_from(size).unwrap_or(0)];
        let count = match self.file.read(&mut bytes) {
            Ok(0) => return Poll::Ready(None),
            Ok(count) => count,
            Err(error) => return Poll::Ready(Some(Err(error))),
        };
        bytes.truncate(count);
        self.left -= u64::try_from(count).unwrap_or(size);
        Poll::Ready(Some(Ok(Frame::data(bytes.into()))))
    }
}
