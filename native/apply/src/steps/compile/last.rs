use super::{Compiler, set_step};
use crate::plan::{After, Content, Target};
use crate::tree::Object;

// What is done when everything is in its place, and what stands there then.
impl Compiler<'_> {
    pub fn set_files(&mut self) {
        for at in 0..self.order.len() {
            let index = self.order[at];
            let After::File {
                mode,
                mtime,
                content,
            } = &self.plan.entries[index].after
            else {
                continue;
            };
            let from = match content {
                Content::Kept(_) => index,
                Content::Moved(_) => self.shape.moved_from[index].unwrap_or(index),
                _ => continue,
            };
            let Some(what) = self.before(from).cloned() else {
                continue;
            };
            let (has, gets) = (
                (what.mode, Some(what.identity.mtime)),
                (*mode, Some(*mtime)),
            );
            if has != gets {
                let path = self.plan.entries[index].path.clone();
                self.steps
                    .push(set_step(path, (what, from == index), has, gets));
            }
        }
    }

    pub fn set_directories(&mut self) {
        for at in (0..self.order.len()).rev() {
            let index = self.order[at];
            let stays = self.found.staying.contains(&index);
            let (mode, mtime) = match (&self.plan.entries[index].after, self.before(index)) {
                (After::Directory { mode, mtime }, _) => (*mode, *mtime),
                (_, Some(before)) if stays => (before.mode, None),
                _ => continue,
            };
            let has = match (&self.waiting[index], self.was_directory(index)) {
                (Some(waiting), false) => waiting.mode,
                _ => self.modes[index],
            };
            if has != mode || mtime.is_some() {
                self.set(index, (has, None), (mode, mtime));
            }
        }
    }

    pub fn expected(&self, index: usize) -> Option<Object> {
        let (entry, before) = (&self.plan.entries[index], self.before(index));
        match &entry.after {
            After::Absent => before
                .filter(|_| self.found.staying.contains(&index))
                .cloned(),
            After::Symlink { .. } => self.waiting[index].clone(),
            After::Directory { mode, .. } => {
                let new = self.waiting[index].as_ref();
                let object = before.filter(|it| it.is_directory()).or(new)?;
                Some(with(object, *mode, None))
            }
            After::File {
                mode,
                mtime,
                content,
            } => match content {
                Content::Staged(_) => {
                    Some(with(self.waiting[index].as_ref()?, *mode, Some(*mtime)))
                }
                Content::Kept(_) => Some(with(before?, *mode, Some(*mtime))),
                Content::Moved(_) => {
                    let from = self.before(self.shape.moved_from[index]?)?;
                    Some(with(from, *mode, Some(*mtime)))
                }
                Content::LinkOf(_) => match self.shape.link_of[index].as_ref()? {
                    Target::Entry(target) => self.expected(*target),
                    Target::Standing(_) => self.found.targets[index].clone(),
                },
            },
        }
    }
}

fn with(object: &Object, mode: u32, mtime: Option<i128>) -> Object {
    let mut object = object.clone();
    object.mode = mode;
    object.identity.mtime = mtime.unwrap_or(object.identity.mtime);
    object
}
