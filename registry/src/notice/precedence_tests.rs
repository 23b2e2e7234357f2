use std::collections::BTreeSet;

use super::*;
use crate::model::Zone;
use crate::notice::{Content, Daily, Named, Notice, Target};

fn at(text: &str) -> Instant {
    Instant::new(format!("2026-{text}:00+07:00").parse::<chrono::DateTime<chrono::FixedOffset>>().unwrap().to_utc())
}

fn id(name: &str) -> Id {
    Id::derive("a", "test", name)
}

fn region() -> RegionCode {
    "32.71".parse().unwrap()
}

/// A notice on the hall from Tuesday 24 November, 00:00 to this time.
fn posted(kind: Kind, until: &str, reach: Reach) -> Posted {
    let content = Content { kind, text: "x".into(), text_en: None, hours: None, starts_at: at("11-24T00:00"), ends_at: at(until) };
    let target = match &reach {
        Reach::Region | Reach::Gone(_) => Target::Region,
        Reach::Counter(..) => Target::Counter { location: named("hall"), organization: named("agency") },
        Reach::National(term, _) => Target::NationalService { term: term.clone() },
        Reach::Service(..) => Target::Service { location: named("hall"), service: named("ktp"), term: None },
        Reach::Hall(_) => Target::Hall { location: named("hall") },
    };
    let written_at = at("11-23T09:00");
    let notice = Notice {
        id: id(until),
        region: region(),
        target,
        content,
        author: String::new(),
        author_name: String::new(),
        written_at,
        changed_at: written_at,
        ended_at: None,
    };
    Posted { notice, reach, zone: Zone::Wib }
}

fn named(name: &str) -> Named {
    Named { id: id(name), name: name.into() }
}

fn hall() -> Reach {
    Reach::Hall(id("hall"))
}

fn short(from: &str, to: &str, until: &str) -> Posted {
    let mut posted = posted(Kind::ShortHours, until, hall());
    posted.notice.content.hours = Some(Daily { from: from.parse().unwrap(), to: to.parse().unwrap() });
    posted
}

/// Open from 08:00 to 15:00, Sundays not.
fn office(at: Instant) -> Hours {
    use chrono::{Datelike as _, Timelike as _};
    let local = at.utc().with_timezone(&Zone::Wib.offset());
    let sunday = |date: chrono::NaiveDate| date.weekday() == chrono::Weekday::Sun;
    if (8..15).contains(&local.hour()) && !sunday(local.date_naive()) {
        return Hours { open: Some(true), opens_next: None };
    }
    let mut day = local.date_naive();
    while sunday(day) || (day == local.date_naive() && local.hour() >= 15) {
        day = day.succ_opt().unwrap();
    }
    let next = Zone::Wib.offset().from_local_datetime(&day.and_hms_opt(8, 0, 0).unwrap()).unwrap();
    Hours { open: Some(false), opens_next: Some(Instant::new(next.to_utc())) }
}

fn unknown(_: Instant) -> Hours {
    Hours::default()
}

fn says(covering: &[&Posted], moment: &str, hours: impl Fn(Instant) -> Hours) -> (Option<bool>, Option<Instant>, bool) {
    let told = told(covering, at(moment), hours);
    (told.hours.open, told.hours.opens_next, told.closed_by.is_some())
}

#[test]
fn closed_until_it_ends_and_the_hours_say_open() {
    let flood = posted(Kind::Closed, "11-24T12:00", hall());
    assert_eq!(says(&[&flood], "11-24T09:00", office), (Some(false), Some(at("11-24T12:00")), true), "opens when it ends");
    assert_eq!(says(&[&flood], "11-24T12:00", office), (Some(true), None, false), "the end is not in it");
    let week = posted(Kind::Closed, "11-28T20:00", hall());
    assert_eq!(says(&[&week], "11-24T09:00", office), (Some(false), Some(at("11-30T08:00")), true), "Sunday is closed anyway");
}

