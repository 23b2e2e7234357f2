//! A province: for its government. Which of its regions have an MPP, and how their feeds fare.

use crate::board::{Board, Variable};
use crate::panel::{BAD_FROM_ONE, POINTS, lines, number, table};

/// A province's name, and its code as the value.
pub(crate) const NAMES: &str = r#"/name="(?<text>[^"]*)".*province="(?<value>[^"]*)"/"#;

pub(crate) fn board() -> Board {
    let about = "Satu provinsi: cakupan dan keadaan sumber-sumbernya / one province: its coverage and the state of its feeds";
    Board::new("province", "Simpul: provinsi / province", about)
        .choose(Variable::named("province", "Provinsi / Province", "query_result(max by (name, province) (simpul_province_info))", NAMES))
        .row(vec![
            number("Diresmikan / Inaugurated", r#"max(simpul_province_regions{province="$province",state="inaugurated"})"#),
            number("Daerah / Regions", r#"sum(max by (state) (simpul_province_regions{province="$province"}))"#),
            number("Sumber / Sources", r#"count(max by (source) (simpul_source_services{region=~"$province[.].+"})) or vector(0)"#),
            number("Gagal / Failing", r#"count(max by (source) (simpul_source_up{region=~"$province[.].+"}) == 0) or vector(0)"#)
                .steps(BAD_FROM_ONE),
            number("Layanan / Services", r#"sum(max by (source) (simpul_source_services{region=~"$province[.].+"})) or vector(0)"#),
            number("Mutu rata-rata / Mean quality", r#"avg(max by (source) (simpul_source_quality_points{region=~"$province[.].+"}))"#)
                .steps(POINTS),
        ])
        .row(vec![
            lines("Keadaan MPP / MPP by state", r#"max by (state) (simpul_province_regions{province="$province"})"#, "{{state}}").stacked(),
            lines("Mutu / Quality", r#"max by (source, region) (simpul_source_quality_points{region=~"$province[.].+"})"#, "{{source}}")
                .within(0.0, 100.0),
        ])
        .row(vec![
            table(
                "Sumber / Sources",
                r#"max by (source, region) (simpul_source_services{region=~"$province[.].+"})"#,
                &[
                    ("region", "Daerah / Region"),
                    ("source", "Sumber / Source"),
                    ("Value #A", "Layanan / Services"),
                    ("Value #B", "Sehat / Up"),
                    ("Value #C", "Mutu / Quality"),
                    ("Value #D", "Umur, jam / Age, hours"),
                ],
            )
            .and(r#"max by (source, region) (simpul_source_up{region=~"$province[.].+"})"#, "")
            .and(r#"max by (source, region) (simpul_source_quality_points{region=~"$province[.].+"})"#, "")
            .and(
                r#"(time() - max by (source, region) (simpul_source_last_success_timestamp_seconds{region=~"$province[.].+"})) / 3600"#,
                "",
            )
            .wide(24)
            .high(12),
        ])
}
