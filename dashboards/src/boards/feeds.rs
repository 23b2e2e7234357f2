//! Feeds' health: for those who run the harvest. Which feeds fail, which are held, and whether it is our own fault.

use crate::board::Board;
use crate::panel::{BAD_FROM_ONE, GOOD_AT_ONE, Panel, lines, number, table};

/// Sources, in a table with one value.
fn sources(title: &'static str, query: &str, headings: &'static [(&'static str, &'static str)]) -> Panel {
    table(title, query, headings).wide(8)
}

pub(crate) fn board() -> Board {
    let about = "Sumber yang gagal, ditahan, atau diam, dan keadaan pemanen / feeds that fail, are held or silent, and the harvesters";
    Board::new("feeds", "Simpul: kesehatan sumber / feeds' health", about)
        .row(vec![
            number("Melapor / Reporting", "simpul:sources_reporting:ratio").unit("percentunit"),
            number("Gagal / Failing", "max(simpul_sources_failing)").steps(BAD_FROM_ONE),
            number("Berkurang / Losing records", "max(simpul_sources_losing)").steps(BAD_FROM_ONE),
            number("Rem nasional / National hold", "max(simpul_national_hold)")
                .steps(BAD_FROM_ONE)
                .about("1: begitu banyak sumber gagal atau berkurang sekaligus, maka tidak ada yang dihapus / nothing is taken away"),
            number("Pemanen / Harvesters", "max(simpul_workers)").steps(GOOD_AT_ONE),
            number("Kenari / Canary", "min(max by (worker) (simpul_worker_canary_up))")
                .steps(GOOD_AT_ONE)
                .about("1: setiap pemanen menjangkau dirinya sendiri / every harvester reaches itself"),
        ])
        .row(vec![
            lines("Menurut kesehatan / By health", "max by (health) (simpul_sources)", "{{health}}").stacked(),
            lines(
                "Panen per menit / Harvests a minute",
                "sum by (outcome) (rate(simpul_harvest_attempts_total[$__rate_interval])) * 60",
                "{{outcome}}",
            ),
        ])
        .row(vec![
            sources(
                "Gagal / Failing",
                "max by (source, region) (simpul_source_up) == 0",
                &[("region", "Daerah / Region"), ("source", "Sumber / Source"), ("Value", "Sehat / Up")],
            ),
            sources(
                "Ditahan, sejak jam / Held, for hours",
                "(time() - max by (source, region) (simpul_source_held_since_timestamp_seconds)) / 3600",
                &[("region", "Daerah / Region"), ("source", "Sumber / Source"), ("Value", "Jam / Hours")],
            ),
            sources(
                "Terlama tanpa berhasil / Longest without success",
                "topk(20, time() - max by (source, region) (simpul_source_last_success_timestamp_seconds)) / 3600",
                &[("region", "Daerah / Region"), ("source", "Sumber / Source"), ("Value", "Jam / Hours")],
            ),
        ])
        .row(vec![
            lines("Antrean / Queue", "max(simpul_queue_oldest_due_seconds)", "terlama / oldest due").unit("s").wide(8),
            lines(
                "Lama panen / Harvest duration",
                "histogram_quantile(0.5, sum by (le) (rate(simpul_harvest_attempt_duration_seconds_bucket[$__rate_interval])))",
                "p50",
            )
            .and("histogram_quantile(0.95, sum by (le) (rate(simpul_harvest_attempt_duration_seconds_bucket[$__rate_interval])))", "p95")
            .unit("s")
            .wide(8),
            lines("Sewa / Leases", "max(simpul_leases_overdue)", "lewat / overdue")
                .and("sum(increase(simpul_harvest_leases_expired_total[1h]))", "diambil alih / taken over, 1h")
                .and("sum(increase(simpul_harvest_leases_lost_total[1h]))", "hilang / lost, 1h")
                .wide(8),
        ])
        .row(vec![
            table(
                "Sertifikat TLS, hari tersisa / Certificates, days left",
                "bottomk(20, (max by (source, region) (simpul_source_certificate_expiry_timestamp_seconds) - time()) / 86400)",
                &[("region", "Daerah / Region"), ("source", "Sumber / Source"), ("Value", "Hari / Days")],
            )
            .wide(24),
        ])
}
