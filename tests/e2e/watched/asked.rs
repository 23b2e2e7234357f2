//! What is asked of Prometheus: the queries of the rules and of the dashboards' files, with a viewer's choices filled in.

use std::collections::BTreeMap;
use std::path::Path;

use regex::Regex;
use serde_json::Value;

use super::prometheus::Prometheus;

/// A query, and where it stands.
#[derive(Clone, Debug)]
pub struct Asked {
    pub at: String,
    pub query: String,
    /// Gives series in every system that runs; an alert gives none in a good one.
    pub gives: bool,
}

/// A metric as a query names it: `simpul_source_up{region="36.01"}`.
pub struct Selector {
    pub metric: String,
    pub matchers: String,
}

/// The rules' queries, as `promtool` reads the file.
pub fn of_rules(rules: &str) -> Vec<Asked> {
    // The file's layout is ours: a rule begins with its name, and its query is on the same line or, folded, on the lines that are indented more.
    let mut all: Vec<Asked> = Vec::new();
    let mut folded = None;
    for line in rules.lines() {
        let text = line.trim_start();
        let indent = line.len() - text.len();
        if let Some(begun) = folded.filter(|begun| indent > *begun && !text.starts_with('#')) {
            let last = all.last_mut().expect("a rule");
            last.query = format!("{} {text}", last.query);
            folded = Some(begun);
            continue;
        }
        folded = None;
        if let Some((kind, name)) = text.strip_prefix("- ").and_then(|rest| rest.split_once(": ")).filter(|(kind, _)| *kind != "name") {
            all.push(Asked { at: name.to_owned(), query: String::new(), gives: kind == "record" });
        } else if let Some(query) = text.strip_prefix("expr: ") {
            if query == ">-" {
                folded = Some(indent);
            } else {
                all.last_mut().expect("a rule").query = query.to_owned();
            }
        }
    }
    all
}

/// The queries of every dashboard, its variables chosen as Grafana does: the first of what each query gives.
pub async fn of_dashboards(prometheus: &Prometheus) -> Vec<Asked> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("dashboards/grafana");
    let mut all = Vec::new();
    for file in std::fs::read_dir(folder).expect("a folder") {
        let file = file.expect("a file").path();
        let board: Value = serde_json::from_str(&std::fs::read_to_string(&file).expect("text")).expect("JSON");
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        // Grafana's own: four scrapes of fifteen seconds; here a scrape is a second.
        let mut chosen = BTreeMap::from([("__rate_interval".to_owned(), "20s".to_owned())]);
        for variable in board["templating"]["list"].as_array().expect("variables") {
            if variable["type"] != "datasource" {
                let value =
                    first(prometheus, variable, &chosen).await.unwrap_or_else(|| panic!("{name}: {variable} gives nothing to choose"));
                chosen.insert(variable["name"].as_str().expect("a name").to_owned(), value);
            }
        }
        for panel in board["panels"].as_array().expect("panels") {
            for target in panel["targets"].as_array().expect("targets") {
                let query = filled(target["expr"].as_str().expect("a query"), &chosen);
                all.push(Asked { at: format!("{name}: {}", panel["title"]), query, gives: true });
            }
        }
    }
    all
}

fn filled(query: &str, chosen: &BTreeMap<String, String>) -> String {
    // The longest name first: `$region` begins `$region_name`.
    let mut names: Vec<_> = chosen.iter().collect();
    names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    names.iter().fold(query.to_owned(), |query, (name, value)| query.replace(&format!("${name}"), value))
}

/// What Grafana would choose.
async fn first(prometheus: &Prometheus, variable: &Value, chosen: &BTreeMap<String, String>) -> Option<String> {
    let query = match &variable["query"] {
        Value::String(values) => return values.split(',').next().map(str::to_owned),
        query => filled(query["query"].as_str()?, chosen),
    };
    if let Some((selector, label)) = query.strip_prefix("label_values(").and_then(|rest| rest.strip_suffix(')')?.rsplit_once(", ")) {
        let series = prometheus.series(selector).await.expect("series");
        return series.iter().filter_map(|labels| labels[label].as_str()).min().map(str::to_owned);
    }
    let inner = query.strip_prefix("query_result(")?.strip_suffix(')')?;
    // Grafana writes each series as Prometheus does, labels in order, and takes the groups `text` and `value`.
    let pattern = variable["regex"].as_str()?.trim_matches('/').replace("(?<", "(?P<");
    let pattern = Regex::new(&pattern).expect("an expression");
    let series = prometheus.query(inner).await.expect("series");
    let mut values: Vec<_> =
        series.iter().filter_map(|series| Some(pattern.captures(&written(&series["metric"])?)?["value"].to_owned())).collect();
    assert_eq!(values.len(), series.len(), "{inner}: a name that the expression does not read");
    values.sort();
    values.into_iter().next()
}

fn written(labels: &Value) -> Option<String> {
    let labels: Vec<_> = labels.as_object()?.iter().map(|(name, value)| format!("{name}={value}")).collect();
    Some(format!("{{{}}} 1 1700000000000", labels.join(",")))
}

/// The metrics that a query names.
pub fn selectors(query: &str) -> Vec<Selector> {
    let pattern = Regex::new(r"\b(simpul[a-z0-9_:]*|up|ALERTS)\b(\{[^}]*\})?").expect("an expression");
    let without_texts = |at: usize| query.get(..at).unwrap_or_default().matches('"').count() % 2 == 0;
    let named = pattern.captures_iter(query).filter(|found| without_texts(found.get(0).map_or(0, |whole| whole.start())));
    named
        .map(|found| Selector { metric: found[1].to_owned(), matchers: found.get(2).map_or("{}", |matchers| matchers.as_str()).to_owned() })
        .collect()
}

/// The labels that a query groups, joins or selects by.
pub fn labels(query: &str) -> Vec<String> {
    let lists = Regex::new(r"\b(?:by|on|group_left|without|ignoring) ?\(([a-z_, ]*)\)").expect("an expression");
    let matched = Regex::new(r#"([a-z_]+)(?:=~|!~|!=|=)""#).expect("an expression");
    let listed = lists.captures_iter(query).flat_map(|found| found[1].split(',').map(|label| label.trim().to_owned()).collect::<Vec<_>>());
    let listed: Vec<_> = listed.filter(|label| !label.is_empty()).collect();
    listed.into_iter().chain(matched.captures_iter(query).map(|found| found[1].to_owned())).collect()
}
