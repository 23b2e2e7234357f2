//! What tables a database has, asked of the database itself, and their rows.

use diesel::connection::DefaultLoadingMode;
use diesel::pg::PgRowByRowLoadingMode;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::archive::{BackupError, Column, Header, Kind, Table};
use super::cells::{self, Cells};
use crate::store::{Conn, StoreError, on};

/// A table as this database has it.
pub(super) struct Known {
    pub(super) name: String,
    /// By name.
    pub(super) columns: Vec<Column>,
    /// As the database names the columns' types.
    pub(super) types: Vec<String>,
    /// The column that the database numbers.
    pub(super) numbered: Option<String>,
    pub(super) last: Option<i64>,
}

impl Known {
    pub(super) fn told(&self) -> Table {
        Table { name: self.name.clone(), columns: self.columns.clone(), last: self.last }
    }
}

#[derive(QueryableByName)]
struct ColumnRow {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Text)]
    type_name: String,
    #[diesel(sql_type = BigInt)]
    is_numbered: i64,
}

#[derive(QueryableByName)]
struct Reference {
    #[diesel(sql_type = Text)]
    child: String,
    #[diesel(sql_type = Text)]
    parent: String,
}

#[derive(QueryableByName)]
struct Last {
    #[diesel(sql_type = Nullable<BigInt>)]
    last: Option<i64>,
}

const SQLITE_COLUMNS: &str = "SELECT t.name AS table_name, c.name AS column_name, c.type AS type_name,
        (c.pk = 1 AND t.sql LIKE '%AUTOINCREMENT%') AS is_numbered
    FROM sqlite_schema t, pragma_table_info(t.name) c
    WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND t.name <> '__diesel_schema_migrations'
    ORDER BY t.name, c.name";
const POSTGRES_COLUMNS: &str = "SELECT c.table_name::text, c.column_name::text, c.data_type::text AS type_name,
        (c.is_identity = 'YES')::int::bigint AS is_numbered
    FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE t.table_type = 'BASE TABLE' AND table_schema = current_schema() AND table_name <> '__diesel_schema_migrations'
    ORDER BY c.table_name::text COLLATE \"C\", c.column_name::text COLLATE \"C\"";
const SQLITE_REFERENCES: &str = "SELECT t.name AS child, f.\"table\" AS parent
    FROM sqlite_schema t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table'";
const POSTGRES_REFERENCES: &str = "SELECT child.relname::text AS child, parent.relname::text AS parent
    FROM pg_constraint k JOIN pg_class child ON child.oid = k.conrelid JOIN pg_class parent ON parent.oid = k.confrelid
    JOIN pg_namespace n ON n.oid = child.relnamespace WHERE k.contype = 'f' AND n.nspname = current_schema()";

/// The names of the tables that are there.
pub(super) fn names(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    let mut names: Vec<String> = columns(conn)?.into_iter().map(|row| row.table_name).collect();
    names.dedup();
    Ok(names)
}

fn columns(conn: &mut Conn) -> Result<Vec<ColumnRow>, StoreError> {
    let sql = if conn.is_sqlite() { SQLITE_COLUMNS } else { POSTGRES_COLUMNS };
    Ok(on!(conn, c => sql_query(sql).load(c))?)
}

/// Every table, none before those that it refers to, its columns by name.
pub(super) fn all(conn: &mut Conn) -> Result<Vec<Known>, StoreError> {
    let mut known: Vec<Known> = Vec::new();
    for row in columns(conn)? {
        let kind = kind(&row.type_name).ok_or_else(|| {
            let (table, column, of) = (&row.table_name, &row.column_name, &row.type_name);
            StoreError::from(BackupError::Damaged(format!("column {table}.{column} is of a type that no backup knows: {of}")))
        })?;
        if known.last().is_none_or(|last| last.name != row.table_name) {
            known.push(Known { name: row.table_name, columns: Vec::new(), types: Vec::new(), numbered: None, last: None });
        }
        let Some(table) = known.last_mut() else { continue };
        if row.is_numbered == 1 {
            table.numbered = Some(row.column_name.clone());
        }
        table.columns.push(Column { name: row.column_name, kind });
        table.types.push(row.type_name);
    }
    for table in &mut known {
        table.last = last(conn, table)?;
    }
    let sql = if conn.is_sqlite() { SQLITE_REFERENCES } else { POSTGRES_REFERENCES };
    let references: Vec<Reference> = on!(conn, c => sql_query(sql).load(c))?;
    Ok(in_order(known, &references))
}

