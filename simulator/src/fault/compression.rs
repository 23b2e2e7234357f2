//! Faults of `Content-Encoding`.

use std::io::Write;

use flate2::Compression as Level;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

use super::http::text_of;
use super::reply::{Body, Length, Reply};
use super::stand::Scene;

/// A fault of the compression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// Compressed as it says: honest.
    Honest(Coding),
    /// A text of so many bytes of the digit zero, compressed as it is sent.
    Bomb(Coding, u64),
    /// A bomb in a bomb: so many bytes, compressed twice.
    BombInBomb(u64),
    /// Half of the compressed bytes.
    Truncated(Coding),
    /// Compressed so, labelled so.
    Labelled(Coding, &'static str),
    /// Not compressed, labelled so.
    OnlyLabelled(&'static str),
    /// Compressed twice, and labelled so.
    Twice(&'static str),
    /// The checksum at the end is wrong.
    WrongChecksum,
    /// Garbage after the end.
    Garbage,
    /// A second member after the first (RFC 1952, 2.2): honest.
    TwoMembers,
    /// The header is whole, the rest is not.
    Broken,
}

/// A way to compress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// RFC 1952.
    Gzip,
    /// RFC 1950, which HTTP calls deflate.
    Zlib,
    /// RFC 1951, which some servers call deflate.
    Deflate,
    /// RFC 7932.
    Brotli,
}

impl Coding {
    fn label(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zlib | Self::Deflate => "deflate",
            Self::Brotli => "br",
        }
    }

    fn compress(self, text: &[u8]) -> Vec<u8> {
        let mut packed = Vec::new();
        // Writing to memory does not fail.
        let written = match self {
            Self::Gzip => {
                let mut encoder = GzEncoder::new(&mut packed, Level::fast());
                encoder.write_all(text).and_then(|()| encoder.finish().map(|_| ()))
            }
            Self::Zlib => {
                let mut encoder = ZlibEncoder::new(&mut packed, Level::fast());
                encoder.write_all(text).and_then(|()| encoder.finish().map(|_| ()))
            }
            Self::Deflate => {
                let mut encoder = DeflateEncoder::new(&mut packed, Level::fast());
                encoder.write_all(text).and_then(|()| encoder.finish().map(|_| ()))
            }
            Self::Brotli => brotli::CompressorWriter::new(&mut packed, 4096, 4, 20).write_all(text),
        };
        debug_assert!(written.is_ok());
        packed
    }

    /// Compresses a flow as it comes.
    fn compress_flow(self, plain: impl Iterator<Item = Vec<u8>> + Send + 'static) -> Box<dyn Iterator<Item = Vec<u8>> + Send> {
        match self {
            Self::Gzip => Box::new(Packing { plain, packer: Some(GzEncoder::new(Vec::new(), Level::best())) }),
            Self::Zlib | Self::Deflate => Box::new(Packing { plain, packer: Some(ZlibEncoder::new(Vec::new(), Level::best())) }),
            Self::Brotli => Box::new(Packing { plain, packer: Some(brotli::CompressorWriter::new(Vec::new(), 1 << 16, 4, 20)) }),
        }
    }
}

/// What compresses a flow.
trait Packer: Write {
    /// What is ready, taken out.
    fn ready(&mut self) -> Vec<u8>;
    /// The rest.
    fn end(self) -> Vec<u8>;
}

macro_rules! packer {
    ($($encoder:ty),+) => { $(
        impl Packer for $encoder {
            fn ready(&mut self) -> Vec<u8> { std::mem::take(self.get_mut()) }
            fn end(self) -> Vec<u8> { self.finish().unwrap_or_default() }
        }
    )+ };
}
packer!(GzEncoder<Vec<u8>>, ZlibEncoder<Vec<u8>>);

impl Packer for brotli::CompressorWriter<Vec<u8>> {
    fn ready(&mut self) -> Vec<u8> {
        std::mem::take(self.get_mut())
    }

    fn end(self) -> Vec<u8> {
        self.into_inner()
    }
}

/// A flow that is compressed as it comes.
struct Packing<I, P> {
    plain: I,
    packer: Option<P>,
}

impl<I: Iterator<Item = Vec<u8>>, P: Packer> Iterator for Packing<I, P> {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let packer = self.packer.as_mut()?;
        for plain in self.plain.by_ref() {
            packer.write_all(&plain).ok()?;
            let ready = packer.ready();
            if !ready.is_empty() {
                return Some(ready);
            }
        }
        self.packer.take().map(Packer::end)
    }
}

impl Compression {
    /// The answer.
    pub fn reply(self, scene: &Scene<'_>) -> Reply {
        let body = scene.body();
        let labelled = |bytes: Vec<u8>, label: &str| scene.ok(bytes).header("Content-Encoding", label);
        match self {
            Self::Honest(coding) => labelled(coding.compress(&body), coding.label()),
            Self::Bomb(coding, bytes) => {
                let flow = coding.compress_flow(text_of(bytes));
                labelled(Vec::new(), coding.label()).with(Body::Flow(flow)).length(Length::Unsaid)
            }
            Self::BombInBomb(bytes) => {
                let flow = Coding::Gzip.compress_flow(Coding::Gzip.compress_flow(text_of(bytes)));
                labelled(Vec::new(), "gzip, gzip").with(Body::Flow(flow)).length(Length::Unsaid)
            }
            Self::Truncated(coding) => {
                let mut packed = coding.compress(&body);
                packed.truncate(packed.len() / 2);
                labelled(packed, coding.label())
            }
            Self::Labelled(coding, "") => scene.ok(coding.compress(&body)),
            Self::Labelled(coding, label) => labelled(coding.compress(&body), label),
            Self::OnlyLabelled(label) => labelled(body, label),
            Self::Twice(label) => labelled(Coding::Gzip.compress(&Coding::Gzip.compress(&body)), label),
            Self::WrongChecksum => {
                let mut packed = Coding::Gzip.compress(&body);
                let at = packed.len().saturating_sub(6);
                if let Some(byte) = packed.get_mut(at) {
                    *byte ^= 0x55;
                }
                labelled(packed, "gzip")
            }
            Self::Garbage => {
                let mut packed = Coding::Gzip.compress(&body);
                packed.extend_from_slice(b"sampah sintetis");
                labelled(packed, "gzip")
            }
            Self::TwoMembers => {
                let (first, second) = body.split_at(body.len() / 2);
                labelled([Coding::Gzip.compress(first), Coding::Gzip.compress(second)].concat(), "gzip")
            }
            Self::Broken => {
                let mut packed = Coding::Gzip.compress(&body);
                packed.iter_mut().skip(10).for_each(|byte| *byte = 0xff);
                labelled(packed, "gzip")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn a_bomb_is_a_thousandth_of_what_it_grows_to() {
        let sent: Vec<u8> = Coding::Gzip.compress_flow(text_of(64 << 20)).flatten().collect();
        let mut grown = 0;
        let mut chunk = vec![0; 1 << 16];
        let mut decoder = flate2::read::GzDecoder::new(sent.as_slice());
        loop {
            let read = decoder.read(&mut chunk).unwrap();
            if read == 0 {
                break;
            }
            grown += read;
        }
        assert!(grown >= 64 << 20 && sent.len() < 80 << 10, "{} grows to {grown}", sent.len());
    }

    #[test]
    fn brotli_comes_out_as_it_went_in() {
        let mut text = Vec::new();
        let packed = Coding::Brotli.compress(b"data sintetis");
        brotli::Decompressor::new(packed.as_slice(), 4096).read_to_end(&mut text).unwrap();
        assert_eq!(text, b"data sintetis");
    }
}
