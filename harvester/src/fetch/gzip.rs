//! Gzip as RFC 1952 has it: one member after another. The HTTP library stops behind the first, and what follows would be lost without a word.

use std::io::{ErrorKind, Read as _};

use flate2::bufread::GzDecoder;

/// How a member begins.
const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// Why a body could not be decompressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ungzip {
    /// It grows over the cap.
    TooLarge,
    /// It ends before a member does.
    Cut,
    /// It is no gzip, or its checksum is wrong.
    Broken,
}

/// All members of `raw`, decompressed to at most `most` bytes. What stands behind the last one and is no member is left out.
pub(super) fn ungzip(raw: &[u8], most: usize) -> Result<Vec<u8>, Ungzip> {
    let mut body = Vec::new();
    let mut rest = raw;
    loop {
        let mut member = GzDecoder::new(rest);
        let room = most.saturating_sub(body.len()) as u64 + 1;
        (&mut member).take(room).read_to_end(&mut body).map_err(|error| match error.kind() {
            ErrorKind::UnexpectedEof => Ungzip::Cut,
            _ => Ungzip::Broken,
        })?;
        if body.len() > most {
            return Err(Ungzip::TooLarge);
        }
        rest = member.into_inner();
        if !rest.starts_with(&MAGIC) {
            return Ok(body);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(text).unwrap();
        packed.finish().unwrap()
    }

    #[test]
    fn members_follow_one_another_and_garbage_behind_them_is_left_out() {
        let both = [gzip(b"satu "), gzip(b"dua")].concat();
        assert_eq!(ungzip(&both, 100).as_deref(), Ok(&b"satu dua"[..]));
        assert_eq!(ungzip(&[both, b"\0\0\0".to_vec()].concat(), 100).as_deref(), Ok(&b"satu dua"[..]));
        assert_eq!(ungzip(&gzip(b""), 100).as_deref(), Ok(&b""[..]));
    }

    #[test]
    fn the_cap_holds_for_all_members_together() {
        let many: Vec<u8> = (0..11).flat_map(|_| gzip(&[b'x'; 10])).collect();
        assert_eq!(ungzip(&many, 109), Err(Ungzip::TooLarge));
        assert_eq!(ungzip(&many, 110).map(|body| body.len()), Ok(110));
    }

    #[test]
    fn cut_and_broken_are_told_apart() {
        let whole = gzip(b"layanan layanan layanan");
        for end in 0..whole.len() {
            assert!(ungzip(&whole[..end], 100).is_err(), "{end}");
        }
        assert_eq!(ungzip(&whole[..whole.len() - 9], 100), Err(Ungzip::Cut));
        assert_eq!(ungzip(b"{\"data\":[]}", 100), Err(Ungzip::Broken));
    }
}
