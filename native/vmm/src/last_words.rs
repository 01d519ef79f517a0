//! Why the hypervisor's process could not become the machine: it says so into a pipe, and the first process, which
//! alone has the record, reads only so much of it. A process that a guest has taken over keeps no file of the host's.

use std::fs::File;
use std::io::Read;
use std::os::fd::OwnedFd;

use bellglass_wire::spec::FailureRecord;

use crate::failure::Failure;

/// What a pipe holds; a failure is a fraction of it.
const MOST: usize = 64 * 1024;

/// Says it; the last act of a process, so there is nobody to tell that it failed.
pub fn say(to: &OwnedFd, failure: &Failure) {
    if let Ok(text) = serde_json::to_vec(failure.record()) {
        let _ = rustix::io::write(to, &text);
    }
}

/// What was said, if anything that can be understood was. The pipe does not block.
pub fn hear(mut from: &File) -> Option<Failure> {
    let mut text = vec![0; MOST];
    let count = from.read(&mut text).ok()?;
    serde_json::from_slice::<FailureRecord>(&text[..count])
        .ok()
        .map(Failure::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bellglass_wire::spec::Stage;
    use rustix::pipe::{PipeFlags, pipe_with};

    fn pipe() -> (File, OwnedFd) {
        let (out, into) = pipe_with(PipeFlags::CLOEXEC | PipeFlags::NONBLOCK).unwrap();
        (out.into(), into)
    }

    #[test]
    fn what_is_said_is_heard() {
        let (ear, mouth) = pipe();
        let failure = Failure::new(Stage::Configure, "krun_add_disk", "krun_refused", "no");
        say(&mouth, &failure);
        assert_eq!(hear(&ear), Some(failure));
    }

    #[test]
    fn silence_noise_and_a_flood_say_nothing() {
        let (ear, mouth) = pipe();
        assert_eq!(hear(&ear), None, "the writer lives and is silent");
        rustix::io::write(&mouth, b"{\"stage\":").unwrap();
        assert_eq!(hear(&ear), None);
        while rustix::io::write(&mouth, &[b'['; 4096]).is_ok() {}
        assert_eq!(hear(&ear), None);
        drop(mouth);
        assert_eq!(hear(&ear), None);
    }
}
