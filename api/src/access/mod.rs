//! Who sends a request, and what they may do. A handler that is not for everybody takes a [`Caller`] and asks it: [`Caller::may`]. What a
//! role may do is not here but in [`registry::access`]; where accounts, keys and sessions are kept is [`registry::store::access`].
//!
//! What somebody has nothing to do with does not exist for them: the answer is the one for a thing that there is none of, to the letter.

mod address;
mod caller;
mod cookie;
mod form;
pub mod openid;
mod origin;
mod pace;
mod show;

use ipnet::IpNet;
use registry::access::Token;

pub use address::client;
pub(crate) use caller::scope_of;
pub use caller::{Caller, Unproven, Visitor};
pub use cookie::{ended, shown, started};
pub use form::{Signed, TOKEN_FIELD, TOKEN_HEADER};
pub use governor::clock::MonotonicClock;
pub use origin::is_own;
pub use pace::Pace;

/// Fills the bytes with randomness that nobody can guess.
pub type Random = fn(&mut [u8]) -> std::io::Result<()>;

/// What is known of this instance, and needed to tell who sends a request.
pub struct Access {
    /// Where secrets come from.
    pub random: Random,
    /// The address that people know this instance by is `https://…`: cookies are sent over TLS only.
    pub is_secure: bool,
    /// Proxies whose word on the caller's address is taken.
    pub proxies: Vec<IpNet>,
    /// How often who may ask.
    pub pace: Pace,
    /// Where people may sign in, beside by key.
    pub openid: openid::OpenId,
}

impl Default for Access {
    fn default() -> Self {
        Self { random: of_the_system, is_secure: false, proxies: Vec::new(), pace: Pace::default(), openid: openid::OpenId::default() }
    }
}

impl Access {
    /// A new secret for a browser.
    ///
    /// # Errors
    /// The system has no randomness to give.
    pub fn token(&self) -> std::io::Result<Token> {
        Ok(Token::new(self.bytes()?))
    }

    /// Random bytes.
    ///
    /// # Errors
    /// The system has no randomness to give.
    pub fn bytes<const N: usize>(&self) -> std::io::Result<[u8; N]> {
        let mut bytes = [0; N];
        (self.random)(&mut bytes)?;
        Ok(bytes)
    }
}

fn of_the_system(bytes: &mut [u8]) -> std::io::Result<()> {
    getrandom::fill(bytes).map_err(std::io::Error::other)
}
