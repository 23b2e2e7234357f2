//! Keys for programs: `smp_<id>_<secret>`. The prefix lets secret scanners find one that was published by mistake, the checksum at its end
//! tells a slip from a wrong key before the database is asked.

use data_encoding::BASE32_NOPAD;

use super::secret::Digest;

/// How every key begins. For secret scanners: `smp_[a-z2-7]{16}_[a-z2-7]{58}`.
const PREFIX: &str = "smp";
const ID_BYTES: usize = 10;
const SECRET_BYTES: usize = 32;
const CHECK_BYTES: usize = 4;

/// Small letters and digits without 0, 1, 8 and 9 (RFC 4648 §6, in small letters): a double click selects all of a part.
fn written(bytes: &[u8]) -> String {
    BASE32_NOPAD.encode(bytes).to_ascii_lowercase()
}

fn read(text: &str) -> Result<Vec<u8>, NotAKey> {
    if text.bytes().any(|letter| letter.is_ascii_uppercase()) {
        return Err(NotAKey);
    }
    BASE32_NOPAD.decode(text.to_ascii_uppercase().as_bytes()).map_err(|_| NotAKey)
}

/// The name of a key, which is no secret: 16 letters and digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId(String);

impl KeyId {
    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for KeyId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for KeyId {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        if read(text)?.len() == ID_BYTES { Ok(Self(text.to_owned())) } else { Err(NotAKey) }
    }
}

/// A text that is no key: another form, or a letter that was mistyped or cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a key: it has the form smp_…_…, and is copied in full")]
pub struct NotAKey;

/// A key in the hands of who shows it. It is neither printed nor logged, but by [`Key::reveal`].
#[derive(Clone, PartialEq, Eq)]
pub struct Key {
    id: KeyId,
    secret: [u8; SECRET_BYTES],
}

impl Key {
    /// Of 80 random bits for its name and 256 for its secret.
    #[must_use]
    pub fn new(id: [u8; ID_BYTES], secret: [u8; SECRET_BYTES]) -> Self {
        Self { id: KeyId(written(&id)), secret }
    }

    /// Its name.
    #[must_use]
    pub fn id(&self) -> &KeyId {
        &self.id
    }

    /// What is kept of it.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(&[b"simpul key", self.id.0.as_bytes(), &self.secret])
    }

    /// The whole key, to be shown once.
    #[must_use]
    pub fn reveal(&self) -> String {
        let mut bytes = self.secret.to_vec();
        bytes.extend(self.check());
        format!("{PREFIX}_{}_{}", self.id, written(&bytes))
    }

    fn check(&self) -> [u8; CHECK_BYTES] {
        let Digest([a, b, c, d, ..]) = Digest::of(&[b"simpul key checksum", self.id.0.as_bytes(), &self.secret]);
        [a, b, c, d]
    }
}

impl std::str::FromStr for Key {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let mut parts = text.split('_');
        let (Some(PREFIX), Some(id), Some(rest), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
            return Err(NotAKey);
        };
        let bytes = read(rest)?;
        let (secret, check) = bytes.split_at_checked(SECRET_BYTES).ok_or(NotAKey)?;
        let key = Self { id: id.parse()?, secret: secret.try_into().map_err(|_| NotAKey)? };
        if key.check() == *check { Ok(key) } else { Err(NotAKey) }
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Key(smp_{}_…)", self.id)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_key_looks_as_scanners_expect_it() {
        let shown = Key::new([1; 10], [2; 32]).reveal();
        assert!(regex::Regex::new("^smp_[a-z2-7]{16}_[a-z2-7]{58}$").unwrap().is_match(&shown), "{shown}");
        let debug = format!("{:?}", Key::new([1; 10], [2; 32]));
        assert!(!shown.ends_with(debug.rsplit('_').next().unwrap()), "{debug}");
    }

    #[test]
    fn what_is_kept_does_not_hold_the_key() {
        let (one, other) = (Key::new([1; 10], [2; 32]), Key::new([3; 10], [2; 32]));
        assert_ne!(one.digest(), other.digest(), "the name is part of it");
    }

    proptest! {
        #[test]
        fn a_key_comes_back(id: [u8; 10], secret: [u8; 32]) {
            let key = Key::new(id, secret);
            prop_assert_eq!(key.reveal().parse::<Key>(), Ok(key));
        }

        #[test]
        fn one_wrong_letter_is_seen(id: [u8; 10], secret: [u8; 32], at in 4..79_usize, letter in 0..32_u8) {
            let key = Key::new(id, secret);
            let mut text: Vec<char> = key.reveal().chars().collect();
            let letter = char::from(b"abcdefghijklmnopqrstuvwxyz234567"[usize::from(letter)]);
            prop_assume!(text[at] != letter && text[at] != '_');
            text[at] = letter;
            prop_assert_eq!(text.into_iter().collect::<String>().parse::<Key>(), Err(NotAKey));
        }

        #[test]
        fn no_text_makes_it_panic(text: String) {
            prop_assert_eq!(text.parse::<Key>(), Err(NotAKey));
        }
    }
}
