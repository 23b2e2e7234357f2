//! One index on disk: writing to it, and its current snapshot.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tantivy::index::SegmentComponent;
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy, MergePolicy, NoMergePolicy};
use tantivy::store::Compressor;
use tantivy::{Directory as _, Index, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, TantivyDocument};

use super::documents::Documents;
use super::levels::Leveller;
use super::rows::Names;
use super::schema::{Fields, layout, register_tokenizer};
use super::snapshot::{Shared, Snapshot, engine};
use crate::search::{Document, SearchError, Synonyms, Update};

/// What the writer may collect in memory before it writes a segment: as little as tantivy allows, for the whole process has 200 MiB.
const HEAP: usize = 15_000_000;
/// Documents waiting for the writer are not part of that, so a rebuild lets it catch up after so many.
const MOST_WAITING: usize = 2_000;
/// Small blocks: a hit unpacks one.
const BLOCK: usize = 2048;

/// The files that every segment has.
const PARTS: [SegmentComponent; 4] =
    [SegmentComponent::Postings, SegmentComponent::Terms, SegmentComponent::FastFields, SegmentComponent::Store];

/// One index.
pub(super) struct Generation {
    fields: Fields,
    synonyms: Arc<Synonyms>,
    index: Index,
    path: PathBuf,
    reader: IndexReader,
    /// None after a failed write: the next one begins with a new writer.
    writer: Mutex<Option<IndexWriter>>,
    current: RwLock<Current>,
    /// Of agencies and categories.
    names: Names,
    hours: Names,
    documents: Arc<Documents>,
    leveller: Mutex<Leveller>,
    /// Documents added since the last commit.
    waiting: AtomicUsize,
}

#[derive(Clone)]
struct Current {
    snapshot: Arc<Snapshot>,
    position: i64,
}

impl Generation {
    /// A new, empty index in the empty folder `path`.
    pub fn create(path: &Path, synonyms: Arc<Synonyms>) -> Result<Self, SearchError> {
        let fields = Fields::new();
        let settings = IndexSettings {
            docstore_compression: Compressor::Lz4,
            docstore_compress_dedicated_thread: false,
            docstore_blocksize: BLOCK,
            ..IndexSettings::default()
        };
        let index = Index::builder().schema(fields.schema.clone()).settings(settings).create_in_dir(path).map_err(engine)?;
        register_tokenizer(&index);
        let mut writer = open_writer(&index).map_err(engine)?;
        commit(&mut writer, &synonyms, 0).map_err(engine)?;
        Self::new((path.to_owned(), index), fields, synonyms, writer, 0)
    }

    /// The index in `path`, if it is whole and was made as this program would make it.
    pub fn open(path: &Path, synonyms: Arc<Synonyms>) -> Result<Self, SearchError> {
        let fields = Fields::new();
        let index = Index::open_in_dir(path).map_err(engine)?;
        if index.schema() != fields.schema {
            return Err(engine("its fields are others"));
        }
        let damaged = index.validate_checksum().map_err(engine)?;
        if let Some(file) = damaged.iter().next() {
            return Err(engine(format_args!("{} is damaged", file.display())));
        }
        let payload = index.load_metas().map_err(engine)?.payload.unwrap_or_default();
        let position = match payload.split_once(' ') {
            Some((made, position)) if made == layout(&synonyms) => position.parse().map_err(engine)?,
            _ => return Err(engine("it was made by another version or with other synonyms")),
        };
        register_tokenizer(&index);
        let writer = open_writer(&index).map_err(engine)?;
        Self::new((path.to_owned(), index), fields, synonyms, writer, position)
    }

    fn new(
        (path, index): (PathBuf, Index),
        fields: Fields,
        synonyms: Arc<Synonyms>,
        writer: IndexWriter,
        position: i64,
    ) -> Result<Self, SearchError> {
        let reader =
            index.reader_builder().reload_policy(ReloadPolicy::Manual).doc_store_cache_num_blocks(16).try_into().map_err(engine)?;
        let (names, hours, documents) = (Names::default(), Names::default(), Arc::default());
        let shared = Shared { names: &names, hours: &hours, documents: &documents, synonyms: &synonyms, fields: &fields };
        let snapshot = Arc::new(Snapshot::new(reader.searcher(), None, &shared).map_err(engine)?);
        let current = RwLock::new(Current { snapshot, position });
        Ok(Self {
            fields,
            synonyms,
            index,
            path,
            reader,
            writer: Mutex::new(Some(writer)),
            current,
            names,
            hours,
            documents,
            leveller: Mutex::default(),
            waiting: AtomicUsize::new(0),
        })
    }

