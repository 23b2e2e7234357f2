//! Filters and facets.

use std::sync::Arc;

use registry::model::{Channel, Id};
use registry::notice::Shut;
use registry::search::{Engine, Facet, Open, Query};

use crate::fixture::{ask, document, fill, found, query};

async fn fill_some(engine: &dyn Engine) {
    fill(
        engine,
        [
            document("a", "Paspor").organization("Imigrasi").category("Perjalanan").with(|document| {
                document.free = Some(false);
                document.max_duration_minutes = Some(60);
                document.channels = vec![Channel::Counter, Channel::Online];
            }),
            document("b", "Paspor").organization("Imigrasi").region("36.71", "Kota Tangerang", "Banten").with(|document| {
                document.free = Some(true);
                document.max_duration_minutes = Some(1440);
            }),
            document("c", "SIM").organization("Polri").category("Perjalanan").region("51.71", "Kota Denpasar", "Bali").with(|document| {
                document.channels = vec![Channel::Mobile];
                document.location_id = Id::derive("test", "location", "bus");
            }),
        ],
    )
    .await;
}

fn filter(change: impl FnOnce(&mut Query)) -> Query {
    let mut filter = query("");
    change(&mut filter);
    filter
}

pub async fn by_region_and_province(engine: &dyn Engine) {
    fill_some(engine).await;
    assert_eq!(found(engine, &filter(|query| query.region = Some("36.71".parse().unwrap()))).await, ["b"]);
    assert_eq!(
        found(engine, &filter(|query| query.region = Some("36".parse().unwrap()))).await,
        ["a", "b"],
        "a province's code as a region"
    );
    assert_eq!(found(engine, &filter(|query| query.province = Some("36".parse().unwrap()))).await, ["a", "b"]);
    assert_eq!(found(engine, &filter(|query| query.province = Some("51".parse().unwrap()))).await, ["c"]);
    assert_eq!(found(engine, &Query { province: Some("51".parse().unwrap()), ..query("paspor") }).await, [""; 0]);
}

pub async fn by_agency(engine: &dyn Engine) {
    fill_some(engine).await;
    let by = |name: &str| filter(|query| query.organization = Some(name.to_owned()));
    assert_eq!(found(engine, &by("Imigrasi")).await, ["a", "b"]);
    assert_eq!(found(engine, &by("IMIGRASI")).await, ["a", "b"], "however it is capitalised");
    assert_eq!(found(engine, &by("Imi")).await, [""; 0], "the whole name");
    assert_eq!(found(engine, &by(&Id::derive("test", "organization", "Polri").to_string())).await, ["c"], "by id");
}

pub async fn by_category_channel_and_cost(engine: &dyn Engine) {
    fill_some(engine).await;
    assert_eq!(found(engine, &filter(|query| query.category = Some("perjalanan".to_owned()))).await, ["a", "c"]);
    assert_eq!(found(engine, &filter(|query| query.category = Some("lain".to_owned()))).await, [""; 0]);
    assert_eq!(found(engine, &filter(|query| query.channel = Some(Channel::Counter))).await, ["a", "b"]);
    assert_eq!(found(engine, &filter(|query| query.channel = Some(Channel::Online))).await, ["a"]);
    assert_eq!(found(engine, &filter(|query| query.free = Some(true))).await, ["b"]);
    assert_eq!(found(engine, &filter(|query| query.free = Some(false))).await, ["a"], "unknown is neither");
}

pub async fn by_duration_service_and_location(engine: &dyn Engine) {
    fill_some(engine).await;
    assert_eq!(found(engine, &filter(|query| query.max_duration_minutes = Some(60))).await, ["a"]);
    assert_eq!(found(engine, &filter(|query| query.max_duration_minutes = Some(1440))).await, ["a", "b"], "unknown is not short");
    assert_eq!(found(engine, &filter(|query| query.service_id = Some(Id::derive("test", "service", "b")))).await, ["b"]);
    assert_eq!(found(engine, &filter(|query| query.location_id = Some(Id::derive("test", "location", "bus")))).await, ["c"]);
}

