//! A document as it is kept: compressed, with the hash of its content.

use std::io::{Read, Write};

use actix_web::web::Bytes;
use chrono::{DateTime, Utc};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

/// A document's bytes and validators. The compressed form is kept, a tenth of the plain one.
pub struct Document {
    /// Of the plain bytes, in hexadecimal.
    pub hash: String,
    /// When the content last changed, in the farm's own time.
    pub modified: DateTime<Utc>,
    /// Compressed.
    pub gzip: Bytes,
    kept: Option<Bytes>,
    length: usize,
}

impl Document {
    /// Of this text; `keep_plain` keeps the plain bytes too.
    pub fn new(text: &[u8], modified: DateTime<Utc>, keep_plain: bool) -> std::io::Result<Self> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text)?;
        let hash = blake3::hash(text).to_hex().chars().take(24).collect();
        let kept = keep_plain.then(|| Bytes::copy_from_slice(text));
        Ok(Self { hash, modified, gzip: encoder.finish()?.into(), kept, length: text.len() })
    }

    /// The plain bytes.
    pub fn plain(&self) -> std::io::Result<Bytes> {
        if let Some(kept) = &self.kept {
            return Ok(kept.clone());
        }
        let mut text = Vec::with_capacity(self.length);
        GzDecoder::new(self.gzip.as_ref()).read_to_end(&mut text)?;
        Ok(text.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_comes_out_as_it_went_in() {
        let text = "{\"a\":1}".repeat(100);
        for keep_plain in [false, true] {
            let document = Document::new(text.as_bytes(), DateTime::UNIX_EPOCH, keep_plain).unwrap();
            assert_eq!(document.plain().unwrap(), text.as_bytes());
            assert!(document.gzip.len() < text.len() / 5);
            assert_eq!(document.hash.len(), 24);
        }
    }
}
