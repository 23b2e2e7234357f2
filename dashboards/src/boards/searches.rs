//! Citizens' searches: how many, what share finds nothing, how fast the answer is. What they looked for is on `/pencarian`, not here: words
//! of people are no labels.

use crate::board::Board;
use crate::panel::{BAD_FROM_ONE, Step, lines, number};

const EMPTY: &[Step] = &[(None, "green"), (Some(0.1), "orange"), (Some(0.25), "red")];
const ASKED: &str = r#"route=~"/|/v1/search|/teks|/nasional""#;

pub(crate) fn board() -> Board {
    let about = "Pencarian warga: berapa, berapa yang tidak menemukan, dan seberapa cepat. Kata-katanya ada di /pencarian / what was looked for is at /pencarian";
    let quantile = |share: &str| {
        format!("histogram_quantile({share}, sum by (le) (rate(simpul_http_request_duration_seconds_bucket{{{ASKED}}}[$__rate_interval])))")
    };
    Board::new("searches", "Simpul: pencarian warga / citizens' searches", about)
        .row(vec![
            number("Dalam sehari / In a day", "sum(increase(simpul_search_queries_total[1d]))").wide(6),
            number("Tanpa hasil, 1 jam / Found nothing, 1 h", "simpul:search_empty:ratio1h").unit("percentunit").steps(EMPTY).wide(6),
            number("Tanpa mesin pencari / Without the engine", "max(simpul_search_degraded)").steps(BAD_FROM_ONE).wide(6),
            number("p95", &quantile("0.95")).unit("s").wide(6),
        ])
        .row(vec![
            lines("Pencarian / Searches", "sum by (outcome) (rate(simpul_search_queries_total[$__rate_interval]))", "{{outcome}}")
                .unit("reqps")
                .stacked(),
            lines("Tanpa hasil / Found nothing", "simpul:search_empty:ratio1h", "1 h").unit("percentunit").within(0.0, 1.0),
        ])
        .row(vec![
            lines(
                "Menurut saluran / By channel",
                &format!("sum by (route) (rate(simpul_http_requests_total{{{ASKED}}}[$__rate_interval]))"),
                "{{route}}",
            )
            .unit("reqps"),
            lines("Waktu jawab / Time to answer", &quantile("0.5"), "p50")
                .and(&quantile("0.95"), "p95")
                .and(&quantile("0.99"), "p99")
                .unit("s"),
        ])
}
