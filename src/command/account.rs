//! `simpul account`: people and programs, and their roles. The first admin of the ministry is made here; after that there are pages for it.

use std::process::ExitCode;

use anyhow::Context as _;
use clap::Subcommand;
use registry::access::{Actor, Membership, Role};
use registry::model::{Id, RegionCode};
use registry::store::access::{self, AccountKind, AccountRow, NewAccount};
use registry::store::{Conn, Store};

use crate::settings::Settings;

#[derive(Subcommand)]
pub enum Verb {
    /// Make an account, with a role if one is named
    Add {
        /// Of the person, or of the program
        name: String,
        /// By which a person is known at the first sign-in
        #[arg(long)]
        email: Option<String>,
        /// A program: it has keys, does not sign in, and outlasts the people who set it up
        #[arg(long)]
        program: bool,
        /// `editor`, `publisher`, `region_admin`, `ministry_reviewer` or `ministry_admin`
        #[arg(long, value_parser = role)]
        role: Option<Role>,
        /// The region of the role, like 36.01
        #[arg(long, value_parser = region)]
        region: Option<RegionCode>,
        /// Who does this
        #[arg(long, env = "USER", default_value = "operator")]
        by: String,
    },
    /// All accounts and their roles
    List,
    /// Give an account a role, in the place of the one that it has in that region
    Role {
        /// Its e-mail address or id
        account: String,
        #[arg(value_parser = role)]
        role: Role,
        #[arg(long, value_parser = region)]
        region: Option<RegionCode>,
        #[arg(long, env = "USER", default_value = "operator")]
        by: String,
    },
    /// Take an account's role in a region away; without a region, its role in the ministry
    Unrole {
        account: String,
        #[arg(long, value_parser = region)]
        region: Option<RegionCode>,
        #[arg(long, env = "USER", default_value = "operator")]
        by: String,
    },
    /// Shut an account: its sessions end and its keys do not count
    Shut {
        account: String,
        #[arg(long, env = "USER", default_value = "operator")]
        by: String,
    },
    /// Open a shut account again
    Open {
        account: String,
        #[arg(long, env = "USER", default_value = "operator")]
        by: String,
    },
}

fn role(text: &str) -> Result<Role, String> {
    text.parse().map_err(|()| format!("one of {}", Role::ALL.map(Role::as_str).join(", ")))
}

/// A kabupaten or kota that there is.
pub fn region(text: &str) -> Result<RegionCode, String> {
    let known = text.parse().ok().filter(|code: &RegionCode| registry::gazetteer::region(*code).is_some());
    known.ok_or_else(|| format!("there is no kabupaten or kota {text}"))
}

pub async fn run(verb: Verb, settings: &Settings) -> anyhow::Result<ExitCode> {
    let store = settings.store().await?;
    match verb {
        Verb::Add { name, email, program, role, region, by } => {
            let kind = if program { AccountKind::Program } else { AccountKind::Person };
            anyhow::ensure!(program || email.is_some(), "a person needs an --email: by it they are known when they sign in");
            let membership = role.map(|role| Membership { region, role });
            let id = Id(uuid::Builder::from_random_bytes(crate::random::bytes()?).into_uuid());
            add(&store, NewAccount { id, kind, name, email, region }, membership, by).await?;
            println!("{id}");
        }
        Verb::List => list(&store).await?,
        Verb::Role { account, role, region, by } => {
            let id = found(&store, &account).await?.id;
            give(&store, id, Membership { region, role }, by).await?;
        }
        Verb::Unrole { account, region, by } => {
            let (id, now) = (found(&store, &account).await?.id, crate::clock::now());
            let done = store.write(move |conn| access::take_role(conn, id, region, &Actor::Console(by), now)).await?;
            anyhow::ensure!(done, "the account has no role there");
        }
        Verb::Shut { account, by } => {
            let (id, now) = (found(&store, &account).await?.id, crate::clock::now());
            let done = store.write(move |conn| access::shut_account(conn, id, &Actor::Console(by), now)).await?;
            anyhow::ensure!(done, "the account is shut already");
        }
        Verb::Open { account, by } => {
            let (id, now) = (found(&store, &account).await?.id, crate::clock::now());
            let done = store.write(move |conn| access::open_account(conn, id, &Actor::Console(by), now)).await?;
            anyhow::ensure!(done, "the account is open");
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn add(store: &Store, new: NewAccount, membership: Option<Membership>, by: String) -> anyhow::Result<()> {
    if let Some(membership) = membership {
        fits(membership)?;
    }
    let (id, now) = (new.id, crate::clock::now());
    let done = store.write(move |conn| {
        let actor = Actor::Console(by);
        if !access::add_account(conn, new, &actor, now)? {
            return Ok(false);
        }
        membership.map_or(Ok(true), |membership| access::give_role(conn, id, membership, &actor, now))
    });
    anyhow::ensure!(done.await?, "another account has this e-mail address: see `simpul account list`");
    Ok(())
}

fn fits(membership: Membership) -> anyhow::Result<()> {
    match (membership.role.is_national(), membership.region) {
        (true, Some(_)) => anyhow::bail!("a role of the ministry is held for the nation: leave --region out"),
        (false, None) => anyhow::bail!("a role of a region needs a --region, like 36.01"),
        (true, None) | (false, Some(_)) => Ok(()),
    }
}

async fn give(store: &Store, id: Id, membership: Membership, by: String) -> anyhow::Result<()> {
    fits(membership)?;
    let now = crate::clock::now();
    let done = store.write(move |conn| access::give_role(conn, id, membership, &Actor::Console(by), now)).await?;
    anyhow::ensure!(done, "the account has this role there already");
    Ok(())
}

/// The account with this e-mail address or id.
pub async fn found(store: &Store, named: &str) -> anyhow::Result<AccountRow> {
    let name = named.to_owned();
    let find = move |conn: &mut Conn| match name.parse::<Id>() {
        Ok(id) => access::account(conn, id),
        Err(_) => access::account_by_email(conn, &name),
    };
    store.read(find).await?.with_context(|| format!("there is no account `{named}`: see `simpul account list`"))
}

async fn list(store: &Store) -> anyhow::Result<()> {
    let rows = store.read(|conn| {
        let accounts = access::accounts(conn)?;
        accounts.into_iter().map(|account| Ok((access::memberships(conn, account.id)?, account))).collect::<Result<Vec<_>, _>>()
    });
    for (memberships, account) in rows.await? {
        let role = |membership: &Membership| {
            let place = membership.region.map_or_else(|| "nation".to_owned(), |region| region.to_string());
            format!("{} {place}", membership.role.as_str())
        };
        let roles = memberships.iter().map(role).collect::<Vec<_>>().join(", ");
        let shut = account.shut_at.map(|at| format!("  shut {at}")).unwrap_or_default();
        println!(
            "{}  {:<7}  {:<28}  {:<32}  {}{shut}",
            account.id,
            account.kind,
            account.name,
            account.email.as_deref().unwrap_or("-"),
            if roles.is_empty() { "no role" } else { &roles },
        );
    }
    Ok(())
}
