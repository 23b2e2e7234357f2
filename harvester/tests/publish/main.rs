//! Publishing, on both databases: what becomes of a file, what is answered, and what happens when it is sent twice, late or torn.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

mod world;

use harvester::publish::{MadeFrom, PublishError};
use harvester::sheet::Change;
use registry::model::Verdict;

use world::{World, renamed, services};

macro_rules! on_both {
    ($($test:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                super::$test(crate::world::sqlite().await).await;
            })+
        }
        mod postgresql {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                if let Some(world) = crate::world::postgresql(stringify!($test)).await {
                    super::$test(world).await;
                }
            })+
        }
    };
}

on_both![
    a_first_publication_is_accepted_and_served,
    a_download_with_one_edited_cell_changes_one_field,
    the_same_key_gives_the_same_answer_and_another_body_is_a_mistake,
    a_file_made_from_an_older_version_is_refused,
    who_does_not_say_what_his_file_was_made_from_is_asked,
    a_rehearsal_says_the_same_and_writes_nothing,
    a_mass_drop_is_held_as_a_polls_would_be,
    content_that_is_refused_is_told_by_its_cells_and_leaves_what_is_served,
    a_refused_row_takes_nothing_away,
    a_damaged_cell_keeps_what_is_stored_of_it,
    two_at_once_with_one_key_are_one,
    a_source_that_is_polled_takes_no_publication,
];

async fn a_first_publication_is_accepted_and_served(world: World) {
    let (answer, outcome) = world.publish(services(3), MadeFrom::Unsaid, None).await.unwrap();
    assert_eq!((outcome.verdict, outcome.counts.added, answer.is_again), (Verdict::Accepted, 3 + 1 + 1, false), "with agency and hall");
    assert_eq!(world.served().await, 3);
    assert_eq!(outcome.version, answer.version);
}

async fn a_download_with_one_edited_cell_changes_one_field(world: World) {
    let (first, _) = world.publish(services(3), MadeFrom::Unsaid, None).await.unwrap();
    let made_from = MadeFrom::Version(first.version.unwrap());
    let file = world.download(|tables| tables[0].rows[0][7] = "Rp75.000".to_owned()).await;
    let (second, outcome) = world.publish(file, made_from, None).await.unwrap();
    assert_eq!((outcome.verdict, outcome.changes.len()), (Verdict::Accepted, 1), "{outcome:#?}");
    let change = &outcome.changes[0];
    assert_eq!((change.change, change.fields.len()), (Change::Changed, 1));
    assert_eq!((change.fields[0].column.as_str(), change.fields[0].after.as_str()), ("Biaya", "Rp75.000"));
    assert!(second.version > first.version);
    let same = world.download(|_| {}).await;
    let (_, unchanged) = world.publish(same, MadeFrom::Version(second.version.unwrap()), None).await.unwrap();
    assert_eq!((unchanged.verdict, unchanged.changes.len(), unchanged.version), (Verdict::Unchanged, 0, second.version));
}

async fn the_same_key_gives_the_same_answer_and_another_body_is_a_mistake(world: World) {
    let file = services(3);
    let (first, _) = world.publish(file.clone(), MadeFrom::Unsaid, Some("k1")).await.unwrap();
    let (again, _) = world.publish(file, MadeFrom::Unsaid, Some("k1")).await.unwrap();
    assert_eq!((again.json, again.is_again), (first.json, true));
    let other = world.publish(services(4), MadeFrom::Any, Some("k1")).await;
    assert!(matches!(other, Err(PublishError::KeyTaken)));
    assert_eq!(world.attempts().await, 1);
}

async fn a_file_made_from_an_older_version_is_refused(world: World) {
    let (first, _) = world.publish(services(3), MadeFrom::Unsaid, None).await.unwrap();
    let (second, _) = world.publish(services(4), MadeFrom::Version(first.version.unwrap()), None).await.unwrap();
    let late = world.publish(services(5), MadeFrom::Version(first.version.unwrap()), None).await;
    assert!(matches!(late, Err(PublishError::Stale { now }) if now == second.version));
    assert_eq!(world.served().await, 4);
}

