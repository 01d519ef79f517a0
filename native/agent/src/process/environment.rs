//! What a process finds in its environment, and where its program can be.

use std::collections::BTreeMap;

use super::users::User;

/// Where programs are looked for when nothing else is said.
pub const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// The environment asked for, completed with what a login would set.
pub fn complete(mut env: BTreeMap<String, String>, user: &User) -> BTreeMap<String, String> {
    let defaults = [
        ("HOME", &user.home),
        ("USER", &user.name),
        ("LOGNAME", &user.name),
        ("SHELL", &user.shell),
        ("PATH", &DEFAULT_PATH.to_owned()),
    ];
    for (name, value) in defaults {
        env.entry(name.into()).or_insert_with(|| value.clone());
    }
    env
}

/// The paths to try for a program, in order: itself where it has a slash, else itself in every part of `path`.
pub fn candidates(program: &str, path: &str) -> Vec<String> {
    if program.contains('/') {
        return vec![program.into()];
    }
    let in_part = |part: &str| {
        if part.is_empty() {
            format!("./{program}")
        } else {
            format!("{part}/{program}")
        }
    };
    path.split(':').map(in_part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::users::Users;

    #[test]
    fn what_is_missing_is_added_and_nothing_replaced() {
        let root = Users::default().find(None).unwrap();
        let env = complete(
            BTreeMap::from([
                ("HOME".into(), "/elsewhere".into()),
                ("A".into(), "\"\n".into()),
            ]),
            &root,
        );
        assert_eq!(env["HOME"], "/elsewhere");
        assert_eq!(env["USER"], "root");
        assert_eq!(env["LOGNAME"], "root");
        assert_eq!(env["SHELL"], "/bin/sh");
        assert_eq!(env["PATH"], DEFAULT_PATH);
        assert_eq!(env["A"], "\"\n");
    }

    #[test]
    fn a_program_is_looked_for_as_execvp_does() {
        assert_eq!(
            candidates("ls", "/bin:/usr/bin"),
            ["/bin/ls", "/usr/bin/ls"]
        );
        assert_eq!(candidates("ls", ":/bin:"), ["./ls", "/bin/ls", "./ls"]);
        assert_eq!(candidates("./ls", "/bin"), ["./ls"]);
        assert_eq!(candidates("/bin/ls", "/usr/bin"), ["/bin/ls"]);
    }
}
