//! How much of the guest's memory the kept outputs may have together.

use std::cell::Cell;
use std::rc::Rc;

use crate::fault::Fault;

/// Never more than this, whatever the guest has.
const MOST: u64 = 256 << 20;

/// What is there to share out, in bytes.
#[derive(Clone)]
pub struct Budget(Rc<State>);

struct State {
    limit: u64,
    used: Cell<u64>,
}

/// A part of it, given back when it is dropped.
pub struct Share {
    budget: Budget,
    bytes: u64,
}

impl Budget {
    /// A quarter of `memory`, at most [`MOST`].
    pub fn new(memory: u64) -> Self {
        Self(Rc::new(State {
            limit: MOST.min(memory / 4),
            used: Cell::new(0),
        }))
    }

    /// Takes a part.
    pub fn share(&self, bytes: u64) -> Result<Share, Fault> {
        let used = self.0.used.get().saturating_add(bytes);
        if used > self.0.limit {
            return Err(Fault::TooManyProcesses);
        }
        self.0.used.set(used);
        Ok(Share {
            budget: self.clone(),
            bytes,
        })
    }

    /// What is taken of it.
    #[cfg(test)]
    pub fn used(&self) -> u64 {
        self.0.used.get()
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let used = &self.budget.0.used;
        used.set(used.get().saturating_sub(self.bytes));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_shared_out_than_there_is() {
        let budget = Budget::new(400);
        let first = budget.share(60).unwrap();
        let second = budget.share(40).unwrap();
        assert!(matches!(budget.share(1), Err(Fault::TooManyProcesses)));
        drop(first);
        let _third = budget.share(60).unwrap();
        drop(second);
        assert_eq!(budget.used(), 60);
        assert!(budget.share(u64::MAX).is_err());
    }

    #[test]
    fn a_large_guest_keeps_no_more_than_a_bound() {
        let budget = Budget::new(1 << 40);
        let all = budget.share(256 << 20);
        assert!(all.is_ok() && budget.share(1).is_err());
    }
}
