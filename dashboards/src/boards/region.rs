//! A region: for its MPP's team. What of theirs is served, how old it is, and what is found wrong with it.

use crate::board::{Board, Variable};
use crate::panel::{BAD_FROM_ONE, GOOD_AT_ONE, POINTS, lines, number};

/// A region's name, and its code as the value.
const NAMES: &str = r#"/name="(?<text>[^"]*)".*region="(?<value>[^"]*)"/"#;

/// Only regions with a source.
const REGIONS: &str = "query_result(max by (name, region) (simpul_region_info) and on (region) simpul_source_services)";

pub(crate) fn board() -> Board {
    let about =
        "Satu daerah: apa yang dilayani, seberapa baru, dan temuan padanya / one region: what is served, how fresh, and what was found";
    let age = |clock: &str| format!(r#"time() - max(simpul_source_{clock}_timestamp_seconds{{source=~"$source"}})"#);
    Board::new("region", "Simpul: daerah / region", about)
        .choose(Variable::named("region", "Daerah / Region", REGIONS, NAMES))
        .choose(Variable::many("source", "Sumber / Source", r#"label_values(simpul_source_services{region="$region"}, source)"#))
        .row(vec![
            number("Sehat / Up", r#"min(max by (source) (simpul_source_up{source=~"$source"}))"#)
                .steps(GOOD_AT_ONE)
                .about("1: panen terakhir baik; 0: gagal atau ditolak; kosong: tidak diketahui / empty: unknown"),
            number("Layanan / Services", r#"sum(max by (source) (simpul_source_services{source=~"$source"}))"#),
            number("Mutu / Quality", r#"min(max by (source) (simpul_source_quality_points{source=~"$source"}))"#).steps(POINTS),
            number("Ditahan / Held", r#"sum(max by (source) (simpul_source_held{source=~"$source"}))"#).steps(BAD_FROM_ONE),
            number("Ditolak / Refused", r#"sum(max by (source) (simpul_source_rejected{source=~"$source"}))"#).steps(BAD_FROM_ONE),
            number("Selang panen / Interval", r#"max(simpul_source_interval_seconds{source=~"$source"})"#).unit("s"),
        ])
        .row(vec![
            number("Sejak panen terakhir / Since the last attempt", &age("last_attempt")).unit("s").wide(8),
            number("Sejak berhasil / Since the last success", &age("last_success")).unit("s").wide(8),
            number("Sejak isi berubah / Since the last change", &age("last_change")).unit("s").wide(8),
        ])
        .row(vec![
            lines(
                "Temuan / Findings",
                r#"max by (source, severity) (simpul_source_findings{source=~"$source"})"#,
                "{{source}} {{severity}}",
            ),
            lines("Mutu / Quality", r#"max by (source) (simpul_source_quality_points{source=~"$source"})"#, "{{source}}")
                .within(0.0, 100.0),
        ])
        .row(vec![
            lines("Layanan / Services", r#"max by (source) (simpul_source_services{source=~"$source"})"#, "{{source}}"),
            lines("Sehat / Up", r#"max by (source) (simpul_source_up{source=~"$source"})"#, "{{source}}").within(0.0, 1.0),
        ])
}
