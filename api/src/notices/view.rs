//! A notice as it is served.

use registry::gazetteer;
use registry::model::{Id, Instant};
use registry::notice::{Notice, Posted, Target};
use serde::Serialize;

use crate::sources::Named;

/// A region's urgent word.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct NoticeView {
    /// For `/v1/notices/{id}`.
    #[schema(value_type = String)]
    pub id: Id,
    /// `closed`, `short_hours`, `moved`, `no_blanks` or `other`
    pub kind: &'static str,
    /// Whose word it is: the team of this kabupaten or kota.
    pub region: Named,
    /// `region`, `hall`, `counter` (an agency at a hall), `service` (at a hall) or `national_service` (in the region)
    pub scope: &'static str,
    /// What it is about, for people; null: the region as a whole.
    pub about: Option<String>,
    /// The hall that it is about, or a part of which.
    #[schema(value_type = Option<String>)]
    pub location_id: Option<Id>,
    /// The agency.
    #[schema(value_type = Option<String>)]
    pub organization_id: Option<Id>,
    /// The service.
    #[schema(value_type = Option<String>)]
    pub service_id: Option<Id>,
    /// The national term.
    pub term: Option<String>,
    /// In the words of the region.
    pub text: String,
    /// In English, where the region wrote it.
    pub text_en: Option<String>,
    /// With `short_hours`: the hours of each day that are left, like `08:00-11:30`, on the clock of the region.
    pub hours: Option<String>,
    /// In force from here.
    #[schema(value_type = String)]
    pub starts_at: Instant,
    /// Not in force any more from here; earlier than planned where somebody ended it.
    #[schema(value_type = String)]
    pub ends_at: Instant,
    /// `coming`, `in_force` or `ended`, at the moment that is asked about
    pub state: &'static str,
    /// It is why the place that it stands with is closed at the moment that is asked about.
    pub closes: bool,
    /// What it was written about is not in the catalog any more: it is shown with the hall or the region, and closes nothing.
    pub scope_gone: bool,
    /// When it was written.
    #[schema(value_type = String)]
    pub written_at: Instant,
    /// When it was changed last.
    #[schema(value_type = String)]
    pub changed_at: Instant,
}

impl NoticeView {
    /// One that has not ended, at a moment.
    #[must_use]
    pub fn of(posted: &Posted, at: Instant, closes: bool) -> Self {
        let view = Self::as_written(&posted.notice, at);
        Self { location_id: posted.hall(), scope_gone: posted.is_gone(), closes, ..view }
    }

    /// One of the past, as it was written.
    #[must_use]
    pub fn as_written(notice: &Notice, at: Instant) -> Self {
        let target = &notice.target;
        let content = &notice.content;
        let (organization_id, service_id, term) = match target {
            Target::Counter { organization, .. } => (Some(organization.id), None, None),
            Target::Service { service, term, .. } => (None, Some(service.id), term.clone()),
            Target::NationalService { term } => (None, None, Some(term.clone())),
            Target::Region | Target::Hall { .. } => (None, None, None),
        };
        let code = notice.region.to_string();
        let name = gazetteer::region(notice.region).map_or_else(|| code.clone(), |region| region.name.clone());
        Self {
            id: notice.id,
            kind: content.kind.as_str(),
            region: Named { code, name },
            scope: target.scope(),
            about: target.name(),
            location_id: target.location().map(|location| location.id),
            organization_id,
            service_id,
            term,
            text: content.text.clone(),
            text_en: content.text_en.clone(),
            hours: content.hours.map(|hours| hours.to_string()),
            starts_at: content.starts_at,
            ends_at: notice.end(),
            state: notice.state(at),
            closes: false,
            scope_gone: false,
            written_at: notice.written_at,
            changed_at: notice.changed_at,
        }
    }
}
