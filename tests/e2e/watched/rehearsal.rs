//! The rehearsal of the worst day: every region falls silent at once. It is one alert, to one person, and not 296.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use registry::store::{self, Store};
use simulator::Options;

use super::prometheus::{Prometheus, free_port, rules};
use crate::place::Place;

/// An Alertmanager with the configuration of `deploy/`, of which only the waiting is shortened.
struct Alertmanager {
    child: Child,
    at: String,
    _folder: tempfile::TempDir,
}

impl Drop for Alertmanager {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Alertmanager {
    fn start() -> Option<Self> {
        // Debian's name, and everybody else's.
        let runs = |name: &&str| Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success());
        let Some(program) = ["prometheus-alertmanager", "alertmanager"].into_iter().find(runs) else {
            println!("SKIPPED: what Alertmanager makes of the alerts (apt-get install prometheus-alertmanager)");
            return None;
        };
        let folder = tempfile::tempdir().expect("a folder");
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/alertmanager/alertmanager.yml");
        let config =
            shortened(&std::fs::read_to_string(shipped).expect("the configuration"), r"(group_wait|group_interval): \w+", "$1: 1s");
        std::fs::write(folder.path().join("alertmanager.yml"), config).expect("written");
        let at = format!("127.0.0.1:{}", free_port());
        let child = Command::new(program)
            .arg(format!("--config.file={}", folder.path().join("alertmanager.yml").display()))
            .arg(format!("--storage.path={}", folder.path().join("data").display()))
            .arg(format!("--web.listen-address={at}"))
            .args(["--cluster.listen-address=", "--log.level=error"])
            .stdout(Stdio::null())
            .spawn()
            .expect("alertmanager");
        Some(Self { child, at, _folder: folder })
    }

    /// The names of the alerts that somebody is told of.
    #[expect(clippy::disallowed_methods, reason = "an answer of an Alertmanager of our own")]
    async fn told(&self) -> Vec<String> {
        let url = format!("http://{}/api/v2/alerts?active=true&inhibited=false&silenced=false", self.at);
        let body = reqwest::get(url).await.expect("an answer").text().await.expect("a body");
        let alerts: serde_json::Value = serde_json::from_str(&body).expect("JSON");
        alerts.as_array().into_iter().flatten().map(|alert| alert["labels"]["alertname"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

fn shortened(text: &str, pattern: &str, by: &str) -> String {
    regex::Regex::new(pattern).expect("an expression").replace_all(text, by).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_nation_that_falls_silent_is_one_alert() {
    let api = format!("127.0.0.1:{}", free_port());
    let alertmanager = Alertmanager::start();
    // As shipped, but that nobody waits for hours: what is said of a source waits 20 seconds, two readings of the store, as the first of them
    // may see the first sources fail and not yet the nation.
    let quick = shortened(&rules(), r"for: (2h|15m)", "for: 20s");
    let quick = shortened(&quick, "(?s)(alert: SimpulNationalOutage.*?for: )10m", "${1}5s");
    assert_eq!((quick.matches("for: 5s").count(), quick.matches("for: 20s").count()), (1, 4), "the nation, and what a source can have");
    let alerts_to = alertmanager.as_ref().map(|alertmanager| alertmanager.at.as_str());
    let Some(prometheus) = Prometheus::start(&quick, &[("simpul-api", &api)], alerts_to).await else { return };
    let mut options = Options::new(5, simulator::national_sites());
    options.services = Some(3);
    let nation = options.sites.len();
    let place = Place::of(None, options).await;
    let database = place.database.clone();
    let _serve = place.start_with(&["serve"], &[("SIMPUL_LISTEN", &api)]);
    prometheus.until(&format!("sum(simpul_source_up) == {nation}"), Duration::from_secs(240)).await;
    assert_eq!(prometheus.firing().await, Vec::<String>::new(), "a nation in good order");

    let _folder = place.fall_silent().await;
    let begun = Instant::now();
    let store = Store::open(&database).await.expect("a store");
    store.write(|conn| store::make_due(conn, &[], crate::world::now())).await.expect("due");
    let mut ever = BTreeSet::new();
    let mut alone = 0;
    // Until it has been the only one for longer than any of the others would wait.
    while alone < 40 {
        assert!(begun.elapsed() < Duration::from_secs(240), "after four minutes: {ever:?}");
        let firing = prometheus.firing().await;
        assert!(firing.iter().all(|name| name == "SimpulNationalOutage") && firing.len() <= 1, "{} alerts: {firing:?}", firing.len());
        alone = if firing.is_empty() { 0 } else { alone + 1 };
        ever.extend(firing);
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let failing = prometheus.query("max(simpul_sources_failing)").await.expect("series");
    println!(
        "{nation} regions fell silent: {ever:?} after {:?}; failing {}",
        begun.elapsed() - Duration::from_secs(40),
        failing[0]["value"]
    );
    if let Some(alertmanager) = &alertmanager {
        assert_eq!(alertmanager.told().await, ["SimpulNationalOutage"], "what somebody is told of");
    }
}
