//! Every query of every rule, panel and variable is asked of a Prometheus that scrapes a running system.

use std::collections::BTreeSet;
use std::time::Duration;

use simulator::Fault;

use super::asked::{Asked, labels, of_dashboards, of_rules, selectors};
use super::prometheus::{Prometheus, free_port, rules};
use crate::place::Place;
use crate::world::sites;

/// What this system has none of: its feeds come without TLS. That the harvester tells it otherwise is tested with certificates.
const NOT_HERE: &str = "simpul_source_certificate_expiry_timestamp_seconds";

/// Labels that Prometheus gives, or that a query makes itself.
const GIVEN: [&str; 6] = ["job", "instance", "le", "alertname", "alertstate", "severity"];

#[tokio::test(flavor = "multi_thread")]
async fn every_rule_panel_and_variable_finds_what_it_asks_for() {
    let (api, worker) = (format!("127.0.0.1:{}", free_port()), format!("127.0.0.1:{}", free_port()));
    let Some(prometheus) = Prometheus::start(&rules(), &[("simpul-api", &api), ("simpul-worker", &worker)], None).await else { return };
    let place = Place::new(None).await;
    // Before the API begins: how good catalogs are it finds out every five minutes, and at first of what is there then.
    place.harvest();
    let _api = place.start_with(&["serve", "--no-harvest"], &[("SIMPUL_LISTEN", &api)]);
    let _worker = place.start_with(&["work"], &[("SIMPUL_METRICS_LISTEN", &worker)]);
    let minute = Duration::from_secs(90);
    prometheus.until("max(simpul_sources_reporting) == 15", minute).await;
    some_go_wrong(&place).await;
    prometheus.until("max by (source) (simpul_source_up) == 0", minute).await;
    prometheus.until("simpul_source_held_since_timestamp_seconds", minute).await;
    for path in ["/", "/?q=ktp", "/v1/search?q=ktp", "/v1/search?q=xqzjw", "/nasional", "/teks?q=ktp", "/tidak-ada"].repeat(3) {
        reqwest::get(format!("http://{api}{path}")).await.expect("an answer");
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    prometheus.until("simpul:search_empty:ratio1h > 0", minute).await;
    let asked: Vec<Asked> = of_rules(&rules()).into_iter().chain(of_dashboards(&prometheus).await).collect();
    let mut wrong = Vec::new();
    for one in &asked {
        wrong.extend(faults(&prometheus, one).await.into_iter().map(|fault| format!("{}: {fault}\n    {}", one.at, one.query)));
    }
    assert!(wrong.is_empty(), "{} of {} queries:\n{}", wrong.len(), asked.len(), wrong.join("\n"));
    assert!(asked.len() > 100, "only {} queries were found", asked.len());
    println!("{} queries, each with its series; firing: {:?}", asked.len(), prometheus.firing().await);
}

/// One feed fails, some are empty from now on and held.
async fn some_go_wrong(place: &Place) {
    let codes: Vec<_> = sites(15).iter().map(|site| site.code).collect();
    let (failing, emptied): (Vec<_>, Vec<_>) = codes.into_iter().partition(|code| *code == sites(1)[0].code);
    assert!(place.farm.set_fault(failing[0], Fault::Status { status: 404, retry_after: None }));
    let is_json = |code: &registry::model::RegionCode| place.farm.format(*code).is_some_and(|format| format.adapter() == "json");
    let emptied: Vec<_> = emptied.into_iter().filter(is_json).take(2).collect();
    assert!(!emptied.is_empty() && emptied.iter().all(|code| place.farm.set_fault(*code, Fault::EmptyList)));
    place.make_due().await;
}

async fn faults(prometheus: &Prometheus, asked: &Asked) -> Vec<String> {
    let series = match prometheus.query(&asked.query).await {
        Ok(series) => series,
        Err(error) => return vec![error],
    };
    let mut faults = Vec::new();
    let named: Vec<_> =
        selectors(&asked.query).into_iter().filter(|selector| !(selector.metric == NOT_HERE || selector.metric == "ALERTS")).collect();
    let mut known: BTreeSet<String> = GIVEN.iter().map(|label| (*label).to_owned()).collect();
    for selector in &named {
        let all = prometheus.series(&selector.metric).await.expect("series");
        if all.is_empty() {
            faults.push(format!("there is no {}", selector.metric));
        }
        known.extend(all.iter().flat_map(|labels| labels.as_object().into_iter().flatten().map(|(name, _)| name.clone())));
        let whole = format!("{}{}", selector.metric, selector.matchers);
        // What has a status of 5xx is not there in good order; that there is such a label is looked at below.
        let is_missing = prometheus.series(&whole).await.expect("series").is_empty() && !whole.contains("status=~\"5..\"");
        if is_missing {
            faults.push(format!("nothing is {whole}"));
        }
    }
    let made = |label: &str| asked.query.contains(&format!("\"{label}\", \"$1\""));
    if !named.is_empty() {
        faults.extend(
            labels(&asked.query)
                .into_iter()
                .filter(|label| !known.contains(label) && !made(label))
                .map(|label| format!("no label {label}")),
        );
    }
    let needs_what_is_not_here = asked.query.contains(NOT_HERE);
    if asked.gives && series.is_empty() && !needs_what_is_not_here {
        faults.push("no series".to_owned());
    }
    faults
}
