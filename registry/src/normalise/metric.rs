//! What a figure counts, from the words that say it. Visits, tickets, services, applicants and licences are five different counts.

use crate::model::Metric;

use super::text;

/// The metric that a word or phrase names; `None` where it names none, or two.
#[must_use]
pub fn read(raw: &str) -> Option<Metric> {
    let folded = text::fold(raw);
    if let Ok(metric) = raw.trim().to_ascii_lowercase().parse().or_else(|()| folded.parse()) {
        return Some(metric);
    }
    let mut found = None;
    for word in folded.split(' ') {
        let metric = match word {
            "kunjungan" | "pengunjung" | "pengunjungan" | "visit" | "visitor" | "visitors" | "tamu" => Metric::Visits,
            "antrian" | "antrean" | "tiket" | "ticket" | "queue" => Metric::Tickets,
            "pemohon" | "permohonan" | "applicant" | "applications" => Metric::Applicants,
            "izin" | "ijin" | "perizinan" | "perijinan" | "licence" | "license" | "licenses" => Metric::Licences,
            "ikm" | "skm" | "kepuasan" | "csi" => Metric::Satisfaction,
            _ => continue,
        };
        if found.is_some_and(|before| before != metric) {
            return None;
        }
        found = Some(metric);
    }
    let services = || folded.split(' ').any(|word| matches!(word, "layanan" | "pelayanan" | "service")).then_some(Metric::Services);
    found.or_else(services)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("visits", Some(Metric::Visits))]
    #[case("Jumlah Kunjungan", Some(Metric::Visits))]
    #[case("Antrian", Some(Metric::Tickets))]
    #[case("Jumlah layanan", Some(Metric::Services))]
    #[case("Pemohon", Some(Metric::Applicants))]
    #[case("Izin terbit", Some(Metric::Licences))]
    #[case("Indeks Kepuasan Masyarakat", Some(Metric::Satisfaction))]
    #[case("kunjungan dan antrian", None)]
    #[case("PAD", None)]
    fn metrics(#[case] raw: &str, #[case] expected: Option<Metric>) {
        assert_eq!(read(raw), expected);
    }
}
