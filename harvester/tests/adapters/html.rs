//! Web pages.

use registry::model::{Code, Reason};

use crate::feed::Feed;

const CARDS: &str = r#"
    id = "page"
    region = "32.11"
    format = "html"
    url = "https://mpp.example.id/layanan/daftar"
    [[mapping.endpoint]]
    [mapping.endpoint.service]
    each = "li"
    name = "b"
    organization = { above = "h2" }
    cost = { label = "Biaya" }
    url = "a@href"
"#;

#[test]
fn unclosed_tags_are_closed_and_texts_are_made_plain() {
    let body = "<h2>Dinas&nbsp;Contoh<ul><li><b>KTP\n   hilang</b> <a href=../ktp>rinci</a><li><b>KK <i>baru</b></ul>";
    let body = body.replace("Contoh<ul>", "Contoh</h2><ul>");
    let drafts = Feed::of(body).harvest(CARDS);
    let read: Vec<(&str, Option<&str>, Option<&str>)> =
        drafts.services.iter().map(|service| (service.name.as_str(), service.organization.as_deref(), service.url.as_deref())).collect();
    let dinas = Some("Dinas Contoh");
    assert_eq!(read, [("KTP hilang", dinas, Some("https://mpp.example.id/ktp")), ("KK baru", dinas, None)]);
}

#[test]
fn values_beside_labels_in_every_common_form() {
    let forms = [
        "<b>K</b><p><strong>Biaya :</strong> Gratis</p>",
        "<b>K</b><dl><dt>Biaya</dt><dd>Gratis</dd></dl>",
        "<b>K</b><table><tr><th>Biaya</th><td>Gratis</td></tr></table>",
        "<b>K</b><table><tr><td>BIAYA</td><td>Gratis</td></tr></table>",
        "<b>K</b><div><div>Biaya:</div><div>Gratis</div></div>",
        "<b>K</b><div><span>Biaya</span>: <span>Gratis</span></div>",
        "<b>K</b><p><span class=l>Biaya</span><br>Gratis<br><span class=l>Waktu</span><br>1 hari</p>",
        "<b>K</b><h4>Biaya</h4><p>Gratis</p>",
    ];
    for form in forms {
        let drafts = Feed::of(format!("<h2>D</h2><ul><li>{form}</li></ul>")).harvest(CARDS);
        assert_eq!(drafts.services[0].cost.as_deref(), Some("Gratis"), "{form}");
    }
}

#[test]
fn a_page_without_records_is_no_success() {
    let login = Feed::of("<title>Masuk Admin</title><form><input name=u><input type=password></form>").refused(CARDS);
    assert_eq!(login.reason, Reason::NoRecords);
    assert_eq!(login.detail, "the page `Masuk Admin` asks for a password, and nothing on it matches the mapping");
    let error = Feed::of("<title>500</title><h1>Terjadi kesalahan</h1>").refused(CARDS);
    assert_eq!(error.detail, "nothing on the page `500` matches the mapping");
}

#[test]
fn a_page_of_too_many_bytes_is_refused() {
    assert_eq!(Feed::of("<li><b>x</b>".repeat(800_000)).refused(CARDS).reason, Reason::BodyTooLarge);
}

#[test]
fn an_empty_item_is_no_record() {
    let drafts = Feed::of("<h2>D</h2><ul><li><b>KTP</b><li>&nbsp;<li></ul>").harvest(CARDS);
    assert_eq!((drafts.services.len(), drafts.rejects.len()), (1, 0));
}

#[test]
fn agencies_lead_to_pages_of_their_services() {
    let toml = r#"
        id = "agencies"
        region = "32.11"
        format = "html"
        url = "https://mpp.example.id/instansi"
        [[mapping.endpoint]]
        [mapping.endpoint.organization]
        each = "a.instansi"
        name = "."
        detail = "@href"
        [mapping.endpoint.organization.detail_fields]
        phone = { label = "Telepon" }
        [mapping.endpoint.service]
        each = "li"
        name = "."
    "#;
    let feed = Feed::default()
        .with("/instansi", "<a class=instansi href=instansi/1>Dinas Contoh</a><a class=instansi href=instansi/2>Badan Contoh</a><a class=instansi href=javascript:void(0)>Kantor Contoh</a>")
        .with("/instansi/1", "<p><b>Telepon</b> (021) 555001</p><ul><li>KTP<li>KK</ul>");
    let drafts = feed.harvest(toml);
    let read: Vec<(&str, Option<&str>)> =
        drafts.services.iter().map(|service| (service.name.as_str(), service.organization.as_deref())).collect();
    assert_eq!(read, [("KTP", Some("Dinas Contoh")), ("KK", Some("Dinas Contoh"))]);
    assert_eq!(drafts.organizations.len(), 3);
    assert_eq!(drafts.organizations[0].phone.as_deref(), Some("(021) 555001"));
    assert_eq!(drafts.findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), [Code::DetailMissing]);
}

#[test]
fn the_heading_above_is_the_nearest_that_says_something_and_is_not_around() {
    let toml = CARDS.replace("\"h2\"", "\"h2, div\"");
    let body = "<div>Badan<h2>Dinas</h2><h2> </h2><ul><li><b>KTP</b></ul></div><ul><li><b>KK</b></ul>";
    let drafts = Feed::of(body).harvest(&toml);
    let read: Vec<Option<&str>> = drafts.services.iter().map(|service| service.organization.as_deref()).collect();
    assert_eq!(read, [Some("Dinas"), Some("Dinas")]);
}

#[test]
fn a_long_list_below_one_heading_takes_time_in_line_with_its_length() {
    let body = format!("<h2>Dinas</h2><ul>{}</ul>", "<li><b>Layanan</b>".repeat(50_000));
    let drafts = Feed::of(body).harvest(CARDS);
    assert!(drafts.services.iter().all(|service| service.organization.as_deref() == Some("Dinas")));
    assert_eq!(drafts.services.len(), 50_000);
}
