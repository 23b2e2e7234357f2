//! JSON that is only passed on: kept as text, and never made into a tree on its way from the database to the answer.

use std::sync::Arc;

use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// A JSON value as text.
#[derive(Clone, Debug)]
pub struct Json(Arc<str>);

impl Json {
    /// Text that is JSON.
    ///
    /// # Errors
    /// It is not.
    pub fn parse(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str::<serde::de::IgnoredAny>(text)?;
        Ok(Self(text.into()))
    }

    /// As a tree.
    #[must_use]
    pub fn value(&self) -> Value {
        serde_json::from_str(&self.0).unwrap_or_default()
    }
}

impl From<Value> for Json {
    fn from(value: Value) -> Self {
        Self(value.to_string().into())
    }
}

impl PartialEq for Json {
    /// The order of fields says nothing.
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || self.value() == other.value()
    }
}

/// As JSON where JSON is written, as text in other forms.
impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return serializer.serialize_str(&self.0);
        }
        let mut read = serde_json::Deserializer::from_str(&self.0);
        serde_transcode::transcode(&mut read, serializer).map_err(S::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            return Value::deserialize(deserializer).map(Self::from);
        }
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Ok(Self(text.as_ref().into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{"value":{"max":3,"unit":"day"},"raw":"3 \"hari\"","n":[1,2.5,null,true]}"#;

    #[test]
    fn what_goes_in_comes_out() {
        let json = Json::parse(TEXT).unwrap();
        assert_eq!(serde_json::to_string(&json).unwrap(), TEXT);
        assert_eq!(serde_json::from_str::<Json>(TEXT).unwrap(), json);
        let bytes = postcard::to_stdvec(&json).unwrap();
        assert_eq!(postcard::from_bytes::<Json>(&bytes).unwrap(), json);
        assert_eq!(json.value()["value"]["max"], 3);
        assert!(Json::parse("{").is_err());
    }
}
