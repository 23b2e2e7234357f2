//! How much of a source who asks may see. What a region published itself and what is held of it, or was refused, was never public: its content
//! is for those alone who may read the region's drafts. Who decided is theirs to know too; the public is told that it was, and when.

use actix_web::HttpResponse;
use registry::access::Action;
use registry::model::{PUSHED, Verdict};

use super::{AttemptView, HeldView};
use crate::access::{Caller, Visitor, scope_of};
use crate::answer;
use crate::error::Error;
use crate::sources::SourceView;
use registry::store::read::SourceRow;

/// How much of a source somebody sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sight {
    /// Who decided.
    pub people: bool,
    /// Content that is not served.
    pub unserved: bool,
}

impl Sight {
    /// What everybody sees of a source of this format. A feed that is fetched is public as it is, whether its content is served or not.
    fn of_all(format: &str) -> Self {
        Self { people: false, unserved: format != PUSHED }
    }

    /// What this caller sees of it.
    pub(super) fn of(caller: Option<&Caller>, row: &SourceRow) -> Result<Self, Error> {
        let scope = scope_of(row)?;
        Ok(match caller {
            Some(caller) if caller.is_allowed(Action::ReadDrafts, &scope) => Self { people: true, unserved: true },
            Some(_) | None => Self::of_all(&row.format),
        })
    }

    pub(super) fn held(self, mut held: HeldView) -> HeldView {
        if !self.people {
            held.refused_by = None;
        }
        if !self.unserved {
            (held.diff_hash, held.counts, held.names, held.release) = (None, None, None, None);
        }
        held
    }

    pub(super) fn attempt(self, mut attempt: AttemptView) -> AttemptView {
        if !self.unserved && is_unserved(Some(&attempt.outcome)) {
            (attempt.records, attempt.refused, attempt.content_hash, attempt.detail) = (None, None, None, None);
            attempt.bytes = 0;
        }
        attempt
    }

    pub(super) fn source(self, mut source: SourceView) -> SourceView {
        if !self.unserved && is_unserved(source.last_outcome.as_deref()) {
            source.last_detail = None;
        }
        source
    }
}

/// A source as everybody sees it.
pub(super) fn for_all(source: SourceView) -> SourceView {
    Sight::of_all(&source.format).source(source)
}

/// Whether what came was not put before the public.
fn is_unserved(outcome: Option<&str>) -> bool {
    outcome.is_some_and(|outcome| [Verdict::Held.as_str(), Verdict::Rejected.as_str()].contains(&outcome))
}

/// An answer that may hold more than everybody sees is kept by no cache.
pub(super) fn sent(visitor: &Visitor, answer: HttpResponse) -> HttpResponse {
    if visitor.0.is_some() { answer::private(answer) } else { answer }
}
