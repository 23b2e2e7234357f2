//! The names of provinces and regions, as series of value 1 that a query joins by their code: a dashboard that says `36.01` is of no use.

use super::holdings::Gauges;
use crate::state::Gazetteer;

pub(super) fn show(gauges: &Gauges, gazetteer: &Gazetteer) {
    for province in &gazetteer.provinces {
        gauges.set("simpul_province_info", &[&province.code.to_string(), &province.name], 1.0);
    }
    for region in &gazetteer.regions {
        gauges.set("simpul_region_info", &[&region.code.to_string(), &region.province.to_string(), &region.name], 1.0);
    }
}
