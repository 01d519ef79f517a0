//! What a request says beside its method: numbers in its path, values in its query, a document in its body.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

use bellglass_wire::{Bounded, MAX_DOCUMENT, bounds};
use http_body_util::{BodyExt, Limited};
use hyper::Uri;
use hyper::body::Incoming;
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;

use crate::fault::Fault;

/// A query: names and values in order, percent-decoded to bytes. A plus is a plus.
pub struct Query(Vec<(Vec<u8>, Vec<u8>)>);

/// Reads the query of a request's target.
pub fn parse(uri: &Uri) -> Query {
    let decode = |text: &str| percent_decode_str(text).collect();
    let pairs = uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty());
    Query(
        pairs
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .map(|(name, value)| (decode(name), decode(value)))
            .collect(),
    )
}

impl Query {
    /// Every value of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.0
            .iter()
            .filter(move |(other, _)| other == name.as_bytes())
            .map(|(_, value)| value.as_slice())
    }

    /// The absolute path called `path`.
    pub fn path(&self) -> Result<PathBuf, Fault> {
        let value = self
            .all("path")
            .next()
            .ok_or_else(|| Fault::bad("no path is given"))?;
        bounds::absolute_bytes("path", value).map_err(Fault::bad)?;
        Ok(OsString::from_vec(value.to_vec()).into())
    }

    /// A number, where it is given.
    pub fn number(&self, name: &str) -> Result<Option<u64>, Fault> {
        let text = |value: &[u8]| std::str::from_utf8(value).ok()?.parse().ok();
        self.all(name)
            .next()
            .map(|value| text(value).ok_or_else(|| Fault::bad(format!("{name} is not a number"))))
            .transpose()
    }

    /// Whether a name is given as `true`.
    pub fn flag(&self, name: &str) -> Result<bool, Fault> {
        match self.all(name).next() {
            None | Some(b"false") => Ok(false),
            Some(b"true") => Ok(true),
            Some(_) => Err(Fault::bad(format!("{name} is neither true nor false"))),
        }
    }
}

/// The number of a process in a path.
pub fn id(text: &str) -> Result<u64, Fault> {
    text.parse().map_err(|_| Fault::NoSuchEndpoint)
}

/// The whole body, within the bound of all documents.
pub async fn whole(body: Incoming) -> Result<Vec<u8>, Fault> {
    let body = Limited::new(body, MAX_DOCUMENT)
        .collect()
        .await
        .map_err(Fault::bad)?;
    Ok(body.to_bytes().into())
}

/// The body as a document within its bounds.
pub async fn document<T: DeserializeOwned + Bounded>(body: Incoming) -> Result<T, Fault> {
    bellglass_wire::parse(&whole(body).await?).map_err(Fault::bad)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(text: &str) -> Query {
        parse(&format!("/v1/x?{text}").parse().unwrap())
    }

    #[test]
    fn a_path_is_bytes() {
        use std::os::unix::ffi::OsStrExt;
        let path = query("path=%2Fa%20b+c/%FF%0a").path().unwrap();
        assert_eq!(path.as_os_str().as_bytes(), b"/a b+c/\xff\n");
    }

    #[test]
    fn a_path_must_be_absolute_and_whole() {
        for bad in [
            "",
            "path=",
            "path=a",
            "path=/a%00b",
            "path=/a/../b",
            "other=/a",
        ] {
            assert!(query(bad).path().is_err(), "{bad}");
        }
    }

    #[test]
    fn numbers_and_flags_are_parsed_or_refused() {
        let it = query("offset=12&length=-1&recursive=true&force=yes&name=a&name=b%26");
        assert_eq!(it.number("offset").unwrap(), Some(12));
        assert!(it.number("length").is_err());
        assert_eq!(it.number("mode").unwrap(), None);
        assert!(it.flag("recursive").unwrap());
        assert!(it.flag("force").is_err());
        assert_eq!(it.all("name").collect::<Vec<_>>(), [b"a".as_slice(), b"b&"]);
    }
}
