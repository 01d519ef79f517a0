//! `POST /v1/rename`

use std::path::Path;

use bellglass_wire::file::Rename;
use hyper::body::Incoming;

use crate::fault::Fault;
use crate::http::query::document;
use crate::http::reply::{Reply, nothing};

/// Renames an entry, replacing what has the new name.
pub async fn rename(body: Incoming) -> Result<Reply, Fault> {
    let asked: Rename = document(body).await?;
    let from = Path::new(asked.from.as_os_str());
    std::fs::rename(from, asked.to.as_os_str())
        .map_err(|error| Fault::file("renaming", from, &error))?;
    Ok(nothing())
}
