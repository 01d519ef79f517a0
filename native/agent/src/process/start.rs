//! Starting a process: user, streams, cgroup, fork, and whether it became its program.

use std::os::fd::OwnedFd;
use std::path::Path;
use std::rc::Rc;

use bellglass_wire::process::{StartProcess, StartedProcess};
use rustix::io::Errno;
use rustix::pipe::{PipeFlags, pipe_with};
use tokio::io::AsyncReadExt;
use tokio::net::unix::pipe;

use super::cgroup::Cgroup;
use super::command::Command;
use super::report::{self, Report, Step};
use super::spawn::spawn;
use super::streams;
use super::table::Process;
use super::users::Users;
use crate::agent::Agent;
use crate::fault::Fault;

/// Starts a process and enters it in the table once it has become its program.
pub async fn start(agent: &Agent, asked: StartProcess) -> Result<StartedProcess, Fault> {
    let user = Users::read(Path::new("/etc")).find(asked.user.as_deref())?;
    let id = agent.table.borrow_mut().reserve()?;
    let (streams, mut ends) = streams::make(&asked, &user, &agent.budget)?;
    let (report, failed) = pipe_with(PipeFlags::CLOEXEC).map_err(Fault::step("making a pipe"))?;
    let command = Command::new(&asked, &user, streams, failed)?;
    let cgroup = Rc::new(
        agent
            .cgroups
            .borrow_mut()
            .as_mut()
            .ok_or(Fault::NotBooted)?
            .place(id)?,
    );
    let spawned = spawn(&command, cgroup.directory());
    // The child's ends must not stay open here: an end of file is when the last of them is closed.
    drop(command);
    let started = match spawned {
        Err(Errno::AGAIN) => Err(Fault::TooManyProcesses),
        Err(errno) => Err(Fault::step("forking")(errno)),
        Ok(pid) => {
            let end = agent.reaper.expect(pid, cgroup.clone());
            became_program(&asked, report).await.map(|()| (pid, end))
        }
    };
    let (pid, end) = started.inspect_err(|_| remove(agent, &cgroup))?;
    ends.drain(&end);
    agent.table.borrow_mut().add(Process {
        id,
        pid,
        argv: asked.argv,
        ends,
        end,
        cgroup,
    });
    Ok(StartedProcess { id, pid })
}

fn remove(agent: &Agent, cgroup: &Cgroup) {
    if let Some(cgroups) = agent.cgroups.borrow_mut().as_mut() {
        cgroups.remove(cgroup);
    }
}

async fn became_program(asked: &StartProcess, read: OwnedFd) -> Result<(), Fault> {
    let io = |error: std::io::Error| Fault::StepFailed {
        step: "reading a pipe".into(),
        errno: crate::fault::errno_of(&error),
    };
    let mut bytes = Vec::with_capacity(report::LENGTH);
    pipe::Receiver::from_owned_fd(read)
        .map_err(io)?
        .read_to_end(&mut bytes)
        .await
        .map_err(io)?;
    Report::decode(&bytes).map_or(Ok(()), |report| Err(explain(report, asked)))
}

/// What a child's failure means to whoever asked for it.
fn explain(report: Report, asked: &StartProcess) -> Fault {
    let program = asked.argv.first().cloned().unwrap_or_default();
    let errno = report.errno;
    match (report.step, errno) {
        (Step::Execute, libc::ENOENT | libc::ENOTDIR) => Fault::ProgramNotFound { program },
        (Step::Execute, libc::E2BIG) => Fault::ArgumentsTooLong,
        // A user may be at RLIMIT_NPROC, which shows only here.
        (Step::Execute, libc::EAGAIN) => Fault::TooManyProcesses,
        (Step::Execute, _) => Fault::ProgramNotExecutable { program, errno },
        (Step::Directory, _) => Fault::BadCwd {
            cwd: asked.cwd.clone(),
            errno,
        },
        (Step::Identity, _) => Fault::StepFailed {
            step: "changing to the user".into(),
            errno,
        },
        (Step::Prepare, _) => Fault::StepFailed {
            step: "preparing the process".into(),
            errno,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(step: Step, errno: i32) -> &'static str {
        let asked = r#"{"argv":["x"],"cwd":"/"}"#;
        explain(
            Report { step, errno },
            &serde_json::from_str(asked).unwrap(),
        )
        .code()
        .0
    }

    #[test]
    fn a_childs_failure_is_told_as_a_shell_would() {
        assert_eq!(code(Step::Execute, libc::ENOENT), "program_not_found");
        assert_eq!(code(Step::Execute, libc::ENOTDIR), "program_not_found");
        assert_eq!(code(Step::Execute, libc::EACCES), "program_not_executable");
        assert_eq!(code(Step::Execute, libc::ENOEXEC), "program_not_executable");
        assert_eq!(code(Step::Execute, libc::E2BIG), "arguments_too_long");
        assert_eq!(code(Step::Execute, libc::EAGAIN), "too_many_processes");
        assert_eq!(code(Step::Directory, libc::ENOENT), "bad_cwd");
        assert_eq!(code(Step::Identity, libc::EPERM), "step_failed");
        assert_eq!(code(Step::Prepare, libc::EINVAL), "step_failed");
    }
}
