//! The guest's own passwd and group files, read by hand: a static program has no other way.

use std::path::Path;

use crate::fault::Fault;

/// A user that a process can run as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Its name; the number where passwd has none.
    pub name: String,
    /// Its id.
    pub uid: u32,
    /// Its group.
    pub gid: u32,
    /// The supplementary groups.
    pub groups: Vec<u32>,
    /// Its home directory.
    pub home: String,
    /// Its shell.
    pub shell: String,
}

/// The two files.
#[derive(Debug, Default)]
pub struct Users {
    passwd: String,
    group: String,
}

impl Users {
    /// Reads them from a directory; a missing file is an empty one.
    pub fn read(etc: &Path) -> Self {
        let read = |name| {
            std::fs::read(etc.join(name))
                .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
                .unwrap_or_default()
        };
        Self {
            passwd: read("passwd"),
            group: read("group"),
        }
    }

    /// Finds `name`, `uid`, `name:group` or `uid:gid`; none is root. A number need not be in the files; its group is then
    /// the same number. With a group given there are no supplementary ones.
    pub fn find(&self, wanted: Option<&str>) -> Result<User, Fault> {
        let wanted = wanted.unwrap_or("0");
        let missing = || Fault::NoSuchUser {
            user: wanted.into(),
        };
        let (name, group) = wanted
            .split_once(':')
            .map_or((wanted, None), |(name, group)| (name, Some(group)));
        let mut user = self
            .passwd_entry(name)
            .or_else(|| unnamed(name))
            .ok_or_else(missing)?;
        match group {
            Some(group) => user.gid = self.group_id(group).ok_or_else(missing)?,
            None => user.groups = self.groups_of(&user),
        }
        Ok(user)
    }

    fn passwd_entry(&self, wanted: &str) -> Option<User> {
        let entries = || self.passwd.lines().filter_map(passwd_line);
        // A user whose name is a number comes before the user with that number, as in chown(1).
        let uid = wanted.parse().ok();
        entries()
            .find(|user| user.name == wanted)
            .or_else(|| entries().find(|user| Some(user.uid) == uid))
    }

    fn group_id(&self, wanted: &str) -> Option<u32> {
        self.group_lines()
            .find(|(name, ..)| *name == wanted)
            .map(|(_, gid, _)| gid)
            .or_else(|| id(wanted))
    }

    fn groups_of(&self, user: &User) -> Vec<u32> {
        let mut groups = vec![user.gid];
        for (_, gid, members) in self.group_lines() {
            if members.split(',').any(|member| member == user.name) && !groups.contains(&gid) {
                groups.push(gid);
            }
        }
        groups
    }

    fn group_lines(&self) -> impl Iterator<Item = (&str, u32, &str)> {
        self.group.lines().filter_map(|line| {
            let mut parts = line.split(':');
            Some((
                parts.next()?,
                id(parts.nth(1)?)?,
                parts.next().unwrap_or_default(),
            ))
        })
    }
}

fn passwd_line(line: &str) -> Option<User> {
    let parts: Vec<&str> = line.split(':').collect();
    let [name, _, uid, gid, _, home, shell] = parts[..] else {
        return None;
    };
    let or = |value: &str, default: &str| {
        if value.is_empty() {
            default.to_owned()
        } else {
            value.to_owned()
        }
    };
    let (uid, gid) = (id(uid)?, id(gid)?);
    (!name.is_empty()).then(|| User {
        name: name.into(),
        uid,
        gid,
        groups: Vec::new(),
        home: or(home, "/"),
        shell: or(shell, "/bin/sh"),
    })
}

fn unnamed(number: &str) -> Option<User> {
    let uid = id(number)?;
    let home = if uid == 0 { "/root" } else { "/" };
    let name = if uid == 0 { "root" } else { number };
    Some(User {
        name: name.into(),
        uid,
        gid: uid,
        groups: Vec::new(),
        home: home.into(),
        shell: "/bin/sh".into(),
    })
}

/// An id; the kernel keeps the highest number for "unchanged".
fn id(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits
        .then(|| text.parse().ok())
        .flatten()
        .filter(|id| *id != u32::MAX)
}

#[cfg(test)]
mod tests;
