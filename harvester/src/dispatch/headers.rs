//! The request headers of a source, as declared.

use registry::model::Source;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

/// The request headers of a source, secrets filled in by `secret`.
///
/// # Errors
/// Which header cannot be sent, and why.
pub fn headers(source: &Source, secret: fn(&str) -> Option<String>) -> Result<HeaderMap, String> {
    let mut headers = HeaderMap::new();
    for (name, value) in &source.headers {
        let value = match value.strip_prefix("env:") {
            None => value.clone(),
            Some(variable) => secret(variable).ok_or_else(|| format!("headers.{name}: the environment has no {variable}"))?,
        };
        let name: HeaderName = name.parse().map_err(|_| format!("headers.{name}: not a header's name"))?;
        let value = HeaderValue::from_str(&value).map_err(|_| format!("headers.{name}: not a header's value"))?;
        headers.insert(name, value);
    }
    Ok(headers)
}