/// The kind of a column by the name of its type, of either database.
fn kind(name: &str) -> Option<Kind> {
    Some(match name.to_ascii_lowercase().as_str() {
        "text" | "timestamp with time zone" => Kind::Text,
        "integer" | "bigint" => Kind::Integer,
        "boolean" => Kind::Boolean,
        "double" | "double precision" => Kind::Real,
        "blob" | "bytea" | "uuid" => Kind::Bytes,
        _ => return None,
    })
}

fn last(conn: &mut Conn, table: &Known) -> Result<Option<i64>, StoreError> {
    let Some(column) = &table.numbered else { return Ok(None) };
    let name = &table.name;
    let sql = if conn.is_sqlite() {
        format!("SELECT max(seq) AS last FROM sqlite_sequence WHERE name = '{name}'")
    } else {
        format!("SELECT pg_sequence_last_value(pg_get_serial_sequence('\"{name}\"', '{column}')::regclass) AS last")
    };
    let rows: Vec<Last> = on!(conn, c => sql_query(sql).load(c))?;
    Ok(rows.into_iter().find_map(|row| row.last))
}

/// Parents first, else by name: the same on both databases.
fn in_order(mut left: Vec<Known>, references: &[Reference]) -> Vec<Known> {
    let mut ordered: Vec<Known> = Vec::new();
    while !left.is_empty() {
        let waits = |table: &Known| {
            references
                .iter()
                .any(|one| one.child == table.name && one.parent != table.name && left.iter().any(|other| other.name == one.parent))
        };
        // Tables that refer to each other in a circle: there are none, and the database would say so.
        let next = left.iter().position(|table| !waits(table)).unwrap_or(0);
        ordered.push(left.remove(next));
    }
    ordered
}

/// The tables of this database in the order of a backup, which must have the same columns.
pub(super) fn matched(mut here: Vec<Known>, header: &Header) -> Result<Vec<Known>, BackupError> {
    let mut ordered = Vec::new();
    for wanted in &header.tables {
        let at = here.iter().position(|table| table.name == wanted.name && table.columns == wanted.columns);
        let Some(at) = at else {
            return Err(BackupError::Damaged(format!("table `{}` is not as its migrations make it", wanted.name)));
        };
        let mut table = here.remove(at);
        table.last = wanted.last;
        ordered.push(table);
    }
    match here.first() {
        Some(table) => Err(BackupError::Damaged(format!("table `{}` is not in it", table.name))),
        None => Ok(ordered),
    }
}

/// Gives every row of a table as a line of the file, without holding more than one.
pub(super) fn each_row(conn: &mut Conn, table: &Known, take: &mut dyn FnMut(&str) -> Result<(), BackupError>) -> Result<(), StoreError> {
    let columns: Vec<String> = table.columns.iter().zip(&table.types).map(|(column, of)| read_as(&column.name, of)).collect();
    let sql = format!("SELECT {} FROM \"{}\"", columns.join(", "), table.name);
    let mut one = |row: QueryResult<Cells>| {
        let line = cells::encode(row?.0, &table.columns);
        let line = line.ok_or_else(|| StoreError::Damaged(format!("table {}: a value is not of its column's kind", table.name)))?;
        take(&line).map_err(StoreError::from)
    };
    match conn {
        Conn::Sqlite(c) => sql_query(sql).load_iter::<Cells, DefaultLoadingMode>(&mut **c)?.try_for_each(&mut one),
        Conn::Postgres(c) => sql_query(sql).load_iter::<Cells, PgRowByRowLoadingMode>(&mut **c)?.try_for_each(&mut one),
    }
}

/// The expression that gives a column as SQLite keeps it: instants as text of fixed width, ids as bytes.
fn read_as(column: &str, of: &str) -> String {
    match of {
        "timestamp with time zone" => {
            format!("to_char(\"{column}\" AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"') AS \"{column}\"")
        }
        "uuid" => format!("uuid_send(\"{column}\") AS \"{column}\""),
        "boolean" => format!("\"{column}\"::int::bigint AS \"{column}\""),
        "integer" => format!("\"{column}\"::bigint AS \"{column}\""),
        _ => format!("\"{column}\""),
    }
}
