//! Secrets and what is kept of them: 256 random bits in the caller's hands, a SHA-256 in ours, compared without telling where they differ.

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// SHA-256 of a secret. A secret has 256 random bits, so nothing slower is needed: there is nothing to guess.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// Of these parts, which are told apart.
    #[must_use]
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hasher.update(part);
        }
        Self(hasher.finalize().into())
    }

    /// Whether both are the same, in a time that does not depend on where they differ.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }

    /// As stored bytes have it; `None`: they are not 32.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

impl std::str::FromStr for Digest {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(text.as_bytes()).map_err(|_| ())?;
        Self::from_slice(&bytes).ok_or(())
    }
}

/// A secret that a browser carries: a session, or a sign-in under way. What is kept is its [`Digest`] for the purpose.
#[derive(Clone, PartialEq, Eq)]
pub struct Token([u8; 32]);

impl Token {
    /// Of 256 random bits.
    #[must_use]
    pub fn new(random: [u8; 32]) -> Self {
        Self(random)
    }

    /// As the browser shows it; `None`: it is none of ours.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// As the browser keeps it.
    #[must_use]
    pub fn reveal(&self) -> String {
        data_encoding::BASE64URL_NOPAD.encode(&self.0)
    }

    /// What is kept of it.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(&[b"simpul session", &self.0])
    }

    /// What a page of the session has in its forms. It is made of the secret, which a page of another site does not know.
    #[must_use]
    pub fn form_token(&self) -> String {
        data_encoding::BASE64URL_NOPAD.encode(&Digest::of(&[b"simpul form", &self.0]).0)
    }

    /// Whether a form that shows `token` is one of ours.
    #[must_use]
    pub fn made(&self, token: &str) -> bool {
        self.form_token().as_bytes().ct_eq(token.as_bytes()).into()
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_told_apart() {
        assert_ne!(Digest::of(&[b"ab", b"c"]), Digest::of(&[b"a", b"bc"]));
        assert!(Digest::of(&[b"a"]).is(&Digest::of(&[b"a"])));
        assert_eq!(Digest::of(&[b"a"]).to_string().parse(), Ok(Digest::of(&[b"a"])));
    }

    #[test]
    fn a_session_comes_back_and_its_forms_are_its_own() {
        let (token, other) = (Token::new([7; 32]), Token::new([8; 32]));
        assert_eq!(Token::parse(&token.reveal()), Some(token.clone()));
        assert!(token.made(&token.form_token()) && !token.made(&other.form_token()) && !token.made(""));
        assert_ne!(token.form_token(), token.reveal());
        assert_eq!(Token::parse("x"), None);
        assert!(!format!("{token:?}").contains('7'));
    }
}
