//! Rows of a backup into the tables of an empty database.

use diesel::backend::Backend;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::serialize::ToSql;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Binary, Double, Nullable, Text};
use diesel::sqlite::Sqlite;

use super::archive::Kind;
use super::cells::Cell;
use super::tables::Known;
use crate::store::{Conn, StoreError, on};

/// Values in one statement: both databases take more, and are not faster by it.
const VALUES: usize = 4000;
/// Bytes in one statement, but for a row that is longer.
const BYTES: usize = 4 << 20;

#[derive(QueryableByName)]
struct One {
    #[diesel(sql_type = BigInt)]
    one: i64,
}

/// Takes out the rows that migrations put in: the backup has them as they have become.
pub(super) fn clear(conn: &mut Conn, tables: &[Known]) -> Result<(), StoreError> {
    for table in tables.iter().rev() {
        let sql = format!("SELECT CAST(1 AS BIGINT) AS one FROM \"{}\" LIMIT 1", table.name);
        let there: Vec<One> = on!(conn, c => sql_query(sql).load(c))?;
        // The audit log refuses a DELETE even where there is nothing to delete.
        if there.iter().any(|row| row.one == 1) {
            conn.batch(&format!("DELETE FROM \"{}\"", table.name))?;
        }
    }
    Ok(())
}

/// Rows that wait for their statement.
#[derive(Default)]
pub(super) struct Batch {
    cells: Vec<Cell>,
    rows: usize,
    bytes: usize,
}

impl Batch {
    pub(super) fn add(&mut self, conn: &mut Conn, table: &Known, cells: Vec<Cell>) -> Result<(), StoreError> {
        self.bytes += cells.iter().map(size).sum::<usize>();
        self.rows += 1;
        self.cells.extend(cells);
        if self.bytes >= BYTES || self.cells.len() + table.columns.len() > VALUES { self.flush(conn, table) } else { Ok(()) }
    }

    pub(super) fn flush(&mut self, conn: &mut Conn, table: &Known) -> Result<(), StoreError> {
        let Self { cells, rows, .. } = std::mem::take(self);
        if rows == 0 {
            return Ok(());
        }
        match conn {
            Conn::Sqlite(c) => bound::<Sqlite>(insert(table, rows, false), cells, table).execute(&mut **c)?,
            Conn::Postgres(c) => bound::<Pg>(insert(table, rows, true), cells, table).execute(&mut **c)?,
        };
        Ok(())
    }
}

fn size(cell: &Cell) -> usize {
    match cell {
        Cell::Null | Cell::Integer(_) | Cell::Real(_) => 8,
        Cell::Text(text) => text.len(),
        Cell::Bytes(bytes) => bytes.len(),
    }
}

fn insert(table: &Known, rows: usize, on_postgres: bool) -> String {
    let names: Vec<String> = table.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
    let mut number = 0;
    let mut place = |of: &String| {
        number += 1;
        if on_postgres { written_as(number, of) } else { "?".to_owned() }
    };
    let mut row = || format!("({})", table.types.iter().map(&mut place).collect::<Vec<_>>().join(","));
    let values: Vec<String> = (0..rows).map(|_| row()).collect();
    // PostgreSQL numbers such a column itself, unless it is told that the numbers are given.
    let given = if on_postgres && table.numbered.is_some() { " OVERRIDING SYSTEM VALUE" } else { "" };
    format!("INSERT INTO \"{}\" ({}){given} VALUES {}", table.name, names.join(","), values.join(","))
}

/// The expression that makes a value of PostgreSQL's type of one of ours.
fn written_as(number: usize, of: &str) -> String {
    match of {
        "timestamp with time zone" => format!("${number}::timestamptz"),
        "uuid" => format!("encode(${number}, 'hex')::uuid"),
        "boolean" => format!("${number}::int::boolean"),
        "integer" => format!("${number}::int"),
        _ => format!("${number}"),
    }
}

fn bound<DB>(sql: String, cells: Vec<Cell>, table: &Known) -> BoxedSqlQuery<'static, DB, SqlQuery>
where
    DB: Backend,
    i64: ToSql<BigInt, DB>,
    f64: ToSql<Double, DB>,
    String: ToSql<Text, DB>,
    Vec<u8>: ToSql<Binary, DB>,
{
    let kinds = table.columns.iter().map(|column| column.kind).cycle();
    cells.into_iter().zip(kinds).fold(sql_query(sql).into_boxed(), |query, (cell, kind)| match (cell, kind) {
        (Cell::Integer(number), _) => query.bind::<BigInt, _>(number),
        (Cell::Real(number), _) => query.bind::<Double, _>(number),
        (Cell::Text(text), _) => query.bind::<Text, _>(text),
        (Cell::Bytes(bytes), _) => query.bind::<Binary, _>(bytes),
        (Cell::Null, Kind::Integer | Kind::Boolean) => query.bind::<Nullable<BigInt>, _>(None::<i64>),
        (Cell::Null, Kind::Real) => query.bind::<Nullable<Double>, _>(None::<f64>),
        (Cell::Null, Kind::Text) => query.bind::<Nullable<Text>, _>(None::<String>),
        (Cell::Null, Kind::Bytes) => query.bind::<Nullable<Binary>, _>(None::<Vec<u8>>),
    })
}

/// Numbers go on after the last one that was ever given out: that of a row that is gone would pass for old among those who follow the changes.
/// SQLite numbers some tables by their rows alone and keeps no last number; PostgreSQL goes on after those rows.
pub(super) fn set_sequence(conn: &mut Conn, table: &Known) -> Result<(), StoreError> {
    let Some(column) = &table.numbered else { return Ok(()) };
    let name = &table.name;
    let sql = format!("SELECT CAST(coalesce(max(\"{column}\"), 0) AS BIGINT) AS one FROM \"{name}\"");
    let highest: Vec<One> = on!(conn, c => sql_query(sql).load(c))?;
    let last = highest.into_iter().map(|row| row.one).chain(table.last).max().unwrap_or_default();
    if last == 0 {
        return Ok(());
    }
    if conn.is_sqlite() {
        conn.batch(&format!(
            "DELETE FROM sqlite_sequence WHERE name = '{name}'; INSERT INTO sqlite_sequence (name, seq) VALUES ('{name}', {last})"
        ))
    } else {
        conn.batch(&format!("SELECT setval(pg_get_serial_sequence('\"{name}\"', '{column}'), {last})"))
    }
}
