//! `POST /v1/directory`

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use bellglass_wire::file::MakeDirectory;
use hyper::body::Incoming;

use crate::fault::Fault;
use crate::http::query::document;
use crate::http::reply::{Reply, nothing};

/// Makes a directory, with `parents` also those above it; one that is there keeps its mode.
pub async fn make_directory(body: Incoming) -> Result<Reply, Fault> {
    let asked: MakeDirectory = document(body).await?;
    let path = Path::new(asked.path.as_os_str());
    make(path, &asked).map_err(|error| Fault::file("making", path, &error))?;
    Ok(nothing())
}

fn make(path: &Path, asked: &MakeDirectory) -> io::Result<()> {
    if asked.parents {
        if path.is_dir() {
            return Ok(());
        }
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
    }
    fs::create_dir(path)?;
    fs::set_permissions(path, Permissions::from_mode(asked.mode))
}
