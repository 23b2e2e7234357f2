//! `simpul audit`: what was done, and whether the log is as it was written.

use std::process::ExitCode;

use clap::Subcommand;
use registry::access::Head;
use registry::model::RegionCode;
use registry::store::access;

use super::account::region;
use crate::settings::Settings;

/// Done, with findings.
const BROKEN: u8 = 3;

#[derive(Subcommand)]
pub enum Verb {
    /// Follow the whole log, link by link; its head is printed, to be noted where this machine cannot write
    Verify {
        /// A head that was noted earlier: the log must still hold it
        #[arg(long, value_parser = head)]
        noted: Option<Head>,
    },
    /// The newest entries
    Show {
        /// Of this region only
        #[arg(long, value_parser = region)]
        region: Option<RegionCode>,
        /// The most that are shown
        #[arg(long, default_value_t = 50)]
        limit: i64,
        /// One JSON object an entry
        #[arg(long)]
        json: bool,
    },
}

fn head(text: &str) -> Result<Head, &'static str> {
    text.parse().map_err(|()| "a head is NUMBER:HASH, as `simpul audit verify` prints it")
}

pub async fn run(verb: Verb, settings: &Settings) -> anyhow::Result<ExitCode> {
    let store = settings.store().await?;
    match verb {
        Verb::Verify { noted } => match store.read(move |conn| access::verify_audit(conn, noted)).await? {
            Ok(head) => {
                println!("{} entries, as they were written. Head: {head}", head.number);
                Ok(ExitCode::SUCCESS)
            }
            Err(broken) => {
                println!("The log is broken: {broken}.");
                Ok(ExitCode::from(BROKEN))
            }
        },
        Verb::Show { region, limit, json } => {
            for row in store.read(move |conn| access::audit(conn, region, None, limit)).await? {
                if json {
                    let detail: serde_json::Value = serde_json::from_str(&row.detail)?;
                    println!(
                        "{}",
                        serde_json::json!({ "number": row.number, "at": row.at, "actor": row.actor, "act": row.act, "region": row.region,
                            "target": row.target, "detail": detail })
                    );
                } else {
                    let place = if row.region.is_empty() { "-" } else { &row.region };
                    // Texts of people: escaped, so that none of them can move the terminal's cursor.
                    let (actor, target) = (row.actor.escape_debug(), row.target.escape_debug());
                    println!("{:>7}  {}  {place:<5}  {:<18}  {target}  by {actor}  {}", row.number, row.at, row.act, row.detail);
                }
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}
