//! What can be told.

use crate::vocabulary::vocabulary;

vocabulary! {
    /// A kind of event. The names are public: one that was used is never given another meaning.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum Kind {
        /// A version of a source's catalog became the served one.
        CatalogPublished = "catalog.published", "Versi baru katalog mulai disajikan", "A new version of a catalog is served";
        /// New content of a source waits for a person or for time.
        SourceHeld = "source.held", "Isi baru sebuah sumber ditahan", "New content of a source is held";
        /// A source has brought nothing good for three of its intervals, and the fault is not ours.
        SourceSilent = "source.silent", "Sebuah sumber tidak lagi memberi data", "A source brings no data any more";
        /// Services at places are new, other than before, or gone.
        ServiceChanged = "service.changed", "Layanan atau tempatnya berubah", "Services or their places changed";
        /// A region's notice is shown.
        NoticePublished = "notice.published", "Sebuah pengumuman ditampilkan", "A notice is shown";
        /// Somebody pressed the button that tries an endpoint. It is not subscribed to.
        Test = "webhook.test", "Uji coba", "A test";
    }
}

impl Kind {
    /// Those that an endpoint can subscribe to.
    pub fn offered() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|kind| *kind != Self::Test)
    }
}

impl std::str::FromStr for Kind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_full_stop_delimited_and_their_own() {
        for kind in Kind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(*kind));
            // The specification: identifiers of letters, digits and underscores, delimited by full stops.
            assert!(kind.as_str().bytes().all(|sign| sign.is_ascii_alphanumeric() || sign == b'_' || sign == b'.'), "{kind:?}");
        }
        assert!(Kind::offered().all(|kind| kind != Kind::Test));
    }
}
