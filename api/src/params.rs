//! Query parameters, parsed once at the edge. What is not as documented is refused by name; what is not documented is ignored.

use std::collections::BTreeMap;

use actix_web::HttpRequest;
use chrono::{Datelike as _, NaiveDate};
use registry::model::{Channel, Id, Instant, Metric, Period, PeriodKind, Point, RegionCode, Verdict};
use registry::search::{Facet, Sort};

use crate::error::Error;
use registry::coverage::Rule;

/// How far into a list a page may reach.
const DEEPEST: usize = 10_000;
const LONGEST_TEXT: usize = 300;

/// The query parameters of a request; of repeated ones the last counts, and empty ones are as good as absent.
#[derive(Clone)]
pub struct Params(BTreeMap<String, String>);

/// A page of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// From 1.
    pub page: usize,
    /// At most 100.
    pub size: usize,
}

impl Page {
    /// How many rows come before it.
    #[must_use]
    pub fn offset(self) -> usize {
        (self.page - 1) * self.size
    }

    /// Whether the list may be turned to this page.
    #[must_use]
    pub fn reaches(self, page: usize) -> bool {
        page.checked_mul(self.size).is_some_and(|end| end <= DEEPEST)
    }

    /// The part of `all` on this page.
    #[must_use]
    pub fn of<T>(self, all: Vec<T>) -> Vec<T> {
        all.into_iter().skip(self.offset()).take(self.size).collect()
    }
}

