//! Names of files, which on Linux are bytes and not always UTF-8.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};

/// A path in a body: a plain string, or `{"bytes": "<base64>"}` where it is not UTF-8.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PathName {
    /// A path that is UTF-8.
    Text(String),
    /// Any other path.
    Bytes(PathBytes),
}

/// The bytes of a path that is not UTF-8.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PathBytes {
    /// Base64 with padding.
    #[serde(with = "base64_bytes")]
    pub bytes: Vec<u8>,
}

impl PathName {
    /// The path as the kernel takes it.
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(raw) => &raw.bytes,
        }
    }

    /// The path as an [`OsStr`].
    pub fn as_os_str(&self) -> &OsStr {
        OsStr::from_bytes(self.as_bytes())
    }
}

impl From<OsString> for PathName {
    fn from(name: OsString) -> Self {
        match name.into_string() {
            Ok(text) => Self::Text(text),
            Err(raw) => Self::Bytes(PathBytes {
                bytes: raw.into_vec(),
            }),
        }
    }
}

/// Bytes as base64 text, for `#[serde(with = …)]`.
pub(crate) mod base64_bytes {
    use super::{Engine, STANDARD};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(crate) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(bytes))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<u8>, D::Error> {
        STANDARD
            .decode(String::deserialize(deserializer)?)
            .map_err(D::Error::custom)
    }
}
