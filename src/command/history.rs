//! `simpul history`: the dated history of a region's MPP, from which coverage is counted.

use std::process::ExitCode;

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use registry::access::Actor;
use registry::coverage::{Attested, Record};
use registry::model::{MppState, RegionCode};
use registry::store;

use crate::settings::Settings;

#[derive(Subcommand)]
pub enum Verb {
    /// Every step of a region's history, those that do not count any more with it
    Show {
        /// Like 36.01; 31 for DKI Jakarta
        #[arg(value_parser = code)]
        region: RegionCode,
    },
    /// Record a step, with its evidence
    Record(New),
    /// Say that a step does not count; it is kept, with the reason
    Withdraw {
        /// Like 36.01; 31 for DKI Jakarta
        #[arg(value_parser = code)]
        region: RegionCode,
        /// The state of the step
        #[arg(value_parser = state)]
        state: MppState,
        /// Its date as shown; leave it out where it has none
        #[arg(long)]
        date: Option<NaiveDate>,
        /// Why
        #[arg(long)]
        reason: String,
        /// Who does this
        #[arg(long, env = "USER", default_value = "operator")]
        by: String,
    },
}

#[derive(Args)]
pub struct New {
    /// Like 36.01; 31 for DKI Jakarta
    #[arg(value_parser = code)]
    region: RegionCode,
    /// `proposed`, `built`, `soft_launch`, `inaugurated`, `moved` or `closed`
    #[arg(value_parser = state)]
    state: MppState,
    /// As far as it is known: 2026-11-28, 2026-11 or 2026
    date: String,
    /// `ministerial`, `regional` (a governor's, regent's or mayor's act) or `operating_by` (somebody saw it that day)
    #[arg(long, default_value = "ministerial", value_parser = attested)]
    attested: Attested,
    /// Where anybody can check it: a letter's number, an address
    #[arg(long)]
    evidence: String,
    /// Who does this
    #[arg(long, env = "USER", default_value = "operator")]
    by: String,
}

fn code(text: &str) -> Result<RegionCode, String> {
    text.parse().map_err(|error: registry::model::ParseRegionCode| error.to_string())
}

fn state(text: &str) -> Result<MppState, String> {
    text.parse().map_err(|()| format!("one of {}", MppState::ALL.map(MppState::as_str).join(", ")))
}

fn attested(text: &str) -> Result<Attested, String> {
    text.parse().map_err(|()| "one of ministerial, regional, operating_by".to_owned())
}

pub async fn run(verb: Verb, settings: &Settings) -> anyhow::Result<ExitCode> {
    let (store, now) = (settings.store().await?, crate::clock::now());
    match verb {
        Verb::Show { region } => {
            for row in store.read(move |conn| store::mpp_history(conn, region)).await? {
                let date = if row.date.is_empty() { "undated" } else { row.date.as_str() };
                let gone = row.withdrawn.map(|why| format!("  withdrawn: {why}")).unwrap_or_default();
                println!("{date:<10}  {:<12}  {}  {}; {}{gone}", row.state, row.confidence, row.date_kind, row.evidence);
            }
        }
        Verb::Record(new) => {
            let today = now.utc().with_timezone(&registry::model::Zone::Wib.offset()).date_naive();
            let record = Record { region: new.region, state: new.state, date: &new.date, attested: new.attested, evidence: &new.evidence };
            let event = record.check(today).map_err(|error| anyhow::anyhow!("{}: {error}", error.field()))?;
            let done = store.write(move |conn| store::record_mpp_event(conn, &event, &Actor::Console(new.by), now)).await?;
            anyhow::ensure!(done, "this step is recorded on that date already: see `simpul history show`");
        }
        Verb::Withdraw { region, state, date, reason, by } => {
            anyhow::ensure!(reason.trim().chars().count() >= 5, "say why: --reason needs five letters at least");
            let step = (region, state, date);
            let done = store.write(move |conn| store::withdraw_mpp_event(conn, step, reason.trim(), &Actor::Console(by), now)).await?;
            anyhow::ensure!(done, "there is no such step that counts: see `simpul history show`");
        }
    }
    Ok(ExitCode::SUCCESS)
}
