//! How a service reaches people, from the words that say it.

use crate::model::Channel;

use super::text;

/// The channels that a text names, in the order of [`Channel::ALL`]; none where it names none.
#[must_use]
pub fn read(raw: &str) -> Vec<Channel> {
    let folded = text::fold(raw);
    let mut found = Vec::new();
    let words: Vec<&str> = folded.split(' ').collect();
    for (at, word) in words.iter().enumerate() {
        let next = words.get(at + 1).copied().unwrap_or_default();
        if let Some(channel) = channel(word, next) {
            found.push(channel);
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn channel(word: &str, next: &str) -> Option<Channel> {
    Some(match (word, next) {
        ("mobile", "app" | "apps" | "application" | "banking") | ("self", "upload") => Channel::Online,
        ("self", "service") | ("layanan", "mandiri") | ("cetak", "mandiri") => Channel::SelfService,
        ("jemput", "bola") | ("mobil", "layanan" | "pelayanan" | "keliling") | ("door", "to") => Channel::Mobile,
        ("tatap", "muka") | ("datang", "langsung") | ("on", "site") | ("walk", "in") | ("in", "person") => Channel::Counter,
        ("self_service" | "selfservice" | "anjungan" | "adm" | "kiosk" | "kios" | "kiosk_mandiri" | "atm" | "vending", _) => {
            Channel::SelfService
        }
        (
            "online" | "daring" | "website" | "web" | "situs" | "aplikasi" | "app" | "elektronik" | "digital" | "email" | "whatsapp" | "wa"
            | "oss" | "internet" | "virtual" | "url",
            _,
        ) => Channel::Online,
        ("keliling" | "mobile" | "jebol" | "ambulan" | "bus", _) => Channel::Mobile,
        (
            "loket" | "counter" | "konter" | "gerai" | "offline" | "luring" | "langsung" | "kantor" | "walkin" | "manual" | "onsite"
            | "location",
            _,
        ) => Channel::Counter,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Loket", &[Channel::Counter])]
    #[case("Online dan Offline", &[Channel::Counter, Channel::Online])]
    #[case("Samsat Keliling", &[Channel::Mobile])]
    #[case("jemput bola", &[Channel::Mobile])]
    #[case("Anjungan Dukcapil Mandiri", &[Channel::SelfService])]
    #[case("self_service", &[Channel::SelfService])]
    #[case("Mobile App", &[Channel::Online])]
    #[case("datang langsung ke kantor", &[Channel::Counter])]
    #[case("entah", &[])]
    fn channels(#[case] raw: &str, #[case] expected: &[Channel]) {
        assert_eq!(read(raw), expected);
    }
}
