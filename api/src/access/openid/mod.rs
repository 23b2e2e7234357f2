//! Signing in at a provider of OpenID Connect: the authorization code flow with PKCE (OpenID Connect Core 1.0, RFC 7636, RFC 9207), whichever
//! provider it is. Signatures are `jsonwebtoken`'s matter; which of them are asked for, and what must be in a token, is here.

mod claims;
mod flow;
mod provider;

use std::collections::HashMap;

use serde::Deserialize;
use url::Url;

pub use claims::{Claims, Refused};
pub use flow::{Begun, Person, Returned, begin, finish};
pub use provider::Provider;

/// What can go wrong at a provider. The person is told to try again or to ask; the cause is in our log.
#[derive(Debug, thiserror::Error)]
pub enum OpenIdError {
    /// It does not answer, or not as the standard says.
    #[error("the provider does not answer as it should: {0}")]
    Provider(String),
    /// The token is not for us, not for now, or not from it.
    #[error("the provider's token is refused: {0}")]
    Token(#[from] Refused),
}

/// A provider, as it is declared.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declared {
    /// In our paths: `/masuk/{id}`.
    pub id: String,
    /// On the button.
    pub name: String,
    /// Where its description is, without `/.well-known/openid-configuration`; `https`, but on this machine.
    pub issuer: Url,
    /// What it calls us.
    pub client_id: String,
    /// `env:NAME`; none for a public client.
    pub client_secret: Option<String>,
    /// What is asked for; `openid email profile` where it is left out.
    #[serde(default = "usual")]
    pub scopes: Vec<String>,
}

fn usual() -> Vec<String> {
    ["openid", "email", "profile"].map(str::to_owned).to_vec()
}

/// A file of providers.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclaredFile {
    /// In the order of the buttons.
    #[serde(default, rename = "provider")]
    pub providers: Vec<Declared>,
}

/// The providers of this instance.
#[derive(Default)]
pub struct OpenId {
    order: Vec<String>,
    by_id: HashMap<String, Provider>,
}

impl OpenId {
    /// These; `public` is the address that people know this instance by, `secret` reads a variable of the environment.
    ///
    /// # Errors
    /// What of a declaration does not hold, for the operator.
    pub fn new(declared: Vec<Declared>, public: &Url, secret: fn(&str) -> Option<String>) -> Result<Self, String> {
        let mut all = Self::default();
        for one in declared {
            let (id, provider) = (one.id.clone(), Provider::new(one, public, secret)?);
            if all.by_id.insert(id.clone(), provider).is_some() {
                return Err(format!("provider `{id}` is declared twice"));
            }
            all.order.push(id);
        }
        Ok(all)
    }

    /// The provider with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Provider> {
        self.by_id.get(id)
    }

    /// Ids and names, in the order of the declarations.
    pub fn buttons(&self) -> impl Iterator<Item = (&str, &str)> {
        self.order.iter().filter_map(|id| Some((id.as_str(), self.by_id.get(id)?.name())))
    }
}
