//! Service operations: for whoever is on call. Is it up, is it fast, is the index in step, are the figures fresh.

use crate::board::Board;
use crate::panel::{BAD_FROM_ONE, GOOD_AT_ONE, Step, lines, number};

const ERRORS: &[Step] = &[(None, "green"), (Some(0.001), "orange"), (Some(0.01), "red")];

pub(crate) fn board() -> Board {
    let about =
        "Layanan itu sendiri: hidup, cepat, indeks seiring basis data / the service itself: up, fast, its index in step with the database";
    let quantile = |by: &str, share: &str| {
        format!("histogram_quantile({share}, sum by (le{by}) (rate(simpul_http_request_duration_seconds_bucket[$__rate_interval])))")
    };
    Board::new("operations", "Simpul: operasi / service operations", about)
        .row(vec![
            number("Proses / Processes up", r#"sum(up{job=~"simpul.*"})"#).steps(GOOD_AT_ONE),
            number(
                "Bagian galat / Share of errors",
                r#"(sum(rate(simpul_http_requests_total{status=~"5.."}[5m])) or vector(0)) / sum(rate(simpul_http_requests_total[5m]))"#,
            )
            .unit("percentunit")
            .steps(ERRORS),
            number("p95", &quantile("", "0.95")).unit("s"),
            number("Indeks tertinggal / Index behind", "max(simpul_index_behind_seconds)").unit("s"),
            number("Beda indeks / Index drift", "max(simpul_index_drift_documents)").steps(BAD_FROM_ONE),
            number("Umur angka / Age of the figures", "time() - min(simpul_snapshot_timestamp_seconds)").unit("s"),
        ])
        .row(vec![
            lines("Permintaan / Requests", "sum by (status) (rate(simpul_http_requests_total[$__rate_interval]))", "{{status}}")
                .unit("reqps")
                .stacked(),
            lines("Waktu jawab / Time to answer", &quantile("", "0.5"), "p50")
                .and(&quantile("", "0.95"), "p95")
                .and(&quantile("", "0.99"), "p99")
                .unit("s"),
        ])
        .row(vec![
            lines("Rute terlambat / Slowest routes, p95", &format!("topk(8, {})", quantile(", route", "0.95")), "{{route}}").unit("s"),
            lines("Indeks / Index", "max(simpul_index_pending_changes)", "menunggu / pending")
                .and("max by (instance) (simpul_index_drift_documents)", "beda / drift {{instance}}")
                .and("sum by (instance) (increase(simpul_index_repairs_total[1h]))", "perbaikan / repairs, 1h {{instance}}"),
        ])
        .row(vec![
            lines(
                "Sejak dibandingkan / Since compared",
                "time() - max by (instance) (simpul_index_last_reconciled_timestamp_seconds)",
                "{{instance}}",
            )
            .unit("s"),
            lines("Pemanen / Harvesters", "max(simpul_workers)", "hidup / alive")
                .and("sum(max by (worker) (simpul_worker_canary_up))", "menjangkau diri / reach themselves")
                .and("max(simpul_leases_overdue)", "sewa lewat / leases overdue"),
        ])
        .row(vec![
            lines(
                "Webhook / Webhooks",
                "sum by (outcome) (rate(simpul_webhook_deliveries_total[$__rate_interval])) * 60",
                "{{outcome}} / min",
            ),
            lines("Antrean webhook / Queue of webhooks", "max(simpul_webhook_queue_oldest_seconds)", "terlama / oldest").unit("s"),
        ])
}
