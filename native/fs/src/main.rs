//! `bellglass-fs snapshot|watch|hidden|apply|undo|recover`: a specification on standard input, one line of JSON on standard output, and of
//! a watch one more for each change.

#![forbid(unsafe_code)]

use std::io::Write;
use std::process::ExitCode;

use bellglass_fs::hidden::hidden;
use bellglass_fs::journal::{self, Deed};
use bellglass_fs::snapshot::snapshot;
use bellglass_fs::watch::watch;
use serde::Serialize;
use serde_json::Value;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    match (arguments.next().as_deref(), arguments.next()) {
        (Some("snapshot"), None) => make(),
        (Some("watch"), None) => look_on(),
        (Some("hidden"), None) => list(),
        (Some("apply"), None) => change(Deed::Apply),
        (Some("undo"), None) => change(Deed::Undo),
        (Some("recover"), None) => change(Deed::Recover),
        _ => {
            eprintln!(
                "usage: bellglass-fs snapshot|watch|hidden|apply|undo|recover < SPECIFICATION"
            );
            ExitCode::from(2)
        }
    }
}

fn make() -> ExitCode {
    let document = journal::read(std::io::stdin().lock());
    match document
        .map_err(Into::into)
        .and_then(|document| snapshot(&document))
    {
        Ok(reply) => say(&reply, ExitCode::SUCCESS),
        Err(failure) => say(&failure.told(), ExitCode::FAILURE),
    }
}

fn list() -> ExitCode {
    let document = journal::read(std::io::stdin().lock());
    let listed = document
        .map_err(Into::into)
        .and_then(|document| hidden(&document));
    match listed {
        Ok(reply) => say(&reply, ExitCode::SUCCESS),
        Err(failure) => say(&failure.told(), ExitCode::FAILURE),
    }
}

fn look_on() -> ExitCode {
    let document = journal::read(std::io::stdin().lock());
    let watched = document
        .map_err(Into::into)
        .and_then(|document| watch(&document));
    match watched {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => say(&failure.told(), ExitCode::FAILURE),
    }
}

fn change(deed: Deed) -> ExitCode {
    let document = journal::read(std::io::stdin().lock()).unwrap_or_default();
    match journal::journal(deed, &document) {
        Ok(report) => say::<Value>(&report, ExitCode::SUCCESS),
        Err(failure) => say::<Value>(&failure, ExitCode::FAILURE),
    }
}

fn say<T: Serialize>(document: &T, code: ExitCode) -> ExitCode {
    let line = serde_json::to_string(document).map_err(std::io::Error::from);
    match line.and_then(|line| writeln!(std::io::stdout(), "{line}")) {
        Ok(()) => code,
        // Nobody reads the answer.
        Err(_) => ExitCode::FAILURE,
    }
}