    /// The index as of the last commit.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.now().snapshot
    }

    /// The last outbox row that it holds.
    pub fn position(&self) -> i64 {
        self.now().position
    }

    fn now(&self) -> Current {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Applies updates and commits them together with `position`.
    pub fn apply(&self, updates: &[Update], position: i64) -> Result<(), SearchError> {
        self.write(|writer| {
            for update in updates {
                match update {
                    Update::Put(document) => self.put(writer, document)?,
                    Update::Delete(id) => drop(writer.delete_term(self.fields.key(*id))),
                }
            }
            commit(writer, &self.synonyms, position)
        })?;
        self.refresh(position)
    }

    /// Adds documents to an index that nobody searches yet.
    pub fn add(&self, documents: &[Document]) -> Result<(), SearchError> {
        for some in documents.chunks(MOST_WAITING) {
            let waiting = self.waiting.fetch_add(some.len(), Ordering::Relaxed) + some.len();
            self.write(|writer| {
                some.iter().try_for_each(|document| self.put(writer, document))?;
                if waiting < MOST_WAITING {
                    return Ok(());
                }
                self.waiting.store(0, Ordering::Relaxed);
                commit(writer, &self.synonyms, 0)
            })?;
        }
        Ok(())
    }

    fn put(&self, writer: &IndexWriter, document: &Document) -> tantivy::Result<()> {
        let mut leveller = self.leveller.lock().unwrap_or_else(PoisonError::into_inner);
        let encoded = self.fields.encode(document, &self.synonyms, &mut leveller);
        let encoded = encoded.map_err(|error| tantivy::TantivyError::InvalidArgument(error.to_string()))?;
        writer.delete_term(self.fields.key(document.id));
        writer.add_document(encoded).map(drop)
    }

    /// Whether all files of the last commit are there.
    pub fn check(&self) -> Result<(), SearchError> {
        let lost = |error: &dyn std::fmt::Display| SearchError::Lost(error.to_string());
        let directory = self.index.directory();
        for segment in self.index.load_metas().map_err(|error| lost(&error))?.segments {
            let deleted = segment.has_deletes().then_some(SegmentComponent::Delete);
            for part in PARTS.into_iter().chain(deleted) {
                let path = segment.relative_path(part);
                if !directory.exists(&path).map_err(|error| lost(&error))? {
                    return Err(lost(&format_args!("{} is gone", path.display())));
                }
            }
        }
        Ok(())
    }

    /// Reads every file and compares it with its checksum.
    pub fn verify(&self) -> Result<(), SearchError> {
        // Not beside a commit or a merge.
        let _writing = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        // Opened anew: this index would look at the files that it has open, whatever has become of them on the disk.
        let read = Index::open_in_dir(&self.path).and_then(|index| index.validate_checksum());
        match read.map_err(|error| SearchError::Lost(error.to_string()))?.iter().next() {
            Some(file) => Err(SearchError::Lost(format!("{} is damaged", file.display()))),
            None => Ok(()),
        }
    }

    /// Whether there is something for `tidy` to do.
    pub fn is_untidy(&self) -> bool {
        self.index.searchable_segment_metas().is_ok_and(|segments| !policy().compute_merge_candidates(&segments).is_empty())
    }

    /// Merges small segments, where there are enough of them to be worth it.
    pub fn tidy(&self) -> Result<(), SearchError> {
        let policy = policy();
        let mut merged = false;
        // One merge can make another worthwhile; each reduces the number of segments, so this ends.
        loop {
            let segments = self.index.searchable_segment_metas().map_err(engine)?;
            let candidates = policy.compute_merge_candidates(&segments);
            if candidates.is_empty() {
                break;
            }
            for candidate in candidates {
                self.write(|writer| writer.merge(&candidate.0).wait().map(drop))?;
            }
            merged = true;
        }
        if merged { self.refresh(self.position()) } else { Ok(()) }
    }

    /// Merges everything into one segment.
    pub fn merge_all(&self) -> Result<(), SearchError> {
        let segments = self.index.searchable_segment_ids().map_err(engine)?;
        if segments.len() > 1 {
            self.write(|writer| writer.merge(&segments).wait().map(drop))?;
        }
        self.refresh(self.position())
    }

    /// Runs `work` with the writer. If it fails, all that was not committed is forgotten.
    fn write(&self, work: impl FnOnce(&mut IndexWriter) -> tantivy::Result<()>) -> Result<(), SearchError> {
        let mut held = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let mut writer = match held.take() {
            Some(writer) => writer,
            None => open_writer(&self.index).map_err(engine)?,
        };
        work(&mut writer).map_err(engine)?;
        *held = Some(writer);
        Ok(())
    }

    /// Makes the last commit the current snapshot.
    fn refresh(&self, position: i64) -> Result<(), SearchError> {
        self.reader.reload().map_err(engine)?;
        let before = self.snapshot();
        let Self { names, hours, documents, synonyms, fields, .. } = self;
        let shared = Shared { names, hours, documents, synonyms, fields };
        let snapshot = Arc::new(Snapshot::new(self.reader.searcher(), Some(&before), &shared).map_err(engine)?);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Current { snapshot, position };
        Ok(())
    }
}

fn open_writer(index: &Index) -> tantivy::Result<IndexWriter> {
    let options = IndexWriterOptions::builder().num_worker_threads(1).num_merge_threads(1).memory_budget_per_thread(HEAP).build();
    let writer: IndexWriter<TantivyDocument> = index.writer_with_options(options)?;
    // Merges are asked for by `tidy`, one at a time and never beside a commit.
    writer.set_merge_policy(Box::new(NoMergePolicy));
    // A process that was killed while it wrote leaves files that no commit names. The next commit would give the same names, and fail for ever.
    writer.garbage_collect_files().wait()?;
    Ok(writer)
}

fn policy() -> LogMergePolicy {
    let mut policy = LogMergePolicy::default();
    policy.set_min_num_segments(6);
    policy.set_min_layer_size(2_000);
    policy.set_del_docs_ratio_before_merge(0.4);
    policy
}

/// The position is part of the commit: content and position change in one step.
fn commit(writer: &mut IndexWriter, synonyms: &Synonyms, position: i64) -> tantivy::Result<()> {
    let mut prepared = writer.prepare_commit()?;
    prepared.set_payload(&format!("{} {position}", layout(synonyms)));
    prepared.commit().map(drop)
}
