//! The registry as files: what there is (`Table`, `Format`), what a row of a table holds (`rows`) and how it is packed (`parquet`), how a file
//! is written piece by piece (`write`), and a folder of all of them with a manifest (`folder`). The same for a download, for `simpul export` and for the nightly files.

pub mod folder;
mod parquet;
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
    /// Apache Parquet, for analysis.
    Parquet,
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
pub const ALL: [Export; 13] = [
    Export { table: Table::Services, format: Format::Ndjson },
    Export { table: Table::Services, format: Format::Csv },
    Export { table: Table::Services, format: Format::Parquet },
    Export { table: Table::Locations, format: Format::Ndjson },
    Export { table: Table::Locations, format: Format::Csv },
    Export { table: Table::Locations, format: Format::Geojson },
    Export { table: Table::Locations, format: Format::Parquet },
    Export { table: Table::Organizations, format: Format::Ndjson },
    Export { table: Table::Organizations, format: Format::Csv },
    Export { table: Table::Organizations, format: Format::Parquet },
    Export { table: Table::ServiceAtLocations, format: Format::Ndjson },
    Export { table: Table::ServiceAtLocations, format: Format::Csv },
    Export { table: Table::ServiceAtLocations, format: Format::Parquet },
];

impl Export {
    /// `services.csv`
    #[must_use]
    pub fn name(self) -> String {
        let table = match self.table {
            Table::Services => "services",
            Table::Locations => "locations",
            Table::Organizations => "organizations",
            Table::ServiceAtLocations => "service_at_locations",
        };
        let format = match self.format {
            Format::Ndjson => "ndjson",
            Format::Csv => "csv",
            Format::Geojson => "geojson",
            Format::Parquet => "parquet",
        };
        format!("{table}.{format}")
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self.format {
            Format::Ndjson => "application/x-ndjson",
            Format::Csv => "text/csv; charset=utf-8",
            Format::Geojson => "application/geo+json",
            Format::Parquet => "application/vnd.apache.parquet",
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
