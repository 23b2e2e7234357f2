//! Searching in the database itself, while no index can be trusted: words within names, whatever their case (on SQLite that of ASCII
//! letters), and the filters of a search. Bounded: so many candidates are looked at, with `near` the nearest ones.

use diesel::prelude::*;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{Bool, Double, HasSqlType, Nullable, Text};

use super::search_documents::{longest_minutes, search_documents};
use super::sql_types::IdSql;
use super::{Conn, StoreError, on};
use crate::model::{Id, Point};
use crate::search::plain::{self, Candidate, Wanted};
use crate::search::{Answer, Query};

/// Candidates that are looked at.
const MOST: usize = 20_000;

const NAMES: &str = "lower(s.name || ' ' || COALESCE(s.term, '') || ' ' || o.name || ' ' || COALESCE(o.canonical, '') \
    || ' ' || l.name || ' ' || COALESCE(s.category, ''))";

/// What was found without an index.
#[derive(Clone, Debug, PartialEq)]
pub struct Plain {
    /// As an engine would answer.
    pub answer: Answer,
    /// There may be more than `answer.total`.
    pub is_at_least: bool,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = IdSql)]
    id: Id,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    names: String,
    #[diesel(sql_type = Text)]
    organization: String,
    #[diesel(sql_type = Nullable<Text>)]
    category: Option<String>,
    #[diesel(sql_type = Text)]
    channels: String,
    #[diesel(sql_type = Nullable<Text>)]
    duration: Option<String>,
    #[diesel(sql_type = Text)]
    region: String,
    #[diesel(sql_type = Double)]
    latitude: f64,
    #[diesel(sql_type = Double)]
    longitude: f64,
}

/// One value of the statement, in the order of its places.
enum Value {
    Text(String),
    Id(Id),
    Bool(bool),
    Double(f64),
}

/// A statement being written.
struct Statement {
    sql: String,
    values: Vec<Value>,
}

impl Statement {
    fn of(query: &Query, wanted: &Wanted, any: bool) -> Self {
        let sql = format!(
            "SELECT a.id AS id, lower(s.name) AS name, {NAMES} AS names, COALESCE(o.canonical, o.name) AS organization, \
             s.category AS category, s.channels AS channels, s.duration AS duration, l.region AS region, l.latitude AS latitude, \
             l.longitude AS longitude \
             FROM services_at_locations a INNER JOIN services s ON s.id = a.service_id \
             INNER JOIN organizations o ON o.id = s.organization_id INNER JOIN locations l ON l.id = a.location_id \
             LEFT JOIN costs c ON c.service_id = s.id WHERE 1 = 1"
        );
        let mut statement = Self { sql, values: Vec::new() };
        statement.filter(query);
        statement.words(wanted, any);
        match query.near {
            None => statement.sql.push_str(" ORDER BY a.id"),
            Some(Point { lat, lon }) => {
                // The square of a distance in degrees: near enough to choose the candidates by.
                let [north, again, east, once_more] = [lat, lat, lon, lon].map(|degrees| statement.place(Value::Double(degrees)));
                statement.sql.push_str(&format!(
                    " ORDER BY (l.latitude - {north}) * (l.latitude - {again}) + (l.longitude - {east}) * (l.longitude - {once_more}), a.id"
                ));
            }
        }
        statement.sql.push_str(&format!(" LIMIT {}", MOST + 1));
        statement
    }

