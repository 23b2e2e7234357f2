//! A step that the ministry records by hand: what it needs to be counted, and how far its evidence goes.

use chrono::{Datelike, NaiveDate};

use crate::gazetteer::{self, days};
use crate::model::{MppEvent, MppState, RegionCode};

/// What kind of act a step is attested by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attested {
    /// The minister's own act: the ministry counts it.
    Ministerial,
    /// A governor's, a regent's or a mayor's.
    Regional,
    /// Somebody saw that it had happened by that day.
    OperatingBy,
}

impl Attested {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Ministerial, Self::Regional, Self::OperatingBy];

    /// As it is stored: `operating by`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ministerial => "ministerial",
            Self::Regional => "regional",
            Self::OperatingBy => "operating by",
        }
    }
}

impl std::str::FromStr for Attested {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|one| one.as_str() == text.replace('_', " ")).ok_or(())
    }
}

/// Why a step cannot be recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// No such region has a history.
    #[error("kode kabupaten/kota yang ada, atau 31 untuk DKI Jakarta / the code of a kabupaten or kota, or 31 for DKI Jakarta")]
    Region,
    /// It is no date.
    #[error(
        "tanggal seperti 2026-11-28, atau 2026-11 atau 2026 bila harinya tidak diketahui / a date like 2026-11-28, or 2026-11 or 2026 where the day is not known"
    )]
    Date,
    /// It has not happened yet.
    #[error("belum terjadi: hanya usulan yang boleh bertanggal di depan / it has not happened yet: only a proposal may be dated ahead")]
    Ahead,
    /// Nobody could check it.
    #[error(
        "tulis buktinya (nomor surat atau alamat berita), 5 sampai 500 huruf / give the evidence (a letter's number or an address), 5 to 500 letters"
    )]
    Evidence,
}

impl RecordError {
    /// The field to mend.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::Date | Self::Ahead => "date",
            Self::Evidence => "evidence",
        }
    }
}

/// A step as the ministry writes it down.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// Whose MPP.
    pub region: RegionCode,
    /// The state from then on.
    pub state: MppState,
    /// The date, as far as it is known: `2026-11-28`, `2026-11`, `2026`.
    pub date: &'a str,
    /// By whose act.
    pub attested: Attested,
    /// Where anybody can check it.
    pub evidence: &'a str,
}

impl Record<'_> {
    /// The step, with the days between which it happened and the weight of its evidence: A, a dated act of the minister; B, another
    /// dated act; C, what somebody saw later.
    ///
    /// # Errors
    /// Something is missing, or cannot be.
    pub fn check(self, today: NaiveDate) -> Result<MppEvent, RecordError> {
        let jakarta = self.region == super::JAKARTA;
        let name = match gazetteer::region(self.region) {
            Some(region) if region.autonomous => region.name.clone(),
            None if jakarta => "DKI Jakarta".to_owned(),
            _ => return Err(RecordError::Region),
        };
        let written = self.date.trim();
        let (first, date) = days(written).filter(|(first, _)| first.year() >= 2000).ok_or(RecordError::Date)?;
        if self.state != MppState::Proposed && first > today {
            return Err(RecordError::Ahead);
        }
        let evidence = self.evidence.trim();
        if !(5..=500).contains(&evidence.chars().count()) || evidence.chars().any(char::is_control) {
            return Err(RecordError::Evidence);
        }
        let is_to_the_day = date == first;
        let confidence = match self.attested {
            Attested::Ministerial if is_to_the_day => 'A',
            Attested::Ministerial | Attested::Regional => 'B',
            Attested::OperatingBy => 'C',
        };
        let kind = self.attested.as_str();
        Ok(MppEvent {
            region: self.region,
            name: format!("MPP {name}"),
            state: self.state,
            date: Some(date),
            earliest: (self.attested != Attested::OperatingBy).then_some(first),
            date_kind: if is_to_the_day { kind.to_owned() } else { format!("{kind}, on a day in {written}") },
            confidence,
            evidence: evidence.to_owned(),
            address: None,
            point: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(region: &str, date: &'static str, attested: Attested) -> Result<MppEvent, RecordError> {
        let record = Record { region: region.parse().unwrap(), state: MppState::Inaugurated, date, attested, evidence: "Surat 12/2026" };
        record.check("2026-11-28".parse().unwrap())
    }

    #[test]
    fn the_weight_of_the_evidence_follows_from_the_act_and_its_date() {
        let of =
            |date, attested| record("36.01", date, attested).map(|event| (event.confidence, event.date_kind, event.earliest.is_some()));
        assert_eq!(of("2026-11-02", Attested::Ministerial), Ok(('A', "ministerial".into(), true)));
        assert_eq!(of("2026-10", Attested::Ministerial), Ok(('B', "ministerial, on a day in 2026-10".into(), true)));
        assert_eq!(of("2026-11-02", Attested::Regional), Ok(('B', "regional".into(), true)));
        assert_eq!(of("2026-11-02", Attested::OperatingBy), Ok(('C', "operating by".into(), false)));
    }

    #[test]
    fn a_month_under_way_is_a_month() {
        let event = record("36.01", "2026-11", Attested::Ministerial).unwrap();
        assert_eq!((event.earliest.unwrap().to_string(), event.date.unwrap().to_string()), ("2026-11-01".into(), "2026-11-30".into()));
    }

    #[test]
    fn what_cannot_be_says_which_field_to_mend() {
        let field = |region, date| record(region, date, Attested::Ministerial).unwrap_err().field();
        assert_eq!((field("36", "2026-11-02"), field("31.71", "2026-11-02"), field("36.99", "2026-11-02")), ("region", "region", "region"));
        assert_eq!(["besok", "2026-13-01", "2026-12-01", "", "26-1-1", "0026-01-01"].map(|date| field("36.01", date)), ["date"; 6]);
        assert!(record("31", "2017-10-12", Attested::Ministerial).is_ok());
        let record = Record {
            region: "36.01".parse().unwrap(),
            state: MppState::Proposed,
            date: "2027",
            attested: Attested::Regional,
            evidence: " x ",
        };
        assert_eq!(record.check("2026-11-28".parse().unwrap()), Err(RecordError::Evidence));
    }
}
