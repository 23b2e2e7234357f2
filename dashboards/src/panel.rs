//! A panel: its kind, its queries, its unit and what is good and bad.

use serde_json::{Value, json};

use crate::board::source;

/// What a colour begins at; `None`: below all others.
pub type Step = (Option<f64>, &'static str);

/// 1 is good.
pub const GOOD_AT_ONE: &[Step] = &[(None, "red"), (Some(1.0), "green")];
/// None is good.
pub const BAD_FROM_ONE: &[Step] = &[(None, "green"), (Some(1.0), "red")];
/// Points of 100.
pub const POINTS: &[Step] = &[(None, "red"), (Some(50.0), "orange"), (Some(75.0), "green")];

/// See the module.
pub struct Panel {
    pub(crate) width: u64,
    pub(crate) height: u64,
    kind: &'static str,
    title: &'static str,
    about: &'static str,
    queries: Vec<(String, &'static str)>,
    unit: &'static str,
    steps: &'static [Step],
    range: Option<(f64, f64)>,
    headings: &'static [(&'static str, &'static str)],
    stacked: bool,
}

fn panel(kind: &'static str, title: &'static str, (width, height): (u64, u64)) -> Panel {
    let (about, unit) = ("", "short");
    Panel { width, height, kind, title, about, queries: Vec::new(), unit, steps: &[], range: None, headings: &[], stacked: false }
}

/// One number.
#[must_use]
pub fn number(title: &'static str, query: &str) -> Panel {
    panel("stat", title, (4, 4)).and(query, "")
}

/// Lines over time, one for each series.
#[must_use]
pub fn lines(title: &'static str, query: &str, legend: &'static str) -> Panel {
    panel("timeseries", title, (12, 8)).and(query, legend)
}

/// A bar for each series, of now.
#[must_use]
pub fn bars(title: &'static str, query: &str, legend: &'static str) -> Panel {
    panel("bargauge", title, (12, 16)).and(query, legend)
}

/// A table of now, with these headings in place of the labels' and values' names (`Value #A`, `Value #B`).
#[must_use]
pub fn table(title: &'static str, query: &str, headings: &'static [(&'static str, &'static str)]) -> Panel {
    Panel { headings, ..panel("table", title, (12, 9)).and(query, "") }
}

impl Panel {
    /// And this query.
    #[must_use]
    pub fn and(mut self, query: &str, legend: &'static str) -> Self {
        self.queries.push((query.to_owned(), legend));
        self
    }

    /// What a viewer may not know.
    #[must_use]
    pub fn about(self, about: &'static str) -> Self {
        Self { about, ..self }
    }

    /// In this unit of Grafana's.
    #[must_use]
    pub fn unit(self, unit: &'static str) -> Self {
        Self { unit, ..self }
    }

    /// So many of 24 columns.
    #[must_use]
    pub fn wide(self, width: u64) -> Self {
        Self { width, ..self }
    }

    /// So many rows of the grid.
    #[must_use]
    pub fn high(self, height: u64) -> Self {
        Self { height, ..self }
    }

    /// In these colours.
    #[must_use]
    pub fn steps(self, steps: &'static [Step]) -> Self {
        Self { steps, ..self }
    }

    /// Within these bounds.
    #[must_use]
    pub fn within(self, least: f64, most: f64) -> Self {
        Self { range: Some((least, most)), ..self }
    }

    /// One on another: the series are parts of a whole.
    #[must_use]
    pub fn stacked(self) -> Self {
        Self { stacked: true, ..self }
    }

    /// The queries.
    pub fn queries(&self) -> impl Iterator<Item = &str> {
        self.queries.iter().map(|(query, _)| query.as_str())
    }

    pub(crate) fn json(&self, id: usize, (x, y): (u64, u64), height: u64) -> Value {
        let (is_lines, is_table) = (self.kind == "timeseries", self.kind == "table");
        let targets: Vec<_> = self
            .queries
            .iter()
            .zip('A'..)
            .map(|((query, legend), name)| {
                json!({
                    "refId": name.to_string(), "datasource": source(), "expr": query, "legendFormat": legend,
                    "instant": !is_lines, "range": is_lines, "format": if is_table { "table" } else { "time_series" },
                })
            })
            .collect();
        let mut panel = json!({
            "id": id, "type": self.kind, "title": self.title, "description": self.about, "datasource": source(),
            "gridPos": { "x": x, "y": y, "w": self.width, "h": height },
            "targets": targets, "fieldConfig": self.fields(), "options": self.options(),
        });
        if is_table {
            panel["transformations"] = self.transformations();
        }
        panel
    }

    fn fields(&self) -> Value {
        let mut defaults = json!({ "unit": self.unit });
        if !self.steps.is_empty() {
            let steps: Vec<_> = self.steps.iter().map(|(from, color)| json!({ "value": from, "color": color })).collect();
            defaults["thresholds"] = json!({ "mode": "absolute", "steps": steps });
            defaults["color"] = json!({ "mode": if self.kind == "timeseries" { "palette-classic" } else { "thresholds" } });
        }
        if let Some((least, most)) = self.range {
            defaults["min"] = json!(least);
            defaults["max"] = json!(most);
        }
        if self.kind == "timeseries" {
            let stacking = if self.stacked { "normal" } else { "none" };
            defaults["custom"] =
                json!({ "fillOpacity": if self.stacked { 40 } else { 0 }, "stacking": { "mode": stacking, "group": "A" } });
        }
        json!({ "defaults": defaults, "overrides": if self.kind == "table" { self.overrides() } else { Vec::new() } })
    }

    /// Codes of regions and provinces lead to their own dashboards; codes and names have no unit.
    fn overrides(&self) -> Vec<Value> {
        let leads = |label: &str, board: &str| {
            let heading = self.headings.iter().find(|(name, _)| *name == label)?.1;
            let link = json!({ "title": board, "url": format!("/d/simpul-{board}?var-{label}=${{__value.raw}}") });
            Some(json!({
                "matcher": { "id": "byName", "options": heading },
                "properties": [{ "id": "links", "value": [link] }, { "id": "unit", "value": "string" }],
            }))
        };
        [leads("region", "region"), leads("province", "province")].into_iter().flatten().collect()
    }

    fn options(&self) -> Value {
        let last = json!({ "calcs": ["lastNotNull"], "fields": "", "values": false });
        match self.kind {
            "timeseries" => json!({
                "legend": { "displayMode": "list", "placement": "bottom", "showLegend": true, "calcs": [] },
                "tooltip": { "mode": "multi", "sort": "desc" },
            }),
            "table" => json!({ "showHeader": true, "cellHeight": "sm" }),
            "bargauge" => json!({ "reduceOptions": last, "orientation": "horizontal", "displayMode": "basic", "showUnfilled": true }),
            _ => json!({ "reduceOptions": last, "colorMode": if self.steps.is_empty() { "none" } else { "value" }, "graphMode": "none" }),
        }
    }

    /// One row for all queries of the same labels, with headings that a person reads.
    fn transformations(&self) -> Value {
        let names: serde_json::Map<_, _> = self.headings.iter().map(|(name, heading)| ((*name).to_owned(), json!(heading))).collect();
        let order: serde_json::Map<_, _> =
            self.headings.iter().enumerate().map(|(at, (name, _))| ((*name).to_owned(), json!(at))).collect();
        json!([
            { "id": "merge", "options": {} },
            { "id": "organize", "options": { "excludeByName": { "Time": true }, "indexByName": order, "renameByName": names } },
        ])
    }
}
