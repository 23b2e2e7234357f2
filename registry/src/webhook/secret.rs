//! The secret that an endpoint shares with us, and what it signs.

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

const PREFIX: &str = "whsec_";

/// 256 random bits that both sides know.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 32]);

/// The text or the bytes are no secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a secret of 32 bytes")]
pub struct NotASecret;

impl Secret {
    /// Of these random bytes.
    #[must_use]
    pub fn new(random: [u8; 32]) -> Self {
        Self(random)
    }

    /// Of bytes that were kept.
    ///
    /// # Errors
    /// They are not 32.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, NotASecret> {
        bytes.try_into().map(Self).map_err(|_| NotASecret)
    }

    /// The bytes, to be sealed.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// As it is shown, once: `whsec_…`, which libraries for the specification take.
    #[must_use]
    pub fn reveal(&self) -> String {
        format!("{PREFIX}{}", BASE64.encode(&self.0))
    }

    /// `v1,…`: HMAC-SHA256 over id, time (seconds since 1970) and body, delimited by full stops.
    #[must_use]
    pub fn sign(&self, id: &str, seconds: i64, body: &str) -> String {
        // HMAC takes keys of every length: this one is never refused.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return String::new() };
        mac.update(format!("{id}.{seconds}.").as_bytes());
        mac.update(body.as_bytes());
        format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes()))
    }
}

impl std::str::FromStr for Secret {
    type Err = NotASecret;

    fn from_str(text: &str) -> Result<Self, NotASecret> {
        let bytes = BASE64.decode(text.strip_prefix(PREFIX).unwrap_or(text).as_bytes()).map_err(|_| NotASecret)?;
        Self::from_slice(&bytes)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reckoned by `openssl dgst -sha256 -mac HMAC`, as docs/webhooks.md has it.
    #[test]
    fn a_signature_is_what_another_program_reckons() {
        let secret = Secret::new(*b"abcdefghijklmnopqrstuvwxyz012345");
        assert_eq!(secret.reveal(), "whsec_YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXowMTIzNDU=");
        assert_eq!(secret.sign("msg_1", 1_764_300_000, "{\"type\":\"webhook.test\"}"), "v1,ZUDlehMtFDazTj0IOGP2VASXFFUY5QjBvS1S4qpHHKc=");
    }

    #[test]
    fn a_secret_comes_back_and_is_not_shown_by_chance() {
        let secret = Secret::new([7; 32]);
        assert_eq!(secret.reveal().parse(), Ok(secret.clone()));
        assert_eq!("whsec_abc".parse::<Secret>(), Err(NotASecret));
        assert_eq!(format!("{secret:?}"), "Secret(…)");
    }
}
