//! What an adapter read: raw strings, nothing understood yet.

use serde::{Deserialize, Serialize};

use super::Finding;

/// Everything that an adapter read from the documents of one source.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Drafts {
    /// Agencies; a service may also name one that is not listed here.
    pub organizations: Vec<OrganizationDraft>,
    /// Halls, mobile stops, kiosks. Empty: the source describes its region's one hall, which the source's declaration names.
    pub locations: Vec<LocationDraft>,
    /// Services.
    pub services: Vec<ServiceDraft>,
    /// Dated visits of a mobile unit.
    #[serde(default)]
    pub stops: Vec<StopDraft>,
    /// Counts and scores.
    pub statistics: Vec<StatisticDraft>,
    /// Records refused one by one: nothing of them is kept but this.
    pub rejects: Vec<Reject>,
    /// Remarks on what was kept.
    pub findings: Vec<Finding>,
    /// What the page that was read last says of its list; taken out by whoever watches the pages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<PageSaid>,
    /// Where in a workbook the records stand, so that a finding names the cell.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<SheetPlaces>,
}

/// Where the records of one list stand in a workbook.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetPlaces {
    /// The list: `services`, `organizations`.
    pub list: String,
    /// The sheet's name; empty where there are no sheets.
    pub sheet: String,
    /// The column of each field, in letters.
    pub columns: std::collections::BTreeMap<String, String>,
    /// The row of each record, as a person counts.
    pub rows: Vec<u32>,
    /// Cells of which it is not certain what was meant: the record, and the field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lost: Vec<(usize, String)>,
}

impl SheetPlaces {
    /// `services[3].cost` as `Layanan!F17`; `None`: the path is no record of this list. A field without a column is the row.
    #[must_use]
    pub fn cell(&self, path: &str) -> Option<String> {
        let (at, rest) = path.strip_prefix(self.list.as_str())?.strip_prefix('[')?.split_once(']')?;
        let row = self.rows.get(at.parse::<usize>().ok()?)?;
        let column = rest.strip_prefix('.').and_then(|field| self.columns.get(field));
        let cell = match column {
            Some(column) => format!("{column}{row}"),
            None => format!("{row}:{row}"),
        };
        Some(if self.sheet.is_empty() { cell } else { format!("{}!{cell}", self.sheet) })
    }
}

/// What a page of a list says of the list, and what it holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageSaid {
    /// The stated number of records in the whole list.
    pub total: Option<u64>,
    /// Records on this page, good and bad.
    pub held: u64,
}

/// A record that was refused, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reject {
    /// Names the record, the field and the rule.
    pub finding: Finding,
}

/// An agency as written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OrganizationDraft {
    /// The source's own id.
    pub external_id: Option<String>,
    /// As written.
    pub name: String,
    /// As written.
    pub description: Option<String>,
    /// As written.
    pub phone: Option<String>,
    /// As written.
    pub email: Option<String>,
    /// As written.
    pub website: Option<String>,
    /// As written: free text, several lines.
    pub hours: Option<String>,
}

/// A place as written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LocationDraft {
    /// The source's own id.
    pub external_id: Option<String>,
    /// As written.
    pub name: String,
    /// As written, one line.
    pub address: Option<String>,
    /// As written.
    pub latitude: Option<String>,
    /// As written.
    pub longitude: Option<String>,
    /// As written.
    pub hours: Option<String>,
    /// As written.
    pub phone: Option<String>,
    /// As written.
    pub email: Option<String>,
    /// As written.
    pub website: Option<String>,
    /// As written.
    pub accessibility: Option<String>,
}

/// A service as written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ServiceDraft {
    /// The source's own id; without one the id is derived from agency and name.
    pub external_id: Option<String>,
    /// As written.
    pub name: String,
    /// As written.
    pub description: Option<String>,
    /// The agency's id in this source, where services refer to agencies by id.
    pub organization_id: Option<String>,
    /// The agency's name as written beside the service.
    pub organization: Option<String>,
    /// Ids of the locations that give it; empty: the region's hall.
    pub location_ids: Vec<String>,
    /// Category, as written.
    pub category: Option<String>,
    /// The national term, where the source itself names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<String>,
    /// "3 hari kerja"
    pub duration: Option<String>,
    /// "Gratis"
    pub cost: Option<String>,
    /// Opening hours of its counter.
    pub hours: Option<String>,
    /// What to bring, one text a document.
    pub requirements: Vec<String>,
    /// Steps, one text a step.
    pub procedure: Vec<String>,
    /// Legal basis.
    pub legal_basis: Option<String>,
    /// "Loket 3"
    pub counter: Option<String>,
    /// As written: "online", "loket", "keliling".
    pub channels: Vec<String>,
    /// As written.
    pub phone: Option<String>,
    /// As written.
    pub email: Option<String>,
    /// Where it can be done or read about.
    pub url: Option<String>,
    /// "Closed today": an alert that the source gives beside the service.
    pub alert: Option<String>,
    /// Where in the document this record stands, for findings: `$.data[3].layanan[0]`.
    pub path: String,
}

/// A visit of a mobile unit, as written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StopDraft {
    /// The source's own id.
    pub external_id: Option<String>,
    /// Where it stands: "Kantor Desa Contoh".
    pub location: String,
    /// As written, one line.
    pub address: Option<String>,
    /// As written.
    pub latitude: Option<String>,
    /// As written.
    pub longitude: Option<String>,
    /// A date, "20 Januari 2026", or a rule, "setiap Senin".
    pub date: String,
    /// "08:00"
    pub opens: Option<String>,
    /// "12:00"
    pub closes: Option<String>,
    /// Both in one text, "08.00-12.00", where the source writes them so.
    pub hours: Option<String>,
    /// The service that comes: its id or name in the source.
    pub service: Option<String>,
    /// The agency's id or name in the source.
    pub organization: Option<String>,
    /// As written: "dibatalkan".
    pub status: Option<String>,
    /// As written.
    pub note: Option<String>,
    /// Where in the document this record stands.
    pub path: String,
}

/// A figure as written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StatisticDraft {
    /// `visits`, `tickets`, `services`, `applicants`, `licences` or `satisfaction`.
    pub metric: String,
    /// What it counts: a location's, organization's or service's name or id; empty for the region's hall.
    pub scope: Option<String>,
    /// `2026-10`, "Oktober 2026", a day or a year.
    pub period: String,
    /// As written.
    pub value: String,
}