    /// The next place for a value: both databases take `$1`, SQLite as a name that it numbers as it comes.
    fn place(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    fn and(&mut self, condition: impl FnOnce(&str) -> String, value: Value) {
        let place = self.place(value);
        self.sql.push_str(" AND ");
        self.sql.push_str(&condition(&place));
    }

    fn filter(&mut self, query: &Query) {
        for code in [query.region, query.province].into_iter().flatten() {
            if code.is_province() {
                self.and(|at| format!("l.region LIKE {at}"), Value::Text(format!("{code}.%")));
            } else {
                self.and(|at| format!("l.region = {at}"), Value::Text(code.to_string()));
            }
        }
        if !query.regions.is_empty() {
            let places: Vec<String> = query.regions.iter().map(|code| self.place(Value::Text(code.to_string()))).collect();
            self.sql.push_str(&format!(" AND l.region IN ({})", places.join(", ")));
        }
        if let Some(term) = &query.term {
            self.and(|at| format!("s.term = {at}"), Value::Text(term.clone()));
        }
        if let Some(name) = &query.organization {
            match name.parse::<Id>() {
                Ok(id) => self.and(|at| format!("o.id = {at}"), Value::Id(id)),
                Err(_) => self.and(|at| format!("lower(COALESCE(o.canonical, o.name)) = lower({at})"), Value::Text(name.clone())),
            }
        }
        if let Some(name) = &query.category {
            self.and(|at| format!("lower(s.category) = lower({at})"), Value::Text(name.clone()));
        }
        if let Some(channel) = query.channel {
            self.and(|at| format!("',' || s.channels || ',' LIKE {at}"), Value::Text(format!("%,{},%", channel.as_str())));
        }
        if let Some(free) = query.free {
            self.and(|at| format!("c.free = {at}"), Value::Bool(free));
        }
        if let Some(id) = query.service_id {
            self.and(|at| format!("a.service_id = {at}"), Value::Id(id));
        }
        if let Some(id) = query.location_id {
            self.and(|at| format!("a.location_id = {at}"), Value::Id(id));
        }
    }

    /// Names must have every word, or any of them.
    fn words(&mut self, wanted: &Wanted, any: bool) {
        let each: Vec<String> = wanted
            .0
            .iter()
            .map(|others| {
                let one: Vec<String> = others
                    .iter()
                    .map(|word| {
                        let place = self.place(Value::Text(format!("%{}%", escaped(word))));
                        format!("{NAMES} LIKE {place} ESCAPE '\\'")
                    })
                    .collect();
                format!("({})", one.join(" OR "))
            })
            .collect();
        if !each.is_empty() {
            self.sql.push_str(&format!(" AND ({})", each.join(if any { " OR " } else { " AND " })));
        }
    }

    fn boxed<'a, DB>(&self) -> BoxedSqlQuery<'a, DB, SqlQuery>
    where
        DB: diesel::backend::Backend + HasSqlType<IdSql> + HasSqlType<Bool> + HasSqlType<Double> + HasSqlType<Text> + 'a,
        Id: diesel::serialize::ToSql<IdSql, DB>,
        String: diesel::serialize::ToSql<Text, DB>,
        bool: diesel::serialize::ToSql<Bool, DB>,
        f64: diesel::serialize::ToSql<Double, DB>,
    {
        let query = diesel::sql_query(self.sql.clone()).into_boxed::<DB>();
        self.values.iter().fold(query, |query, value| match value {
            Value::Text(text) => query.bind::<Text, _>(text.clone()),
            Value::Id(id) => query.bind::<IdSql, _>(*id),
            Value::Bool(flag) => query.bind::<Bool, _>(*flag),
            Value::Double(number) => query.bind::<Double, _>(*number),
        })
    }
}

/// `%` and `_` are themselves.
fn escaped(word: &str) -> String {
    word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// Answers a query from the tables. Where nothing has all of its words, whatever has any of them counts.
///
/// # Errors
/// The database fails, or a stored value is damaged.
pub fn search_plainly(conn: &mut Conn, query: &Query) -> Result<Plain, StoreError> {
    let wanted = if query.term.is_some() { Wanted::new("") } else { Wanted::new(&query.text) };
    let mut rows = candidates(conn, query, &wanted, false)?;
    if rows.is_empty() && wanted.0.len() > 1 {
        rows = candidates(conn, query, &wanted, true)?;
    }
    let is_at_least = rows.len() > MOST;
    rows.truncate(MOST);
    if query.one_per_place {
        let mut places = std::collections::HashSet::new();
        rows.retain(|row| places.insert((row.region, row.point.lat.to_bits(), row.point.lon.to_bits())));
    }
    let ranked = plain::rank(query, &wanted, rows);
    let page: Vec<Id> = ranked.iter().skip(query.offset).take(query.limit).map(plain::Ranked::id).collect();
    let mut documents = search_documents(conn, &page)?;
    documents.sort_by_key(|document| page.iter().position(|id| *id == document.id));
    Ok(Plain { answer: plain::answer(query, &wanted, &ranked, documents), is_at_least })
}

fn candidates(conn: &mut Conn, query: &Query, wanted: &Wanted, any: bool) -> Result<Vec<Candidate>, StoreError> {
    let statement = Statement::of(query, wanted, any);
    let rows: Vec<Row> = on!(conn, c => statement.boxed().load(c))?;
    rows.into_iter()
        .map(|row| {
            let longest = || -> Option<u32> { longest_minutes(row.duration.as_deref()?) };
            Ok(Candidate {
                max_duration_minutes: query.max_duration_minutes.and_then(|_| longest()),
                id: row.id,
                name: row.name,
                names: row.names,
                organization: row.organization,
                category: row.category,
                channels: row.channels.split(',').filter(|channel| !channel.is_empty()).map(str::to_owned).collect(),
                region: row.region.parse().map_err(|error: crate::model::ParseRegionCode| StoreError::Damaged(error.to_string()))?,
                point: Point { lat: row.latitude, lon: row.longitude },
            })
        })
        .collect()
}
