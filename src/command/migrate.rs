//! `simpul migrate`

use std::process::ExitCode;

use registry::store::Store;

use crate::settings::Settings;

pub async fn run(settings: &Settings) -> anyhow::Result<ExitCode> {
    let store = Store::connect(&settings.database_url).await?;
    let migrated = store.migrate().await?;
    if migrated.applied.is_empty() {
        println!("The tables are up to date.");
    }
    for name in migrated.applied {
        println!("Applied {name}.");
    }
    Ok(ExitCode::SUCCESS)
}
