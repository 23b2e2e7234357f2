//! `simpul digest`: the weekly letters, to be looked at or sent now.

use std::process::ExitCode;

use clap::Args;
use registry::model::RegionCode;

use super::account::region;
use crate::settings::Settings;

#[derive(Args)]
pub struct Digest {
    /// The region whose letter is shown
    #[arg(long, value_parser = region, requires = "dry_run")]
    region: Option<RegionCode>,
    /// Print the letter of a region instead of sending those that are due
    #[arg(long, requires = "region")]
    dry_run: bool,
}

pub async fn run(digest: &Digest, settings: &Settings) -> anyhow::Result<ExitCode> {
    let store = settings.store().await?;
    if let Some(region) = digest.region {
        let letter = api::digest::compose(&store, &settings.gazetteer(), &settings.base(), region, None, crate::clock::now()).await?;
        println!("Subject: {}\n\n{}", letter.subject, letter.text);
        return Ok(ExitCode::SUCCESS);
    }
    let postman = settings.postman(store)?;
    let postman = postman.ok_or_else(|| anyhow::anyhow!("set SIMPUL_SMTP_URL and SIMPUL_SMTP_FROM, or use --region CODE --dry-run"))?;
    println!("{} digests were sent.", postman.deliver().await?);
    Ok(ExitCode::SUCCESS)
}
