//! The registry as files: what there is (`Table`, `Format`), what a row of a table holds (`rows`), how a file is written piece by piece
//! (`write`), and a folder of all of them with a manifest (`folder`). The same for a download, for `simpul export` and for the nightly files.

pub mod folder;
mod rows;
mod write;

use std::str::FromStr;

pub use write::write;

/// What a file is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// Services with what to bring, cost and time.
    Services,
    /// Halls.
    Locations,
    /// Agencies.
    Organizations,
    /// Which service is given where.
    ServiceAtLocations,
}

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// HSDS records, one a line.
    Ndjson,
    /// RFC 4180, for spreadsheets.
    Csv,
    /// RFC 7946.
    Geojson,
}

/// A file that can be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Export {
    /// What it is of.
    pub table: Table,
    /// How it is written.
    pub format: Format,
}

/// Every file that can be had.
pub const ALL: [Export; 9] = [
    Export { table: Table::Services, format: Format::Ndjson },
    Export { table: Table::Services, format: Format::Csv },
    Export { table: Table::Locations, format: Format::Ndjson },
    Export { table: Table::Locations, format: Format::Csv },
    Export { table: Table::Locations, format: Format::Geojson },
    Export { table: Table::Organizations, format: Format::Ndjson },
    Export { table: Table::Organizations, format: Format::Csv },
    Export { table: Table::ServiceAtLocations, format: Format::Ndjson },
    Export { table: Table::ServiceAtLocations, format: Format::Csv },
];

impl Export {
    /// `services.csv`
    #[must_use]
    pub fn name(self) -> &'static str {
        match (self.table, self.format) {
            (Table::Services, Format::Ndjson) => "services.ndjson",
            (Table::Services, Format::Csv | Format::Geojson) => "services.csv",
            (Table::Locations, Format::Ndjson) => "locations.ndjson",
            (Table::Locations, Format::Csv) => "locations.csv",
            (Table::Locations, Format::Geojson) => "locations.geojson",
            (Table::Organizations, Format::Ndjson) => "organizations.ndjson",
            (Table::Organizations, Format::Csv | Format::Geojson) => "organizations.csv",
            (Table::ServiceAtLocations, Format::Ndjson) => "service_at_locations.ndjson",
            (Table::ServiceAtLocations, Format::Csv | Format::Geojson) => "service_at_locations.csv",
        }
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self.format {
            Format::Ndjson => "application/x-ndjson",
            Format::Csv => "text/csv; charset=utf-8",
            Format::Geojson => "application/geo+json",
        }
    }
}

/// There is no such file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such file")]
pub struct UnknownExport;

impl FromStr for Export {
    type Err = UnknownExport;

    fn from_str(name: &str) -> Result<Self, UnknownExport> {
        ALL.into_iter().find(|export| export.name() == name).ok_or(UnknownExport)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_is_known_by_its_name() {
        for export in ALL {
            assert_eq!(export.name().parse(), Ok(export));
        }
        assert_eq!("services.geojson".parse::<Export>(), Err(UnknownExport));
    }
}
