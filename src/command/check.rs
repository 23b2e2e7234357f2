//! `simpul check FILE|URL`: the full report on a feed, before anyone harvests it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use harvester::adapter::{USUAL_COLUMNS, is_template};
use harvester::fetch::AtHand;
use harvester::pipeline::{Examined, Extent, examine};
use harvester::report::{self, Language, Line};
use registry::model::{Code, Finding, PUSHED, RegionCode, Source, Verdict};
use url::Url;

use super::source::declared;
use crate::settings::Settings;

#[derive(Args)]
pub struct Check {
    /// A file of data (CSV, XLSX, ODS, JSON, HTML), its URL, or the declaration of a source (TOML)
    what: String,
    /// The region that the data speaks for, like 36.01
    #[arg(long)]
    region: Option<RegionCode>,
    /// hsds, json, table, html, ckan, jsonld or push; else told by the file's name
    #[arg(long)]
    format: Option<String>,
    /// A declaration whose format, region and mapping are used for the data
    #[arg(long, value_name = "TOML")]
    mapping: Option<PathBuf>,
    /// The language of the report
    #[arg(long, value_enum, default_value = "id")]
    lang: Lang,
    /// What to print
    #[arg(long, value_enum, default_value = "text")]
    report: Kind,
    /// The same as --report json
    #[arg(long)]
    json: bool,
    /// Write the report here instead
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Lang {
    Id,
    En,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Kind {
    Text,
    Json,
    Csv,
    Xlsx,
}

impl Check {
    fn language(&self) -> Language {
        match self.lang {
            Lang::Id => Language::Indonesian,
            Lang::En => Language::English,
        }
    }

    fn kind(&self) -> Kind {
        if self.json { Kind::Json } else { self.report }
    }
}

pub async fn run(check: &Check, settings: &Settings) -> anyhow::Result<ExitCode> {
    let mut worst = ExitCode::SUCCESS;
    let is_declaration = Path::new(&check.what).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
    if is_declaration {
        for source in declared(Path::new(&check.what))? {
            let examined = examine(&settings.fetcher()?, &source, &settings.headers(&source)?, Extent::Whole).await;
            worst = worse(worst, tell(check, &source, &examined)?);
        }
        return Ok(worst);
    }
    let mut source = source_of(check)?;
    let examined = if source.url.host_str() == Some(AT_HAND) {
        let body = std::fs::read(&check.what).with_context(|| check.what.clone())?;
        // Simpul's own workbook is read as what it is when it is published.
        if check.format.is_none() && check.mapping.is_none() && source.format == "table" && is_template(&body) {
            PUSHED.clone_into(&mut source.format);
            source.mapping.clear();
        }
        let file = AtHand { url: source.url.clone(), body };
        examine(&file, &source, &settings.headers(&source)?, Extent::Whole).await
    } else {
        examine(&settings.fetcher()?, &source, &settings.headers(&source)?, Extent::Whole).await
    };
    tell(check, &source, &examined)
}

/// The host of files at hand (RFC 6761: a name that never resolves).
const AT_HAND: &str = "file.invalid";

/// The source that the data would be of.
fn source_of(check: &Check) -> anyhow::Result<Source> {
    let url = match Url::parse(&check.what) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => url,
        _ => {
            let name = Path::new(&check.what).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let mut url = Url::parse(&format!("https://{AT_HAND}/"))?;
            url.path_segments_mut().map_err(|()| anyhow::anyhow!("no path"))?.pop_if_empty().push(&name);
            url
        }
    };
    if let Some(mapping) = &check.mapping {
        let mut source = declared(mapping)?.into_iter().next().context("the declaration has no source")?;
        source.url = url;
        source.region = check.region.unwrap_or(source.region);
        return Ok(source);
    }
    let region = check.region.context(
        "sebutkan daerahnya dengan --region, misalnya --region 36.01 (name the region that the data speaks for; `simpul check --help`)",
    )?;
    let format = match &check.format {
        Some(format) => format.clone(),
        None => guessed(&url)
            .context("jenis berkas tidak dikenal: sebutkan dengan --format (the format cannot be told by the name)")?
            .to_owned(),
    };
    let mapping = match format.as_str() {
        "table" => USUAL_COLUMNS,
        PUSHED => "interval_seconds = 86400",
        _ => "",
    };
    let url = toml::Value::from(url.as_str());
    let toml = format!("id = \"periksa\"\nregion = \"{region}\"\nformat = \"{format}\"\nurl = {url}\n{mapping}");
    let declared = harvester::adapter::check(&toml, &check.what);
    let mut sources = declared.map_err(|errors| anyhow::anyhow!("{}", super::source::listed(&errors)))?;
    Ok(sources.remove(0))
}

fn guessed(url: &Url) -> Option<&'static str> {
    let path = url.path().to_ascii_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| path.ends_with(ending));
    match () {
        () if ends(&[".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods"]) => Some("table"),
        () if ends(&[".jsonld", ".html", ".htm"]) => Some("jsonld"),
        () if ends(&[".json"]) => Some("hsds"),
        () => None,
    }
}

