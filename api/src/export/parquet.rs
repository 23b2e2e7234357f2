//! Rows as Apache Parquet: typed columns in groups of rows, packed by Snappy, given away group by group.

use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};

use super::Table;
use super::rows::columns;
use crate::licence;
use crate::table::{Cell, Kind};

/// Rows of a group: they are in memory until it is written.
const GROUP: usize = 10_000;

/// A file that is being written.
pub struct File {
    writer: SerializedFileWriter<Vec<u8>>,
    kinds: Vec<Kind>,
    rows: Vec<Vec<Cell>>,
}

impl File {
    /// Begins a file of this table.
    ///
    /// # Errors
    /// The schema is none.
    pub fn begin(table: Table) -> Result<Self, ParquetError> {
        let columns = columns(table);
        let fields = columns.iter().map(|(name, kind)| column(name, *kind)).collect::<Result<Vec<_>, _>>()?;
        let schema = Arc::new(Type::group_type_builder("simpul").with_fields(fields).build()?);
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by("simpul".to_owned())
            .set_key_value_metadata(Some(vec![KeyValue::new("license".to_owned(), licence::URL.to_owned())]))
            .build();
        let writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties))?;
        Ok(Self { writer, kinds: columns.iter().map(|(_, kind)| *kind).collect(), rows: Vec::new() })
    }

    /// Takes some rows; gives what of the file is done.
    ///
    /// # Errors
    /// A row is of another table.
    pub fn add(&mut self, rows: impl IntoIterator<Item = Vec<Cell>>) -> Result<Vec<u8>, ParquetError> {
        self.rows.extend(rows);
        if self.rows.len() >= GROUP {
            self.group()?;
        }
        self.written()
    }

    /// The rest of the file.
    ///
    /// # Errors
    /// A row is of another table.
    pub fn end(mut self) -> Result<Vec<u8>, ParquetError> {
        if !self.rows.is_empty() {
            self.group()?;
        }
        self.writer.finish()?;
        self.written()
    }

    fn written(&mut self) -> Result<Vec<u8>, ParquetError> {
        self.writer.flush()?;
        Ok(std::mem::take(self.writer.inner_mut()))
    }

    /// Writes the rows that wait as one group, column by column.
    fn group(&mut self) -> Result<(), ParquetError> {
        let rows = std::mem::take(&mut self.rows);
        let mut group = self.writer.next_row_group()?;
        for (nth, kind) in self.kinds.iter().enumerate() {
            let Some(column) = group.next_column()? else { break };
            let cells = rows.iter().map(|row| row.get(nth));
            match kind {
                Kind::Text => fill::<ByteArrayType>(
                    column,
                    cells.map(|cell| match cell {
                        Some(Cell::Text(Some(text))) => Some(ByteArray::from(text.as_str())),
                        _ => None,
                    }),
                )?,
                Kind::Whole => fill::<Int64Type>(
                    column,
                    cells.map(|cell| match cell {
                        Some(Cell::Whole(number)) => *number,
                        _ => None,
                    }),
                )?,
                Kind::Real => fill::<DoubleType>(
                    column,
                    cells.map(|cell| match cell {
                        Some(Cell::Real(number)) => *number,
                        _ => None,
                    }),
                )?,
                Kind::Yes => fill::<BoolType>(
                    column,
                    cells.map(|cell| match cell {
                        Some(Cell::Yes(is)) => *is,
                        _ => None,
                    }),
                )?,
            }
        }
        group.close().map(drop)
    }
}

fn column(name: &str, kind: Kind) -> Result<TypePtr, ParquetError> {
    let (physical, logical) = match kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Whole => (Physical::INT64, None),
        Kind::Real => (Physical::DOUBLE, None),
        Kind::Yes => (Physical::BOOLEAN, None),
    };
    Type::primitive_type_builder(name, physical).with_logical_type(logical).with_repetition(Repetition::OPTIONAL).build().map(Arc::new)
}

/// Writes a column: which rows have a value, and the values.
fn fill<T: DataType>(mut column: SerializedColumnWriter<'_>, cells: impl Iterator<Item = Option<T::T>>) -> Result<(), ParquetError> {
    let (mut values, mut defined) = (Vec::new(), Vec::new());
    for cell in cells {
        defined.push(i16::from(cell.is_some()));
        values.extend(cell);
    }
    column.typed::<T>().write_batch(&values, Some(&defined), None)?;
    column.close()
}

#[cfg(test)]
mod tests {
    use actix_web::web::Bytes;
    use parquet::file::reader::{FileReader as _, SerializedFileReader};
    use parquet::record::RowAccessor as _;

    use super::*;

    fn row(nth: usize) -> Vec<Cell> {
        columns(Table::Locations)
            .iter()
            .map(|(_, kind)| match kind {
                Kind::Text => Cell::Text((!nth.is_multiple_of(3)).then(|| format!("gerai {nth}"))),
                Kind::Whole => Cell::Whole(i64::try_from(nth).ok()),
                Kind::Real => Cell::Real(Some(nth as f64 / 2.0)),
                Kind::Yes => Cell::Yes(nth.is_multiple_of(2).then_some(true)),
            })
            .collect()
    }

    #[test]
    fn every_row_comes_back_from_several_groups_and_what_is_unknown_is_null() {
        let mut file = File::begin(Table::Locations).unwrap();
        let mut bytes = Vec::new();
        for from in (0..25_000).step_by(200) {
            bytes.extend(file.add((from..from + 200).map(row)).unwrap());
        }
        assert!(file.rows.len() < GROUP, "memory is bounded by a group");
        bytes.extend(file.end().unwrap());
        let read = SerializedFileReader::new(Bytes::from(bytes)).unwrap();
        assert_eq!(read.metadata().num_row_groups(), 3);
        let mut count = 0;
        for (nth, read) in read.get_row_iter(None).unwrap().enumerate() {
            let read = read.unwrap();
            assert_eq!(read.get_double(5).unwrap(), nth as f64 / 2.0);
            assert_eq!(read.get_string(1).ok().cloned(), (!nth.is_multiple_of(3)).then(|| format!("gerai {nth}")));
            assert_eq!(read.get_bool(7).ok(), nth.is_multiple_of(2).then_some(true));
            count += 1;
        }
        assert_eq!(count, 25_000);
    }

    #[test]
    fn a_table_without_rows_is_a_file_too() {
        let bytes = File::begin(Table::Services).unwrap().end().unwrap();
        let read = SerializedFileReader::new(Bytes::from(bytes)).unwrap();
        assert_eq!(read.metadata().file_metadata().num_rows(), 0);
        assert_eq!(read.metadata().file_metadata().schema_descr().num_columns(), columns(Table::Services).len());
    }
}
