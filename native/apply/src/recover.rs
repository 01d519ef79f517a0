use crate::application::Application;
use crate::error::ApplyError;
use crate::journal::Folder;
use crate::journal::Story;
use crate::plan::Plan;
use crate::report::{Left, Listed, RecoverReport, Standing};
use crate::tree::Root;

/// Brings an application that was ended in the middle, or the undo of one, to one of its ends.
///
/// # Errors
/// See [`ApplyError`].
pub fn recover(folder: &Folder, before_change: &dyn Fn()) -> Result<RecoverReport, ApplyError> {
    let report = |standing, left| Ok(RecoverReport { standing, left });
    let story = Story::read(&folder.journal())?;
    if !story.begun {
        return report(Standing::NotBegun, Listed::default());
    }
    let last = folder.last_undo()?;
    let (applied, left) = come_to_an_end(folder, before_change)?;
    if !applied || last == 0 {
        let standing = if applied {
            Standing::Applied
        } else {
            Standing::Before
        };
        return report(standing, left);
    }
    let undo = folder.undo(last);
    if !Story::read(&undo.journal())?.begun {
        return report(Standing::Applied, Listed::default());
    }
    let (undone, left) = come_to_an_end(&undo, before_change)?;
    if !undone {
        let plan = Plan::read(&folder.plan())?;
        let root = Root::take(&plan.workspace, plan.device, plan.inode)?;
        let application = Application {
            folder,
            plan: &plan,
            root: &root,
            before_change,
        };
        application.renew(last)?;
    }
    report(
        if undone {
            Standing::Undone
        } else {
            Standing::Applied
        },
        left,
    )
}

// Whether the plan is carried out, and what was left alone where it was taken back.
fn come_to_an_end(
    folder: &Folder,
    before_change: &dyn Fn(),
) -> Result<(bool, Listed<Left>), ApplyError> {
    let story = Story::read(&folder.journal())?;
    if story.finished {
        return Ok((true, Listed::default()));
    }
    if let Some(left) = story.rolled_back {
        return Ok((false, left));
    }
    let plan = Plan::read(&folder.plan())?;
    let root = Root::take(&plan.workspace, plan.device, plan.inode)?;
    let application = Application {
        folder,
        plan: &plan,
        root: &root,
        before_change,
    };
    // Again, now that nobody else can go on with it.
    let story = Story::read(&folder.journal())?;
    if story.finished {
        return Ok((true, Listed::default()));
    }
    if story.complete {
        application
            .end(&story)
            .map_err(|failed| ApplyError::Unfinished { failed })?;
        return Ok((true, Listed::default()));
    }
    if let Some(left) = story.rolled_back {
        return Ok((false, left));
    }
    let back = application.take_back();
    let left = back.map_err(|back| ApplyError::Between {
        failed: crate::error::Failed::new("end", back.path.clone(), rustix::io::Errno::INTR),
        back,
    })?;
    Ok((false, left))
}
