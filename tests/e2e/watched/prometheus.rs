//! A real Prometheus, in a folder of its own: it scrapes every second, evaluates the rules of `dashboards/` and is asked over HTTP.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// See the module. It ends with the test.
pub struct Prometheus {
    child: Child,
    base: String,
    _folder: tempfile::TempDir,
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that nobody listens at.
pub fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port()
}

/// The rules that are shipped.
pub fn rules() -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("dashboards/prometheus/simpul.rules.yml");
    std::fs::read_to_string(file).expect("the rules")
}

impl Prometheus {
    /// Starts one with these rules that scrapes these addresses, each a job's; `alerts_to`: where an Alertmanager listens. `None`, said
    /// loudly, where none is installed.
    pub async fn start(rules: &str, jobs: &[(&str, &str)], alerts_to: Option<&str>) -> Option<Self> {
        Self::with(rules, jobs, alerts_to, None).await
    }

    /// Starts one over samples that are there already, of any age.
    pub async fn over(data: &Path) -> Option<Self> {
        Self::with("groups: []", &[], None, Some(data)).await
    }

    async fn with(rules: &str, jobs: &[(&str, &str)], alerts_to: Option<&str>, data: Option<&Path>) -> Option<Self> {
        if !Command::new("prometheus").arg("--version").output().is_ok_and(|output| output.status.success()) {
            println!("SKIPPED: what Prometheus makes of rules and dashboards (apt-get install prometheus)");
            return None;
        }
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("simpul.rules.yml"), rules).expect("written");
        let scraped: String =
            jobs.iter().map(|(job, at)| format!("  - job_name: {job}\n    static_configs: [{{targets: ['{at}']}}]\n")).collect();
        let alerting =
            alerts_to.map(|at| format!("alerting:\n  alertmanagers:\n    - static_configs: [{{targets: ['{at}']}}]\n")).unwrap_or_default();
        let global = "global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}\n";
        let config = format!("{global}rule_files: [simpul.rules.yml]\n{alerting}scrape_configs:\n{scraped}");
        std::fs::write(folder.path().join("prometheus.yml"), config).expect("written");
        let listen = format!("127.0.0.1:{}", free_port());
        let child = Command::new("prometheus")
            .arg(format!("--config.file={}", folder.path().join("prometheus.yml").display()))
            .arg(format!("--storage.tsdb.path={}", data.map_or_else(|| folder.path().join("data"), Path::to_owned).display()))
            .arg("--storage.tsdb.retention.time=20y")
            .arg(format!("--web.listen-address={listen}"))
            .arg("--log.level=error")
            .stdout(Stdio::null())
            .spawn()
            .expect("prometheus");
        let started = Self { child, base: format!("http://{listen}/api/v1"), _folder: folder };
        let begun = Instant::now();
        while !reqwest::get(format!("http://{listen}/-/ready")).await.is_ok_and(|answer| answer.status() == 200) {
            assert!(begun.elapsed() < Duration::from_secs(60), "Prometheus does not start");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Some(started)
    }

    async fn ask(&self, path: &str, name: &str, value: &str) -> Result<Value, String> {
        self.ask_all(path, &[(name, value)]).await
    }

    #[expect(clippy::disallowed_methods, reason = "an answer of a Prometheus of our own")]
    async fn ask_all(&self, path: &str, parameters: &[(&str, &str)]) -> Result<Value, String> {
        let url = url::Url::parse_with_params(&format!("{}/{path}", self.base), parameters).expect("a URL");
        let body = reqwest::get(url).await.expect("an answer").text().await.expect("a body");
        let answer: Value = serde_json::from_str(&body).expect("JSON");
        if answer["status"] == "success" { Ok(answer["data"].clone()) } else { Err(answer["error"].to_string()) }
    }

    /// The series of a query, now: their labels and values.
    pub async fn query(&self, query: &str) -> Result<Vec<Value>, String> {
        let data = self.ask("query", "query", query).await?;
        Ok(data["result"].as_array().cloned().unwrap_or_default())
    }

    /// The values of a query at a moment (RFC 3339).
    pub async fn query_at(&self, query: &str, time: &str) -> Vec<f64> {
        let data = self.ask_all("query", &[("query", query), ("time", time)]).await.expect("an answer");
        let series = data["result"].as_array().cloned().unwrap_or_default();
        let value = |one: &Value| one["value"][1].as_str().and_then(|value| value.parse().ok());
        series.iter().map(|one| value(one).expect("a value")).collect()
    }

    /// The labels of the series that a selector finds.
    pub async fn series(&self, selector: &str) -> Result<Vec<Value>, String> {
        let data = self.ask("series", "match[]", selector).await?;
        Ok(data.as_array().cloned().unwrap_or_default())
    }

    /// The alerts that fire, by name.
    pub async fn firing(&self) -> Vec<String> {
        let data = self.ask("alerts", "", "").await.expect("alerts");
        let alerts = data["alerts"].as_array().cloned().unwrap_or_default();
        let firing = alerts.iter().filter(|alert| alert["state"] == "firing");
        firing.map(|alert| alert["labels"]["alertname"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Waits until a query gives series, and gives them.
    pub async fn until(&self, query: &str, most: Duration) -> Vec<Value> {
        let begun = Instant::now();
        loop {
            match self.query(query).await {
                Ok(series) if !series.is_empty() => return series,
                last => assert!(begun.elapsed() < most, "{query} gave {last:?} within {most:?}"),
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }
}
