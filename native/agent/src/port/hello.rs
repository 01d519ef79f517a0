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
mod tests {
    use super::*;

    const ONE: &str = "BELLGLASS/1 0123456789abcdef0123456789abcdef";
    const TWO: &str = "BELLGLASS/1 ffffffffffffffffffffffffffffffff";

    /// Feeds pieces of `size` bytes up to the preface; returns the answers, and what was left after the preface.
    fn greet(input: &[u8], size: usize) -> (Vec<String>, Option<Vec<u8>>) {
        let mut greeter = Greeter::default();
        let mut answers = Vec::new();
        let mut done = 0;
        while done < input.len() {
            let piece = &input[done..input.len().min(done + size)];
            let (used, met) = greeter.feed(piece);
            done += used;
            match met {
                Some(Met::Hello(answer)) => answers.push(String::from_utf8(answer).unwrap()),
                Some(Met::Preface) => return (answers, Some(input[done..].to_vec())),
                None => assert_eq!(used, piece.len()),
            }
        }
        (answers, None)
    }

    #[test]
    fn any_split_of_the_stream_reads_the_same() {
        let input = format!("\0junk\n\n{ONE}\n\n{ONE}\nPRI * HTTP/2.0\r\n\r\nSM\r\n\r\nrest");
        for size in 1..=input.len() {
            let (answers, left) = greet(input.as_bytes(), size);
            assert_eq!(answers, [format!("{ONE}\n")], "size {size}");
            assert_eq!(left.unwrap(), b"\r\nSM\r\n\r\nrest", "size {size}");
        }
    }

    #[test]
    fn another_daemons_hello_is_answered_too() {
        let (answers, _) = greet(format!("\n{ONE}\n\n{ONE}\n\n{TWO}\n").as_bytes(), 7);
        assert_eq!(answers, [format!("{ONE}\n"), format!("{TWO}\n")]);
    }

    #[test]
    fn a_preface_without_a_hello_is_garbage() {
        assert_eq!(
            greet(b"\nPRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 100),
            (vec![], None)
        );
    }

    #[test]
    fn what_is_nearly_a_hello_is_not_answered() {
        let upper = ONE.replace('a', "A");
        for near in [
            &ONE[1..],
            &ONE[..ONE.len() - 1],
            &format!("{ONE}0"),
            &format!("{ONE}\r"),
            &format!(" {ONE}"),
            &upper,
        ] {
            assert_eq!(
                greet(format!("\n{near}\n").as_bytes(), 3).0,
                Vec::<String>::new(),
                "{near}"
            );
        }
    }

    #[test]
    fn garbage_neither_answers_nor_grows() {
        let mut greeter = Greeter::default();
        let mut state = 88_172_645_463_325_252_u64;
        for _ in 0..200_000 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            assert_eq!(greeter.feed(&state.to_le_bytes()).1, None);
            assert!(greeter.line.len() <= LENGTH + 1);
        }
        assert_eq!(
            greeter.feed(format!("\n{ONE}\n").as_bytes()).1,
            Some(Met::Hello(format!("{ONE}\n").into_bytes()))
        );
    }
}
