//! `simpul backfill-metrics`, read into a real Prometheus by its own tool: what a registry of today knows of a day of 2023.

use std::process::Command;

use crate::place::Place;

use super::prometheus::{Prometheus, free_port};

/// The day on which the ministry counted 163: the last sample of it is a second before midnight in Jakarta.
const DAY: &str = "2023-10-31";

#[tokio::test(flavor = "multi_thread")]
async fn a_prometheus_that_came_later_knows_the_history_of_coverage() {
    let place = Place::new(None).await;
    let api = format!("127.0.0.1:{}", free_port());
    let _serving = place.start_with(&["serve", "--no-harvest"], &[("SIMPUL_LISTEN", &api)]);
    let folder = tempfile::tempdir().expect("a folder");
    let (samples, data) = (folder.path().join("samples.txt"), folder.path().join("data"));
    let Some(empty) = Prometheus::start("groups: []", &[], None).await else { return };
    assert_eq!(empty.query_at("simpul_coverage_regions", "2023-10-31T17:00:00Z").await, Vec::<f64>::new());
    let covered = covered_by(&format!("http://{api}/v1/coverage?at={DAY}")).await;
    assert!(covered > 50.0, "{covered}");

    assert!(place.run(&["backfill-metrics", samples.to_str().expect("a name")]).success());
    let made = Command::new("promtool").args(["tsdb", "create-blocks-from", "openmetrics"]).args([&samples, &data]).output();
    let made = made.expect("promtool comes with Prometheus");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));

    let prometheus = Prometheus::over(&data).await.expect("it is installed");
    let figure = "simpul_coverage_regions{rule=\"autonomous\",state=\"inaugurated\"}";
    assert_eq!(prometheus.query_at(figure, "2023-10-31T17:00:00Z").await, [covered]);
    // Between two samples lies a month: a panel over the past looks back as long.
    assert_eq!(prometheus.query_at(figure, "2023-11-13T05:00:00Z").await, Vec::<f64>::new());
    assert_eq!(prometheus.query_at(&format!("last_over_time({figure}[32d])"), "2023-11-13T05:00:00Z").await, [covered]);
    let of = "simpul_coverage_denominator_regions{rule=\"autonomous\"}";
    assert_eq!(prometheus.query_at(&format!("last_over_time({of}[32d])"), "2023-11-13T05:00:00Z").await, [509.0]);
}

async fn covered_by(url: &str) -> f64 {
    for _ in 0..600 {
        if let Ok(answer) = reqwest::get(url).await {
            #[expect(clippy::disallowed_methods, reason = "our own answer")]
            let body = answer.text().await.expect("a body");
            let coverage: serde_json::Value = serde_json::from_str(&body).expect("JSON");
            if let Some(covered) = coverage["states"]["inaugurated"].as_f64() {
                return covered;
            }
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("{url} does not answer within a minute");
}
