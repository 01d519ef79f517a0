//! Bodies of the agent's process endpoints.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::bounds::{Bounded, MAX_PATH, Refusal, absolute, ensure, list, text};

/// The body of `POST /v1/processes`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StartProcess {
    /// The program and its arguments; a program without a slash is looked up in `PATH` of `env`.
    pub argv: Vec<String>,
    /// The whole environment, but for HOME, USER, LOGNAME, SHELL and PATH, which are added where missing.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
    /// Where it starts.
    pub cwd: String,
    /// `name`, `uid`, `name:group` or `uid:gid`; null is root.
    #[serde(default)]
    pub user: Option<String>,
    /// Whether it gets a pipe for its standard input, or /dev/null; with a terminal it has that.
    #[serde(default)]
    pub stdin: bool,
    /// The size of a terminal that is its standard input, output and error, if it is to have one; only with `keep`.
    #[serde(default)]
    pub tty: Option<WindowSize>,
    /// How many bytes of each output the agent keeps, [`MIN_KEEP`] to [`MAX_KEEP`]; null leaves the output in its pipe.
    #[serde(default)]
    pub keep: Option<u32>,
    /// Resource limits, soft and hard alike.
    #[serde(default)]
    pub limits: ProcessLimits,
}

/// Resource limits by the names of setrlimit(2); null or missing leaves the agent's default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ProcessLimits {
    /// Open files.
    pub nofile: Option<u64>,
    /// Processes of the user.
    pub nproc: Option<u64>,
    /// Bytes of a core file.
    pub core: Option<u64>,
    /// Bytes of a file it writes.
    pub fsize: Option<u64>,
    /// Bytes of the stack.
    pub stack: Option<u64>,
    /// Bytes locked in memory.
    pub memlock: Option<u64>,
    /// Bytes of address space.
    #[serde(rename = "as")]
    pub address_space: Option<u64>,
    /// Seconds of processor time.
    pub cpu: Option<u64>,
}

/// The least that is kept of an output, in bytes.
pub const MIN_KEEP: u32 = 4 << 10;
/// The most that is kept of an output, in bytes.
pub const MAX_KEEP: u32 = 16 << 20;

/// The size of a terminal: of a new one, and the body of `POST /v1/processes/N/resize`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WindowSize {
    /// Lines, 1 to 10,000.
    pub rows: u16,
    /// Characters a line, 1 to 10,000.
    pub cols: u16,
}

impl Bounded for WindowSize {
    fn check(&self) -> Result<(), Refusal> {
        let sized = |side: u16| (1..=10_000).contains(&side);
        ensure(sized(self.rows), "rows", "not a terminal's size")?;
        ensure(sized(self.cols), "cols", "not a terminal's size")
    }
}

/// The longest argument or environment string that Linux takes (MAX_ARG_STRLEN without the NUL).
const MAX_ARGUMENT: usize = 128 * 1024 - 1;

impl Bounded for StartProcess {
    fn check(&self) -> Result<(), Refusal> {
        ensure(
            self.argv.first().is_some_and(|program| !program.is_empty()),
            "argv",
            "names no program",
        )?;
        ensure(self.argv.len() <= 65_536, "argv", "too many arguments")?;
        self.argv
            .iter()
            .try_for_each(|argument| text("argv", argument, MAX_ARGUMENT))?;
        ensure(self.env.len() <= 4096, "env", "too many variables")?;
        for (name, value) in &self.env {
            ensure(
                !name.is_empty() && !name.contains('='),
                "env",
                "not a variable's name",
            )?;
            text("env", name, MAX_PATH)?;
            text("env", value, MAX_ARGUMENT)?;
        }
        absolute("cwd", &self.cwd)?;
        self.user
            .iter()
            .try_for_each(|user| text("user", user, 256))?;
        self.tty.iter().try_for_each(Bounded::check)?;
        ensure(
            self.keep
                .is_none_or(|keep| (MIN_KEEP..=MAX_KEEP).contains(&keep)),
            "keep",
            "not a size that is kept",
        )?;
        ensure(
            self.tty.is_none() || self.keep.is_some(),
            "tty",
            "only for an output that is kept",
        )
    }
}

/// The reply of `POST /v1/processes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StartedProcess {
    /// The number that names the process in the agent's paths; never given twice.
    pub id: u64,
    /// Its process id in the guest, which is its group's and session's too.
    pub pid: u32,
}

/// Whether a process has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ProcessState {
    /// Not yet.
    Running,
    /// It has; its end can be read from `wait` until it is forgotten.
    Exited,
}

/// One process of [`ProcessList`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListedProcess {
    /// As in [`StartedProcess`].
    pub id: u64,
    /// As in [`StartedProcess`].
    pub pid: u32,
    /// As it was started, as far as there is room for it in the list.
    pub argv: Vec<String>,
    /// Whether it has ended.
    pub state: ProcessState,
    /// Whether the agent keeps its output.
    pub kept: bool,
    /// Whether it was started with a terminal.
    pub tty: bool,
    /// Its end, if it has ended.
    pub exit: Option<ProcessExit>,
}

/// The reply of `GET /v1/processes`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProcessList {
    /// Every process that has not been forgotten, by id.
    pub processes: Vec<ListedProcess>,
}

/// The reply of `GET /v1/processes/N/wait`: exactly one of `exit_code` and `signal` is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProcessExit {
    /// Its status, 0 to 255.
    pub exit_code: Option<i32>,
    /// The signal that ended it.
    pub signal: Option<i32>,
    /// Whether the kernel killed it, or a process it started, for want of memory.
    pub out_of_memory: bool,
    /// Processor time in user mode, with that of the children it waited for.
    pub user_micros: u64,
    /// Processor time in the kernel, likewise.
    pub system_micros: u64,
    /// The largest resident set of any of them, in KiB.
    #[serde(rename = "maxRssKiB")]
    pub max_rss_kib: u64,
}

/// The body of `POST /v1/processes/N/signal`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SignalProcess {
    /// The signal's number, 1 to 64.
    pub signal: i32,
}

impl Bounded for SignalProcess {
    fn check(&self) -> Result<(), Refusal> {
        ensure(
            (1..=64).contains(&self.signal),
            "signal",
            "not a signal's number",
        )
    }
}

/// The reply of `GET /v1/which`: the names that were found, with the path of each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Which {
    /// Name to path; a name that is on no part of the path is missing.
    pub found: BTreeMap<String, String>,
}

/// The most names that one `GET /v1/which` may ask for.
pub const MAX_WHICH: usize = 256;

/// Refuses a list of processes that no agent sends.
impl Bounded for ProcessList {
    fn check(&self) -> Result<(), Refusal> {
        list("processes", &self.processes)
    }
}
