//! A provider: its description and its keys, fetched when they are first needed and again when they have changed.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use jsonwebtoken::jwk::JwkSet;
use registry::model::Instant;
use reqwest::{Client, RequestBuilder};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::sync::Mutex;
use url::{Host, Url};

use super::{Declared, OpenIdError};

/// No answer of a provider is longer.
const LONGEST: usize = 512 * 1024;
/// And none takes longer.
const DEADLINE: Duration = Duration::from_secs(10);
/// A description is asked for again after this.
const FRESH: Duration = Duration::from_secs(3600);
/// A key that is not known may be new: the keys are asked for again, but not more often than this.
const AGAIN: Duration = Duration::from_secs(60);

/// A provider's description of itself (OpenID Connect Discovery 1.0 §3), as far as it is needed.
#[derive(Clone, Debug, Deserialize)]
pub struct Description {
    issuer: String,
    /// Where a person signs in.
    pub authorization_endpoint: Url,
    /// Where a code becomes a token.
    pub token_endpoint: Url,
    /// Where more is told of the person.
    pub userinfo_endpoint: Option<Url>,
    jwks_uri: Url,
    /// How we say who we are there.
    #[serde(default)]
    pub token_endpoint_auth_methods_supported: Vec<String>,
    /// Answers say who gives them (RFC 9207).
    #[serde(default)]
    pub authorization_response_iss_parameter_supported: bool,
}

struct Known {
    description: Arc<Description>,
    keys: Arc<JwkSet>,
    at: Instant,
}

/// A provider.
pub struct Provider {
    declared: Declared,
    secret: Option<String>,
    redirect: Url,
    client: Client,
    known: Mutex<Option<Known>>,
}

/// TLS, or a machine that talks to itself.
fn is_safe(url: &Url) -> bool {
    let is_here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && is_here)
}

impl Provider {
    /// As declared.
    ///
    /// # Errors
    /// What of the declaration does not hold.
    pub fn new(declared: Declared, public: &Url, secret: fn(&str) -> Option<String>) -> Result<Self, String> {
        let id = &declared.id;
        if id.is_empty() || !id.bytes().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == b'-') {
            return Err(format!("provider `{id}`: an id has small letters, digits and dashes"));
        }
        if !is_safe(&declared.issuer) {
            return Err(format!("provider `{id}`: issuer: must be https"));
        }
        let secret = match declared.client_secret.as_deref().map(|text| text.strip_prefix("env:")) {
            None => None,
            Some(None) => return Err(format!("provider `{id}`: client_secret: names a variable of the environment, like env:NAME")),
            Some(Some(name)) => Some(secret(name).ok_or_else(|| format!("provider `{id}`: the environment has no {name}"))?),
        };
        let redirect = public.join(&format!("/masuk/{id}/kembali")).map_err(|error| format!("provider `{id}`: {error}"))?;
        let client = Client::builder().timeout(DEADLINE).redirect(reqwest::redirect::Policy::none()).build();
        let client = client.map_err(|error| format!("provider `{id}`: {error}"))?;
        Ok(Self { declared, secret, redirect, client, known: Mutex::default() })
    }

    /// On the button.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.declared.name
    }

    /// In our paths.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.declared.id
    }

    pub(super) fn issuer(&self) -> &str {
        // As the provider writes it: `Url` gives a bare host a slash.
        let text = self.declared.issuer.as_str();
        if self.declared.issuer.path() == "/" { text.trim_end_matches('/') } else { text }
    }

    pub(super) fn client_id(&self) -> &str {
        &self.declared.client_id
    }

    pub(super) fn secret(&self) -> Option<&str> {
        self.secret.as_deref()
    }

    pub(super) fn scopes(&self) -> String {
        self.declared.scopes.join(" ")
    }

    pub(super) fn redirect(&self) -> &Url {
        &self.redirect
    }

    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    /// Its description and its keys. `anew`: a key was not among them.
    pub(super) async fn known(&self, now: Instant, anew: bool) -> Result<(Arc<Description>, Arc<JwkSet>), OpenIdError> {
        let mut known = self.known.lock().await;
        let longest = if anew { AGAIN } else { FRESH };
        if let Some(known) = known.as_ref().filter(|known| now.since(known.at) < longest) {
            return Ok((Arc::clone(&known.description), Arc::clone(&known.keys)));
        }
        let at = format!("{}/.well-known/openid-configuration", self.issuer().trim_end_matches('/'));
        let description: Description = ask(self.client.get(at)).await?;
        if description.issuer.trim_end_matches('/') != self.issuer().trim_end_matches('/') {
            return Err(OpenIdError::Provider(format!("it calls itself {:?}", description.issuer)));
        }
        let told = [&description.authorization_endpoint, &description.token_endpoint, &description.jwks_uri];
        if let Some(unsafe_one) = told.into_iter().chain(&description.userinfo_endpoint).find(|url| !is_safe(url)) {
            return Err(OpenIdError::Provider(format!("{unsafe_one} is not https")));
        }
        let keys: JwkSet = keys_of(ask(self.client.get(description.jwks_uri.clone())).await?);
        let (description, keys) = (Arc::new(description), Arc::new(keys));
        *known = Some(Known { description: Arc::clone(&description), keys: Arc::clone(&keys), at: now });
        Ok((description, keys))
    }

    /// The issuer as its description writes it.
    pub(super) fn is_issuer(description: &Description, told: &str) -> bool {
        description.issuer == told
    }

    pub(super) fn issuer_of(description: &Description) -> &str {
        &description.issuer
    }
}

/// A set may hold keys of kinds that we do not know: they are left out, not all of it refused.
fn keys_of(set: serde_json::Value) -> JwkSet {
    let keys = set.get("keys").and_then(serde_json::Value::as_array).cloned().unwrap_or_default();
    JwkSet { keys: keys.into_iter().filter_map(|key| serde_json::from_value(key).ok()).collect() }
}

/// Asks, and reads an answer of bounded length as JSON.
pub(super) async fn ask<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, OpenIdError> {
    let failed = |error: reqwest::Error| OpenIdError::Provider(error.without_url().to_string());
    let mut answer = request.header("accept", "application/json").send().await.map_err(failed)?;
    let status = answer.status();
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(failed)? {
        if body.len() + chunk.len() > LONGEST {
            return Err(OpenIdError::Provider("its answer is too long".into()));
        }
        body.extend_from_slice(&chunk);
    }
    if !status.is_success() {
        #[derive(Deserialize)]
        struct Told {
            error: Option<String>,
        }
        let told = serde_json::from_slice::<Told>(&body).ok().and_then(|told| told.error).unwrap_or_default();
        return Err(OpenIdError::Provider(format!("{status} {told:?}")));
    }
    serde_json::from_slice(&body).map_err(|error| OpenIdError::Provider(error.to_string()))
}
