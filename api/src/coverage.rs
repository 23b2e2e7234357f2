//! How many regions an MPP covers, by which rule, at which date. Numerator and denominator are always given apart.
//!
//! The ministry counts 508 autonomous kabupaten and kota and DKI Jakarta as one: 509. Level-2 codes are 514; there the provincial hall of
//! DKI Jakarta counts as one. The provincial hall of any other province counts nowhere.

use std::collections::BTreeMap;

use registry::model::RegionCode;
use registry::store::read::EventRow;
use serde::Serialize;

use crate::state::Gazetteer;

/// Which regions are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rule {
    /// Those with a government of their own, and DKI Jakarta as one.
    #[default]
    Autonomous,
    /// Every kabupaten and kota.
    All,
}

impl Rule {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Autonomous, Self::All];

    /// As in the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Autonomous => "autonomous",
            Self::All => "all",
        }
    }
}

/// The states in which a region's MPP can be, `none` included; all are always given, zero too.
pub const STATES: [&str; 7] = ["none", "proposed", "built", "soft_launch", "inaugurated", "moved", "closed"];

/// Coverage at a date.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Coverage {
    /// The date.
    pub at: String,
    /// `autonomous` or `all`.
    pub rule: &'static str,
    /// Regions with an inaugurated MPP that is not closed.
    pub covered: u64,
    /// Regions that are counted.
    pub denominator: u64,
    /// Covered by denominator, to four decimals.
    pub ratio: f64,
    /// Regions by the state of their MPP.
    #[schema(value_type = Object)]
    pub states: BTreeMap<&'static str, u64>,
    /// Of the covered: by assumption for a demonstration only, attested by nobody.
    pub assumed: u64,
    /// Regions whose inauguration is attested without a date: counted from today on, not for past dates.
    pub undated: u64,
    /// By province, where asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provinces: Option<Vec<ProvinceCoverage>>,
}

/// Coverage of one province.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ProvinceCoverage {
    /// `36`
    #[schema(value_type = String)]
    pub code: RegionCode,
    /// `Banten`
    pub name: String,
    /// Regions with an inaugurated MPP that is not closed.
    pub covered: u64,
    /// Regions that are counted.
    pub denominator: u64,
    /// Covered by denominator, to four decimals.
    pub ratio: f64,
    /// Regions by the state of their MPP.
    #[schema(value_type = Object)]
    pub states: BTreeMap<&'static str, u64>,
}

/// The state of one region's MPP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// One of [`STATES`].
    pub state: &'static str,
    /// Only assumed.
    pub assumed: bool,
    /// Attested without a date.
    pub undated: bool,
}

const NONE: Standing = Standing { state: "none", assumed: false, undated: false };
const JAKARTA: &str = "31";

/// The state of every region that has a history up to `at`. Events without a date hold from `today` on.
#[must_use]
pub fn standings(events: &[EventRow], at: &str, today: &str) -> BTreeMap<RegionCode, Standing> {
    let mut histories: BTreeMap<RegionCode, Vec<&EventRow>> = BTreeMap::new();
    for event in events {
        let Ok(code) = event.region.parse::<RegionCode>() else { continue };
        if code.is_province() && event.region != JAKARTA {
            continue;
        }
        let holds = if event.date.is_empty() { at >= today } else { event.date.as_str() <= at };
        if holds {
            histories.entry(code).or_default().push(event);
        }
    }
    histories.into_iter().map(|(code, history)| (code, standing(&history))).collect()
}

fn standing(history: &[&EventRow]) -> Standing {
    let latest = |state: &str| history.iter().filter(|event| event.state == state).map(|event| event.date.as_str()).max();
    let has = |state: &str| history.iter().any(|event| event.state == state);
    let mut of_inauguration = history.iter().filter(|event| event.state == "inaugurated").peekable();
    let inaugurated = of_inauguration.peek().is_some();
    let (assumed, undated) = of_inauguration
        .fold((inaugurated, inaugurated), |(assumed, undated), event| (assumed && event.assumed, undated && event.date.is_empty()));
    // A closing without a date is later than any inauguration: nobody closes what has not been opened.
    let closed = match (latest("closed"), latest("inaugurated")) {
        (Some(closed), Some(opened)) => closed.is_empty() || closed >= opened,
        (Some(_), None) => true,
        (None, _) => false,
    };
    if closed {
        return Standing { state: "closed", ..NONE };
    }
    let state = ["inaugurated", "moved", "soft_launch", "built", "proposed"].into_iter().find(|state| has(state)).unwrap_or("none");
    Standing { state, assumed, undated }
}

/// Who is counted under `rule`, with the province of each.
fn counted(gazetteer: &Gazetteer, rule: Rule) -> Vec<RegionCode> {
    let mut codes: Vec<RegionCode> =
        gazetteer.regions.iter().filter(|region| rule == Rule::All || region.autonomous).map(|region| region.code).collect();
    if rule == Rule::Autonomous {
        codes.extend(gazetteer.regions.iter().find(|region| !region.autonomous).map(|region| region.province));
    }
    codes
}

/// The standings under `rule`: the six units of DKI Jakarta fold into one, or its one hall counts for one of them.
fn folded(gazetteer: &Gazetteer, rule: Rule, standings: &BTreeMap<RegionCode, Standing>) -> Vec<(RegionCode, Standing)> {
    let of = |code: RegionCode| standings.get(&code).copied();
    let mut provincial = standings.iter().find(|(code, _)| code.is_province()).map(|(code, standing)| (*code, *standing));
    counted(gazetteer, rule)
        .into_iter()
        .map(|code| {
            if code.is_province() {
                let any = || standings.iter().find(|(unit, s)| unit.province() == code && s.state == "inaugurated").map(|(_, s)| *s);
                return (code, of(code).or_else(any).unwrap_or(NONE));
            }
            let own = of(code);
            if own.is_none() && provincial.is_some_and(|(province, _)| province == code.province()) {
                return (code, provincial.take().map_or(NONE, |(_, standing)| standing));
            }
            (code, own.unwrap_or(NONE))
        })
        .collect()
}

