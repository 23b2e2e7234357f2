//! The folder of the index on disk.
//!
//! ```text
//! LOCK            held by the process that has the index open
//! CURRENT         the name of the live generation; replaced by renaming, so that a rebuild goes live in one step
//! generation-7/   an index of tantivy's
//! ```
//!
//! What `CURRENT` does not name is left over from a rebuild that was not finished, and removed when the folder is opened.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::snapshot::engine;
use crate::search::SearchError;

const CURRENT: &str = "CURRENT";
const LOCK: &str = "LOCK";
const GENERATION: &str = "generation-";
/// Whoever had the index open may be just about to finish: a second is waited.
const TRIES: u32 = 40;
const PAUSE: Duration = Duration::from_millis(25);

/// The folder, locked for this process.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    lock: Mutex<File>,
    /// The highest number of a generation so far: one that was deleted from outside is not given to another.
    last: AtomicU64,
}

impl Folder {
    /// Makes the folder where there is none, and locks it.
    pub fn open(path: &Path) -> Result<Self, SearchError> {
        Ok(Self { path: path.to_owned(), lock: Mutex::new(locked(path)?), last: AtomicU64::default() })
    }

    /// Makes the folder and its lock again where somebody deleted them: a lock on a file that is gone keeps nobody out.
    fn restore(&self) -> Result<(), SearchError> {
        if !self.path.join(LOCK).exists() {
            let again = locked(&self.path)?;
            *self.lock.lock().unwrap_or_else(PoisonError::into_inner) = again;
        }
        Ok(())
    }

    /// The live generation's folder.
    pub fn current(&self) -> Option<PathBuf> {
        let name = fs::read_to_string(self.path.join(CURRENT)).ok()?;
        let name = name.trim();
        let number = number(name)?;
        self.last.fetch_max(number, Ordering::Relaxed);
        Some(self.path.join(name)).filter(|path| path.is_dir())
    }

    /// A new, empty folder for a generation.
    pub fn next(&self) -> Result<PathBuf, SearchError> {
        self.restore()?;
        let there = self.generations().filter_map(|path| number(path.file_name()?.to_str()?)).max().unwrap_or(0);
        let next = self.last.fetch_max(there, Ordering::Relaxed).max(there) + 1;
        self.last.store(next, Ordering::Relaxed);
        let path = self.path.join(format!("{GENERATION}{next}"));
        fs::create_dir(&path).map_err(engine)?;
        Ok(path)
    }

    /// Makes `generation` the live one.
    pub fn publish(&self, generation: &Path) -> Result<(), SearchError> {
        self.write_current(generation).map_err(engine)
    }

    fn write_current(&self, generation: &Path) -> io::Result<()> {
        let name = generation.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let draft = self.path.join("CURRENT.new");
        let mut file = File::create(&draft)?;
        file.write_all(name.as_bytes())?;
        file.sync_all()?;
        fs::rename(&draft, self.path.join(CURRENT))?;
        File::open(&self.path)?.sync_all()
    }

    /// Removes all generations but the live one.
    pub fn sweep(&self) {
        let current = self.current();
        self.generations().filter(|path| Some(path) != current.as_ref()).for_each(|path| remove(&path));
    }

    fn generations(&self) -> impl Iterator<Item = PathBuf> + use<> {
        let entries = fs::read_dir(&self.path).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).filter(|path| path.file_name().and_then(|name| number(name.to_str()?)).is_some())
    }
}

/// Removes a generation. Where that fails it is removed when the folder is opened next.
pub(super) fn remove(generation: &Path) {
    if let Err(error) = fs::remove_dir_all(generation)
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!(path = %generation.display(), %error, "an old search index could not be removed");
    }
}

/// The lock file of the folder, held.
fn locked(path: &Path) -> Result<File, SearchError> {
    fs::create_dir_all(path).map_err(|error| engine(format_args!("{}: {error}", path.display())))?;
    let lock = File::options().create(true).truncate(false).write(true).open(path.join(LOCK)).map_err(engine)?;
    for _ in 0..TRIES {
        match lock.try_lock() {
            Ok(()) => return Ok(lock),
            Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            Err(TryLockError::Error(error)) => return Err(engine(error)),
        }
    }
    Err(SearchError::Unavailable(format!("another process has the index in {} open", path.display())))
}

fn number(name: &str) -> Option<u64> {
    name.strip_prefix(GENERATION)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leftovers_are_swept_and_the_live_one_stays() {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::open(root.path()).unwrap();
        assert_eq!(folder.current(), None);
        let (first, second) = (folder.next().unwrap(), folder.next().unwrap());
        folder.publish(&second).unwrap();
        folder.sweep();
        assert_eq!((folder.current(), first.exists()), (Some(second), false));
    }

    #[test]
    fn a_folder_that_was_deleted_is_made_and_locked_again_and_no_number_is_given_twice() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("index");
        let folder = Folder::open(&path).unwrap();
        let first = folder.next().unwrap();
        fs::remove_dir_all(&path).unwrap();
        let second = folder.next().unwrap();
        assert_ne!(first, second);
        assert!(matches!(Folder::open(&path), Err(SearchError::Unavailable(_))));
    }

    #[test]
    fn one_process_at_a_time() {
        let root = tempfile::tempdir().unwrap();
        let _held = Folder::open(root.path()).unwrap();
        assert!(matches!(Folder::open(root.path()), Err(SearchError::Unavailable(_))));
    }

    #[test]
    fn a_strange_current_names_nothing() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join(CURRENT), "../elsewhere").unwrap();
        assert_eq!(Folder::open(root.path()).unwrap().current(), None);
    }
}