#[test]
fn a_notice_on_the_next_opening_puts_it_off() {
    let mut friday = posted(Kind::Closed, "11-27T23:00", hall());
    friday.notice.content.starts_at = at("11-27T00:00");
    assert_eq!(
        says(&[&friday], "11-26T16:00", office),
        (Some(false), Some(at("11-28T08:00")), false),
        "closed by its hours, not by the notice"
    );
    assert_eq!(says(&[&friday], "11-26T10:00", office), (Some(true), None, false));
}

#[test]
fn of_two_that_close_the_longer_is_told() {
    let (region, hall) = (posted(Kind::Closed, "11-24T12:00", Reach::Region), posted(Kind::Closed, "11-25T00:00", hall()));
    let both = [&region, &hall];
    let told = told(&both, at("11-24T09:00"), office);
    assert_eq!((told.closed_by, told.hours.opens_next), (Some(&hall), Some(at("11-25T08:00"))));
}

#[test]
fn shorter_hours_take_away_and_give_nothing() {
    let one = short("09:00", "11:00", "11-30T00:00");
    let late = short("10:00", "16:00", "11-30T00:00");
    assert_eq!(says(&[&one], "11-24T08:30", office), (Some(false), Some(at("11-24T09:00")), true));
    assert_eq!(says(&[&one], "11-24T10:00", office), (Some(true), None, false));
    assert_eq!(says(&[&one], "11-24T11:00", office), (Some(false), Some(at("11-25T09:00")), true));
    assert_eq!(says(&[&one, &late], "11-24T09:30", office), (Some(false), Some(at("11-24T10:00")), true), "what both leave");
    assert_eq!(says(&[&late], "11-24T15:30", office).0, Some(false), "longer than the hours, it opens nothing");
    assert_eq!(says(&[&one], "11-29T10:00", office), (Some(false), Some(at("11-30T08:00")), false), "nor a Sunday");
    assert_eq!(says(&[&one], "11-29T16:00", office), (Some(false), Some(at("11-30T08:00")), true));
}

#[test]
fn two_that_leave_nothing_are_followed_to_their_end() {
    let (morning, noon) = (short("08:00", "10:00", "11-27T00:00"), short("11:00", "12:00", "11-27T00:00"));
    assert_eq!(says(&[&morning, &noon], "11-24T09:00", office), (Some(false), Some(at("11-27T08:00")), true));
}

#[test]
fn unknown_stays_unknown_where_nothing_closes() {
    let flood = posted(Kind::Closed, "11-24T12:00", hall());
    assert_eq!(says(&[&flood], "11-24T09:00", unknown), (Some(false), None, true), "closed, and nobody knows when it opens");
    assert_eq!(says(&[&flood], "11-24T13:00", unknown), (None, None, false));
    assert_eq!(says(&[&short("09:00", "11:00", "11-25T00:00")], "11-24T10:00", unknown), (None, None, false));
}

#[test]
fn what_was_moved_or_lacks_blanks_is_as_open_as_before() {
    for kind in [Kind::Moved, Kind::NoBlanks, Kind::Other] {
        assert_eq!(says(&[&posted(kind, "11-25T00:00", hall())], "11-24T09:00", office), (Some(true), None, false), "{kind:?}");
    }
}

#[test]
fn what_was_ended_or_lost_its_place_closes_nothing() {
    let mut ended = posted(Kind::Closed, "11-25T00:00", hall());
    ended.notice.ended_at = Some(at("11-24T08:30"));
    assert_eq!(says(&[&ended], "11-24T08:15", office), (Some(false), Some(at("11-24T08:30")), true));
    assert_eq!(says(&[&ended], "11-24T09:00", office).0, Some(true));
    assert_eq!(says(&[&posted(Kind::Closed, "11-25T00:00", Reach::Gone(None))], "11-24T09:00", office).0, Some(true));
}

