//! Notices as people read them: what, until when, by whom, and the region's own words. The same on every page.

use chrono::{DateTime, FixedOffset, Timelike as _};
use registry::model::{Instant, RegionCode, Zone};
use registry::notice::Kind;

use super::frame::Frame;
use super::words;
use crate::notices::NoticeView;

/// A notice in words.
pub struct Told {
    /// `tutup` where it closes, else `kabar`.
    pub class: &'static str,
    /// `Tutup sementara sampai Selasa 24 Nov 12.00 WIB`.
    pub title: String,
    /// What it is about; `None`: the region as a whole, or what it stands with.
    pub about: Option<String>,
    /// In the words of the region.
    pub text: String,
    /// The language of the text.
    pub lang: &'static str,
    /// `Tim Kota Bogor, ditulis Senin 23 Nov 09.00 WIB`.
    pub by: String,
    /// What it was written about is not in the catalog any more.
    pub is_gone: bool,
}

impl Told {
    /// In the words of a page.
    pub fn of(f: &Frame, notice: &NoticeView) -> Self {
        let (text, lang) = match &notice.text_en {
            Some(text) if f.english() => (text.clone(), "en"),
            _ => (notice.text.clone(), "id"),
        };
        let by = format!("{} {}, {}", f.t("Tim", "The team of"), notice.region.name, moment(f, notice, notice.changed_at));
        let is_closing = notice.closes || notice.kind == "closed";
        Self {
            class: if is_closing && !notice.scope_gone { "tutup" } else { "kabar" },
            title: title(f, notice),
            about: notice.about.clone(),
            text,
            lang,
            by,
            is_gone: notice.scope_gone,
        }
    }
}

/// All of them in words.
pub fn told(f: &Frame, notices: &[NoticeView]) -> Vec<Told> {
    notices.iter().map(|notice| Told::of(f, notice)).collect()
}

/// The same where they stand with their hall, which need not be named again.
pub fn told_at_hall(f: &Frame, notices: &[NoticeView]) -> Vec<Told> {
    let of = |notice: &NoticeView| {
        let told = Told::of(f, notice);
        if notice.scope == "hall" && !notice.scope_gone { Told { about: None, ..told } } else { told }
    };
    notices.iter().map(of).collect()
}

/// What it says and until when; of one that is still to come also from when.
pub fn title(f: &Frame, notice: &NoticeView) -> String {
    let kind: Kind = notice.kind.parse().unwrap_or(Kind::Other);
    let mut title = f.t(kind.name(), kind.name_en()).to_owned();
    if let Some((from, to)) = notice.hours.as_deref().and_then(|hours| hours.split_once('-')) {
        title.push_str(&format!(" {}–{}", from.replace(':', "."), to.replace(':', ".")));
    }
    if notice.state == "coming" {
        title.push_str(&format!(" {} {}", f.t("mulai", "from"), moment(f, notice, notice.starts_at)));
    }
    format!("{title} {} {}", f.t("sampai", "until"), until(f, notice))
}

/// The end; one at midnight is the day before it, as people say it.
fn until(f: &Frame, notice: &NoticeView) -> String {
    let at = local(notice, notice.ends_at);
    if at.hour() == 0 && at.minute() == 0 {
        let day = at.date_naive().pred_opt().unwrap_or(at.date_naive());
        return format!("{} {}", f.t("akhir", "the end of"), words::day(f, day));
    }
    words::moment(f, &at)
}

fn moment(f: &Frame, notice: &NoticeView, at: Instant) -> String {
    words::moment(f, &local(notice, at))
}

fn local(notice: &NoticeView, at: Instant) -> DateTime<FixedOffset> {
    let region = notice.region.code.parse::<RegionCode>().ok().and_then(registry::gazetteer::region);
    at.utc().with_timezone(&region.map_or(Zone::Wib, |region| region.zone).offset())
}
