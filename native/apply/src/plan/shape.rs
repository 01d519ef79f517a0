use std::collections::{HashMap, HashSet};

use super::{After, Before, Content, Entry, Plan};
use crate::error::{ApplyError, PlanFault};
use crate::tree::Kind;
use crate::tree::Rel;

const PERMISSIONS: u32 = 0o1777;
const SET_ID: u32 = 0o6000;

/// What a hard link is to be a further name of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The file of another entry, which is no hard link itself.
    Entry(usize),
    /// A file of which the plan does not speak.
    Standing(Rel),
}

/// How a plan's entries hang together; each field has one place an entry.
#[derive(Debug)]
pub struct Shape {
    /// To which entry what stands here before is moved.
    pub moved_to: Vec<Option<usize>>,
    /// From which entry what stands here afterwards is moved.
    pub moved_from: Vec<Option<usize>>,
    /// Of what this is a hard link.
    pub link_of: Vec<Option<Target>>,
}

impl Shape {
    /// Finds out, and whether the entries agree with each other. A plan that puts back (`restoring`) sets whatever
    /// mode there was.
    ///
    /// # Errors
    /// [`ApplyError::Plan`] with the first entry that does not.
    pub fn of(plan: &Plan, restoring: bool) -> Result<Self, ApplyError> {
        let count = plan.entries.len();
        let mut shape = Self {
            moved_to: vec![None; count],
            moved_from: vec![None; count],
            link_of: vec![None; count],
        };
        let mut staged = HashSet::new();
        for (index, entry) in plan.entries.iter().enumerate() {
            let fault = |fault| ApplyError::Plan {
                line: Plan::line(index),
                fault,
            };
            if !restoring && !may_set(entry) {
                return Err(fault(PlanFault::Mode));
            }
            if let Some(parent) = entry.path.parent().and_then(|path| plan.index.get(&path)) {
                let holds = matches!(plan.entries[*parent].after, After::Directory { .. });
                if entry.after.kind().is_some() && !holds {
                    return Err(fault(PlanFault::NoDirectory));
                }
            }
            match entry.after.content() {
                Some(Content::Staged(number)) if !is_number(number) || !staged.insert(number) => {
                    return Err(fault(PlanFault::Staged));
                }
                Some(Content::Kept(kept)) if !kept || entry.before.kind() != Some(Kind::File) => {
                    return Err(fault(PlanFault::Kept));
                }
                Some(Content::Moved(from)) => shape.moved(plan, index, from).map_err(fault)?,
                Some(Content::LinkOf(_)) => {
                    shape.link_of[index] = Some(resolve(plan, index).map_err(fault)?);
                }
                _ => {}
            }
        }
        one_way(plan, &shape)?;
        Ok(shape)
    }

    fn moved(&mut self, plan: &Plan, to: usize, from: &Rel) -> Result<(), PlanFault> {
        let from = *plan.index.get(from).ok_or(PlanFault::Moved)?;
        let source = &plan.entries[from];
        let stays = matches!(source.after.content(), Some(Content::Kept(_)));
        let file = source.before.kind() == Some(Kind::File);
        if from == to || stays || !file || self.moved_to[from].is_some() {
            return Err(PlanFault::Moved);
        }
        self.moved_to[from] = Some(to);
        self.moved_from[to] = Some(from);
        Ok(())
    }
}

fn is_number(text: &str) -> bool {
    let digits = (1..=10).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits && (text == "0" || !text.starts_with('0'))
}

// Setuid and setgid stay where they are, and are never given.
fn may_set(entry: &Entry) -> bool {
    let had = match entry.before {
        Before::Directory { mode, .. } | Before::File { mode, .. } => mode,
        _ => 0,
    };
    match &entry.after {
        After::Directory { mode, .. } => may(*mode, had),
        After::File { mode, content, .. } => match content {
            Content::Kept(_) => may(*mode, had),
            Content::LinkOf(_) => true,
            _ => may(*mode, 0),
        },
        _ => true,
    }
}

fn may(mode: u32, had: u32) -> bool {
    mode & !(PERMISSIONS | SET_ID) == 0 && mode & SET_ID & !had == 0
}

// Follows hard links of hard links to the entry that is a file by itself.
fn resolve(plan: &Plan, from: usize) -> Result<Target, PlanFault> {
    let mut at = from;
    for _ in 0..plan.entries.len() {
        let Some(Content::LinkOf(next)) = plan.entries[at].after.content() else {
            let file = plan.entries[at].after.kind() == Some(Kind::File);
            return if file {
                Ok(Target::Entry(at))
            } else {
                Err(PlanFault::LinkOf)
            };
        };
        match plan.index.get(next) {
            Some(index) => at = *index,
            None => return Ok(Target::Standing(next.clone())),
        }
    }
    Err(PlanFault::LinkOf)
}

// Two names of one file that both stay have the same mode and time afterwards.
fn one_way(plan: &Plan, shape: &Shape) -> Result<(), ApplyError> {
    let mut ways = HashMap::new();
    for (index, entry) in plan.entries.iter().enumerate() {
        let After::File {
            mode,
            mtime,
            content,
        } = &entry.after
        else {
            continue;
        };
        let file = match (content, shape.moved_from[index]) {
            (Content::Kept(_), _) => entry.before.file(),
            (_, Some(from)) => plan.entries[from].before.file(),
            _ => None,
        };
        let Some(file) = file else { continue };
        if *ways.entry(file).or_insert((mode, mtime)) != (mode, mtime) {
            return Err(ApplyError::Plan {
                line: Plan::line(index),
                fault: PlanFault::OneFileTwoWays,
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
