//! What an ID token must say (OpenID Connect Core 1.0 §3.1.3.7). No network, no clock.

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use registry::model::Instant;
use serde::Deserialize;

/// Clocks may differ by this many seconds.
const LEEWAY: i64 = 60;
/// Signatures that only the provider can make. None with a shared secret, and never `none`.
const SIGNATURES: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// Why a token is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// No key of the provider made its signature.
    #[error("no key of the provider's fits")]
    UnknownKey,
    /// It is not signed as it should be, or is no token, or is another provider's or for another client.
    #[error("{0}")]
    Signature(#[from] jsonwebtoken::errors::Error),
    /// It is signed well, and not for here and now.
    #[error("its `{0}` does not fit")]
    Claim(&'static str),
}

/// Of whom it speaks.
#[derive(Clone, Debug, Deserialize)]
pub struct Claims {
    /// Who it is, at this provider.
    pub sub: String,
    /// The address, if it is told.
    pub email: Option<String>,
    /// Whether the provider has seen that the address is theirs. Some write it as a text.
    #[serde(default, deserialize_with = "truth")]
    pub email_verified: bool,
    /// How they are called.
    pub name: Option<String>,
    #[serde(default)]
    nonce: Option<String>,
    #[serde(default)]
    azp: Option<String>,
    #[serde(default)]
    exp: Option<f64>,
    #[serde(default)]
    iat: Option<f64>,
    #[serde(default)]
    aud: Option<Audience>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(#[expect(dead_code, reason = "compared by the library")] String),
    Many(Vec<String>),
}

fn truth<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(value.as_bool() == Some(true) || value.as_str() == Some("true"))
}

/// What is expected of a token.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The provider.
    pub issuer: &'a str,
    /// What it calls us.
    pub client: &'a str,
    /// What we sent with this sign-in.
    pub nonce: &'a str,
    /// What time it is.
    pub now: Instant,
}

impl Claims {
    /// Of a token, signed by one of `keys`.
    ///
    /// # Errors
    /// Why it is refused.
    pub fn of(token: &str, keys: &JwkSet, expected: &Expected<'_>) -> Result<Self, Refused> {
        let header = decode_header(token)?;
        let is_fitting = |kid: &Option<String>| header.kid.is_none() || *kid == header.kid;
        let mut validation = Validation::new(header.alg);
        validation.algorithms = vec![header.alg];
        validation.set_issuer(&[expected.issuer]);
        validation.set_audience(&[expected.client]);
        validation.set_required_spec_claims(&["iss", "aud", "sub"]);
        // The time is checked below: it is passed in.
        validation.validate_exp = false;
        if !SIGNATURES.contains(&header.alg) {
            return Err(Refused::Claim("alg"));
        }
        let mut last = Refused::UnknownKey;
        for key in keys.keys.iter().filter(|key| is_fitting(&key.common.key_id)) {
            let read = DecodingKey::from_jwk(key).and_then(|key| decode::<Self>(token, &key, &validation));
            match read {
                Ok(read) => return read.claims.checked(expected),
                Err(error) => last = error.into(),
            }
        }
        Err(last)
    }

    fn checked(self, expected: &Expected<'_>) -> Result<Self, Refused> {
        #[expect(clippy::cast_precision_loss, reason = "seconds")]
        let (now, leeway) = (expected.now.unix_seconds(), LEEWAY as f64);
        if self.exp.is_none_or(|exp| now >= exp + leeway) {
            return Err(Refused::Claim("exp"));
        }
        if self.iat.is_none_or(|iat| iat > now + leeway) {
            return Err(Refused::Claim("iat"));
        }
        if self.nonce.as_deref() != Some(expected.nonce) {
            return Err(Refused::Claim("nonce"));
        }
        let is_shared = matches!(&self.aud, Some(Audience::Many(many)) if many.len() > 1);
        if self.azp.as_deref().map_or(is_shared, |azp| azp != expected.client) {
            return Err(Refused::Claim("azp"));
        }
        if self.sub.is_empty() || self.sub.len() > 255 {
            return Err(Refused::Claim("sub"));
        }
        Ok(self)
    }
}
