//! The nouns of the registry, after the Human Services Data Specification 3.x, and ours beside them. No I/O.

mod attempt;
mod catalog;
mod draft;
mod fact;
mod finding;
mod id;
mod instant;
mod period;
mod region;
mod source;
mod sphere;
mod statistic;
mod thresholds;
mod verdict;

pub use attempt::{Attempt, Reason};
pub use catalog::{Catalog, Location, Organization, RequiredDocument, Service, ServiceAtLocation, Stop, TaxonomyTerm};
pub use draft::{Drafts, LocationDraft, OrganizationDraft, PageSaid, Reject, ServiceDraft, SheetPlaces, StatisticDraft, StopDraft};
pub use fact::{Channel, Cost, CostKind, Duration, DurationKind, DurationUnit, Fact, Hours, Point, Provenance, Season, Zone};
pub use finding::{Code, Finding, Severity};
pub use id::Id;
pub use instant::Instant;
pub use period::{ParsePeriod, Period, PeriodKind};
pub use region::{Kind, MppEvent, MppState, ParseRegionCode, Province, Region, RegionCode};
pub use source::{PUSHED, Source, SourceFile, SourceFileError};
pub use sphere::OnSphere;
pub use statistic::{Method, Metric, Scope, Statistic};
pub use thresholds::Thresholds;
pub use verdict::Verdict;
