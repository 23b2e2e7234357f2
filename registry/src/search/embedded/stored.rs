//! A document as it is kept in the index: in `postcard`, which names no fields. An index of another form is made anew, so only the form of
//! today is ever read.

use crate::search::Document;

/// To bytes.
pub(super) fn write(document: &Document) -> Result<Vec<u8>, postcard::Error> {
    postcard::to_stdvec(document)
}

/// From bytes.
pub(super) fn read(bytes: &[u8]) -> Result<Document, postcard::Error> {
    postcard::from_bytes(bytes)
}
