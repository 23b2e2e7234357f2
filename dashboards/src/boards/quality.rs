//! Data quality: for those who help regions. The points of every feed, where they fall, and the findings behind them.

use crate::board::Board;
use crate::panel::{BAD_FROM_ONE, POINTS, bars, lines, number, table};

pub(crate) fn board() -> Board {
    let about =
        "Nilai mutu setiap sumber (0 sampai 100) dan temuan di baliknya / the quality of every feed (0 to 100) and the findings behind it";
    let points = "max by (source, region) (simpul_source_quality_points)";
    Board::new("quality", "Simpul: mutu data / data quality", about)
        .row(vec![
            number("Rata-rata / Mean", &format!("avg({points})")).steps(POINTS),
            number("Median", &format!("quantile(0.5, {points})")).steps(POINTS),
            number("Sepersepuluh terendah / Lowest tenth", &format!("quantile(0.1, {points})")).steps(POINTS),
            number("Di bawah 50 / Below 50", &format!("count({points} < 50) or vector(0)")).steps(BAD_FROM_ONE),
            number("Dinilai / Judged", &format!("count({points})")),
            number("Kesalahan / Errors", r#"sum(max by (source) (simpul_source_findings{severity="error"}))"#).steps(BAD_FROM_ONE),
        ])
        .row(vec![
            lines("Sebaran / Spread", &format!("quantile(0.9, {points})"), "p90")
                .and(&format!("quantile(0.5, {points})"), "p50")
                .and(&format!("quantile(0.1, {points})"), "p10")
                .within(0.0, 100.0),
            lines("Temuan / Findings", "sum by (severity) (max by (source, severity) (simpul_source_findings))", "{{severity}}").stacked(),
        ])
        .row(vec![
            bars(
                "Rata-rata menurut provinsi / Mean by province",
                &format!(
                    r#"sort_desc(avg by (province) (label_replace({points}, "province", "$1", "region", "(..).*")) * on (province) group_left (name) max by (province, name) (simpul_province_info))"#
                ),
                "{{name}}",
            )
            .steps(POINTS)
            .within(0.0, 100.0),
            table(
                "Terendah / Lowest",
                &format!("bottomk(30, {points})"),
                &[("region", "Daerah / Region"), ("source", "Sumber / Source"), ("Value", "Nilai / Points")],
            )
            .steps(POINTS),
        ])
        .row(vec![
            table(
                "Temuan per layanan / Findings per service",
                r#"topk(30, sum by (source) (max by (source, severity) (simpul_source_findings{severity=~"warning|error"})) / on (source) (max by (source) (simpul_source_services) > 0))"#,
                &[("source", "Sumber / Source"), ("Value", "Per layanan / Per service")],
            )
            .wide(24),
        ])
}
