//! `simpul key`: keys for programs.

use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Subcommand};
use registry::access::{Action, Actor, Key, KeyId, Limits};
use registry::model::RegionCode;
use registry::store::access::{self, NewKey};
use registry::store::read;

use super::account::{found, region};
use crate::settings::Settings;

#[derive(Subcommand)]
pub enum Verb {
    /// Make a key and print it; it is shown this once and kept by nobody
    Create(Create),
    /// All keys: whose, what for, their bounds, their last use, and whether they count
    List {
        /// Of this region only
        #[arg(long, value_parser = region)]
        region: Option<RegionCode>,
        /// One JSON object a key
        #[arg(long)]
        json: bool,
    },
    /// Revoke a key, at once and for good
    Revoke {
        /// The part of the key that is no secret
        id: KeyId,
        #[arg(long, env = "USER", default_value = "operator")]
        by: String,
    },
}

#[derive(Args)]
pub struct Create {
    /// For whom it speaks: an account's e-mail address or id
    account: String,
    /// What it is for
    #[arg(long)]
    name: String,
    /// Only in this region
    #[arg(long, value_parser = region)]
    region: Option<RegionCode>,
    /// Only on this source; may be given again
    #[arg(long = "source")]
    sources: Vec<String>,
    /// Only for this action, like publish; may be given again
    #[arg(long = "action", value_parser = action)]
    actions: Vec<Action>,
    /// After so many days it does not count any more
    #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(u16).range(1..=1825))]
    days: u16,
    /// Who does this
    #[arg(long, env = "USER", default_value = "operator")]
    by: String,
}

fn action(text: &str) -> Result<Action, String> {
    let all = || Action::ALL.iter().map(|action| action.as_str()).collect::<Vec<_>>().join(", ");
    text.parse().map_err(|()| format!("one of {}", all()))
}

pub async fn run(verb: Verb, settings: &Settings) -> anyhow::Result<ExitCode> {
    match verb {
        Verb::Create(create) => self::create(create, settings).await,
        Verb::List { region, json } => list(region, json, settings).await,
        Verb::Revoke { id, by } => {
            let now = crate::clock::now();
            let done = settings.store().await?.write(move |conn| access::revoke_key(conn, &id, &Actor::Console(by), now)).await?;
            anyhow::ensure!(done, "there is no such key that could be revoked: see `simpul key list`");
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn create(create: Create, settings: &Settings) -> anyhow::Result<ExitCode> {
    let (store, now) = (settings.store().await?, crate::clock::now());
    let account = found(&store, &create.account).await?;
    let sources = create.sources.clone();
    let known = store.read(move |conn| sources.iter().map(|id| Ok((id.clone(), read::source(conn, id)?.is_some()))).collect());
    let known: Vec<(String, bool)> = known.await?;
    for (id, is_known) in known {
        anyhow::ensure!(is_known, "there is no source `{id}`: see `simpul source list`");
    }
    let key = Key::new(crate::random::bytes()?, crate::random::bytes()?);
    let new = NewKey {
        key: key.clone(),
        account: account.id,
        name: create.name,
        limits: Limits {
            region: create.region,
            actions: (!create.actions.is_empty()).then(|| create.actions.into_iter().collect()),
            sources: (!create.sources.is_empty()).then(|| create.sources.into_iter().collect()),
        },
        expires_at: now.plus(Duration::from_secs(u64::from(create.days) * 86_400)),
    };
    let expires_at = new.expires_at;
    store.write(move |conn| access::add_key(conn, &new, &Actor::Console(create.by), now)).await?;
    eprintln!("For {}, until {expires_at}. It is shown this once: keep it where only the program can read it.", account.name);
    println!("{}", key.reveal());
    Ok(ExitCode::SUCCESS)
}

async fn list(region: Option<RegionCode>, json: bool, settings: &Settings) -> anyhow::Result<ExitCode> {
    let now = crate::clock::now();
    for (key, account) in settings.store().await?.read(move |conn| access::keys(conn, region)).await? {
        let state = match (key.revoked_at, key.is_alive(now)) {
            (Some(_), _) => "revoked",
            (None, true) => "alive",
            (None, false) => "expired",
        };
        if json {
            let limits = key.limits()?;
            println!(
                "{}",
                serde_json::json!({
                    "id": key.id, "state": state, "name": key.name, "account": account.id, "account_name": account.name, "limits": limits,
                    "created_at": key.created_at, "expires_at": key.expires_at, "revoked_at": key.revoked_at, "last_used_at": key.last_used_at,
                })
            );
        } else {
            let used = key.last_used_at.map_or_else(|| "never used".to_owned(), |at| format!("used {at}"));
            println!("{}  {state:<7}  until {}  {used:<29}  {}: {}  {}", key.id, key.expires_at, account.name, key.name, key.limits);
        }
    }
    Ok(ExitCode::SUCCESS)
}
