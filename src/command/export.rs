//! `simpul export`: the registry as files in a folder, with a manifest.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use indicatif::ProgressBar;
use tokio_util::sync::CancellationToken;

use crate::settings::Settings;

/// 02:00 in Jakarta.
const NIGHT: chrono::NaiveTime = match chrono::NaiveTime::from_hms_opt(19, 0, 0) {
    Some(time) => time,
    None => chrono::NaiveTime::MIN,
};

#[derive(Args)]
pub struct Export {
    /// Where: a folder named by the moment is made in it, and `latest` leads to it
    #[arg(default_value = "data/export")]
    folder: PathBuf,
    /// The manifest as JSON
    #[arg(long)]
    json: bool,
}

pub async fn run(export: &Export, settings: &Settings) -> anyhow::Result<ExitCode> {
    let store = settings.store().await?;
    let state = settings.state(store, settings.engine().await?, false)?;
    let bar = ProgressBar::new_spinner();
    bar.enable_steady_tick(Duration::from_millis(200));
    let base = base(settings);
    let (folder, manifest) = api::export::folder::all(&state, &export.folder, &base, |file| {
        bar.set_message(format!("{}: {} rows", file.name, file.rows));
    })
    .await?;
    bar.finish_and_clear();
    if export.json {
        println!("{}", serde_json::to_string_pretty(&manifest)?);
    } else {
        for file in &manifest.files {
            println!("{:28} {:>9} rows {:>12} bytes  {}", file.name, file.rows, file.bytes, file.sha256);
        }
        println!("{}", folder.display());
    }
    Ok(ExitCode::SUCCESS)
}

fn base(settings: &Settings) -> String {
    settings.public_url.as_ref().map_or_else(|| format!("http://{}", settings.listen), |url| url.as_str().trim_end_matches('/').to_owned())
}

/// Writes the files every night until `stop`.
pub async fn nightly(state: Arc<api::State>, folder: PathBuf, settings: Settings, stop: CancellationToken) {
    let base = base(&settings);
    loop {
        let now = crate::clock::now().utc();
        let today = now.date_naive().and_time(NIGHT).and_utc();
        let next = if today > now { today } else { today + chrono::TimeDelta::days(1) };
        let wait = (next - now).to_std().unwrap_or_default();
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(wait) => {}
        }
        match api::export::folder::all(&state, &folder, &base, |_| {}).await {
            Ok((folder, manifest)) => {
                tracing::info!(folder = %folder.display(), files = manifest.files.len(), "the nightly export is written")
            }
            Err(error) => tracing::error!(%error, folder = %folder.display(), "the nightly export could not be written"),
        }
    }
}
