//! When two addresses are one place, whose host it is, and what a source would be called.

use url::Url;

use crate::model::Region;

/// What an address comes to when it is compared: without what browsers and people leave out or add. Two addresses that come to the same are
/// taken for one feed, whether http or https, with `www.` or not, with a slash at the end or not.
#[must_use]
pub fn same_place(url: &Url) -> String {
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let path = url.path().trim_end_matches('/');
    let query = url.query().filter(|query| !query.is_empty()).map(|query| format!("?{query}")).unwrap_or_default();
    format!("{}{port}{path}{query}", host(url))
}

/// The host that an address lies on: `mpp.pandeglangkab.go.id`. Two servers of one name are one host.
#[must_use]
pub fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default().trim_end_matches('.').to_lowercase();
    host.strip_prefix("www.").unwrap_or(&host).to_owned()
}

/// What a region's next source is called, where `is_taken` tells which names are not free: `mpp-kabupaten-pandeglang`, then with a number.
pub fn source_id(region: &Region, is_taken: impl Fn(&str) -> bool) -> String {
    let lower = region.name.to_lowercase();
    let words: Vec<&str> = lower.split(|sign: char| !sign.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    // The id of a source is at most 64 characters; there must be room for a number.
    let base: String = format!("mpp-{}", words.join("-")).chars().take(58).collect();
    let base = base.trim_end_matches('-').to_owned();
    if !is_taken(&base) {
        return base;
    }
    (2..).map(|number| format!("{base}-{number}")).find(|name| !is_taken(name)).unwrap_or(base)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str) -> String {
        same_place(&text.parse().unwrap())
    }

    #[test]
    fn spellings_of_one_address_are_one_place() {
        for other in [
            "http://mpp.example/api",
            "https://www.mpp.example/api/",
            "HTTPS://MPP.Example:443/api",
            "https://mpp.example./api#atas",
            "https://mpp.example/api?",
        ] {
            assert_eq!(place(other), place("https://mpp.example/api"), "{other}");
        }
        for other in
            ["https://mpp.example/api/v2", "https://mpp.example:8443/api", "https://mpp.example/api?d=1", "https://lain.example/api"]
        {
            assert_ne!(place(other), place("https://mpp.example/api"), "{other}");
        }
    }

    #[test]
    fn a_source_is_called_after_its_region() {
        let region = crate::gazetteer::region("36.01".parse().unwrap()).unwrap();
        assert_eq!(source_id(region, |_| false), "mpp-kabupaten-pandeglang");
        assert_eq!(source_id(region, |name| !name.ends_with("-3")), "mpp-kabupaten-pandeglang-3");
        assert!(crate::gazetteer::regions().iter().all(|region| source_id(region, |name| !name.ends_with("-2")).len() <= 64));
    }
}
