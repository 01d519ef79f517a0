//! Noticing a new daemon in the middle of an old one's session.
//!
//! Where the port is relayed, the guest does not see that the host's end was closed and opened again. The new daemon's
//! hellos then arrive inside the old session, and might fill up a frame that was cut off, for hours. A daemon that says
//! hello sends nothing else; so two reads in a row that hold nothing but hello lines end the session. Data of a session
//! cannot look like that: its frames have headers.

use super::hello::is_hello;

/// How many reads in a row held nothing but hello lines.
#[derive(Debug, Default)]
pub struct Intrusion {
    seen: u32,
}

impl Intrusion {
    /// Takes what one read returned; true once the session is another daemon's.
    pub fn suspect(&mut self, chunk: &[u8]) -> bool {
        // Anything longer is a session's: at four hellos a second, so many never lie in one read unnoticed.
        let hellos = chunk.len() < 4096 && only_hellos(chunk);
        self.seen = if hellos { self.seen + 1 } else { 0 };
        self.seen >= 2
    }
}

fn only_hellos(chunk: &[u8]) -> bool {
    let mut lines = chunk
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .peekable();
    lines.peek().is_some() && lines.all(is_hello)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HELLO: &[u8] = b"\nBELLGLASS/1 0123456789abcdef0123456789abcdef\n";

    #[test]
    fn two_hellos_in_a_row_end_a_session() {
        let mut intrusion = Intrusion::default();
        assert!(!intrusion.suspect(b"\0\0\0\x06\0 frame"));
        assert!(!intrusion.suspect(HELLO));
        assert!(intrusion.suspect(&[HELLO, HELLO].concat()));
    }

    #[test]
    fn a_hello_among_data_does_not() {
        let mut intrusion = Intrusion::default();
        for _ in 0..10 {
            assert!(!intrusion.suspect(HELLO));
            assert!(!intrusion.suspect(&[b"\0\0\x2e\0\0\0\0\0\x01", HELLO].concat()));
            assert!(!intrusion.suspect(b"\n\n"));
        }
    }
}
