//! What the tests of this folder share: a source, and the reading of its drafts.

use super::catalog;
use crate::gazetteer;
use crate::model::{Catalog, Drafts, Source, SourceFile};

/// A source of Kota Bogor.
pub fn source() -> Source {
    let toml = "id = \"bogor\"\nregion = \"32.71\"\nformat = \"json\"\nurl = \"https://mpp.example/api\"";
    SourceFile::parse(toml).unwrap().sources.remove(0)
}

/// What its drafts are read to.
pub fn read(drafts: Drafts) -> Catalog {
    let source = source();
    catalog(&source, gazetteer::region(source.region).unwrap(), drafts)
}
