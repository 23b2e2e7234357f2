//! The dot map of the regions, drawn here as SVG: equirectangular, which near the equator is true to shape.

use std::collections::BTreeMap;

use registry::coverage::Standing;
use registry::model::RegionCode;

use crate::state::Gazetteer;

/// One region on the map.
pub struct Dot {
    /// From the left.
    pub x: String,
    /// From the top.
    pub y: String,
    /// Its colour: `ada`, `mungkin` or `belum`.
    pub class: &'static str,
    /// Its name and state.
    pub title: String,
}

/// The dots, uncovered ones first so that covered ones lie on top.
pub fn dots(gazetteer: &Gazetteer, standings: &BTreeMap<RegionCode, Standing>, perhaps: &[RegionCode]) -> Vec<Dot> {
    let mut dots: Vec<Dot> = gazetteer
        .regions
        .iter()
        .map(|region| {
            let standing = standings.get(&region.code).or_else(|| (!region.autonomous).then(|| standings.get(&region.province)).flatten());
            let covered = standing.is_some_and(Standing::is_covered);
            Dot {
                x: format!("{:.1}", (region.point.lon - 94.5) * 20.0),
                y: format!("{:.1}", (6.5 - region.point.lat) * 20.0),
                class: match covered {
                    true => "ada",
                    false if perhaps.contains(&region.code) => "mungkin",
                    false => "belum",
                },
                title: region.name.clone(),
            }
        })
        .collect();
    dots.sort_by_key(|dot| ["belum", "mungkin", "ada"].iter().position(|class| *class == dot.class));
    dots
}