#[test]
fn each_scope_covers_its_own() {
    let spot = Spot {
        region: region(),
        location: Some(id("hall")),
        organization: Some(id("agency")),
        service: Some(id("ktp")),
        term: Some("KTP"),
    };
    let one = |name: &str| BTreeSet::from([id(name)]);
    let reaches = [
        (Reach::Region, true),
        (Reach::Hall(id("hall")), true),
        (Reach::Hall(id("other")), false),
        (Reach::Counter(id("hall"), one("agency")), true),
        (Reach::Counter(id("other"), one("agency")), false),
        (Reach::Counter(id("hall"), one("other")), false),
        (Reach::Service(id("hall"), one("ktp")), true),
        (Reach::Service(id("hall"), one("other")), false),
        (Reach::National("KTP".into(), BTreeSet::new()), true),
        (Reach::National("SIM".into(), one("sim")), false),
        (Reach::Gone(Some(id("hall"))), true),
        (Reach::Gone(Some(id("other"))), false),
    ];
    let elsewhere = Spot { region: "32.04".parse().unwrap(), ..spot };
    for (reach, expected) in reaches {
        let posted = posted(Kind::Other, "11-25T00:00", reach);
        assert_eq!(posted.covers(&spot), expected, "{:?}", posted.reach);
        assert!(!posted.covers(&elsewhere), "another region: {:?}", posted.reach);
    }
}

#[test]
fn a_counter_that_is_closed_leaves_the_hall_open_and_is_shown_there() {
    let counter = posted(Kind::Closed, "11-25T00:00", Reach::Counter(id("hall"), BTreeSet::from([id("agency")])));
    let hall = Spot::hall(region(), id("hall"));
    assert!(!counter.covers(&hall) && counter.concerns(&hall) && counter.concerns(&Spot::region(region())));
    assert!(!counter.concerns(&Spot::hall(region(), id("other"))));
    let service = Spot { organization: Some(id("other")), ..hall };
    assert!(!counter.concerns(&service), "not with another agency's service");
}

/// The set that engines filter by says of every spot and moment what the rule says.
#[test]
fn the_set_to_filter_by_is_the_rule() {
    let one = |name: &str| BTreeSet::from([id(name)]);
    let mut all = vec![
        posted(Kind::Closed, "11-24T12:00", Reach::Hall(id("hall"))),
        posted(Kind::Closed, "11-24T13:00", Reach::Counter(id("other"), one("agency"))),
        posted(Kind::Closed, "11-24T14:00", Reach::Service(id("third"), one("ktp"))),
        posted(Kind::Closed, "11-24T15:00", Reach::National("SIM".into(), one("sim"))),
        posted(Kind::Closed, "11-24T16:00", Reach::Gone(None)),
        posted(Kind::NoBlanks, "11-24T17:00", Reach::Region),
        short("09:00", "11:00", "11-25T00:00"),
    ];
    let mut far = posted(Kind::Closed, "11-24T10:00", Reach::Region);
    far.notice.region = "32.04".parse().unwrap();
    all.push(far);
    for hour in 0..24 {
        let moment = at(&format!("11-24T{hour:02}:30"));
        let shut = shut(&all, moment);
        // A hall is in one region.
        for (code, halls) in [("32.71", ["hall", "other", "third"]), ("32.04", ["one", "two", "three"])] {
            for location in halls {
                for organization in ["agency", "another"] {
                    for service in ["ktp", "sim"] {
                        let spot = Spot {
                            region: code.parse().unwrap(),
                            location: Some(id(location)),
                            organization: Some(id(organization)),
                            service: Some(id(service)),
                            term: None,
                        };
                        let covering: Vec<&Posted> = all.iter().filter(|posted| posted.covers(&spot)).collect();
                        let told = told(&covering, moment, unknown);
                        assert_eq!(shut.holds(&spot), told.closed_by.is_some(), "{code} {location} {organization} {service} at {hour}");
                    }
                }
            }
        }
    }
}
