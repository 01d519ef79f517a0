//! The bounded list of what was started: each program with its arguments once, with how often.

use std::collections::HashMap;

use bellglass_wire::programs::{
    MAX_ALL_ARGUMENTS, MAX_ARGUMENTS, MAX_PROGRAMS, Program, Programs as List,
};

use super::look::Seen;

/// The list while it is written.
#[derive(Default)]
pub struct Ledger {
    programs: Vec<Program>,
    places: HashMap<Seen, usize>,
    /// What the arguments of all of them take.
    length: usize,
    unlisted: u64,
    unread: u64,
}

impl Ledger {
    /// Adds a start.
    pub fn add(&mut self, seen: Seen) {
        if seen == Seen::Nothing {
            self.unread += 1;
        } else if let Some(program) = self
            .places
            .get(&seen)
            .and_then(|place| self.programs.get_mut(*place))
        {
            program.count += 1;
        } else {
            self.list_anew(seen);
        }
    }

    /// The list.
    pub fn list(&self, overrun: bool) -> List {
        List {
            programs: self.programs.clone(),
            unlisted: self.unlisted,
            unread: self.unread,
            overrun,
        }
    }

    fn list_anew(&mut self, seen: Seen) {
        let program = program_of(&seen);
        let length = length_of(&program);
        if self.programs.len() >= MAX_PROGRAMS || self.length + length > MAX_ALL_ARGUMENTS {
            self.unlisted += 1;
            return;
        }
        self.length += length;
        self.places.insert(seen, self.programs.len());
        self.programs.push(program);
    }
}

fn length_of(program: &Program) -> usize {
    program.argv.iter().map(|argument| argument.len() + 3).sum()
}

fn program_of(seen: &Seen) -> Program {
    let (argv, cut) = match seen {
        Seen::Arguments(bytes) => arguments(bytes),
        Seen::Name(name) => (vec![String::from_utf8_lossy(name).into()], true),
        Seen::Nothing => (Vec::new(), true),
    };
    Program {
        argv,
        cut,
        count: 1,
    }
}

/// Arguments as text, as far as there is room; what a letter is cut from is left out.
fn arguments(bytes: &[u8]) -> (Vec<String>, bool) {
    let mut room = MAX_ARGUMENTS;
    let mut shown = Vec::new();
    // A program may write over its own arguments, so the last NUL need not be there.
    for argument in bytes
        .strip_suffix(b"\0")
        .unwrap_or(bytes)
        .split(|byte| *byte == 0)
    {
        let text = String::from_utf8_lossy(argument);
        let end = text.floor_char_boundary(room.saturating_sub(3));
        if room < 3 {
            return (shown, true);
        }
        shown.push(text[..end].into());
        room -= end + 3;
        if end < text.len() {
            return (shown, true);
        }
    }
    (shown, bytes.len() > MAX_ARGUMENTS)
}

#[cfg(test)]
mod tests {
    use bellglass_wire::Bounded;
    use proptest::prelude::*;

    use super::*;

    fn seen(text: &str) -> Seen {
        Seen::Arguments(text.as_bytes().into())
    }

    fn listed(starts: impl IntoIterator<Item = Seen>) -> List {
        let mut ledger = Ledger::default();
        starts.into_iter().for_each(|one| ledger.add(one));
        ledger.list(false)
    }

    #[test]
    fn what_starts_again_is_counted() {
        let list = listed(["sh\0-c\0x\0", "cc\0a.c\0", "cc\0b.c\0", "cc\0a.c\0"].map(seen));
        let told: Vec<_> = list
            .programs
            .iter()
            .map(|one| (one.argv.join(" "), one.count, one.cut))
            .collect();
        let wanted = [("sh -c x", 1), ("cc a.c", 2), ("cc b.c", 1)];
        assert_eq!(
            told,
            wanted.map(|(argv, count)| (argv.into(), count, false))
        );
        assert_eq!((list.unlisted, list.unread), (0, 0));
    }

    #[test]
    fn of_what_has_ended_the_name_is_told_or_that_nothing_is_known() {
        let name = || Seen::Name(b"true".into());
        let list = listed([name(), Seen::Nothing, name(), seen("true\0")]);
        assert_eq!(list.unread, 1);
        let told: Vec<_> = list
            .programs
            .iter()
            .map(|one| (one.count, one.cut))
            .collect();
        assert_eq!(told, [(2, true), (1, false)]);
    }

    #[test]
    fn arguments_may_be_empty_and_any_bytes() {
        let list = listed([Seen::Arguments(b"a\0\0\xff\x1b\0".into()), seen("no end")]);
        assert_eq!(list.programs[0].argv, ["a", "", "\u{fffd}\u{1b}"]);
        assert_eq!(list.programs[1].argv, ["no end"]);
    }

    #[test]
    fn long_arguments_are_cut_and_that_is_told() {
        let long = "ü".repeat(MAX_ARGUMENTS);
        let program = listed([seen(&long)]).programs.remove(0);
        assert!(program.cut && program.argv[0].len() < MAX_ARGUMENTS);
        let many = listed([Seen::Arguments(vec![0; MAX_ARGUMENTS + 1])]);
        assert!(many.programs[0].cut);
        many.check().unwrap();
    }

    #[test]
    fn what_has_no_room_is_counted() {
        let short = listed((0..1000).map(|number| seen(&format!("{number}\0"))));
        assert_eq!((short.programs.len(), short.unlisted), (512, 488));
        let long = listed((0..100).map(|number| seen(&format!("{number:04000}\0"))));
        let count = u64::try_from(long.programs.len()).unwrap();
        assert_eq!(count + long.unlisted, 100);
        assert!(count < 40);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn any_starts_make_a_list_that_the_daemon_reads(
            starts in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..5000), 0..200),
        ) {
            let list = listed(starts.into_iter().map(Seen::Arguments));
            let text = serde_json::to_vec(&list).unwrap();
            prop_assert_eq!(bellglass_wire::parse::<List>(&text).unwrap(), list);
        }
    }
}
