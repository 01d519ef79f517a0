//! Rules in the making: a call is allowed always, or when an argument is right.

use std::collections::BTreeMap;

use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen as Width, SeccompCmpOp as Compare,
    SeccompCondition as Condition, SeccompFilter, SeccompRule, TargetArch,
};

type Calls = BTreeMap<i64, Vec<(u8, Compare, u64)>>;

/// A list of system calls, each with the conditions of which one must hold.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    calls: Calls,
    absent: Vec<i64>,
    denied: Vec<i64>,
}

impl Rules {
    /// Allows calls whatever their arguments are.
    pub fn always(&mut self, calls: &[i64]) {
        for call in calls {
            self.calls.insert(*call, Vec::new());
        }
    }

    /// Allows a call when its argument number `argument` is one of `values`.
    pub fn one_of(&mut self, call: i64, argument: u8, values: &[u64]) {
        let rules = self.calls.entry(call).or_default();
        rules.extend(values.iter().map(|value| (argument, Compare::Eq, *value)));
    }

    /// Allows a call when its argument number `argument` is `value` in the bits of `mask`.
    pub fn masked(&mut self, call: i64, argument: u8, mask: u64, value: u64) {
        let rules = self.calls.entry(call).or_default();
        rules.push((argument, Compare::MaskedEq(mask), value));
    }

    /// Answers calls as a kernel does that has none of them: the caller has another way.
    pub fn absent(&mut self, calls: &[i64]) {
        self.absent.extend(calls);
    }

    /// Refuses calls with EPERM, whatever else is said of them.
    pub fn denied(&mut self, calls: &[i64]) {
        self.denied.extend(calls);
    }

    /// How many system calls are in the list.
    #[must_use]
    pub fn len(&self) -> usize {
        self.calls.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// Whether a call is in the list, with or without conditions.
    #[must_use]
    pub fn has(&self, call: i64) -> bool {
        self.calls.contains_key(&call)
    }

    /// Compiles the filters, to be applied in this order: the strictest answer counts.
    ///
    /// # Errors
    /// When a rule is malformed or a program is too long.
    pub fn compile(self, otherwise: SeccompAction) -> Result<Vec<BpfProgram>, BackendError> {
        let errno = |number: i32| SeccompAction::Errno(number.unsigned_abs());
        let absent: Calls = self.absent.iter().map(|call| (*call, Vec::new())).collect();
        let mut programs = vec![program(
            mode_bits(),
            SeccompAction::Allow,
            errno(libc::EPERM),
        )?];
        // To the last filter they are calls like others, or it would kill.
        let mut allowed = absent.clone();
        if !absent.is_empty() {
            programs.push(program(absent, SeccompAction::Allow, errno(libc::ENOSYS))?);
        }
        if !self.denied.is_empty() {
            let denied: Calls = self.denied.iter().map(|call| (*call, Vec::new())).collect();
            allowed.extend(denied.clone());
            programs.push(program(denied, SeccompAction::Allow, errno(libc::EPERM))?);
        }
        allowed.extend(self.calls);
        programs.push(program(allowed, otherwise, SeccompAction::Allow)?);
        Ok(programs)
    }
}

fn program(
    calls: Calls,
    otherwise: SeccompAction,
    matched: SeccompAction,
) -> Result<BpfProgram, BackendError> {
    let mut rules = BTreeMap::new();
    for (call, conditions) in calls {
        let each = conditions
            .into_iter()
            .map(|(argument, compare, value)| {
                // The kernel reads 32 bits of every argument that is compared here.
                let condition = Condition::new(argument, Width::Dword, compare, value)?;
                SeccompRule::new(vec![condition])
            })
            .collect::<Result<Vec<_>, _>>()?;
        rules.insert(call, each);
    }
    SeccompFilter::new(rules, otherwise, matched, TargetArch::x86_64)?.try_into()
}

/// Calls with a setuid, setgid bit in the mode: a guest must leave no such file on the host.
fn mode_bits() -> Calls {
    let mut rules = Rules::default();
    for (call, argument) in [
        (libc::SYS_chmod, 1),
        (libc::SYS_fchmod, 1),
        (libc::SYS_fchmodat, 2),
        (libc::SYS_fchmodat2, 2),
        (libc::SYS_open, 2),
        (libc::SYS_openat, 3),
        (libc::SYS_mkdirat, 2),
        (libc::SYS_mknodat, 2),
    ] {
        for bits in [0o2000, 0o4000] {
            rules.masked(call, argument, bits, bits);
        }
    }
    rules.calls
}
