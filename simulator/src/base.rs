//! The tables in `data/`: what kinds of agencies, services and documents there are, and how they are written. They are
//! compiled in; columns are separated by `;`, alternatives by `|`.

use std::collections::HashMap;
use std::sync::LazyLock;

/// All tables.
pub struct Base {
    /// In the order of the file.
    pub agencies: Vec<Agency>,
    /// Spellings of the documents that many services ask for, by key.
    pub documents: HashMap<&'static str, Vec<&'static str>>,
}

/// A kind of agency.
pub struct Agency {
    /// `dukcapil`
    pub key: &'static str,
    /// `Kependudukan dan pencatatan sipil`
    pub category: &'static str,
    /// How often it has a counter, 0 to 100.
    pub weight: usize,
    /// When it is at its counter.
    pub presence: Presence,
    /// A national number: `165`.
    pub hotline: Option<&'static str>,
    /// The formal name, then others; with `{r}`, `{k}`, `{K}` and `{p}` for the region.
    pub names: Vec<&'static str>,
    /// What it does, the most usual first.
    pub services: Vec<Service>,
}

/// When an agency is at its counter.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// As the hall.
    Hall,
    /// On some weekdays.
    Days,
    /// Closes early.
    Early,
    /// A long break on Friday.
    Long,
}

/// A kind of service.
pub struct Service {
    /// Ways to name it.
    pub names: Vec<&'static str>,
    /// `1-3w`, see the head of the file.
    pub time: &'static str,
    /// `30000`, see the head of the file.
    pub cost: &'static str,
    /// Letters, see the head of the file.
    pub channels: &'static str,
    /// Keys of documents, or their text.
    pub documents: Vec<&'static str>,
    /// Kinds that some regions list apart.
    pub kinds: Vec<&'static str>,
    /// Only some halls give it.
    pub rare: bool,
}

/// The tables, read once.
pub fn base() -> &'static Base {
    static BASE: LazyLock<Base> = LazyLock::new(read);
    &BASE
}

fn read() -> Base {
    let mut agencies: Vec<Agency> = rows(include_str!("../data/agencies.csv")).map(agency).collect();
    for (row, rare) in service_rows() {
        let (owner, service) = service(row, rare);
        if let Some(agency) = agencies.iter_mut().find(|agency| agency.key == owner) {
            agency.services.push(service);
        }
    }
    let documents = rows(include_str!("../data/documents.csv")).map(|mut row| (next(&mut row), list(next(&mut row)))).collect();
    Base { agencies, documents }
}

/// The rows of all services, and whether only some halls give them.
fn service_rows() -> impl Iterator<Item = (Row, bool)> {
    let usual = rows(include_str!("../data/services_region.csv")).chain(rows(include_str!("../data/services_national.csv")));
    usual.map(|row| (row, false)).chain(rows(include_str!("../data/services_rare.csv")).map(|row| (row, true)))
}

type Row = std::str::Split<'static, char>;

fn rows(table: &'static str) -> impl Iterator<Item = Row> {
    table.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(|line| line.split(';'))
}

fn next(row: &mut Row) -> &'static str {
    row.next().unwrap_or_default().trim()
}

fn list(cell: &'static str) -> Vec<&'static str> {
    cell.split('|').filter(|item| !item.is_empty()).collect()
}

fn agency(mut row: Row) -> Agency {
    Agency {
        key: next(&mut row),
        category: next(&mut row),
        weight: next(&mut row).parse().unwrap_or(0),
        presence: match next(&mut row) {
            "days" => Presence::Days,
            "early" => Presence::Early,
            "long" => Presence::Long,
            _ => Presence::Hall,
        },
        hotline: Some(next(&mut row)).filter(|number| !number.is_empty()),
        names: list(next(&mut row)),
        services: Vec::new(),
    }
}

fn service(mut row: Row, rare: bool) -> (&'static str, Service) {
    let owner = next(&mut row);
    let service = Service {
        names: list(next(&mut row)),
        time: next(&mut row),
        cost: next(&mut row),
        channels: next(&mut row),
        documents: list(next(&mut row)),
        kinds: list(next(&mut row)),
        rare,
    };
    (owner, service)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_whole() {
        let base = base();
        assert!(base.agencies.len() >= 47, "{}", base.agencies.len());
        let services: Vec<&Service> = base.agencies.iter().flat_map(|agency| &agency.services).collect();
        assert!(services.len() >= 200, "{}", services.len());
        for agency in &base.agencies {
            assert!(agency.services.len() >= 2 && !agency.names.is_empty() && agency.weight > 0, "{}", agency.key);
        }
        for service in services {
            assert!(service.documents.len() >= 3, "{:?}", service.names);
            assert!(!service.time.is_empty() && !service.cost.is_empty() && !service.channels.is_empty(), "{:?}", service.names);
            assert!(service.channels.chars().all(|letter| "coms".contains(letter)), "{:?}", service.names);
        }
    }

    #[test]
    fn every_service_belongs_to_an_agency() {
        let lines = service_rows().count();
        assert_eq!(base().agencies.iter().map(|agency| agency.services.len()).sum::<usize>(), lines);
    }
}
