//! A dashboard: its variables, and its panels in rows.

use serde_json::{Value, json};

use crate::panel::Panel;

/// Where dashboards find Prometheus: the variable that every one of them begins with.
pub(crate) const SOURCE: &str = "${datasource}";

/// What a viewer chooses, and queries name as `$name`.
pub struct Variable {
    name: &'static str,
    label: &'static str,
    kind: Kind,
}

enum Kind {
    Custom(&'static [&'static str]),
    Query { query: &'static str, regex: &'static str, multi: bool },
}

impl Variable {
    /// One of these; the first is taken at the beginning.
    #[must_use]
    pub fn of(name: &'static str, label: &'static str, values: &'static [&'static str]) -> Self {
        Self { name, label, kind: Kind::Custom(values) }
    }

    /// One of the series' names, whose value is their code: `regex` has the groups `text` and `value`.
    #[must_use]
    pub fn named(name: &'static str, label: &'static str, query: &'static str, regex: &'static str) -> Self {
        Self { name, label, kind: Kind::Query { query, regex, multi: false } }
    }

    /// Some or all of what a query gives.
    #[must_use]
    pub fn many(name: &'static str, label: &'static str, query: &'static str) -> Self {
        Self { name, label, kind: Kind::Query { query, regex: "", multi: true } }
    }

    fn json(&self) -> Value {
        match self.kind {
            Kind::Custom(values) => {
                let options: Vec<_> =
                    values.iter().map(|value| json!({ "text": value, "value": value, "selected": *value == values[0] })).collect();
                json!({
                    "name": self.name, "label": self.label, "type": "custom", "query": values.join(","),
                    "current": { "text": values[0], "value": values[0] }, "options": options,
                })
            }
            Kind::Query { query, regex, multi } => json!({
                "name": self.name, "label": self.label, "type": "query", "datasource": source(),
                "query": { "query": query, "refId": self.name }, "regex": regex,
                // Names change with the gazetteer and the declarations: asked for when the time range changes. In order of the alphabet.
                "refresh": 2, "sort": 1, "multi": multi, "includeAll": multi,
            }),
        }
    }
}

/// See the module.
pub struct Board {
    name: &'static str,
    title: &'static str,
    about: &'static str,
    variables: Vec<Variable>,
    rows: Vec<Vec<Panel>>,
}

impl Board {
    /// An empty one. Its address in Grafana is `/d/simpul-NAME`.
    #[must_use]
    pub fn new(name: &'static str, title: &'static str, about: &'static str) -> Self {
        Self { name, title, about, variables: Vec::new(), rows: Vec::new() }
    }

    /// With this to choose.
    #[must_use]
    pub fn choose(mut self, variable: Variable) -> Self {
        self.variables.push(variable);
        self
    }

    /// With these side by side below what is there. Their widths fill the 24 columns of a row.
    #[must_use]
    pub fn row(mut self, panels: Vec<Panel>) -> Self {
        self.rows.push(panels);
        self
    }

    /// The panels.
    pub fn panels(&self) -> impl Iterator<Item = &Panel> {
        self.rows.iter().flatten()
    }

    /// The widths of each row.
    #[must_use]
    pub fn widths(&self) -> Vec<u64> {
        self.rows.iter().map(|row| row.iter().map(|panel| panel.width).sum()).collect()
    }

    /// `national.json`
    #[must_use]
    pub fn file_name(&self) -> String {
        format!("{}.json", self.name)
    }

    /// As Grafana reads it.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{:#}\n", self.json())
    }

    /// As Grafana reads it.
    #[must_use]
    pub fn json(&self) -> Value {
        let (mut panels, mut y) = (Vec::new(), 0);
        for row in &self.rows {
            let (mut x, height) = (0, row.iter().map(|panel| panel.height).max().unwrap_or_default());
            for panel in row {
                panels.push(panel.json(panels.len() + 1, (x, y), height));
                x += panel.width;
            }
            y += height;
        }
        let datasource = json!({ "name": "datasource", "type": "datasource", "query": "prometheus", "label": "Prometheus" });
        let variables: Vec<_> = std::iter::once(datasource).chain(self.variables.iter().map(Variable::json)).collect();
        json!({
            "uid": format!("simpul-{}", self.name), "title": self.title, "description": self.about, "tags": ["simpul"],
            "schemaVersion": 39, "version": 1, "editable": false, "graphTooltip": 1,
            "refresh": "30s", "time": { "from": "now-24h", "to": "now" }, "timezone": "Asia/Jakarta",
            "links": [{
                "title": "Simpul", "type": "dashboards", "icon": "external link", "tooltip": "", "tags": ["simpul"], "asDropdown": true,
                "targetBlank": false, "includeVars": false, "keepTime": true,
            }],
            "templating": { "list": variables }, "panels": panels,
        })
    }
}

pub(crate) fn source() -> Value {
    json!({ "type": "prometheus", "uid": SOURCE })
}
