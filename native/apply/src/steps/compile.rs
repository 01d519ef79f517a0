mod last;

use std::collections::HashSet;

use super::Step;
use crate::application::check::Found;
use crate::plan::{After, Content, Plan, Shape, Target};
use crate::tree::{Attributes, Identity, Kind, Object, Spot};

// Without these its owner can put nothing into a directory.
const OWNERS: u32 = 0o700;

/// What a plan is carried out by.
#[derive(Debug, Default)]
pub struct Carried {
    /// In this order.
    pub steps: Vec<Step>,
    /// What stands at each entry's path afterwards.
    pub expected: Vec<Option<Object>>,
}

/// Device and inode of the file that a hard link is to be a further name of, where it stands already.
pub fn linked_inode(plan: &Plan, shape: &Shape, found: &Found, index: usize) -> Option<(u64, u64)> {
    let inode = |identity: &Identity| (identity.device, identity.inode);
    match shape.link_of[index].as_ref()? {
        Target::Standing(_) => Some(inode(&found.targets[index].as_ref()?.identity)),
        Target::Entry(at) => match plan.entries[*at].after.content()? {
            Content::Kept(_) => plan.entries[*at].before.file(),
            _ => plan.entries[shape.moved_from[*at]?].before.file(),
        },
    }
}

/// Finds the steps, in an order in which each file is old or new at any moment: what waits in a slot goes straight into
/// the place of what was there. `waiting` has, for each entry that needs it, what stands in the slot of its number.
pub fn compile(plan: &Plan, shape: &Shape, found: &Found, waiting: &[Option<Object>]) -> Carried {
    let count = plan.entries.len();
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|one, other| plan.entries[*one].path.cmp(&plan.entries[*other].path));
    let mut compiler = Compiler {
        plan,
        shape,
        found,
        waiting,
        order,
        modes: found
            .objects
            .iter()
            .map(|object| object.as_ref().map_or(0, |it| it.mode))
            .collect(),
        steps: Vec::new(),
        last: Vec::new(),
    };
    compiler.open_directories();
    compiler.make_directories();
    compiler.place_files();
    compiler.turn_cycles();
    compiler.remove_directories();
    let late = std::mem::take(&mut compiler.last);
    compiler.steps.extend(late);
    compiler.set_files();
    compiler.set_directories();
    let expected = (0..count).map(|index| compiler.expected(index)).collect();
    Carried {
        steps: compiler.steps,
        expected,
    }
}

struct Compiler<'a> {
    plan: &'a Plan,
    shape: &'a Shape,
    found: &'a Found,
    waiting: &'a [Option<Object>],
    // The entries by their paths.
    order: Vec<usize>,
    // What a directory that stands has by now.
    modes: Vec<u32>,
    steps: Vec<Step>,
    // What comes to where a directory has to go first.
    last: Vec<Step>,
}

