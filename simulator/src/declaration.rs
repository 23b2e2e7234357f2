//! The declaration of each instance as a source: TOML as an operator would write it, with the mapping of its format.

use url::Url;

use crate::catalog::{Catalog, Moment};
use crate::farm::Options;
use crate::plan::{Format, Plan};
use crate::{Site, wire};

/// The declaration of `site`, whose instance answers at `base` (which ends in a slash).
pub fn declaration(options: &Options, site: &Site, plan: &Plan, base: &Url) -> String {
    let url = base.join(wire::start(plan.format)).unwrap_or_else(|_| base.clone());
    let mut toml = format!(
        "# {}\nid = {}\nregion = {}\nformat = {}\nurl = {}\nname = {}\ninterval_seconds = {}\nsynthetic = true\n",
        crate::NOTICE,
        quoted(&site.slug()),
        quoted(&site.code.to_string()),
        quoted(plan.format.adapter()),
        quoted(url.as_str()),
        quoted(&site.mpp_name),
        options.interval_seconds,
    );
    if plan.format == Format::Nested {
        // The one format that has no place for the hall's own hours.
        let hall = Catalog::of(options.seed, site, plan, &Moment::default()).hall;
        toml.push_str(&format!("hours = {}\n", quoted(&hall.hours)));
    }
    if plan.format.adapter() == "json" {
        toml.push_str("\n[mapping]\n");
        let goes_out = !Catalog::of(options.seed, site, plan, &Moment::default()).stops.is_empty();
        toml.push_str(&mapping(plan, goes_out));
    }
    toml
}

fn mapping(plan: &Plan, goes_out: bool) -> String {
    match plan.format {
        Format::HsdsPaged | Format::HsdsBulk => String::new(),
        Format::Nested => with_stops(&with_statistics(include_str!("../data/mapping/nested.toml"), plan), goes_out),
        Format::Rows => with_stops(&with_statistics(include_str!("../data/mapping/rows.toml"), plan), goes_out),
        Format::Envelope => {
            let fields = if plan.details {
                include_str!("../data/mapping/envelope_detail.toml")
            } else {
                include_str!("../data/mapping/envelope_list.toml")
            };
            let statistic = if plan.statistics { include_str!("../data/mapping/envelope_statistic.toml") } else { "" };
            [include_str!("../data/mapping/envelope.toml"), fields, statistic].concat()
        }
    }
}

/// The template, without its statistics where the instance reports none.
fn with_statistics(template: &'static str, plan: &Plan) -> String {
    let kept = if plan.statistics { None } else { template.split_once("[[mapping.endpoint.statistic]]") };
    kept.map_or(template, |(before, _)| before).to_owned()
}

/// The mapping, without its stops where the region has no mobile unit.
fn with_stops(mapping: &str, goes_out: bool) -> String {
    let table = "[[mapping.endpoint.stop]]\n";
    let Some((before, stops)) = mapping.split_once(table).filter(|_| !goes_out) else { return mapping.to_owned() };
    let after = stops.split_once("[[").map(|(_, after)| format!("[[{after}"));
    [before, after.as_deref().unwrap_or_default()].concat()
}

/// As a TOML string.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::examples::sites;
    use registry::model::SourceFile;

    fn declared(format: Format) -> impl Iterator<Item = (Plan, registry::model::Source)> {
        (0..40).map(move |seed| {
            let site = &sites()[0];
            let options = Options { seed, interval_seconds: 30, ..Options::new(seed, sites()) };
            let plan = Plan::of(seed, site, None, &[format]);
            let base = Url::parse("http://mpp-3601.localhost:9/").unwrap();
            let mut file = SourceFile::parse(&declaration(&options, site, &plan, &base)).unwrap();
            (plan, file.sources.remove(0))
        })
    }

    #[test]
    fn every_format_is_declared_as_the_model_reads_it() {
        for format in Format::ALL {
            for (plan, source) in declared(format) {
                assert_eq!((source.id.as_str(), source.format.as_str()), ("mpp-3601", format.adapter()));
                assert!(source.synthetic && source.interval_seconds == 30);
                assert_eq!(source.mapping.is_empty(), format.adapter() == "hsds");
                let mapping = toml::to_string(&source.mapping).unwrap();
                assert_eq!(mapping.contains("statistic"), plan.statistics, "{mapping}");
                assert!(!mapping.contains("stop") || matches!(format, Format::Nested | Format::Rows), "{mapping}");
                assert_eq!(mapping.contains("detail_fields"), plan.details && format == Format::Envelope, "{mapping}");
            }
        }
    }

    #[test]
    fn the_url_is_where_the_feed_begins() {
        let url = |format| declared(format).next().unwrap().1.url.to_string();
        assert_eq!(url(Format::HsdsPaged), "http://mpp-3601.localhost:9/");
        assert_eq!(url(Format::HsdsBulk), "http://mpp-3601.localhost:9/hsds.json");
        assert_eq!(url(Format::Nested), "http://mpp-3601.localhost:9/data/mpp.json");
    }
}
