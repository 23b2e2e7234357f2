//! A duration as a person writes it: `maksimal 7 hari kerja sejak berkas lengkap`. Reading it again gives the same figures.

use std::fmt;

use crate::model::{Duration, DurationKind, DurationUnit};

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(name) = &self.name {
            write!(f, "{name} ")?;
        }
        match (self.kind, self.min, self.max) {
            (DurationKind::WhileWaiting, Some(0), Some(0)) => f.write_str("ditunggu")?,
            (DurationKind::SameDay, None, Some(1)) if self.unit == DurationUnit::Day => f.write_str("hari yang sama")?,
            (kind, min, max) => {
                match kind {
                    DurationKind::WhileWaiting => f.write_str("ditunggu, ")?,
                    DurationKind::SameDay => f.write_str("hari yang sama, ")?,
                    DurationKind::Plain | DurationKind::Conditional | DurationKind::Stages => {}
                }
                self.figures(f, min, max)?;
            }
        }
        if let Some(starts) = &self.starts {
            write!(f, " {starts}")?;
        }
        match &self.condition {
            Some(condition) if self.kind != DurationKind::Conditional => write!(f, " ({condition})"),
            _ => Ok(()),
        }
    }
}

impl Duration {
    fn figures(&self, f: &mut fmt::Formatter<'_>, min: Option<u32>, max: Option<u32>) -> fmt::Result {
        let unit = self.unit.indonesian();
        let unit = if self.calendar && self.unit == DurationUnit::Day { "hari kalender" } else { unit };
        let about = if self.approximate { "± " } else { "" };
        match (min, max) {
            (Some(min), Some(max)) if min == max => write!(f, "{about}{min} {unit}"),
            (Some(min), Some(max)) => write!(f, "{about}{min}-{max} {unit}"),
            (None, Some(max)) => write!(f, "{about}maksimal {max} {unit}"),
            (Some(min), None) => write!(f, "{about}minimal {min} {unit}"),
            (None, None) => Ok(()),
        }
    }
}

impl DurationUnit {
    /// `hari kerja`
    #[must_use]
    pub fn indonesian(self) -> &'static str {
        match self {
            Self::Minute => "menit",
            Self::Hour => "jam",
            Self::Day => "hari",
            Self::WorkingDay => "hari kerja",
            Self::Week => "minggu",
            Self::Month => "bulan",
            Self::Year => "tahun",
        }
    }
}