impl Params {
    /// Of this request.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Self {
        Self::read(request.query_string())
    }

    /// Of a query string.
    #[must_use]
    pub fn read(query: &str) -> Self {
        let pairs = url::form_urlencoded::parse(query.as_bytes()).into_owned();
        Self(pairs.map(|(key, value)| (key, value.trim().to_owned())).collect())
    }

    /// The same, with a `near` that is no point but a place's name replaced by that place's point.
    #[must_use]
    pub fn with_place(mut self, point_of: impl FnOnce(&str) -> Option<String>) -> Self {
        if let Some(near) = self.0.get_mut("near").filter(|near| !near.is_empty() && !near.contains(','))
            && let Some(point) = point_of(near)
        {
            *near = point;
        }
        self
    }

    /// The same without one of them.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.0.remove(name);
        self
    }

    /// The value as typed; `None` where it is absent or empty.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    fn parsed<T>(&self, name: &'static str, expected: &str, parse: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, Error> {
        match self.get(name) {
            None => Ok(None),
            Some(value) => parse(value).map(Some).ok_or_else(|| Error::parameter(name, expected)),
        }
    }

    /// A text of at most 300 characters.
    ///
    /// # Errors
    /// It is longer.
    pub fn text(&self, name: &'static str) -> Result<Option<String>, Error> {
        self.parsed(name, "must be at most 300 characters", |value| (value.chars().count() <= LONGEST_TEXT).then(|| value.to_owned()))
    }

    /// `near=lat,lon` in degrees.
    ///
    /// # Errors
    /// It is no point on the Earth.
    pub fn near(&self) -> Result<Option<Point>, Error> {
        self.parsed("near", "must be latitude,longitude in degrees, like -6.6,106.8", |value| {
            let (lat, lon) = value.split_once(',')?;
            let (lat, lon): (f64, f64) = (lat.trim().parse().ok()?, lon.trim().parse().ok()?);
            let on_earth = (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon);
            on_earth.then_some(Point { lat, lon })
        })
    }

    /// `radius_km`, which needs `near`.
    ///
    /// # Errors
    /// It is no distance, or it has no centre.
    pub fn radius_km(&self) -> Result<Option<f64>, Error> {
        let radius = self.parsed("radius_km", "must be a number of kilometres above 0, at most 20000", |value| {
            value.parse::<f64>().ok().filter(|km| *km > 0.0 && *km <= 20_000.0)
        })?;
        if radius.is_some() && self.get("near").is_none() {
            return Err(Error::parameter("radius_km", "needs `near`"));
        }
        Ok(radius)
    }

    /// A region or province code.
    ///
    /// # Errors
    /// It is no code.
    pub fn code(&self, name: &'static str) -> Result<Option<RegionCode>, Error> {
        self.parsed(name, "must be a code like 36.01, or 36 for a province", |value| value.parse().ok())
    }

    /// `channel`.
    ///
    /// # Errors
    /// There is no such channel.
    pub fn channel(&self) -> Result<Option<Channel>, Error> {
        self.parsed("channel", "must be counter, mobile, self_service or online", |value| value.parse().ok())
    }

    /// `true` or `false`.
    ///
    /// # Errors
    /// It is neither.
    pub fn flag(&self, name: &'static str) -> Result<Option<bool>, Error> {
        self.parsed(name, "must be true or false", |value| match value {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        })
    }

    /// `now` or an RFC 3339 time.
    ///
    /// # Errors
    /// It is neither.
    pub fn open_at(&self, now: Instant) -> Result<Option<Instant>, Error> {
        self.parsed("open_at", "must be `now` or an RFC 3339 time like 2026-11-24T09:00:00+07:00", |value| {
            if value == "now" {
                return Some(now);
            }
            // A plus sign that was not percent-encoded arrives as a space.
            let repaired = value.replace(' ', "+");
            chrono::DateTime::parse_from_rfc3339(&repaired).ok().map(|at| Instant::new(at.to_utc()))
        })
    }

    /// `max_duration` in minutes: `90`, `90m`, `2h`, `3d`.
    ///
    /// # Errors
    /// It is no such thing.
    pub fn max_duration(&self) -> Result<Option<u32>, Error> {
        self.parsed("max_duration", "must be minutes like 90, or like 2h or 3d", |value| {
            let digits: String = value.chars().take_while(char::is_ascii_digit).collect();
            let minutes = match value.strip_prefix(digits.as_str())? {
                "" | "m" => 1,
                "h" => 60,
                "d" => 1440,
                _ => return None,
            };
            digits.parse::<u32>().ok()?.checked_mul(minutes)
        })
    }

    /// `sort`; by distance needs `near`.
    ///
    /// # Errors
    /// There is no such order, or it has no centre.
    pub fn sort(&self) -> Result<Sort, Error> {
        let sort = self.parsed("sort", "must be relevance or distance", |value| match value {
            "relevance" => Some(Sort::Relevance),
            "distance" => Some(Sort::Distance),
            _ => None,
        })?;
        if sort == Some(Sort::Distance) && self.get("near").is_none() {
            return Err(Error::parameter("sort", "by distance needs `near`"));
        }
        Ok(sort.unwrap_or_default())
    }

    /// `facets`: a list with commas, or `all`.
    ///
    /// # Errors
    /// There is no such facet.
    pub fn facets(&self) -> Result<Vec<Facet>, Error> {
        let facet = |name: &str| Facet::ALL.into_iter().find(|facet| facet.as_str() == name.trim());
        let facets =
            self.parsed("facets", "must be all, or of organization, region, province, channel, category", |value| match value {
                "all" => Some(Facet::ALL.to_vec()),
                list => list.split(',').map(facet).collect(),
            })?;
        Ok(facets.unwrap_or_default())
    }

    /// `page` and `size`.
    ///
    /// # Errors
    /// They are out of bounds.
    pub fn page(&self, size: usize) -> Result<Page, Error> {
        let size =
            self.parsed("size", "must be 1 to 100", |value| value.parse().ok().filter(|size| (1..=100).contains(size)))?.unwrap_or(size);
        let page = self.parsed("page", "must be 1 or more", |value| value.parse().ok().filter(|page| *page >= 1))?.unwrap_or(1_usize);
        if page.checked_mul(size).is_none_or(|end| end > DEEPEST) {
            return Err(Error::parameter("page", "reaches past the first 10000 rows: narrow the search instead"));
        }
        Ok(Page { page, size })
    }

    /// One of `allowed`; `None` where it is absent.
    ///
    /// # Errors
    /// It is none of them.
    pub fn one_of(&self, name: &'static str, allowed: &[&'static str]) -> Result<Option<&'static str>, Error> {
        let expected = format!("must be {}", allowed.join(" or "));
        self.parsed(name, &expected, |value| allowed.iter().copied().find(|one| *one == value))
    }

    /// `outcome` of an attempt.
    ///
    /// # Errors
    /// There is no such outcome.
    pub fn outcome(&self) -> Result<Option<Verdict>, Error> {
        self.parsed("outcome", "must be accepted, unchanged, held, rejected or failed", |value| value.parse().ok())
    }

    /// `before`, the number of a row.
    ///
    /// # Errors
    /// It is no number.
    pub fn before(&self) -> Result<Option<i64>, Error> {
        self.parsed("before", "must be the `next_before` of an answer", |value| value.parse().ok().filter(|number| *number > 0))
    }

    /// A whole number from `least` to `most`.
    ///
    /// # Errors
    /// It is none, or out of bounds.
    pub fn number(&self, name: &'static str, least: i64, most: i64) -> Result<Option<i64>, Error> {
        let expected = format!("must be a whole number from {least} to {most}");
        self.parsed(name, &expected, |value| value.parse().ok().filter(|number| (least..=most).contains(number)))
    }

    /// A moment: RFC 3339, or a date for its beginning in Jakarta.
    ///
    /// # Errors
    /// It is neither.
    pub fn moment(&self, name: &'static str) -> Result<Option<Instant>, Error> {
        self.parsed(name, "must be an RFC 3339 time like 2026-11-24T09:00:00+07:00, or a date like 2026-11-24", |value| {
            // A plus sign that was not percent-encoded arrives as a space.
            let repaired = value.replace(' ', "+");
            let day = || value.parse::<NaiveDate>().ok().map(|day| format!("{day}T00:00:00+07:00"));
            let text = if value.len() == 10 { day()? } else { repaired };
            chrono::DateTime::parse_from_rfc3339(&text).ok().map(|at| Instant::new(at.to_utc()))
        })
    }

    /// An id.
    ///
    /// # Errors
    /// It is no UUID.
    pub fn id(&self, name: &'static str) -> Result<Option<Id>, Error> {
        self.parsed(name, "must be a UUID", |value| value.parse().ok())
    }

    /// `rule` of the coverage.
    ///
    /// # Errors
    /// There is no such rule.
    pub fn rule(&self) -> Result<Rule, Error> {
        let rule = self.parsed("rule", "must be autonomous or all", |value| Rule::ALL.into_iter().find(|rule| rule.as_str() == value))?;
        Ok(rule.unwrap_or_default())
    }

    /// `at`, a date.
    ///
    /// # Errors
    /// It is no date.
    pub fn date(&self) -> Result<Option<NaiveDate>, Error> {
        self.parsed("at", "must be a date like 2026-11-24", |value| value.parse().ok())
    }

    /// A day, under a name of its own.
    ///
    /// # Errors
    /// It is no date.
    pub fn day(&self, name: &'static str) -> Result<Option<NaiveDate>, Error> {
        self.parsed(name, "must be a date like 2026-11-24", |value| value.parse().ok())
    }

    /// `metric`; all of them where it is absent.
    ///
    /// # Errors
    /// There is no such metric.
    pub fn metrics(&self) -> Result<Vec<Metric>, Error> {
        let expected = format!("must be one of {}", Metric::ALL.map(Metric::as_str).join(", "));
        let one = self.parsed("metric", &expected, |value| value.parse::<Metric>().ok())?;
        Ok(one.map_or_else(|| Metric::ALL.to_vec(), |metric| vec![metric]))
    }

    /// `period`, a kind of period.
    ///
    /// # Errors
    /// There is no such kind.
    pub fn period_kind(&self) -> Result<Option<PeriodKind>, Error> {
        self.parsed("period", "must be day, week, month, quarter, half, year or span", |value| value.parse().ok())
    }

    /// A year, a month or a day.
    ///
    /// # Errors
    /// It is none.
    pub fn period(&self, name: &'static str) -> Result<Option<Period>, Error> {
        let in_reach = |period: &Period| (1900..=2199).contains(&period.first().year()) && period.last().year() <= 2199;
        self.parsed(name, "must be a year, a month or a day: 2026, 2026-10 or 2026-10-31", |value| value.parse().ok().filter(in_reach))
    }

    /// The same, with this value.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.0.insert(name.to_owned(), value.to_owned());
        self
    }

    /// One of `allowed`, the first where it is absent.
    ///
    /// # Errors
    /// It is none of them.
    pub fn choice(&self, name: &'static str, allowed: &[&'static str]) -> Result<&'static str, Error> {
        let chosen = self.one_of(name, allowed)?;
        Ok(chosen.or_else(|| allowed.first().copied()).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn params(query: &str) -> Params {
        Params::of(&TestRequest::with_uri(&format!("/?{query}")).to_http_request())
    }

    fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> &'static str {
        match result {
            Err(Error::Parameter { parameter, .. }) => parameter,
            other => panic!("expected a refused parameter, got {other:?}"),
        }
    }

    #[test]
    fn bounds_are_named() {
        assert_eq!(refused(params("near=91,0").near()), "near");
        assert_eq!(refused(params("near=NaN,0").near()), "near");
        assert_eq!(refused(params("size=0").page(20)), "size");
        assert_eq!(refused(params("size=101").page(20)), "size");
        assert_eq!(refused(params("page=0").page(20)), "page");
        assert_eq!(refused(params("page=18446744073709551615").page(20)), "page");
        assert_eq!(refused(params("channel=fax").channel()), "channel");
        assert_eq!(refused(params("sort=distance").sort()), "sort");
        assert_eq!(refused(params("facets=region,colour").facets()), "facets");
        assert_eq!(refused(params("max_duration=99999999d").max_duration()), "max_duration");
    }

    #[test]
    fn a_plus_sign_may_come_unencoded() {
        let now = Instant::new("2026-11-24T00:00:00Z".parse().unwrap());
        let at = params("open_at=2026-11-24T09:00:00+07:00").open_at(now).unwrap().unwrap();
        assert_eq!(at.to_string(), "2026-11-24T02:00:00.000Z");
    }

    #[test]
    fn unknown_and_empty_ones_are_ignored() {
        assert_eq!(params("near=&utm=x").near().unwrap(), None);
    }
}
