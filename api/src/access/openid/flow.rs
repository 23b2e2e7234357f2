//! The way there and back: to the provider with a state, a nonce and a PKCE challenge, and back with a code that becomes a token.

use data_encoding::BASE64URL_NOPAD;
use registry::model::Instant;
use registry::store::access::SignInRow;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use url::Url;

use super::OpenIdError;
use super::claims::{Claims, Expected, Refused};
use super::provider::{Description, Provider, ask};
use crate::access::Access;

/// A sign-in that begins: what is kept of it, what the browser is given, and where it is sent.
pub struct Begun {
    /// To be kept.
    pub row: SignInRow,
    /// For the browser alone.
    pub token: registry::access::Token,
    /// Where the person signs in.
    pub to: Url,
}

/// Who came back.
#[derive(Clone, Debug)]
pub struct Person {
    /// The provider, as it calls itself.
    pub issuer: String,
    /// Who it is there.
    pub subject: String,
    /// Their address, where the provider has seen that it is theirs.
    pub email: Option<String>,
    /// How they are called.
    pub name: Option<String>,
}

/// What a provider sends back with the browser.
#[derive(Clone, Debug, Deserialize)]
pub struct Returned {
    /// To be turned into a token.
    pub code: Option<String>,
    /// What we sent.
    pub state: Option<String>,
    /// Who answers.
    pub iss: Option<String>,
    /// What went wrong there.
    pub error: Option<String>,
}

/// Begins a sign-in.
///
/// # Errors
/// The provider does not answer, or there is no randomness.
pub async fn begin(access: &Access, provider: &Provider, back_to: &str, now: Instant) -> Result<Begun, OpenIdError> {
    let (description, _) = provider.known(now, false).await?;
    let no_randomness = |error: std::io::Error| OpenIdError::Provider(error.to_string());
    let random = || access.bytes::<32>().map(|bytes| BASE64URL_NOPAD.encode(&bytes)).map_err(no_randomness);
    let (state, nonce, verifier) = (random()?, random()?, random()?);
    let token = access.token().map_err(no_randomness)?;
    let mut to = description.authorization_endpoint.clone();
    to.query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", provider.client_id())
        .append_pair("redirect_uri", provider.redirect().as_str())
        .append_pair("scope", &provider.scopes())
        .append_pair("state", &state)
        .append_pair("nonce", &nonce)
        .append_pair("code_challenge", &BASE64URL_NOPAD.encode(&Sha256::digest(verifier.as_bytes())))
        .append_pair("code_challenge_method", "S256");
    let row = SignInRow {
        hash: token.digest().0.to_vec(),
        provider: provider.id().to_owned(),
        state,
        nonce,
        verifier,
        back_to: back_to.to_owned(),
        expires_at: SignInRow::until(now),
    };
    Ok(Begun { row, token, to })
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
    access_token: Option<String>,
}

#[derive(Deserialize)]
struct UserInfo {
    sub: String,
    email: Option<String>,
    #[serde(default)]
    email_verified: serde_json::Value,
    name: Option<String>,
}

/// Who came back with `returned`, to the sign-in `row`.
///
/// # Errors
/// The provider does not answer as it should, or its token is refused.
pub async fn finish(provider: &Provider, row: &SignInRow, returned: &Returned, now: Instant) -> Result<Person, OpenIdError> {
    let (description, keys) = provider.known(now, false).await?;
    if returned.state.as_deref() != Some(row.state.as_str()) || row.provider != provider.id() {
        return Err(Refused::Claim("state").into());
    }
    // Another provider's answer that is passed off as this one's.
    let is_from = returned
        .iss
        .as_deref()
        .map_or(!description.authorization_response_iss_parameter_supported, |iss| Provider::is_issuer(&description, iss));
    if !is_from {
        return Err(Refused::Claim("iss").into());
    }
    let code = returned.code.as_deref().ok_or_else(|| {
        let told: String = returned.error.as_deref().unwrap_or("no code").chars().take(60).collect();
        OpenIdError::Provider(format!("{told:?}"))
    })?;
    let tokens: Tokens = ask(exchange(provider, &description, code, &row.verifier)).await?;
    let issuer = Provider::issuer_of(&description).to_owned();
    let expected = Expected { issuer: &issuer, client: provider.client_id(), nonce: &row.nonce, now };
    let claims = match Claims::of(&tokens.id_token, &keys, &expected) {
        Err(Refused::UnknownKey) => Claims::of(&tokens.id_token, &provider.known(now, true).await?.1, &expected)?,
        read => read?,
    };
    let Claims { sub, email, email_verified, name, .. } = claims;
    let person = Person { issuer, subject: sub, email: email.filter(|_| email_verified), name };
    match (&person.email, &description.userinfo_endpoint, tokens.access_token) {
        (None, Some(at), Some(token)) => more(provider, at.clone(), &token, person).await,
        (Some(_), _, _) | (None, None, _) | (None, Some(_), None) => Ok(person),
    }
}

fn exchange(provider: &Provider, description: &Description, code: &str, verifier: &str) -> reqwest::RequestBuilder {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", "authorization_code")
        .append_pair("code", code)
        .append_pair("redirect_uri", provider.redirect().as_str())
        .append_pair("code_verifier", verifier);
    let request = provider.client().post(description.token_endpoint.clone());
    let methods = &description.token_endpoint_auth_methods_supported;
    let only_in_body = !methods.is_empty() && !methods.iter().any(|method| method == "client_secret_basic");
    let request = match provider.secret() {
        Some(secret) if !only_in_body => {
            // RFC 6749 §2.3.1: both parts are form-encoded first.
            let encoded = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
            request.basic_auth(encoded(provider.client_id()), Some(encoded(secret)))
        }
        Some(secret) => {
            form.append_pair("client_id", provider.client_id()).append_pair("client_secret", secret);
            request
        }
        None => {
            form.append_pair("client_id", provider.client_id());
            request
        }
    };
    request.header("content-type", "application/x-www-form-urlencoded").body(form.finish())
}

/// Many providers tell the address only where they are asked for it.
async fn more(provider: &Provider, at: Url, token: &str, person: Person) -> Result<Person, OpenIdError> {
    let told: UserInfo = ask(provider.client().get(at).bearer_auth(token)).await?;
    if told.sub != person.subject {
        return Err(Refused::Claim("sub").into());
    }
    let is_seen = told.email_verified == serde_json::Value::Bool(true) || told.email_verified == "true";
    Ok(Person { email: told.email.filter(|_| is_seen), name: person.name.or(told.name), ..person })
}
