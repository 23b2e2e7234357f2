//! The histories of the MPPs: kept by people, each step with its evidence.

use registry::access::Actor;
use registry::coverage::{Attested, Record};
use registry::gazetteer;
use registry::model::{MppEvent, MppState, RegionCode};
use registry::store::access::{audit, verify_audit};
use registry::store::{self, Store};

use super::fixture::at;

fn pandeglang() -> RegionCode {
    "36.01".parse().unwrap()
}

fn event(state: MppState, date: &str) -> MppEvent {
    let record = Record { region: pandeglang(), state, date, attested: Attested::Ministerial, evidence: "Surat 12/2026" };
    record.check("2026-11-28".parse().unwrap()).unwrap()
}

fn ani() -> Actor {
    Actor::Console("ani".into())
}

pub async fn a_step_is_recorded_once_withdrawn_with_a_reason_and_recorded_anew(store: Store) {
    let inaugurated = event(MppState::Inaugurated, "2026-11-02");
    let step = (pandeglang(), MppState::Inaugurated, inaugurated.date);
    store
        .write(move |conn| {
            assert!(store::record_mpp_event(conn, &inaugurated, &ani(), at(0))?);
            assert!(!store::record_mpp_event(conn, &inaugurated, &ani(), at(1))?, "there is one");
            assert!(store::withdraw_mpp_event(conn, step, "salah daerah", &ani(), at(2))?);
            assert!(!store::withdraw_mpp_event(conn, step, "salah daerah", &ani(), at(3))?, "it does not count already");
            assert_eq!(store::mpp_events(conn)?.len(), 0);
            let kept = store::mpp_history(conn, pandeglang())?;
            assert_eq!((kept.len(), kept[0].withdrawn.as_deref(), kept[0].recorded_by.as_str()), (1, Some("salah daerah"), "console:ani"));
            assert!(store::record_mpp_event(conn, &inaugurated, &ani(), at(4))?);
            let counted = store::mpp_events(conn)?;
            assert_eq!((counted.len(), counted[0].step().unwrap().confidence), (1, 'A'));
            let acts: Vec<String> = audit(conn, Some(pandeglang()), None, 10)?.into_iter().map(|row| row.act).collect();
            assert_eq!(acts, ["history_recorded", "history_withdrawn", "history_recorded"]);
            assert!(verify_audit(conn, None)?.is_ok());
            Ok(())
        })
        .await
        .unwrap();
}

pub async fn what_comes_with_the_program_overwrites_nothing_that_people_said(store: Store) {
    store
        .write(|conn| {
            let all = gazetteer::mpp_events();
            assert_eq!(store::add_mpp_events(conn, all)?, all.len());
            let first = all.iter().find(|event| event.date.is_some()).unwrap();
            assert!(store::withdraw_mpp_event(conn, (first.region, first.state, first.date), "tidak pernah dibuka", &ani(), at(0))?);
            assert_eq!(store::add_mpp_events(conn, all)?, 0, "the next start adds nothing");
            let kept = store::mpp_history(conn, first.region)?;
            assert_eq!(kept.iter().filter(|row| row.withdrawn.is_some()).count(), 1);
            assert_eq!(store::mpp_events(conn)?.len(), all.len() - 1);
            Ok(())
        })
        .await
        .unwrap();
}
