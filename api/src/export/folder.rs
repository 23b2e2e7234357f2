//! All files in a folder of their own, with a manifest: written beside the last ones and put in their place at once, so that whoever fetches
//! them never meets half of a night.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use registry::model::Instant;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::{ALL, Export, write};
use crate::error::Error;
use crate::licence;
use crate::state::State;

/// Nights that are kept.
const KEPT: usize = 7;

/// What is in a folder.
#[derive(Debug, Serialize)]
pub struct Manifest {
    /// What it is.
    pub name: &'static str,
    /// When it was written.
    pub written_at: Instant,
    /// The licence of the data.
    pub license: &'static str,
    /// Where they come from.
    pub source: String,
    /// The files.
    pub files: Vec<FileEntry>,
}

/// A file of a folder.
#[derive(Debug, Serialize)]
pub struct FileEntry {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Records.
    pub rows: u64,
    /// Bytes.
    pub bytes: u64,
    /// Lower-case hexadecimal.
    pub sha256: String,
}

/// A folder could not be written.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// The disk said no.
    #[error("{path}: {source}", path = path.display())]
    Disk {
        /// Where.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The registry could not be read.
    #[error(transparent)]
    Read(#[from] Error),
}

fn disk(path: &Path) -> impl FnOnce(std::io::Error) -> FolderError + use<> {
    let path = path.to_owned();
    move |source| FolderError::Disk { path, source }
}

/// Writes every file below `folder`: into a folder named by the moment, to which `latest` then leads. `told` hears of each file. Older folders
/// are removed but for the last few.
///
/// # Errors
/// The disk or the store fails; what `latest` leads to is as it was.
pub async fn all(state: &State, folder: &Path, base: &str, told: impl Fn(&FileEntry)) -> Result<(PathBuf, Manifest), FolderError> {
    let now = state.now();
    let name = now.utc().format("%Y-%m-%dT%H%M%SZ").to_string();
    let (partial, whole) = (folder.join(format!(".{name}.partial")), folder.join(&name));
    std::fs::create_dir_all(&partial).map_err(disk(&partial))?;
    let mut files = Vec::with_capacity(ALL.len());
    for export in ALL {
        let entry = file(state, &partial.join(export.name()), base, export).await?;
        told(&entry);
        files.push(entry);
    }
    let manifest =
        Manifest { name: "Layanan Mal Pelayanan Publik Indonesia", written_at: now, license: licence::URL, source: base.to_owned(), files };
    let listed = partial.join("manifest.json");
    let json = serde_json::to_vec_pretty(&manifest).map_err(Error::from)?;
    std::fs::write(&listed, json).map_err(disk(&listed))?;
    std::fs::rename(&partial, &whole).map_err(disk(&whole))?;
    point(folder, &name)?;
    forget_old(folder, &name)?;
    Ok((whole, manifest))
}

async fn file(state: &State, path: &Path, base: &str, export: Export) -> Result<FileEntry, FolderError> {
    let mut out = std::io::BufWriter::new(std::fs::File::create(path).map_err(disk(path))?);
    let (mut hash, mut bytes) = (Sha256::new(), 0_u64);
    let mut fault = None;
    let rows = write(&state.store, &state.gazetteer, base, export, |piece: Vec<u8>| {
        hash.update(&piece);
        bytes += piece.len() as u64;
        std::future::ready(out.write_all(&piece).map_err(|error| {
            fault = Some(error);
            Error::Away
        }))
    })
    .await;
    if let Some(source) = fault {
        return Err(FolderError::Disk { path: path.to_owned(), source });
    }
    let rows = rows?;
    let written = out.into_inner().map_err(std::io::IntoInnerError::into_error).and_then(|file| file.sync_all());
    written.map_err(disk(path))?;
    let sha256 = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(FileEntry { name: export.name(), media_type: export.media_type(), rows, bytes, sha256 })
}

/// Lets `latest` lead to the folder of this name, at once.
fn point(folder: &Path, name: &str) -> Result<(), FolderError> {
    let (new, latest) = (folder.join(".latest.new"), folder.join("latest"));
    let _ = std::fs::remove_file(&new);
    #[cfg(unix)]
    std::os::unix::fs::symlink(name, &new).map_err(disk(&new))?;
    #[cfg(not(unix))]
    std::fs::write(&new, name).map_err(disk(&new))?;
    std::fs::rename(&new, &latest).map_err(disk(&latest))
}

/// Removes all but the last folders, and what a run that was ended left half written.
fn forget_old(folder: &Path, newest: &str) -> Result<(), FolderError> {
    let entries = std::fs::read_dir(folder).map_err(disk(folder))?;
    let mut names: Vec<String> =
        entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).filter(|name| is_ours(name)).collect();
    names.sort_unstable();
    let nights: Vec<&String> = names.iter().filter(|name| !name.starts_with('.')).collect();
    let old = nights.iter().take(nights.len().saturating_sub(KEPT)).map(|name| name.as_str());
    let half = names.iter().filter(|name| name.starts_with('.') && name.trim_start_matches('.') < newest).map(String::as_str);
    for name in old.chain(half) {
        let path = folder.join(name);
        std::fs::remove_dir_all(&path).map_err(disk(&path))?;
    }
    Ok(())
}

/// `2026-11-28T190000Z`, or the same half written. Nothing else in the folder is touched.
fn is_ours(name: &str) -> bool {
    let plain = name.trim_start_matches('.').trim_end_matches(".partial");
    chrono::NaiveDateTime::parse_from_str(plain, "%Y-%m-%dT%H%M%SZ").is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_folders_are_removed() {
        assert!(is_ours("2026-11-28T190000Z") && is_ours(".2026-11-28T190000Z.partial"));
        assert!(!is_ours("latest") && !is_ours("arsip") && !is_ours("2026-11-28"));
    }
}
