//! schema.org.

use registry::model::{Code, Reason};

use crate::feed::Feed;

const PAGE: &str = r#"
    id = "vocabulary"
    region = "32.11"
    format = "jsonld"
    url = "https://mpp.example.id/"
"#;

fn page(script: &str) -> String {
    format!("<title>Layanan</title><script type='application/ld+json'>{script}</script>")
}

#[test]
fn prefixes_lists_and_nested_nodes() {
    let body = r#"[{"@context": {"schema": "http://schema.org/"}, "@type": ["schema:GovernmentService", "schema:Thing"], "schema:name": [
        {"@value": "Passport", "@language": "en"}, {"@value": "Paspor", "@language": "id"}],
        "schema:serviceOperator": {"@type": "schema:GovernmentOrganization", "schema:name": "Imigrasi"},
        "schema:offers": [{"schema:name": "Biasa", "schema:price": "350000.00"}, {"schema:name": "Elektronik", "schema:price": 650000}],
        "schema:hoursAvailable": {"schema:dayOfWeek": {"@id": "http://schema.org/Monday"}, "schema:opens": "08:00:00", "schema:closes": "12:00:00"}}]"#;
    let drafts = Feed::of(body).harvest(PAGE);
    let service = &drafts.services[0];
    assert_eq!((service.name.as_str(), service.organization.as_deref()), ("Paspor", Some("Imigrasi")));
    assert_eq!(service.cost.as_deref(), Some("Biasa: Rp 350000\nElektronik: Rp 650000"));
    assert_eq!(service.hours.as_deref(), Some("Senin 08:00-12:00"));
    assert_eq!(drafts.organizations.len(), 1);
}

#[test]
fn references_in_a_circle_end() {
    let body = r##"{"@graph": [{"@id": "#a", "@type": "GovernmentService", "name": "KTP", "provider": {"@id": "#b"}},
        {"@id": "#b", "@type": "GovernmentOrganization", "name": "Dinas", "makesOffer": {"@id": "#a"}}]}"##;
    let drafts = Feed::of(body).harvest(PAGE);
    assert_eq!((drafts.services.len(), drafts.organizations.len()), (1, 1));
    assert_eq!(drafts.services[0].organization_id.as_deref(), Some("#b"));
}

#[test]
fn a_broken_script_is_told_and_the_others_are_read() {
    let body = page("{\"@type\": ") + &page(r#"{"@type": "GovernmentService", "name": "KTP", "provider": "Dinas"}"#);
    let drafts = Feed::of(body).harvest(PAGE);
    assert_eq!(drafts.services[0].organization.as_deref(), Some("Dinas"));
    assert_eq!(drafts.findings[0].code, Code::FieldWrongType);
}

#[test]
fn links_are_followed() {
    let toml = format!("{PAGE}\n[mapping]\nlinks = \"a.layanan\"\npages = [\"lain\"]");
    let service = |name: &str| page(&format!(r#"{{"@type": "GovernmentService", "name": "{name}", "provider": "Dinas"}}"#));
    let feed = Feed::default()
        .with("id/", "<a class=layanan href=/l/1>satu</a><a class=layanan href=/l/2>dua</a>")
        .with("lain", service("Tiga"))
        .with("l/1", service("Satu"))
        .with("l/2", "<title>kosong</title>");
    let drafts = feed.harvest(&toml);
    let names: Vec<&str> = drafts.services.iter().map(|service| service.name.as_str()).collect();
    assert_eq!(names, ["Tiga", "Satu"]);
    assert_eq!(drafts.findings[0].code, Code::DetailMissing);
}

#[test]
fn a_page_without_the_vocabulary_is_no_success() {
    assert_eq!(Feed::of("<title>Beranda</title>").refused(PAGE).reason, Reason::NoRecords);
    assert_eq!(Feed::of(page(r#"{"@type": "BreadcrumbList"}"#)).refused(PAGE).reason, Reason::NoRecords);
}
