//! Counting how many hits there are of each agency, region, channel ….

use std::sync::Arc;

use super::rows::{NO_NAME, Row};
use crate::model::Channel;
use crate::search::{Facet, FacetCounts};

/// At most so many values of a facet.
const MOST_VALUES: usize = 100;

/// The counts of one facet, by the number of the value.
#[derive(Debug)]
pub(super) struct Counter {
    facet: Facet,
    counts: Vec<u32>,
}

impl Counter {
    /// `names` is the number of names there are.
    pub fn new(facet: Facet, names: usize) -> Self {
        let size = match facet {
            Facet::Organization | Facet::Category => names,
            Facet::Region => 10_000,
            Facet::Province => 100,
            Facet::Channel => Channel::ALL.len(),
        };
        Self { facet, counts: vec![0; size] }
    }

    /// Counts a hit.
    pub fn count(&mut self, row: &Row) {
        let value = match self.facet {
            Facet::Organization => row.organization,
            Facet::Category => row.category,
            Facet::Region => u32::from(row.region),
            Facet::Province => u32::from(row.region / 100),
            Facet::Channel => return self.count_channels(row.channels),
        };
        if let Some(count) = self.counts.get_mut(value as usize).filter(|_| value != NO_NAME) {
            *count += 1;
        }
    }

    fn count_channels(&mut self, channels: u8) {
        for (bit, count) in self.counts.iter_mut().enumerate() {
            *count += u32::from(channels >> bit & 1);
        }
    }

    /// The most frequent values, most frequent first, then by name.
    pub fn finish(self, names: &[Arc<str>]) -> FacetCounts {
        let mut values: Vec<(usize, u32)> = self.counts.into_iter().enumerate().filter(|(_, count)| *count > 0).collect();
        values.sort_unstable_by_key(|(value, count)| (std::cmp::Reverse(*count), *value));
        let named = |value: usize| match self.facet {
            Facet::Organization | Facet::Category => names.get(value).map(|name| name.to_string()),
            Facet::Region if value.is_multiple_of(100) => Some(format!("{:02}", value / 100)),
            Facet::Region => Some(format!("{:02}.{:02}", value / 100, value % 100)),
            Facet::Province => Some(format!("{value:02}")),
            Facet::Channel => {
                Channel::ALL.into_iter().find(|channel| *channel as usize == value).map(|channel| channel.as_str().to_owned())
            }
        };
        values.truncate(MOST_VALUES);
        let mut values: Vec<(String, u64)> =
            values.into_iter().filter_map(|(value, count)| Some((named(value)?, u64::from(count)))).collect();
        values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        FacetCounts { facet: self.facet, values }
    }
}
