//! Queries that only read, as the API asks them. Each is a function that takes a [`super::Conn`]; rows come back as the tables hold them,
//! and the API gives them their public shape.

mod attempts;
mod backlog;
mod bundle;
mod catalog;

mod listing;
mod national;
mod quality;
mod recent;
mod series;
mod sources;
mod statistics;
mod whole;

pub use attempts::{AttemptCounts, AttemptRow, Slice, attempt_counts, attempts, slice_of_attempts};
pub use backlog::{Backlog, backlog, ping};
pub use bundle::{Bundle, Depth, add_locations, add_organizations, bundle};
pub use catalog::{
    Given, LocationRow, OrganizationRow, PlaceRow, RequirementRow, ScheduleRow, ServiceRow, cost, location, locations, organization,
    organizations, places_of_service, requirements, schedules, service, services_at_location, services_per_location,
};
pub use listing::{
    Filed, Part, Sought, categories, count_organizations, count_places, count_services, location_ids, organization_ids, place_ids,
    places_with_postcode, points_of_places, service_ids, service_stamps, services_of_organizations, services_of_places,
};
pub use national::{OfferRow, offering, offers, offers_by_term, with_catalog};
pub use quality::{Cause, causes, counts, counts_of_all};
pub use recent::{Recent, recent};
pub use series::{Point, Revision, Wanted, Whose, latest_period, points, points_by_region, revisions};
pub use sources::{FindingRow, SourceRow, findings, held_since, nation, reach, served_findings, source, sources};
pub use statistics::{StatisticRow, figures, statistics};
pub use whole::catalog_of;