/// Prints the report. 1: the data could not be read; 3: there is something to mend.
fn tell(check: &Check, source: &Source, examined: &Examined) -> anyhow::Result<ExitCode> {
    let language = check.language();
    // Without a mapping of its own a table need not have every column that there could be.
    let is_about_columns = |code: Code| matches!(code, Code::SelectorEmpty | Code::ColumnMissing);
    let has_columns = check.mapping.is_none() && source.format == "table";
    let is_told = |finding: &&Finding| !(has_columns && is_about_columns(finding.code));
    let lines: Vec<Line> = examined.findings.iter().filter(is_told).map(|finding| Line::of(finding, language)).collect();
    let bytes = match check.kind() {
        Kind::Text => text(source, examined, &lines, language).into_bytes(),
        Kind::Csv => report::csv(&lines, language).into_bytes(),
        Kind::Xlsx => report::xlsx(&lines, language)?,
        Kind::Json => serde_json::to_vec_pretty(&serde_json::json!({
            "source": source.id,
            "region": source.region,
            "outcome": examined.outcome,
            "reason": examined.reason,
            "detail": examined.detail,
            "records": examined.tally.records,
            "refused": examined.tally.refused,
            "services": examined.catalog.services.len(),
            "organizations": examined.catalog.organizations.len(),
            "findings": lines,
        }))?,
    };
    match &check.output {
        Some(file) => std::fs::write(file, bytes).with_context(|| file.display().to_string())?,
        None => std::io::Write::write_all(&mut std::io::stdout(), &bytes)?,
    }
    Ok(match examined.outcome {
        Verdict::Accepted if lines.iter().all(|line| line.severity == "info") => ExitCode::SUCCESS,
        Verdict::Accepted | Verdict::Rejected => ExitCode::from(3),
        _ => ExitCode::FAILURE,
    })
}

fn text(source: &Source, examined: &Examined, lines: &[Line], language: Language) -> String {
    let count = |severity: &str| lines.iter().filter(|line| line.severity == severity).count();
    let (errors, warnings, info) = (count("error"), count("warning"), count("info"));
    let (services, agencies) = (examined.catalog.services.len(), examined.catalog.organizations.len());
    let detail = examined.detail.as_deref().map(|detail| format!(" ({})", plain(detail))).unwrap_or_default();
    let verdict = match (language, examined.outcome) {
        (Language::Indonesian, Verdict::Accepted) => "DITERIMA".to_owned(),
        (Language::Indonesian, Verdict::Rejected) => format!("DITOLAK: {}{detail}", examined.reason.as_str()),
        (Language::Indonesian, _) => format!("TIDAK TERBACA: {}{detail}", examined.reason.as_str()),
        (Language::English, Verdict::Accepted) => "ACCEPTED".to_owned(),
        (Language::English, Verdict::Rejected) => format!("REJECTED: {}{detail}", examined.reason.as_str()),
        (Language::English, _) => format!("NOT READ: {}{detail}", examined.reason.as_str()),
    };
    let counts = match language {
        Language::Indonesian => {
            format!("{services} layanan, {agencies} instansi. Temuan: {errors} salah, {warnings} peringatan, {info} catatan.")
        }
        Language::English => {
            format!("{services} services, {agencies} agencies. Findings: {errors} errors, {warnings} warnings, {info} notes.")
        }
    };
    let mut text = format!("{} ({}): {verdict}\n{counts}\n", source.id, source.region);
    for line in lines {
        let [severity, record, path, value, fix, code] = line.cells(language);
        text += &format!("\n[{severity}] {} | {}\n    {:?}\n    {fix} ({code})\n", plain(record), plain(path), value);
    }
    text
}

/// A text of the feed on one line: nothing in it may steer the terminal.
fn plain(text: &str) -> String {
    text.chars().map(|char| if char.is_control() { ' ' } else { char }).collect()
}

fn worse(one: ExitCode, other: ExitCode) -> ExitCode {
    if one == ExitCode::SUCCESS { other } else { one }
}
