//! A walk over a folder that goes on: it also asks to be told of changes.

use super::{Rules, snapshot};

/// Adds the calls.
pub(super) fn add(rules: &mut Rules) {
    snapshot::add(rules);
    // The queue of events was made before.
    rules.always(&[libc::SYS_inotify_add_watch]);
}
