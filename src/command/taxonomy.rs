//! `simpul taxonomy`: the national terms of services.

use std::process::ExitCode;

use clap::Subcommand;
use registry::indexing::Indexer;
use registry::normalise::service_name;
use registry::store;

use crate::settings::Settings;

#[derive(Subcommand)]
pub enum Verb {
    /// Names of services that no national term is found for, by how many bear them
    Unmapped {
        /// The most that are shown
        #[arg(long, default_value_t = 50)]
        limit: usize,
        /// One JSON object a name
        #[arg(long)]
        json: bool,
    },
    /// Map a name to a national term by hand, and map what is stored anew
    Alias {
        /// As a region writes it
        name: String,
        /// As the taxonomy has it: see `simpul taxonomy list`
        term: String,
        /// At this agency only, by its canonical name
        #[arg(long)]
        organization: Option<String>,
    },
    /// Map every stored service anew, without a harvest
    Remap,
    /// The national terms
    List,
}

pub async fn run(verb: Verb, settings: &Settings) -> anyhow::Result<ExitCode> {
    match verb {
        Verb::Unmapped { limit, json } => unmapped(limit, json, settings).await,
        Verb::Alias { name, term, organization } => {
            anyhow::ensure!(
                service_name::entry(&term).is_some(),
                "the taxonomy has no term `{term}`: `simpul taxonomy list` shows all of them"
            );
            let now = crate::clock::now();
            let store = settings.store().await?;
            store.write(move |conn| store::add_alias(conn, &name, organization.as_deref(), &term, now)).await?;
            remap(settings).await
        }
        Verb::Remap => remap(settings).await,
        Verb::List => {
            for term in service_name::canonical() {
                println!("{term}");
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn unmapped(limit: usize, json: bool, settings: &Settings) -> anyhow::Result<ExitCode> {
    let names = settings.store().await?.read(store::unmapped_names).await?;
    if !json {
        println!("{} names have no national term.", names.len());
    }
    for name in names.iter().take(limit) {
        if json {
            let agency = &name.organization;
            println!("{}", serde_json::json!({ "count": name.count, "name": name.example, "key": name.key, "organization": agency }));
        } else {
            println!("{:>6}  {:?}  {}", name.count, name.example, name.organization.as_deref().unwrap_or("-"));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Maps what is stored anew, and brings the index in step where no other process has it open: that one follows by itself.
async fn remap(settings: &Settings) -> anyhow::Result<ExitCode> {
    let (store, now) = (settings.store().await?, crate::clock::now());
    let changed = store.write(move |conn| store::remap(conn, now)).await?;
    println!("{changed} services have another term.");
    match settings.engine().await {
        Ok(engine) => {
            if !Indexer::new(store, engine).catch_up_unless_fed(crate::clock::now()).await? {
                eprintln!("The index follows in the process that feeds it.");
            }
        }
        Err(error) => eprintln!("The index follows in the process that has it open ({error:#})."),
    }
    Ok(ExitCode::SUCCESS)
}
