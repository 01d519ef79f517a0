//! `POST /v1/settle`

use std::path::Path;
use std::time::Duration;

use bellglass_wire::machine::PowerOff;
use bellglass_wire::review::{Room, Settled};
use hyper::StatusCode;
use hyper::body::Incoming;

use crate::boot::CHANGES;
use crate::fault::Fault;
use crate::http::query::document;
use crate::http::reply::{Reply, json};
use crate::process;

/// Ends every process, after a grace, writes back what they changed, and says what room is left for more. Those that were made
/// by the agent are told of as always.
pub async fn settle(body: Incoming) -> Result<Reply, Fault> {
    let asked: PowerOff = document(body).await?;
    let grace = Duration::from_millis(asked.grace_millis.into());
    process::end_everything(grace).await;
    process::kill_everything();
    rustix::fs::sync();
    let room = room(Path::new(CHANGES));
    Ok(json(StatusCode::OK, &Settled { room }))
}

fn room(path: &Path) -> Option<Room> {
    let of = rustix::fs::statvfs(path).ok()?;
    Some(Room {
        available_kib: of.f_bavail.saturating_mul(of.f_frsize) / 1024,
        files: of.f_favail,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_the_file_systems_own_count() {
        assert!(room(Path::new("/")).is_some());
        // Nothing can be written there.
        let none = room(Path::new("/proc")).unwrap();
        assert_eq!((none.available_kib, none.files), (0, 0));
        assert!(room(Path::new("/no/such/place")).is_none());
    }
}
