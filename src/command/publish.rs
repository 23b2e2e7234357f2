//! `simpul publish FILE --out FOLDER`: a workbook as a static site that a region can put on any web server.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use harvester::pipeline::{Sent, read_sent};
use harvester::report::{Language, Line};
use harvester::site;
use registry::model::{RegionCode, SourceFile};
use registry::normalise::service_name::Aliases;

#[derive(Args)]
pub struct Publish {
    /// Simpul's workbook, or a CSV of services
    file: PathBuf,
    /// The folder that the site is written to; what is there is replaced as a whole
    #[arg(long)]
    out: PathBuf,
    /// The region that the catalog speaks for, like 36.01
    #[arg(long)]
    region: RegionCode,
    /// The name of the source: ids are derived from it, so keep it
    #[arg(long, default_value = "katalog")]
    name: String,
    /// The word that the registry shows at an offer of this site's address, `simpul-…`: with it the site proves that it speaks for the region
    #[arg(long, value_name = "WORD")]
    proof: Vec<String>,
}

/// Writes the site. 1: the file cannot be published; 3: it was, and there is something to mend.
pub async fn run(publish: &Publish) -> anyhow::Result<ExitCode> {
    let toml = format!(
        "id = {}\nregion = \"{}\"\nformat = \"push\"\nurl = \"https://file.invalid/\"\ninterval_seconds = 86400",
        toml::Value::from(publish.name.as_str()),
        publish.region
    );
    let source = SourceFile::parse(&toml)?.sources.remove(0);
    let body = fs::read(&publish.file).with_context(|| publish.file.display().to_string())?;
    let read = read_sent(&source, &Sent { body, content_type: None, rest: None }, &Aliases::default()).await;
    let lines: Vec<Line> = read.findings().iter().map(|finding| Line::of(finding, Language::Indonesian)).collect();
    for line in lines.iter().filter(|line| line.severity != "info") {
        eprintln!("[{}] {}  {:?}\n    {}", line.severity, line.path, line.value, line.how_to_fix);
    }
    let content = read.content.map_err(|error| anyhow::anyhow!("{}: {}", error.reason.sentence(), error.detail))?;
    let today = crate::clock::now().utc().date_naive().to_string();
    write(&publish.out, &site::files(&content.catalog, &source, &today, &publish.proof)?)?;
    println!("{}  {} layanan. Taruh isi folder ini di akar situs daerah.", publish.out.display(), content.catalog.services.len());
    let is_clean = lines.iter().all(|line| line.severity == "info");
    Ok(if is_clean { ExitCode::SUCCESS } else { ExitCode::from(3) })
}

/// Puts the files in the place of the folder: written beside it and on the disk first, so that whoever serves the folder never serves a part, and
/// a fall in the middle leaves what was there.
fn write(folder: &Path, files: &[site::File]) -> anyhow::Result<()> {
    let name = folder.file_name().context("--out: name a folder")?.to_string_lossy().into_owned();
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let is_ours = !folder.exists() || folder.join(site::WELL_KNOWN).exists() || fs::read_dir(folder)?.next().is_none();
    anyhow::ensure!(is_ours, "{}: berisi hal lain; pilih folder baru", folder.display());
    fs::create_dir_all(parent)?;
    let (new, old) = (parent.join(format!(".{name}.new")), parent.join(format!(".{name}.old")));
    for left in [&new, &old] {
        if left.exists() && (left == &new || folder.exists()) {
            fs::remove_dir_all(left)?;
        }
    }
    // A fall between the two renames: what was there comes back first.
    if old.exists() {
        fs::rename(&old, folder)?;
    }
    for file in files {
        let path = new.join(file.path);
        fs::create_dir_all(path.parent().unwrap_or(&new))?;
        let mut out = fs::File::create(&path).with_context(|| path.display().to_string())?;
        std::io::Write::write_all(&mut out, &file.body)?;
        out.sync_all()?;
    }
    if folder.exists() {
        fs::rename(folder, &old)?;
    }
    fs::rename(&new, folder)?;
    fs::File::open(parent)?.sync_all()?;
    if old.exists() {
        fs::remove_dir_all(&old)?;
    }
    Ok(())
}