pub async fn filters_cannot_be_broken_out_of(engine: &dyn Engine) {
    fill_some(engine).await;
    for evil in ["x' OR free = true OR category = 'x", "\\' OR free = true --", "'", "\\", "\0", ""] {
        assert_eq!(found(engine, &filter(|query| query.category = Some(evil.to_owned()))).await, [""; 0], "{evil:?}");
        assert_eq!(found(engine, &filter(|query| query.organization = Some(evil.to_owned()))).await, [""; 0], "{evil:?}");
    }
}

pub async fn facets_count_what_was_found(engine: &dyn Engine) {
    fill_some(engine).await;
    let all = ask(engine, &Query { facets: Facet::ALL.to_vec(), ..query("") }).await;
    let counts: Vec<String> = all.facets.iter().map(|counts| format!("{} {:?}", counts.facet.as_str(), counts.values)).collect();
    assert_eq!(
        counts,
        [
            r#"organization [("Imigrasi", 2), ("Polri", 1)]"#,
            r#"region [("36.01", 1), ("36.71", 1), ("51.71", 1)]"#,
            r#"province [("36", 2), ("51", 1)]"#,
            r#"channel [("counter", 2), ("mobile", 1), ("online", 1)]"#,
            r#"category [("Perjalanan", 2)]"#,
        ]
    );
    let some = ask(engine, &Query { facets: vec![Facet::Province], limit: 0, ..query("paspor") }).await;
    assert_eq!((some.total, some.hits.len()), (2, 0));
    assert_eq!(some.facets[0].values, [("36".to_owned(), 2)], "counted over all hits, not over the page");
}

pub async fn facets_of_nothing_are_empty(engine: &dyn Engine) {
    fill_some(engine).await;
    let answer = ask(engine, &Query { facets: vec![Facet::Category], ..query("zzyzx") }).await;
    assert_eq!(answer.facets.len(), 1);
    assert!(answer.facets[0].values.is_empty());
}

/// An engine that knows hours leaves out what is closed by a notice, and counts right; another leaves that to whoever asks it.
pub async fn what_a_notice_closes_is_left_out(engine: &dyn Engine) {
    let all = ["a", "b", "c"];
    let of = |kind: &str, name: &str| Id::derive("test", kind, name);
    let open = |shut: Shut| {
        filter(|query| {
            query.open = Some(Open::new(|_, _| true));
            query.shut = Some(Arc::new(shut));
        })
    };
    let with_hours = |documents: [&'static str; 3]| {
        documents.map(|name| document(name, "Paspor").with(|one| one.opening_hours = Some("24/7".to_owned())))
    };
    fill(engine, with_hours(all)).await;
    let hall = document("a", "x").build().location_id;
    let agency = document("a", "x").build().organization_id;
    let region = document("a", "x").build().region;
    for (shut, expected) in [
        (Shut::default(), &all[..]),
        (Shut { regions: [region].into(), ..Shut::default() }, &[]),
        (Shut { regions: ["99.99".parse().unwrap()].into(), ..Shut::default() }, &all[..]),
        (Shut { halls: [hall].into(), ..Shut::default() }, &[]),
        (Shut { counters: [(hall, agency)].into(), ..Shut::default() }, &[]),
        (Shut { counters: [(hall, of("organization", "none"))].into(), ..Shut::default() }, &all[..]),
        (Shut { services: [(hall, of("service", "b"))].into(), ..Shut::default() }, &["a", "c"]),
        (Shut { regional: [(region, of("service", "c"))].into(), ..Shut::default() }, &["a", "b"]),
    ] {
        let expected = if engine.knows_hours() { expected } else { &all[..] };
        assert_eq!(found(engine, &open(shut.clone())).await, expected, "{shut:?}");
        let always = filter(|query| query.shut = Some(Arc::new(shut)));
        assert_eq!(found(engine, &always).await, all, "at no moment nothing is closed");
    }
}
