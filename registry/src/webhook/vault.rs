//! How secrets that must be read again are kept: sealed with XChaCha20-Poly1305 under a key that is not in the database. Each is bound to the
//! endpoint that it belongs to, so that one row's secret is worth nothing in another row.

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

/// What stands before a sealed secret, and before one that is kept as it is.
const SEALED: u8 = 1;
const OPEN: u8 = 0;
const NONCE: usize = 24;

/// A secret as it is kept.
pub type Sealed = Vec<u8>;

/// Seals secrets, and opens them again.
#[derive(Clone, Default)]
pub struct Vault(Option<[u8; 32]>);

/// A secret cannot be kept or read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The key is not 32 bytes in Base64.
    #[error("the key for secrets must be 32 bytes in Base64, as `openssl rand -base64 32` makes it")]
    Key,
    /// The secret was sealed, and there is no key.
    #[error("the secret is sealed and SIMPUL_SECRET_KEY is not set")]
    Locked,
    /// The secret was sealed under another key, for another endpoint, or is damaged.
    #[error("the secret cannot be opened by this SIMPUL_SECRET_KEY")]
    Wrong,
}

impl Vault {
    /// With a key of 32 bytes in Base64.
    ///
    /// # Errors
    /// It is none.
    pub fn with_key(text: &str) -> Result<Self, VaultError> {
        let bytes = data_encoding::BASE64.decode(text.trim().as_bytes()).map_err(|_| VaultError::Key)?;
        bytes.try_into().map(|key| Self(Some(key))).map_err(|_| VaultError::Key)
    }

    /// Whether secrets are sealed; without a key they are kept as they are.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.0.is_some()
    }

    /// A secret as it is kept, for its `owner`.
    ///
    /// # Errors
    /// The cipher refuses it.
    pub fn seal(&self, owner: &[u8], plain: &[u8], random: [u8; NONCE]) -> Result<Sealed, VaultError> {
        let Some(key) = &self.0 else { return Ok([&[OPEN], plain].concat()) };
        let cipher = XChaCha20Poly1305::new(key.into());
        let sealed = cipher.encrypt(&XNonce::from(random), Payload { msg: plain, aad: owner }).map_err(|_| VaultError::Wrong)?;
        Ok([&[SEALED], random.as_slice(), &sealed].concat())
    }

    /// What was sealed for `owner`.
    ///
    /// # Errors
    /// There is no key, or not the right one.
    pub fn open(&self, owner: &[u8], kept: &[u8]) -> Result<Vec<u8>, VaultError> {
        match kept.split_first() {
            Some((&OPEN, plain)) => Ok(plain.to_vec()),
            Some((&SEALED, rest)) => {
                let key = self.0.as_ref().ok_or(VaultError::Locked)?;
                let (nonce, sealed) = rest.split_first_chunk::<NONCE>().ok_or(VaultError::Wrong)?;
                let cipher = XChaCha20Poly1305::new(key.into());
                cipher.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: owner }).map_err(|_| VaultError::Wrong)
            }
            Some(_) | None => Err(VaultError::Wrong),
        }
    }
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.is_locked() { "Vault(locked)" } else { "Vault(open)" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault(byte: u8) -> Vault {
        Vault::with_key(&data_encoding::BASE64.encode(&[byte; 32])).unwrap()
    }

    #[test]
    fn a_sealed_secret_opens_with_its_key_for_its_owner_alone() {
        let kept = vault(1).seal(b"a", b"rahasia", [9; 24]).unwrap();
        assert!(!kept.windows(7).any(|part| part == b"rahasia"));
        assert_eq!(vault(1).open(b"a", &kept), Ok(b"rahasia".to_vec()));
        assert_eq!(vault(1).open(b"b", &kept), Err(VaultError::Wrong), "moved to another endpoint");
        assert_eq!(vault(2).open(b"a", &kept), Err(VaultError::Wrong), "another key");
        assert_eq!(Vault::default().open(b"a", &kept), Err(VaultError::Locked));
        let mut cut = kept.clone();
        cut.truncate(10);
        assert_eq!(vault(1).open(b"a", &cut), Err(VaultError::Wrong));
        assert_eq!(vault(1).open(b"a", &[]), Err(VaultError::Wrong));
    }

    #[test]
    fn what_was_kept_before_there_was_a_key_is_still_read() {
        let kept = Vault::default().seal(b"a", b"rahasia", [9; 24]).unwrap();
        assert_eq!(vault(1).open(b"a", &kept), Ok(b"rahasia".to_vec()));
        assert!(Vault::with_key("pendek").is_err());
    }
}
