//! The task that keeps an output: it reads whatever is written, whether anybody wants it or not.

use std::rc::Rc;

use super::PIPE_SIZE;
use super::kept::Kept;
use super::source::Source;
use crate::process::reaper::End;

/// Keeps what comes until nobody can write any more, or the process has exited and all that it wrote is kept.
///
/// What it left running in the background finds somebody who reads for as long as it writes: it must not die of a broken
/// pipe once nobody is interested any more.
pub async fn drain(source: Source, kept: Rc<Kept>, end: End) {
    let finish = Finish(kept.clone());
    let more = keep(&source, &kept, end).await;
    drop((finish, kept));
    if more {
        while source.read(|| usize::MAX, |_| ()).await {}
    }
}

/// Ends the output whatever happens to the task: a reader would wait for ever.
struct Finish(Rc<Kept>);

impl Drop for Finish {
    fn drop(&mut self) {
        self.0.finish();
    }
}

/// Whether there may be more that is not kept.
async fn keep(source: &Source, kept: &Kept, mut end: End) -> bool {
    let mut exit = std::pin::pin!(end.wait_for(Option::is_some));
    loop {
        kept.wait_for_room().await;
        tokio::select! {
            // First: what runs on in the background may write faster than this reads.
            biased;
            _ = &mut exit => break,
            more = source.read(|| kept.room(), |bytes| kept.push(bytes)) => if !more { return false },
        }
    }
    // No more than this can have been under way when it exited; what runs on may write without end.
    let mut left = PIPE_SIZE;
    while left > 0 {
        let room = kept.wait_for_room().await.min(left);
        match source.read_rest(room, |bytes| kept.push(bytes)) {
            0 => break,
            count => left -= count,
        }
    }
    true
}