fn tally(standings: &[(RegionCode, Standing)]) -> BTreeMap<&'static str, u64> {
    let mut states: BTreeMap<&'static str, u64> = STATES.into_iter().map(|state| (state, 0)).collect();
    for (_, standing) in standings {
        *states.entry(standing.state).or_default() += 1;
    }
    states
}

/// `covered / denominator` to four decimals; 0 of nothing is 0.
#[must_use]
pub fn ratio(covered: u64, denominator: u64) -> f64 {
    if denominator == 0 {
        return 0.0;
    }
    #[expect(clippy::cast_precision_loss, reason = "there are a few hundred regions")]
    let share = covered as f64 / denominator as f64;
    (share * 10_000.0).round() / 10_000.0
}

/// Coverage at `at` (ISO 8601) by `rule`; `today` decides from when events without a date hold.
#[must_use]
pub fn coverage(gazetteer: &Gazetteer, events: &[EventRow], rule: Rule, at: &str, today: &str, by_province: bool) -> Coverage {
    let all = folded(gazetteer, rule, &standings(events, at, today));
    let states = tally(&all);
    let covered = states.get("inaugurated").copied().unwrap_or_default();
    let is_covered = |standing: &Standing| standing.state == "inaugurated";
    let count = |test: &dyn Fn(&Standing) -> bool| all.iter().filter(|(_, s)| is_covered(s) && test(s)).count() as u64;
    let provinces = by_province.then(|| {
        gazetteer
            .provinces
            .iter()
            .map(|province| {
                let own: Vec<_> = all.iter().filter(|(code, _)| code.province() == province.code).copied().collect();
                let states = tally(&own);
                let covered = states.get("inaugurated").copied().unwrap_or_default();
                let denominator = own.len() as u64;
                ProvinceCoverage {
                    code: province.code,
                    name: province.name.clone(),
                    covered,
                    denominator,
                    ratio: ratio(covered, denominator),
                    states,
                }
            })
            .collect()
    });
    Coverage {
        at: at.to_owned(),
        rule: rule.as_str(),
        covered,
        denominator: all.len() as u64,
        ratio: ratio(covered, all.len() as u64),
        assumed: count(&|s| s.assumed),
        undated: count(&|s| s.undated),
        states,
        provinces,
    }
}

#[cfg(test)]
mod tests {
    use registry::model::{Kind, Point, Region, Zone};

    use super::*;

    fn region(code: &str, autonomous: bool) -> Region {
        let code: RegionCode = code.parse().unwrap();
        Region {
            code,
            name: format!("Kabupaten {code}"),
            kind: Kind::Kabupaten,
            province: code.province(),
            autonomous,
            zone: Zone::Wib,
            point: Point { lat: -6.0, lon: 106.0 },
            population: 1,
            area_km2: 1.0,
        }
    }

    fn event(region: &str, state: &str, date: &str) -> EventRow {
        EventRow {
            region: region.into(),
            state: state.into(),
            date: date.into(),
            name: String::new(),
            date_kind: String::new(),
            confidence: "A".into(),
            evidence: String::new(),
            assumed: false,
        }
    }

    fn some() -> Gazetteer {
        let regions =
            vec![region("31.71", false), region("31.72", false), region("36.01", true), region("36.02", true), region("73.01", true)];
        Gazetteer { regions, provinces: Vec::new() }
    }

    #[test]
    fn jakarta_is_one_and_another_provincial_hall_is_none() {
        let events =
            [event("31", "inaugurated", "2017-10-12"), event("73", "inaugurated", "2020-01-01"), event("36.01", "inaugurated", "")];
        let of = |rule| coverage(&some(), &events, rule, "2026-11-24", "2026-11-24", false);
        assert_eq!((of(Rule::Autonomous).covered, of(Rule::Autonomous).denominator), (2, 4));
        assert_eq!((of(Rule::All).covered, of(Rule::All).denominator), (2, 5));
        assert_eq!(of(Rule::All).undated, 1);
    }

    #[test]
    fn closed_counts_until_it_closes_and_again_when_it_opens_again() {
        let mut events = vec![event("36.01", "inaugurated", "2019-01-01"), event("36.01", "closed", "2021-01-01")];
        let covered = |events: &[EventRow], at| coverage(&some(), events, Rule::Autonomous, at, "2026-11-24", false).covered;
        assert_eq!((covered(&events, "2018-12-31"), covered(&events, "2020-01-01"), covered(&events, "2021-01-01")), (0, 1, 0));
        events.push(event("36.01", "inaugurated", "2023-05-05"));
        assert_eq!(covered(&events, "2024-01-01"), 1);
    }

    #[test]
    fn a_move_keeps_the_inauguration() {
        let events = [event("36.01", "inaugurated", "2019-01-01"), event("36.01", "moved", "2022-01-01")];
        assert_eq!(coverage(&some(), &events, Rule::Autonomous, "2026-01-01", "2026-11-24", false).covered, 1);
    }

    #[test]
    fn the_ministrys_figure() {
        assert_eq!(ratio(296, 509).to_string(), "0.5815");
    }
}
