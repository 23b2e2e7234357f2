//! Values between the databases and the file: both databases must write the same line of the same row.

use data_encoding::HEXLOWER;
use diesel::deserialize::{self, FromSql, QueryableByName};
use diesel::pg::Pg;
use diesel::row::{Field as _, NamedRow, Row};
use diesel::sql_types::{BigInt, Binary, Double, Text};
use diesel::sqlite::{Sqlite, SqliteType};
use serde_json::Value;

use super::archive::{BackupError, Column, Kind};

/// A value, as a database gives and takes it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Bytes(Vec<u8>),
}

/// The values of a row.
pub(super) struct Cells(pub(super) Vec<Cell>);

impl QueryableByName<Sqlite> for Cells {
    fn build<'a>(row: &impl NamedRow<'a, Sqlite>) -> deserialize::Result<Self> {
        let cell = |at| {
            let field = Row::get(row, at).ok_or("a column is missing")?;
            let Some(value) = field.value() else { return Ok(Cell::Null) };
            Ok(match value.value_type() {
                None => Cell::Null,
                Some(SqliteType::Text) => Cell::Text(FromSql::<Text, Sqlite>::from_sql(value)?),
                Some(SqliteType::Binary) => Cell::Bytes(FromSql::<Binary, Sqlite>::from_sql(value)?),
                Some(SqliteType::Double | SqliteType::Float) => Cell::Real(FromSql::<Double, Sqlite>::from_sql(value)?),
                Some(SqliteType::Long | SqliteType::Integer | SqliteType::SmallInt) => {
                    Cell::Integer(FromSql::<BigInt, Sqlite>::from_sql(value)?)
                }
            })
        };
        (0..row.field_count()).map(cell).collect::<deserialize::Result<_>>().map(Self)
    }
}

/// The types of PostgreSQL that `tables::each_row` asks for.
mod oid {
    pub(super) const BYTEA: u32 = 17;
    pub(super) const INT8: u32 = 20;
    pub(super) const TEXT: u32 = 25;
    pub(super) const FLOAT8: u32 = 701;
}

impl QueryableByName<Pg> for Cells {
    fn build<'a>(row: &impl NamedRow<'a, Pg>) -> deserialize::Result<Self> {
        let cell = |at| {
            let field = Row::get(row, at).ok_or("a column is missing")?;
            let Some(value) = field.value() else { return Ok(Cell::Null) };
            Ok(match value.get_oid().get() {
                oid::TEXT => Cell::Text(FromSql::<Text, Pg>::from_sql(value)?),
                oid::BYTEA => Cell::Bytes(FromSql::<Binary, Pg>::from_sql(value)?),
                oid::FLOAT8 => Cell::Real(FromSql::<Double, Pg>::from_sql(value)?),
                oid::INT8 => Cell::Integer(FromSql::<BigInt, Pg>::from_sql(value)?),
                other => return Err(format!("a value of type {other}").into()),
            })
        };
        (0..row.field_count()).map(cell).collect::<deserialize::Result<_>>().map(Self)
    }
}

/// A row as a line of the file; `None`: a value is not of its column's kind.
pub(super) fn encode(cells: Vec<Cell>, columns: &[Column]) -> Option<String> {
    let value = |(cell, column): (Cell, &Column)| {
        Some(match (column.kind, cell) {
            (_, Cell::Null) => Value::Null,
            (Kind::Text, Cell::Text(text)) => Value::String(text),
            (Kind::Integer, Cell::Integer(number)) => Value::from(number),
            (Kind::Boolean, Cell::Integer(number @ (0 | 1))) => Value::Bool(number == 1),
            (Kind::Real, Cell::Real(number)) => Value::String(format!("{number:?}")),
            (Kind::Bytes, Cell::Bytes(bytes)) => Value::String(HEXLOWER.encode(&bytes)),
            _ => return None,
        })
    };
    let values: Vec<Value> = cells.into_iter().zip(columns).map(value).collect::<Option<_>>()?;
    (values.len() == columns.len()).then(|| Value::Array(values).to_string())
}

/// A line of the file as a row.
pub(super) fn decode(line: &str, columns: &[Column]) -> Result<Vec<Cell>, BackupError> {
    let damaged = |what: &dyn std::fmt::Display| BackupError::Damaged(format!("a row: {what}"));
    let values: Vec<Value> = serde_json::from_str(line).map_err(|error| damaged(&error))?;
    if values.len() != columns.len() {
        return Err(damaged(&format!("{} values for {} columns", values.len(), columns.len())));
    }
    let cell = |(value, column): (Value, &Column)| {
        Some(match (column.kind, value) {
            (_, Value::Null) => Cell::Null,
            (Kind::Text, Value::String(text)) => Cell::Text(text),
            (Kind::Integer, Value::Number(number)) => Cell::Integer(number.as_i64()?),
            (Kind::Boolean, Value::Bool(yes)) => Cell::Integer(yes.into()),
            (Kind::Real, Value::String(number)) => Cell::Real(number.parse().ok()?),
            (Kind::Bytes, Value::String(bytes)) => Cell::Bytes(HEXLOWER.decode(bytes.as_bytes()).ok()?),
            _ => return None,
        })
    };
    let cells = values.into_iter().zip(columns).map(|pair| cell(pair).ok_or_else(|| damaged(&"a value is not of its column's kind")));
    cells.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_comes_back_to_the_bit() {
        let kinds = [Kind::Text, Kind::Integer, Kind::Boolean, Kind::Real, Kind::Bytes, Kind::Text];
        let columns: Vec<Column> = kinds.iter().map(|kind| Column { name: "c".to_owned(), kind: *kind }).collect();
        for number in [0.1 + 0.2, -0.0, 1e300, 5e-324, -6.200_000_000_000_001] {
            let text = Cell::Text("baris\nbaru \"é\" \u{1}".to_owned());
            let row = vec![text, Cell::Integer(i64::MIN), Cell::Integer(1), Cell::Real(number), Cell::Bytes(vec![0, 255]), Cell::Null];
            let line = encode(row.clone(), &columns).unwrap();
            assert!(!line.contains('\n'));
            let back = decode(&line, &columns).unwrap();
            assert_eq!(back, row);
            assert!(matches!(back.get(3), Some(Cell::Real(same)) if same.to_bits() == number.to_bits()));
        }
    }

    #[test]
    fn a_value_of_another_kind_is_no_value() {
        let column = [Column { name: "c".to_owned(), kind: Kind::Boolean }];
        assert_eq!(encode(vec![Cell::Integer(2)], &column), None);
        assert!(decode("[\"ya\"]", &column).is_err() && decode("[]", &column).is_err() && decode("[true,true]", &column).is_err());
    }
}
