//! How both ends find each other on a byte stream that never ends.
//!
//! The daemon sends `"\nBELLGLASS/1 <32 hex>\n"`, again and again, until it has read the same line back; then it sends
//! the HTTP/2 preface. Whatever else arrives (an old session's bytes) is skipped. A repeat of a line that was answered
//! already was under way when the answer was, and is skipped too; a line with another nonce is another daemon's, and
//! is answered.

/// What a hello line starts with.
const START: &[u8] = b"BELLGLASS/1 ";
/// The length of a hello line without its line ends.
const LENGTH: usize = START.len() + 32;
/// The HTTP/2 preface up to its first line end.
pub const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n";

/// What [`Greeter::feed`] has come upon.
#[derive(Debug, PartialEq, Eq)]
pub enum Met {
    /// A hello to be answered with this line.
    Hello(Vec<u8>),
    /// [`PREFACE`], after a hello: what follows belongs to the session.
    Preface,
}

/// The state of one greeting.
#[derive(Debug, Default)]
pub struct Greeter {
    line: Vec<u8>,
    answered: Option<Vec<u8>>,
}

impl Greeter {
    /// Reads bytes up to and including the next event; returns how many, and the event if there was one.
    pub fn feed(&mut self, bytes: &[u8]) -> (usize, Option<Met>) {
        for (index, byte) in bytes.iter().enumerate() {
            if *byte == b'\n' {
                let line = std::mem::take(&mut self.line);
                if let Some(met) = self.meet(&line) {
                    return (index + 1, Some(met));
                }
            } else if self.line.len() <= LENGTH {
                // A longer line is none of ours; one byte too many is enough to know.
                self.line.push(*byte);
            }
        }
        (bytes.len(), None)
    }

    fn meet(&mut self, line: &[u8]) -> Option<Met> {
        if self.answered.is_some() && line == &PREFACE[..PREFACE.len() - 1] {
            return Some(Met::Preface);
        }
        if !is_hello(line) || self.answered.as_deref() == Some(line) {
            return None;
        }
        self.answered = Some(line.to_vec());
        let mut answer = line.to_vec();
        answer.push(b'\n');
        Some(Met::Hello(answer))
    }
}

/// Whether a line, without its end, is a hello.
pub fn is_hello(line: &[u8]) -> bool {
    line.len() == LENGTH
        && line.strip_prefix(START).is_some_and(|nonce| {
            nonce
                .iter()
                .all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
        })
}

#[cfg(test)]
mod tests;
