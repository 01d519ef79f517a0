use super::*;
use proptest::prelude::*;

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

fn hello() -> impl Strategy<Value = String> {
    "BELLGLASS/1 [0-9a-f]{32}"
}

/// Bytes without a line of the protocol in them: no line of them is a hello, since none has its capitals.
fn garbage() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>().prop_map(|byte| byte & !0x40), 0..200)
}

proptest! {
    #[test]
    fn whatever_came_before_a_hello_is_answered_and_the_session_begins(
        before in garbage(),
        repeats in 1_usize..5,
        hello in hello(),
        rest in prop::collection::vec(any::<u8>(), 0..100),
        size in 1_usize..200,
    ) {
        let mut input = before;
        for _ in 0..repeats {
            input.extend(format!("\n{hello}\n").bytes());
        }
        input.extend(PREFACE);
        input.extend(&rest);
        let (answers, left) = greet(&input, size);
        prop_assert_eq!(answers, [format!("{hello}\n")]);
        prop_assert_eq!(left, Some(rest));
    }

    #[test]
    fn each_of_several_daemons_is_answered_once_in_turn(
        hellos in prop::collection::vec(hello(), 1..6),
        size in 1_usize..100,
    ) {
        let input: String = hellos.iter().map(|hello| format!("\n{hello}\n\n{hello}\n")).collect();
        let (answers, left) = greet(input.as_bytes(), size);
        let mut wanted: Vec<String> = hellos.iter().map(|hello| format!("{hello}\n")).collect();
        wanted.dedup();
        prop_assert_eq!((answers, left), (wanted, None));
    }

    #[test]
    fn a_hello_with_one_byte_changed_is_none(hello in hello(), at in 0..LENGTH, byte in any::<u8>()) {
        let mut line = hello.clone().into_bytes();
        line[at] = byte;
        prop_assume!(byte != b'\n');
        let digit = at >= START.len() && matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        prop_assert_eq!(is_hello(&line), digit || line == hello.as_bytes());
    }

    #[test]
    fn any_bytes_are_read_to_their_end_or_to_an_event(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        let mut greeter = Greeter::default();
        let (used, met) = greeter.feed(&bytes);
        prop_assert!(met.is_some() || used == bytes.len());
        prop_assert!(greeter.line.len() <= LENGTH + 1);
    }
}
