//! The levels of a mapping: what kinds of record there are, and which fields each has.

/// A kind of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::adapter) enum Kind {
    Organization,
    Service,
    Location,
    Stop,
    Statistic,
}

impl Kind {
    /// All, in the order in which they are read.
    pub(in crate::adapter) const ALL: [Self; 5] = [Self::Location, Self::Organization, Self::Service, Self::Stop, Self::Statistic];

    /// The key in the endpoint.
    pub(in crate::adapter) fn key(self) -> &'static str {
        match self {
            Self::Organization => "organization",
            Self::Service => "service",
            Self::Location => "location",
            Self::Stop => "stop",
            Self::Statistic => "statistic",
        }
    }

    /// The fields of a record of this kind.
    pub(in crate::adapter) fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Organization => &["id", "name", "description", "phone", "email", "website", "hours"],
            Self::Service => &[
                "id",
                "name",
                "description",
                "organization_id",
                "organization",
                "category",
                "duration",
                "cost",
                "hours",
                "legal_basis",
                "counter",
                "phone",
                "email",
                "url",
                "alert",
                "requirements",
                "procedure",
                "channels",
                "location_id",
            ],
            Self::Location => &["id", "name", "address", "latitude", "longitude", "hours", "phone", "email", "website", "accessibility"],
            Self::Stop => &[
                "id",
                "location",
                "address",
                "latitude",
                "longitude",
                "date",
                "opens",
                "closes",
                "hours",
                "service",
                "organization",
                "status",
                "note",
            ],
            Self::Statistic => &["metric", "scope", "period", "value"],
        }
    }

    /// The fields without which a record of this kind is none.
    pub(in crate::adapter) fn required(self) -> &'static [&'static str] {
        match self {
            Self::Organization | Self::Service | Self::Location => &["name"],
            Self::Stop => &["location", "date"],
            Self::Statistic => &["metric", "period", "value"],
        }
    }

    /// Fields that hold several texts.
    pub(in crate::adapter) fn lists(self) -> &'static [&'static str] {
        match self {
            Self::Service => &["requirements", "procedure", "channels", "location_id"],
            _ => &[],
        }
    }
}
