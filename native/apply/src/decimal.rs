//! Whole numbers as decimal strings in JSON, whose own numbers lose what is above 2⁵³.

use std::fmt::Display;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serializer, de::Error};

pub fn serialize<T: Display, S: Serializer>(number: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(number)
}

pub fn deserialize<'de, T: FromStr, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let text = String::deserialize(deserializer)?;
    let fault = || D::Error::custom("no decimal number");
    if text.starts_with('+') || text.len() > 40 {
        return Err(fault());
    }
    text.parse().map_err(|_| fault())
}

/// The same where the number may be left out.
pub mod optional {
    use super::{Deserializer, Display, FromStr, Serializer};

    pub fn serialize<T: Display, S: Serializer>(
        number: &Option<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match number {
            Some(number) => super::serialize(number, serializer),
            None => serializer.serialize_none(),
        }
    }

    pub fn deserialize<'de, T: FromStr, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<T>, D::Error> {
        super::deserialize(deserializer).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    #[derive(Serialize, Deserialize, PartialEq, Debug)]
    struct Numbers {
        #[serde(with = "super")]
        inode: u64,
        #[serde(
            with = "super::optional",
            default,
            skip_serializing_if = "Option::is_none"
        )]
        mtime: Option<i128>,
    }

    #[test]
    fn a_number_that_no_float_holds_survives_json() {
        let numbers = Numbers {
            inode: u64::MAX,
            mtime: Some(-1),
        };
        let json = serde_json::to_string(&numbers).unwrap();
        assert_eq!(json, r#"{"inode":"18446744073709551615","mtime":"-1"}"#);
        assert_eq!(serde_json::from_str::<Numbers>(&json).unwrap(), numbers);
        assert!(serde_json::from_str::<Numbers>(r#"{"inode":"7"}"#).is_ok());
    }

    #[test]
    fn what_is_no_decimal_string_is_refused() {
        for inode in ["7", r#""""#, r#""+7""#, r#""0x7""#, r#""-1""#, r#"" 7""#] {
            let json = format!(r#"{{"inode":{inode}}}"#);
            assert!(serde_json::from_str::<Numbers>(&json).is_err(), "{inode}");
        }
    }
}
