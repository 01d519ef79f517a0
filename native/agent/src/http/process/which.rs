//! `GET /v1/which`

use std::collections::BTreeMap;
use std::path::Path;

use bellglass_wire::process::{MAX_WHICH, Which};
use hyper::StatusCode;
use rustix::fs::{Access, access};

use crate::fault::Fault;
use crate::http::query::Query;
use crate::http::reply::{Reply, json};
use crate::process::DEFAULT_PATH;

/// Says where on a path each of the names is, as far as it is.
pub fn which(query: &Query) -> Result<Reply, Fault> {
    let text = |bytes| std::str::from_utf8(bytes).map_err(Fault::bad);
    let path = query.all("path").next().map_or(Ok(DEFAULT_PATH), text)?;
    let names = query.all("name").map(text).collect::<Result<Vec<_>, _>>()?;
    if names.len() > MAX_WHICH {
        return Err(Fault::bad("too many names"));
    }
    let found = names
        .into_iter()
        .filter_map(|name| Some((name.into(), find(path, name)?)));
    Ok(json(
        StatusCode::OK,
        &Which {
            found: found.collect::<BTreeMap<_, _>>(),
        },
    ))
}

fn find(path: &str, name: &str) -> Option<String> {
    if name.is_empty() || name.contains(['/', '\0']) {
        return None;
    }
    path.split(':')
        .filter(|part| part.starts_with('/'))
        .map(|part| format!("{part}/{name}"))
        .find(|file| is_program(file))
}

fn is_program(file: &str) -> bool {
    Path::new(file).is_file() && access(file, Access::EXEC_OK).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_in_the_first_part_that_has_it() {
        assert_eq!(
            find("/nowhere:/usr/bin:/bin", "sh").as_deref(),
            Some("/usr/bin/sh")
        );
        assert_eq!(
            find("usr/bin::/usr/bin", "sh").as_deref(),
            Some("/usr/bin/sh")
        );
        for name in ["", "no-such-program", "../bin/sh", "a\0b"] {
            assert_eq!(find("/usr/bin", name), None, "{name}");
        }
        assert_eq!(find("/etc:/", "passwd"), None, "not executable");
        assert_eq!(find("/", "usr"), None, "a directory");
    }
}
