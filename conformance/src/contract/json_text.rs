//! Values of the IR in a compiled contract, as JSON in a text: their own forms leave out what is not stated, which only formats
//! that name members can read back. One that states nothing is an empty text.

use serde::de::{DeserializeOwned, Error as _};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(super) fn serialize<T, S>(value: &T, serializer: S) -> Result<S::Ok, S::Error>
where
    T: Serialize + Default + PartialEq,
    S: Serializer,
{
    if *value == T::default() {
        return serializer.serialize_str("");
    }
    serializer.serialize_str(&serde_json::to_string(value).map_err(S::Error::custom)?)
}

pub(super) fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: DeserializeOwned + Default,
    D: Deserializer<'de>,
{
    match <&str>::deserialize(deserializer)? {
        "" => Ok(T::default()),
        text => serde_json::from_str(text).map_err(D::Error::custom),
    }
}
