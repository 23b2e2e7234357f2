//! What filters, facets and the order of hits need of every document of a segment, in memory: one row of 64 bytes each, so that looking
//! at a match costs one cache line. Made once a segment, when it is opened, from tantivy's columns; 100,000 documents take 6.4 MB.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::SegmentReader;
use tantivy::columnar::ColumnValues;

use super::schema::Number;
use crate::model::{OnSphere, Point};

/// One document.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Row {
    /// The first half of the id: the last word on the order of hits.
    pub id: u64,
    pub service: u64,
    pub location: u64,
    pub organization_id: u64,
    /// Among [`Names`].
    pub organization: u32,
    /// Among [`Names`]; [`NO_NAME`] for none.
    pub category: u32,
    /// Zone and hours, among the [`Names`] of hours; [`NO_NAME`] for none.
    pub hours: u32,
    /// In [`Rows::points`].
    point: u32,
    pub duration: u32,
    pub region: u16,
    pub channels: u8,
    pub free: u8,
    pub name_words: u8,
}

/// The document has no such name.
pub(super) const NO_NAME: u32 = u32::MAX;

/// The rows of a segment.
#[derive(Debug)]
pub(super) struct Rows {
    pub rows: Vec<Row>,
    points: Vec<OnSphere>,
}

/// Names, numbered. Only grows: the rows of a segment stay valid while others come and go, and there are few
/// names.
#[derive(Debug, Default)]
pub(super) struct Names(Mutex<Numbered>);

#[derive(Debug, Default)]
struct Numbered {
    numbers: HashMap<Arc<str>, u32>,
    names: Vec<Arc<str>>,
}

impl Names {
    fn number(&self, name: &str) -> u32 {
        let mut numbered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = numbered.numbers.get(name) {
            return *number;
        }
        let number = u32::try_from(numbered.names.len()).unwrap_or(NO_NAME);
        let name: Arc<str> = name.into();
        numbered.names.push(Arc::clone(&name));
        numbered.numbers.insert(name, number);
        number
    }

    /// All names so far, by number.
    pub fn all(&self) -> Vec<Arc<str>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).names.clone()
    }
}

impl Rows {
    /// Reads the columns of a segment.
    pub fn load(reader: &SegmentReader, names: &Names, hours: &Names) -> tantivy::Result<Self> {
        let mut rows = vec![Row::default(); reader.max_doc() as usize];
        for number in Number::ALL {
            let column = reader.fast_fields().u64(number.name())?.first_or_default_col(0);
            fill(&mut rows, |doc| column.get_val(doc), |row, value| set(row, number, value));
        }
        let organizations = numbers(reader, "organization", names)?;
        fill(&mut rows, organizations, |row, value| row.organization = value);
        let categories = numbers(reader, "category", names)?;
        fill(&mut rows, categories, |row, value| row.category = value);
        let hours = numbers(reader, "hours", hours)?;
        fill(&mut rows, hours, |row, value| row.hours = value);
        let points = load_points(reader, &mut rows)?;
        Ok(Self { rows, points })
    }

    /// Where a document is.
    pub fn place(&self, row: &Row) -> OnSphere {
        self.points.get(row.point as usize).copied().unwrap_or_default()
    }
}

fn fill<T>(rows: &mut [Row], value: impl Fn(u32) -> T, set: impl Fn(&mut Row, T)) {
    for (doc, row) in (0..).zip(rows) {
        set(row, value(doc));
    }
}

#[expect(clippy::cast_possible_truncation, reason = "`schema` wrote the values from these very types")]
fn set(row: &mut Row, number: Number, value: u64) {
    match number {
        Number::Id => row.id = value,
        Number::Service => row.service = value,
        Number::Location => row.location = value,
        Number::OrganizationId => row.organization_id = value,
        Number::Region => row.region = value as u16,
        Number::Channels => row.channels = value as u8,
        Number::Free => row.free = value as u8,
        Number::Duration => row.duration = value as u32,
        Number::NameWords => row.name_words = value.min(255) as u8,
    }
}

/// Document -> number of its name in `column`.
fn numbers(reader: &SegmentReader, column: &str, names: &Names) -> tantivy::Result<Box<dyn Fn(u32) -> u32>> {
    let Some(column) = reader.fast_fields().str(column)? else { return Ok(Box::new(|_| NO_NAME)) };
    let mut by_ordinal = Vec::with_capacity(column.num_terms());
    let mut terms = column.dictionary().stream()?;
    while terms.advance() {
        by_ordinal.push(names.number(&String::from_utf8_lossy(terms.key())));
    }
    Ok(Box::new(move |doc| {
        column.term_ords(doc).next().and_then(|ordinal| by_ordinal.get(usize::try_from(ordinal).ok()?)).copied().unwrap_or(NO_NAME)
    }))
}

/// Halls are few: each point is kept once.
fn load_points(reader: &SegmentReader, rows: &mut [Row]) -> tantivy::Result<Vec<OnSphere>> {
    let lat = reader.fast_fields().f64("lat")?.first_or_default_col(0.0);
    let lon = reader.fast_fields().f64("lon")?.first_or_default_col(0.0);
    let mut seen = HashMap::new();
    let mut points = Vec::new();
    for (doc, row) in (0..).zip(rows) {
        let point = Point { lat: lat.get_val(doc), lon: lon.get_val(doc) };
        row.point = *seen.entry((point.lat.to_bits(), point.lon.to_bits())).or_insert_with(|| {
            points.push(OnSphere::from(point));
            u32::try_from(points.len() - 1).unwrap_or(0)
        });
    }
    Ok(points)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_small() {
        assert!(size_of::<Row>() <= 64);
    }
}
