//! Tables that somebody takes away: cells of four kinds, told as CSV (`csv`) or as a workbook (`xlsx`). Exports of the registry and the tables of the
//! ministry's pages are both made of them.

mod csv;
mod xlsx;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};

use crate::answer;
use crate::error::Error;

pub use csv::line;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words, an id or an instant.
    Text,
    /// Rupiah, or a number of units.
    Whole,
    /// Degrees.
    Real,
    /// Yes or no.
    Yes,
}

/// What stands in one place; `None`: unknown.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// In a column of [`Kind::Text`].
    Text(Option<String>),
    /// In a column of [`Kind::Whole`].
    Whole(Option<i64>),
    /// In a column of [`Kind::Real`].
    Real(Option<f64>),
    /// In a column of [`Kind::Yes`].
    Yes(Option<bool>),
}

impl From<Option<String>> for Cell {
    fn from(text: Option<String>) -> Self {
        Self::Text(text)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<Option<u64>> for Cell {
    fn from(number: Option<u64>) -> Self {
        Self::Whole(number.and_then(|number| number.try_into().ok()))
    }
}

impl From<u32> for Cell {
    fn from(number: u32) -> Self {
        Self::Whole(Some(number.into()))
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Whole(Some(number))
    }
}

impl From<Option<f64>> for Cell {
    fn from(number: Option<f64>) -> Self {
        Self::Real(number)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Real(Some(number))
    }
}

impl From<bool> for Cell {
    fn from(is: bool) -> Self {
        Self::Yes(Some(is))
    }
}

impl From<Option<bool>> for Cell {
    fn from(is: Option<bool>) -> Self {
        Self::Yes(is)
    }
}

/// A table with a name, in columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Of the file, without ending: `cakupan-2026-11-28`.
    pub name: String,
    /// What the figures are: their date, their rule. Told in the workbook's second sheet.
    pub about: Vec<String>,
    /// The columns' names.
    pub columns: Vec<&'static str>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

/// How a table is wanted, by `format`.
pub const FORMATS: [&str; 3] = ["json", "csv", "xlsx"];

impl Table {
    /// The table as a file.
    ///
    /// # Errors
    /// The workbook cannot be written.
    pub fn answer(&self, request: &HttpRequest, format: &str) -> Result<HttpResponse, Error> {
        let (kind, ending, body) = match format {
            "xlsx" => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", xlsx::workbook(self)?),
            _ => ("text/csv; charset=utf-8", "csv", csv::table(self).into_bytes()),
        };
        let mut answer = answer::bytes(request, kind, body);
        let name = format!("attachment; filename=\"simpul-{}.{ending}\"", self.name);
        if let Ok(name) = header::HeaderValue::from_str(&name) {
            answer.headers_mut().insert(header::CONTENT_DISPOSITION, name);
        }
        Ok(answer)
    }
}