impl Compiler<'_> {
    fn path(&self, index: usize) -> Spot {
        Spot::Path(self.plan.entries[index].path.clone())
    }

    fn before(&self, index: usize) -> Option<&Object> {
        self.found.objects[index].as_ref()
    }

    fn was_directory(&self, index: usize) -> bool {
        self.before(index).is_some_and(Object::is_directory)
    }

    fn is_directory(&self, index: usize) -> bool {
        self.plan.entries[index].after.kind() == Some(Kind::Directory)
    }

    fn open_directories(&mut self) {
        let parents: HashSet<_> = self
            .plan
            .entries
            .iter()
            .filter_map(|it| it.path.parent())
            .collect();
        for at in 0..self.order.len() {
            let index = self.order[at];
            let mode = self.modes[index];
            let open = mode | OWNERS;
            let holds = parents.contains(&self.plan.entries[index].path);
            if !self.was_directory(index) || !holds || open == mode {
                continue;
            }
            self.set(index, (mode, None), (open, None));
            self.modes[index] = open;
        }
    }

    // All of them before what is to be in them; a file that stood in the place of one waits for its own new place.
    fn make_directories(&mut self) {
        let mut on_the_way = Vec::new();
        for at in 0..self.order.len() {
            let index = self.order[at];
            let Some(coming) = self.waiting[index]
                .clone()
                .filter(|_| self.is_directory(index))
            else {
                continue;
            };
            self.steps.push(self.arrival(index, coming, index));
            let next = self.shape.moved_to[index];
            on_the_way.extend(next.map(|next| (index, next)));
        }
        for (index, next) in on_the_way {
            if let Some(what) = self.before(index).cloned() {
                self.chain(index, what, next);
            }
        }
    }

    // Brings what waits for a file to its place, and what stood there to where that goes.
    fn put(&mut self, index: usize) {
        if let Some(coming) = self.waiting[index].clone() {
            self.chain(index, coming, index);
        }
    }

    fn arrival(&self, slot: usize, coming: Object, to: usize) -> Step {
        match self.before(to) {
            Some(going) if !going.is_directory() => Step::Swap {
                one: Spot::Slot(slot),
                other: self.plan.entries[to].path.clone(),
                coming,
                going: going.clone(),
            },
            _ => Step::Move {
                from: Spot::Slot(slot),
                to: self.path(to),
                what: coming,
            },
        }
    }

    // What is in the slot goes to `to`, what stood there goes on, and so forth; the last stays in the slot.
    fn chain(&mut self, slot: usize, mut coming: Object, mut to: usize) {
        loop {
            let going = self.before(to).cloned();
            let step = self.arrival(slot, coming, to);
            let late = going.as_ref().is_some_and(Object::is_directory);
            if late {
                &mut self.last
            } else {
                &mut self.steps
            }
            .push(step);
            match (going, self.shape.moved_to[to]) {
                (Some(going), Some(next)) if !late => (coming, to) = (going, next),
                _ => return,
            }
        }
    }

    fn place_files(&mut self) {
        for at in 0..self.order.len() {
            let index = self.order[at];
            let moved = self.shape.moved_from[index].is_some();
            match (&self.plan.entries[index].after, self.before(index)) {
                (After::Absent, Some(going)) if !going.is_directory() => {
                    let going = going.clone();
                    self.take(index, going);
                }
                (After::Symlink { .. } | After::File { .. }, _) if !moved => self.put(index),
                _ => {}
            }
        }
    }

    // What stands there goes, to another path or for good.
    fn take(&mut self, index: usize, what: Object) {
        let next = self.shape.moved_to[index];
        let straight = next.filter(|next| self.before(*next).is_none());
        let to = straight.map_or(Spot::Slot(index), |next| self.path(next));
        self.steps.push(Step::Move {
            from: self.path(index),
            to,
            what: what.clone(),
        });
        if let (None, Some(next)) = (straight, next) {
            self.chain(index, what, next);
        }
    }

    // Files that only change places among themselves.
    fn turn_cycles(&mut self) {
        let mut passed = vec![false; self.order.len()];
        for start in self.order.clone() {
            let mut cycle = Vec::new();
            let mut at = Some(start);
            while let Some(index) = at.filter(|index| !passed[*index]) {
                passed[index] = true;
                cycle.push(index);
                at = self.shape.moved_to[index];
            }
            if at == Some(start) {
                self.turn(&cycle);
            }
        }
    }

    fn turn(&mut self, cycle: &[usize]) {
        for pair in cycle.windows(2) {
            if let (Some(coming), Some(going)) = (self.before(pair[0]), self.before(pair[1])) {
                let step = Step::Swap {
                    one: self.path(cycle[0]),
                    other: self.plan.entries[pair[1]].path.clone(),
                    coming: coming.clone(),
                    going: going.clone(),
                };
                self.steps.push(step);
            }
        }
    }

    fn remove_directories(&mut self) {
        for at in (0..self.order.len()).rev() {
            let index = self.order[at];
            let stays = self.is_directory(index) || self.found.staying.contains(&index);
            let Some(what) = self
                .before(index)
                .filter(|what| what.is_directory() && !stays)
            else {
                continue;
            };
            let entry = &self.plan.entries[index];
            let step = Step::Remove {
                path: entry.path.clone(),
                what: what.clone(),
                mode: self.modes[index],
                slot: self.plan.entries.len() + index,
                must: entry.after.kind().is_some(),
            };
            self.steps.push(step);
        }
    }

    fn set(&mut self, index: usize, from: (u32, Option<i128>), to: (u32, Option<i128>)) {
        let stood = self.was_directory(index);
        let what = match stood {
            true => self.before(index),
            false => self.waiting[index].as_ref(),
        };
        if let Some(what) = what.cloned() {
            let path = self.plan.entries[index].path.clone();
            self.steps.push(set_step(path, (what, stood), from, to));
        }
    }
}

fn set_step(
    path: crate::tree::Rel,
    (what, stood): (Object, bool),
    (had, was): (u32, Option<i128>),
    (mode, mtime): (u32, Option<i128>),
) -> Step {
    let from = Attributes {
        mode: had,
        mtime: was,
    };
    let to = Attributes { mode, mtime };
    Step::Set {
        path,
        what,
        stood,
        from,
        to,
    }
}

#[cfg(test)]
mod tests;
