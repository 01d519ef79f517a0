//! `PUT /v1/file`

use std::fs::{File, OpenOptions, Permissions};
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use bellglass_wire::bounds;
use http_body_util::BodyExt;
use hyper::body::Incoming;

use super::read::open_regular;
use crate::fault::Fault;
use crate::http::query::Query;
use crate::http::reply::{Reply, nothing};

/// The most that is written at a time, so that other streams get their turn.
const CHUNK: usize = 256 << 10;

/// Replaces a file's content, or makes the file. A body that ends early leaves what came of it.
pub async fn write(query: &Query, body: Incoming) -> Result<Reply, Fault> {
    let path = query.path()?;
    let mode = query
        .number("mode")?
        .map(u32::try_from)
        .transpose()
        .map_err(Fault::bad)?;
    bounds::mode("mode", mode.unwrap_or(0)).map_err(Fault::bad)?;
    let mut options = OpenOptions::new();
    let mut file = open_regular(
        &path,
        "writing",
        options.write(true).create(true).mode(0o644),
    )?;
    let fault = |error| Fault::file("writing", &path, &error);
    file.set_len(0).map_err(fault)?;
    fill(&mut file, &path, body).await?;
    if let Some(mode) = mode {
        file.set_permissions(Permissions::from_mode(mode))
            .map_err(fault)?;
    }
    Ok(nothing())
}

/// Writes a body into a file.
pub async fn fill(file: &mut File, path: &Path, mut body: Incoming) -> Result<(), Fault> {
    while let Some(frame) = body.frame().await {
        let Ok(bytes) = frame.map_err(Fault::bad)?.into_data() else {
            continue;
        };
        for chunk in bytes.chunks(CHUNK) {
            file.write_all(chunk)
                .map_err(|error| Fault::file("writing", path, &error))?;
            tokio::task::yield_now().await;
        }
    }
    Ok(())
}
