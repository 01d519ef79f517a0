//! A place that one request has at a time.

use std::cell::{Cell, RefCell};

use crate::session::Standing;

/// The place. It is free again when its holder gives it up, or as soon as the holder's session has fallen, whether the
/// holder's task has noticed or not.
#[derive(Default)]
pub struct Slot {
    last: Cell<u64>,
    holder: RefCell<Option<(u64, Standing)>>,
}

impl Slot {
    /// Takes the place, if it is free; the number is the holder's.
    pub fn take(&self, standing: Standing) -> Option<u64> {
        if self.is_taken() {
            return None;
        }
        let ticket = self.last.get() + 1;
        self.last.set(ticket);
        *self.holder.borrow_mut() = Some((ticket, standing));
        Some(ticket)
    }

    /// Whether somebody whose session stands has it.
    pub fn is_taken(&self) -> bool {
        let holder = self.holder.borrow();
        holder
            .as_ref()
            .is_some_and(|(_, standing)| !standing.fallen())
    }

    /// Whether it is still this holder's.
    pub fn is_of(&self, ticket: u64) -> bool {
        self.is_taken() && self.last.get() == ticket
    }

    /// Gives it up; nothing where it is another's by now.
    pub fn free(&self, ticket: u64) {
        if self.last.get() == ticket {
            self.holder.borrow_mut().take();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_has_it_at_a_time() {
        let slot = Slot::default();
        let first = slot.take(Standing::default()).unwrap();
        assert!(slot.is_of(first) && slot.take(Standing::default()).is_none());
        slot.free(first);
        assert!(!slot.is_taken() && !slot.is_of(first));
        let second = slot.take(Standing::default()).unwrap();
        slot.free(first);
        assert!(slot.is_of(second) && !slot.is_of(first));
    }

    #[test]
    fn a_fallen_session_has_nothing() {
        let (slot, standing) = (Slot::default(), Standing::default());
        let first = slot.take(standing.clone()).unwrap();
        standing.fall();
        assert!(!slot.is_taken() && !slot.is_of(first));
        let second = slot.take(Standing::default()).unwrap();
        slot.free(first);
        assert!(slot.is_of(second));
    }
}