async fn who_does_not_say_what_his_file_was_made_from_is_asked(world: World) {
    world.publish(services(3), MadeFrom::Nothing, None).await.unwrap();
    assert!(matches!(world.publish(services(4), MadeFrom::Unsaid, None).await, Err(PublishError::Unsaid { .. })));
    assert!(matches!(world.publish(services(4), MadeFrom::Nothing, None).await, Err(PublishError::Stale { .. })));
    assert!(world.publish(services(4), MadeFrom::Any, None).await.is_ok());
}

async fn a_rehearsal_says_the_same_and_writes_nothing(world: World) {
    world.publish(services(3), MadeFrom::Unsaid, None).await.unwrap();
    let (_, rehearsed) = world.rehearse(services(4), MadeFrom::Any).await.unwrap();
    assert_eq!((world.served().await, world.attempts().await), (3, 1));
    let (_, published) = world.publish(services(4), MadeFrom::Any, None).await.unwrap();
    assert_eq!((rehearsed.verdict, &rehearsed.changes, &rehearsed.findings), (published.verdict, &published.changes, &published.findings));
    assert!(rehearsed.dry_run && !published.dry_run);
}

async fn a_mass_drop_is_held_as_a_polls_would_be(world: World) {
    world.publish(services(40), MadeFrom::Unsaid, None).await.unwrap();
    let (_, outcome) = world.publish(services(10), MadeFrom::Any, None).await.unwrap();
    assert_eq!((outcome.verdict, outcome.reason.as_str(), outcome.counts.removed), (Verdict::Held, "mass_drop", 30));
    assert!(outcome.diff_hash.is_some() && outcome.status() == 202);
    assert_eq!(world.served().await, 40);
}

async fn content_that_is_refused_is_told_by_its_cells_and_leaves_what_is_served(world: World) {
    world.publish(services(3), MadeFrom::Unsaid, None).await.unwrap();
    let (_, outcome) = world.publish(renamed(3, "jhgjhjhgj"), MadeFrom::Any, None).await.unwrap();
    assert_eq!((outcome.verdict, outcome.reason.as_str(), outcome.status()), (Verdict::Rejected, "too_many_bad_records", 422));
    assert!(outcome.findings.iter().any(|line| line.path == "Layanan!B2" && line.severity == "error"), "{:?}", outcome.findings);
    assert_eq!(world.served().await, 3);
}

async fn a_refused_row_takes_nothing_away(world: World) {
    world.publish(services(6), MadeFrom::Unsaid, None).await.unwrap();
    let file = world.download(|tables| tables[0].rows[0][1] = "jhgjhjhgj".to_owned()).await;
    let (_, outcome) = world.publish(file, MadeFrom::Any, None).await.unwrap();
    assert_eq!((outcome.verdict, outcome.partial, outcome.refused), (Verdict::Accepted, true, 1), "{outcome:#?}");
    assert_eq!((world.served().await, outcome.changes), (6, Vec::new()));
}

async fn a_damaged_cell_keeps_what_is_stored_of_it(world: World) {
    world.publish(services(3), MadeFrom::Unsaid, None).await.unwrap();
    let file = world.download(|tables| tables[0].rows[0][7] = "#REF!".to_owned()).await;
    let (_, outcome) = world.publish(file, MadeFrom::Any, None).await.unwrap();
    assert_eq!((outcome.verdict, outcome.changes), (Verdict::Unchanged, Vec::new()));
    assert!(outcome.findings.iter().any(|line| line.code == "cell.error" && line.path == "Layanan!H3"), "{:?}", outcome.findings);
}

async fn two_at_once_with_one_key_are_one(world: World) {
    let file = services(5);
    let (one, other) =
        tokio::join!(world.publish(file.clone(), MadeFrom::Unsaid, Some("k")), world.publish(file, MadeFrom::Unsaid, Some("k")));
    assert_eq!(one.unwrap().0.json, other.unwrap().0.json);
    assert_eq!(world.attempts().await, 1);
}

async fn a_source_that_is_polled_takes_no_publication(world: World) {
    let polled = World { source: "polled".to_owned(), ..world };
    assert!(matches!(polled.publish(services(3), MadeFrom::Any, None).await, Err(PublishError::NotPushed(_))));
    let nobody = World { source: "nobody".to_owned(), ..polled };
    assert!(matches!(nobody.publish(services(3), MadeFrom::Any, None).await, Err(PublishError::NoSource(_))));
}
