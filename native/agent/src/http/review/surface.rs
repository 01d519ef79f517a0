//! `POST /v1/surface`

use std::fs::File;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use bellglass_wire::review::Surface;
use hyper::body::Incoming;

use crate::fault::Fault;
use crate::http::query::document;
use crate::http::reply::{Reply, nothing};

/// Has files among the changes under each of those names. A changed file with several names lies in overlayfs's index, and
/// among the changes only under the names that were used. A mode that is set again, to what it is, brings the others there and
/// copies no content. A name that cannot be brought stays as it is.
pub async fn surface(body: Incoming) -> Result<Reply, Fault> {
    let asked: Surface = document(body).await?;
    for path in &asked.paths {
        let _ = set_mode_again(Path::new(path.as_os_str()));
        tokio::task::yield_now().await;
    }
    // The machine may be ended at any moment, and another one reads what is on the disk.
    rustix::fs::sync();
    Ok(nothing())
}

fn set_mode_again(path: &Path) -> std::io::Result<()> {
    let file = File::options()
        .read(true)
        .custom_flags(libc::O_PATH | libc::O_NOFOLLOW)
        .open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_file() {
        std::fs::set_permissions(path, metadata.permissions())?;
    }
    Ok(())
}
