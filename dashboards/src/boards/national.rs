//! National coverage: for the minister's floor. How many regions have an MPP, by which rule, where, and whether we hear of them.

use crate::board::{Board, Variable};
use crate::panel::{BAD_FROM_ONE, bars, lines, number, table};

pub(crate) fn board() -> Board {
    let about = "Berapa daerah yang punya MPP, menurut aturan yang dipilih / how many regions have an MPP, by the chosen rule";
    Board::new("national", "Simpul: cakupan nasional / national coverage", about)
        .choose(Variable::of("rule", "Aturan / Rule", &["autonomous", "all"]))
        .row(vec![
            number("Cakupan / Coverage", r#"max(simpul_coverage_regions{rule="$rule",state="inaugurated"})"#)
                .about("Daerah yang MPP-nya diresmikan / regions whose MPP is inaugurated"),
            number("Dari / Of", r#"max(simpul_coverage_denominator_regions{rule="$rule"})"#)
                .about("autonomous: 509 yang punya pemerintahan sendiri; all: semua 514 / those with a government of their own, or all"),
            number("Bagian / Share", r#"simpul:coverage:ratio{rule="$rule"}"#).unit("percentunit"),
            number("Sumber yang melapor / Sources reporting", "simpul:sources_reporting:ratio").unit("percentunit"),
            number("Layanan / Services", "sum(max by (source) (simpul_source_services))"),
            number("Peringatan / Alerts", r#"count(ALERTS{alertstate="firing",alertname=~"Simpul.+"}) or vector(0)"#).steps(BAD_FROM_ONE),
        ])
        .row(vec![
            lines("Keadaan MPP / MPP by state", r#"max by (state) (simpul_coverage_regions{rule="$rule"})"#, "{{state}}").stacked(),
            lines("Sumber menurut kesehatan / Sources by health", "max by (health) (simpul_sources)", "{{health}}").stacked(),
        ])
        .row(vec![
            bars(
                "Diresmikan, menurut provinsi / Inaugurated, by province",
                r#"sort_desc(max by (province) (simpul_province_regions{state="inaugurated"}) * on (province) group_left (name) max by (province, name) (simpul_province_info))"#,
                "{{name}}",
            ),
            table(
                "Provinsi / Provinces",
                r#"max by (province) (simpul_province_regions{state="inaugurated"}) * on (province) group_left (name) max by (province, name) (simpul_province_info)"#,
                &[
                    ("name", "Nama / Name"),
                    ("province", "Kode / Code"),
                    ("Value #A", "Diresmikan / Inaugurated"),
                    ("Value #B", "Daerah / Regions"),
                ],
            )
            .and(
                "sum by (province) (max by (province, state) (simpul_province_regions)) * on (province) group_left (name) max by (province, name) (simpul_province_info)",
                "",
            ),
        ])
}
