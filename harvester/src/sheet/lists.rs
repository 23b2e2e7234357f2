//! What the drop-downs offer.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use registry::model::{Channel, Metric};
use registry::normalise::{organization, service_name};

use super::Choices;

static CATEGORIES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let entries = service_name::canonical().iter().filter_map(|name| service_name::entry(name));
    let named: BTreeSet<String> = entries.map(|entry| entry.category.clone()).filter(|name| !name.is_empty()).collect();
    named.into_iter().collect()
});

static TERMS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let entries = service_name::canonical().iter().filter_map(|name| service_name::entry(name));
    let mut terms: Vec<String> = entries.filter(|entry| entry.is_service).map(|entry| entry.canonical.clone()).collect();
    terms.sort_unstable();
    terms
});

static AGENCIES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let entries = service_name::canonical().iter().filter_map(|name| service_name::entry(name));
    let named: BTreeSet<String> = entries.flat_map(|entry| entry.agencies.iter().cloned()).collect();
    named.into_iter().filter(|name| organization::level(name).is_some()).collect()
});

/// The values of a list; empty for those that another sheet holds.
pub(super) fn values(choices: Choices) -> Vec<String> {
    match choices {
        Choices::Free | Choices::Agencies | Choices::Places => Vec::new(),
        Choices::NationalAgencies => AGENCIES.clone(),
        Choices::Categories => CATEGORIES.clone(),
        Choices::Terms => TERMS.clone(),
        Choices::Channels => {
            let single = Channel::ALL.map(channel);
            single.iter().map(|name| (*name).to_owned()).chain([format!("{}, {}", single[0], channel(Channel::Online))]).collect()
        }
        Choices::Metrics => Metric::ALL.map(|one| metric(one).0.to_owned()).into_iter().collect::<BTreeSet<_>>().into_iter().collect(),
    }
}

/// A channel as it is written here.
pub(super) fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Counter => "Loket",
        Channel::Mobile => "Keliling",
        Channel::SelfService => "Anjungan mandiri",
        Channel::Online => "Online",
    }
}

/// A metric as it is written here, and the element of satisfaction that stands in the place of its scope.
pub(super) fn metric(metric: Metric) -> (&'static str, Option<&'static str>) {
    const SATISFACTION: &str = "Kepuasan (IKM)";
    match metric {
        Metric::Visits => ("Kunjungan", None),
        Metric::Tickets => ("Antrean", None),
        Metric::Services => ("Layanan", None),
        Metric::Applicants => ("Pemohon", None),
        Metric::Licences => ("Izin terbit", None),
        Metric::Satisfaction => (SATISFACTION, None),
        Metric::SatisfactionU1 => (SATISFACTION, Some("U1")),
        Metric::SatisfactionU2 => (SATISFACTION, Some("U2")),
        Metric::SatisfactionU3 => (SATISFACTION, Some("U3")),
        Metric::SatisfactionU4 => (SATISFACTION, Some("U4")),
        Metric::SatisfactionU5 => (SATISFACTION, Some("U5")),
        Metric::SatisfactionU6 => (SATISFACTION, Some("U6")),
        Metric::SatisfactionU7 => (SATISFACTION, Some("U7")),
        Metric::SatisfactionU8 => (SATISFACTION, Some("U8")),
        Metric::SatisfactionU9 => (SATISFACTION, Some("U9")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_that_is_offered_is_understood() {
        for one in Channel::ALL {
            assert_eq!(registry::normalise::channel::read(channel(one)), [one]);
        }
        for one in Metric::ALL {
            let (word, element) = metric(one);
            let read = registry::normalise::metric::read(word);
            assert_eq!(read, Some(if element.is_some() { Metric::Satisfaction } else { one }), "{word}");
        }
        for list in [Choices::NationalAgencies, Choices::Categories, Choices::Terms] {
            assert!(values(list).len() > 10, "{list:?}");
        }
    }
}
