//! The whole normaliser for one source: drafts to a catalog, in one pass, with a finding for whatever was not understood.
//!
//! Organizations first, then locations, then the services that refer to both, then figures about any of them.

mod fields;
mod figures;
mod locations;
mod memo;
mod organizations;
mod services;
mod stops;
#[cfg(test)]
mod tests_support;

use std::collections::HashSet;

use crate::model::{Catalog, Drafts, Finding, Region, Source};
use crate::normalise::service_name::Aliases;

use fields::Fields;
use locations::Locations;
use organizations::Organizations;

/// The longest name, in characters.
const LONGEST_NAME: usize = 300;
/// The longest description, in characters.
const LONGEST_TEXT: usize = 5000;
/// The longest of the other texts.
const LONGEST_LINE: usize = 1000;

/// Reads the drafts of one source. What is refused leaves a finding of severity error and nothing else; what is doubtful is kept, with a
/// finding. The drafts' own rejects and findings come first, in their order.
#[must_use]
pub fn catalog(source: &Source, region: &Region, drafts: Drafts) -> Catalog {
    catalog_with(source, region, drafts, &Aliases::default())
}

/// The same, with names of services that are mapped by hand.
#[must_use]
pub fn catalog_with(source: &Source, region: &Region, drafts: Drafts, aliases: &Aliases) -> Catalog {
    let mut catalog = Catalog::default();
    let findings: Vec<Finding> =
        drafts.rejects.into_iter().map(|reject| reject.finding).chain(drafts.findings).map(fields::without_personal_data).collect();
    let mut fields = Fields { source, region, findings, told: HashSet::new(), serves: HashSet::new() };
    let (organizations, locations) = memo::remembering(|before| {
        let mut organizations = Organizations::read(&mut fields, before, drafts.organizations);
        let locations = Locations::read(&mut fields, before, drafts.locations);
        let services = services::Given { drafts: drafts.services, aliases };
        services::read(&mut fields, before, &mut organizations, &locations, services, &mut catalog);
        (organizations, locations)
    });
    catalog.statistics = figures::read(&mut fields, &organizations, &locations, &catalog.services, &drafts.statistics);
    catalog.stops = stops::read(&mut fields, drafts.stops);
    catalog.organizations = organizations.all;
    catalog.locations = locations.all;
    catalog.findings = fields.findings;
    catalog
}

#[cfg(test)]
mod tests {
    use super::tests_support::{read, source};
    use super::*;
    use crate::gazetteer;
    use crate::model::{
        Channel, Code, CostKind, LocationDraft, Metric, OrganizationDraft, Reject, Scope, ServiceDraft, Severity, StatisticDraft,
    };

    fn service(name: &str) -> ServiceDraft {
        ServiceDraft { name: name.into(), organization: Some("Disdukcapil".into()), path: "$.data[0]".into(), ..ServiceDraft::default() }
    }

    fn codes(catalog: &Catalog) -> Vec<Code> {
        catalog.findings.iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn one_service_of_a_named_agency_at_the_regions_hall() {
        let draft = ServiceDraft {
            duration: Some("1 Hari Kerja".into()),
            cost: Some("Gratis".into()),
            requirements: vec!["1. KK\n2. Surat kehilangan".into()],
            counter: Some("Loket 3".into()),
            ..service("KTP-el  hilang")
        };
        let catalog = read(Drafts { services: vec![draft], ..Drafts::default() });
        let [service] = &catalog.services[..] else { panic!("one service") };
        assert_eq!(service.name, "KTP-el hilang");
        assert_eq!(service.term.as_deref(), Some("KTP-el: penggantian karena hilang (Disdukcapil)"));
        assert_eq!(service.requirements.len(), 2);
        assert_eq!(service.channels, [Channel::Counter]);
        assert_eq!(service.cost.as_ref().unwrap().value.as_ref().unwrap().kind, CostKind::Free);
        assert_eq!(catalog.organizations[0].canonical.as_deref(), Some("Dinas Kependudukan dan Pencatatan Sipil"));
        assert_eq!(service.organization, catalog.organizations[0].id);
        let [hall] = &catalog.locations[..] else { panic!("one hall") };
        assert_eq!((hall.name.as_str(), hall.point_is_regions), ("MPP Kota Bogor", true));
        let [at] = &catalog.services_at_locations[..] else { panic!("one counter") };
        assert_eq!((at.service, at.location, at.counter.as_deref()), (service.id, hall.id, Some("Loket 3")));
        assert!(catalog.findings.is_empty(), "{:?}", catalog.findings);
    }

    #[test]
    fn the_same_drafts_give_the_same_ids_and_another_source_gives_others() {
        let drafts = Drafts { services: vec![service("KK baru")], ..Drafts::default() };
        let (once, again) = (read(drafts.clone()), read(drafts.clone()));
        assert_eq!(once, again);
        let other = Source { id: "bogor-2".into(), ..source() };
        let elsewhere = catalog(&other, gazetteer::region(other.region).unwrap(), drafts);
        assert_ne!(once.services[0].id, elsewhere.services[0].id);
    }

    #[test]
    fn what_cannot_be_kept_is_refused_one_by_one() {
        let nobody = ServiceDraft { organization: None, ..service("Tanpa instansi") };
        let drafts = Drafts { services: vec![service("KK"), service(" - "), nobody, service("KK")], ..Drafts::default() };
        let catalog = read(drafts);
        assert_eq!(catalog.services.len(), 1);
        assert_eq!(codes(&catalog), [Code::NameMissing, Code::OrganizationMissing, Code::IdDuplicate]);
        assert!(catalog.findings.iter().all(|finding| finding.code.severity() == Severity::Error));
        assert_eq!(catalog.findings[0].path, "$.data[0].name");
    }

    #[test]
    fn what_the_adapter_said_comes_first() {
        let reject = Reject { finding: Finding::new(Code::RecordNotObject, "0", "$[0]", "7") };
        let finding = Finding::new(Code::IdNotUuid, "1", "$[1].id", "1");
        let drafts = Drafts { rejects: vec![reject], findings: vec![finding], services: vec![service("")], ..Drafts::default() };
        assert_eq!(codes(&read(drafts)), [Code::RecordNotObject, Code::IdNotUuid, Code::NameMissing]);
    }

    #[test]
    fn the_agencys_hours_are_those_of_its_counters() {
        let agency = OrganizationDraft {
            external_id: Some("7".into()),
            name: "Kantor Imigrasi".into(),
            hours: Some("Senin 08.00-12.00".into()),
            ..OrganizationDraft::default()
        };
        let passport = ServiceDraft { organization: None, organization_id: Some("7".into()), ..service("Paspor") };
        let own = ServiceDraft { hours: Some("Selasa 08.00-12.00".into()), name: "Paspor hilang".into(), ..passport.clone() };
        let catalog = read(Drafts { organizations: vec![agency], services: vec![passport, own], ..Drafts::default() });
        let hours: Vec<_> = catalog.services_at_locations.iter().map(|at| at.hours.clone().unwrap().value.unwrap().osm).collect();
        assert_eq!(hours, ["Mo 08:00-12:00", "Tu 08:00-12:00"]);
    }

    #[test]
    fn references_to_nothing_are_told_and_the_hall_is_taken() {
        let hall = LocationDraft { external_id: Some("a".into()), name: "MPP Grha Tiyasa".into(), ..LocationDraft::default() };
        let there = ServiceDraft { location_ids: vec!["a".into()], ..service("KK") };
        let nowhere = ServiceDraft { location_ids: vec!["b".into()], organization_id: Some("9".into()), ..service("KIA") };
        let catalog = read(Drafts { locations: vec![hall], services: vec![there, nowhere], ..Drafts::default() });
        assert_eq!(codes(&catalog), [Code::OrphanReference, Code::OrphanReference]);
        assert!(catalog.services_at_locations.iter().all(|at| at.location == catalog.locations[0].id));
    }

    #[test]
    fn texts_that_are_not_understood_are_kept_and_told() {
        let draft = ServiceDraft {
            duration: Some("cepat".into()),
            cost: Some("murah".into()),
            hours: Some("jam kerja".into()),
            url: Some("www.example".into()),
            phone: Some("hubungi kami".into()),
            ..service("KK")
        };
        let catalog = read(Drafts { services: vec![draft], ..Drafts::default() });
        let service = &catalog.services[0];
        assert_eq!(service.duration.as_ref().unwrap().value, None);
        assert_eq!(service.duration.as_ref().unwrap().provenance.raw, "cepat");
        let expected = [Code::DurationUnread, Code::CostUnread, Code::UrlInvalid, Code::HoursUnread, Code::PhoneUnread];
        assert_eq!(codes(&catalog), expected);
    }

    #[test]
    fn a_location_keeps_its_own_point_and_a_far_one_is_replaced() {
        let here = LocationDraft {
            latitude: Some("-6,595".into()),
            longitude: Some("106,797".into()),
            name: "Hall".into(),
            ..LocationDraft::default()
        };
        let far =
            LocationDraft { latitude: Some("0".into()), longitude: Some("0".into()), name: "Kiosk".into(), ..LocationDraft::default() };
        let catalog = read(Drafts { locations: vec![here, far], ..Drafts::default() });
        assert!(!catalog.locations[0].point_is_regions && catalog.locations[1].point_is_regions);
        assert_eq!(codes(&catalog), [Code::PointOutside]);
    }

    #[test]
    fn figures_find_what_they_are_about() {
        let figure = |metric: &str, scope: Option<&str>, value: &str| StatisticDraft {
            metric: metric.into(),
            scope: scope.map(Into::into),
            period: "Oktober 2026".into(),
            value: value.into(),
        };
        let statistics = vec![
            figure("Kunjungan", None, "18.240"),
            figure("layanan", Some("DISDUKCAPIL"), "1,204"),
            figure("ikm", None, "88,31"),
            figure("visits", Some("no such place"), "3"),
            figure("PAD", None, "3"),
            figure("visits", None, "-"),
        ];
        let catalog = read(Drafts { services: vec![service("KK")], statistics, ..Drafts::default() });
        let read: Vec<_> = catalog.statistics.iter().map(|s| (s.metric, s.period, s.value)).collect();
        let period = "2026-10".parse().unwrap();
        assert_eq!(read, [(Metric::Visits, period, 18_240.0), (Metric::Services, period, 1204.0), (Metric::Satisfaction, period, 88.31)]);
        assert_eq!(catalog.statistics[1].scope, Scope::Organization(catalog.organizations[0].id));
        assert_eq!(codes(&catalog), [Code::OrphanReference, Code::FieldUnknownValue, Code::Placeholder]);
    }

    #[test]
    fn a_known_hall_fills_what_the_source_leaves_out() {
        let source = Source { region: "32.11".parse().unwrap(), ..source() };
        let catalog = catalog(&source, gazetteer::region(source.region).unwrap(), Drafts::default());
        assert_eq!(catalog.locations[0].hours.as_ref().unwrap().value.as_ref().unwrap().osm, "Mo-Fr 08:00-15:00");
    }

    #[test]
    fn names_that_are_none_are_refused_and_doubtful_ones_kept() {
        let names =
            ["jhgjhjhgj", "tes 123", "12345", "https://mpp.example", "Pembuatan SKCK asdfgh", "Penerbtan KK", "Izin Praktek Elektro"];
        let catalog = read(Drafts { services: names.map(service).to_vec(), ..Drafts::default() });
        let kept: Vec<_> = catalog.services.iter().map(|service| service.name.as_str()).collect();
        assert_eq!(kept, ["Pembuatan SKCK asdfgh", "Penerbtan KK", "Izin Praktek Elektro"]);
        let refused = [Code::NameGibberish, Code::NameTestData, Code::NameNotWords, Code::NameNotWords];
        assert_eq!(codes(&catalog)[..4], refused);
        assert_eq!(codes(&catalog)[4..], [Code::TextGibberish, Code::TextTypo, Code::TextTruncated]);
    }

    #[test]
    fn broken_encoding_is_put_right_and_told() {
        let draft = ServiceDraft { description: Some("Senin â€“ Jumâ€™at".into()), ..service("KTP Â elektronik") };
        let catalog = read(Drafts { services: vec![draft], ..Drafts::default() });
        assert_eq!(catalog.services[0].name, "KTP elektronik");
        assert_eq!(catalog.services[0].description.as_deref(), Some("Senin – Jum’at"));
        assert_eq!(codes(&catalog), [Code::TextEncoding, Code::TextEncoding]);
    }

    #[test]
    fn a_tenant_that_serves_several_regions_may_name_them() {
        let place = |name: &str| LocationDraft { name: name.into(), ..LocationDraft::default() };
        let locations = vec![place("MPP Kota Bogor"), place("MPP Kota Cimahi")];
        let draft = ServiceDraft { description: Some("Setiap Senin di MPP Kota Cimahi".into()), ..service("Paspor") };
        let catalog = read(Drafts { locations, services: vec![draft], ..Drafts::default() });
        assert_eq!(codes(&catalog), []);
    }

    #[test]
    fn a_score_beside_an_element_is_the_elements() {
        let score = |element: &str, value: &str| StatisticDraft {
            metric: "satisfaction".into(),
            scope: Some(element.into()),
            period: "2026".into(),
            value: value.into(),
        };
        let statistics = vec![score("Persyaratan", "3.62"), score("U8 Sarana", "3,7"), score("Persyaratan", "88,31")];
        let catalog = read(Drafts { statistics, ..Drafts::default() });
        let read: Vec<_> = catalog.statistics.iter().map(|s| (s.metric, s.value)).collect();
        assert_eq!(read, [(Metric::SatisfactionU1, 3.62), (Metric::SatisfactionU9, 3.7)]);
        assert_eq!(codes(&catalog), [Code::OrphanReference], "an index of something that is not there");
    }

    #[test]
    fn a_template_of_another_region_is_told() {
        let draft = ServiceDraft { legal_basis: Some("Peraturan Bupati Garut Nomor 7 Tahun 2020".into()), ..service("KK") };
        let catalog = read(Drafts { services: vec![draft], ..Drafts::default() });
        assert_eq!(codes(&catalog), [Code::TextOtherRegion]);
    }

    #[test]
    fn personal_data_is_in_no_field_no_raw_text_and_no_finding() {
        const NIK: &str = "3271015203850002";
        let with = |text: &str| Some(format!("{text} NIK {NIK}"));
        let draft = ServiceDraft {
            description: with("Hubungi Pak Budi 081234567890 atau budi.santoso88@gmail.com,"),
            organization: with("Disdukcapil"),
            category: with("Kependudukan"),
            duration: with("cepat"),
            cost: with("murah"),
            hours: with("jam kerja"),
            phone: with("hubungi"),
            requirements: vec![format!("1. KTP {NIK}\n2. KK")],
            procedure: vec![format!("Datang membawa {NIK}")],
            legal_basis: with("Perda"),
            counter: with("Loket"),
            alert: with("Tutup"),
            channels: vec![format!("entah {NIK}")],
            ..service(&format!("KK a.n. Siti {NIK}"))
        };
        let hall =
            LocationDraft { name: "Hall".into(), address: with("Jl. Melati"), accessibility: with("ramp"), ..LocationDraft::default() };
        let reject = Reject { finding: Finding::new(Code::RecordNotObject, NIK, "$[0]", NIK) };
        let drafts = Drafts { services: vec![draft], locations: vec![hall], rejects: vec![reject], ..Drafts::default() };
        let catalog = read(drafts);
        let published = serde_json::to_string(&catalog).unwrap();
        for secret in [NIK, "081234567890", "budi.santoso88"] {
            assert!(!published.contains(secret), "{secret} in {published}");
        }
        assert!(codes(&catalog).contains(&Code::PersonalData));
        assert_eq!(catalog.services[0].requirements.len(), 2);
    }

    #[test]
    fn every_reading_says_what_it_was_read_from() {
        let draft = ServiceDraft { requirements: vec!["1. KTP\n2. KK".into()], ..service("KTP-el hilang") };
        let hall =
            LocationDraft { name: "Hall".into(), latitude: Some("0".into()), longitude: Some("0".into()), ..LocationDraft::default() };
        let catalog = read(Drafts { services: vec![draft], locations: vec![hall], ..Drafts::default() });
        let service = &catalog.services[0];
        assert_eq!(service.requirements_from.as_ref().unwrap().raw, "1. KTP\n2. KK");
        assert_eq!(service.term_from.as_ref().unwrap().raw, "KTP-el hilang");
        assert_eq!(catalog.organizations[0].canonical_from.as_ref().unwrap().rule, "organization.alias");
        let point = catalog.locations[0].point_from.as_ref().unwrap();
        assert_eq!((point.raw.as_str(), point.rule.as_ref()), ("0, 0", "point.outside"));
    }

    #[test]
    fn what_was_read_before_changes_no_result() {
        let drafts = || {
            let texts = ["1 Hari Kerja", "Gratis", "Senin 08.00-12.00"];
            let draft = ServiceDraft {
                duration: Some(texts[0].into()),
                cost: Some(texts[1].into()),
                hours: Some(texts[2].into()),
                ..service("KK Kabupaten Garut")
            };
            Drafts { services: vec![draft], ..Drafts::default() }
        };
        let source = Source { region: "32.05".parse().unwrap(), ..source() };
        let first = catalog(&source, gazetteer::region(source.region).unwrap(), drafts());
        let elsewhere = read(drafts());
        let again = catalog(&source, gazetteer::region(source.region).unwrap(), drafts());
        assert_eq!(first, again);
        assert!(codes(&elsewhere).contains(&Code::TextOtherRegion) && !codes(&first).contains(&Code::TextOtherRegion));
    }

    #[test]
    fn overlong_texts_are_cut_and_told() {
        let catalog = read(Drafts { services: vec![service(&"panjang ".repeat(100))], ..Drafts::default() });
        assert!(catalog.services[0].name.chars().count() <= 300);
        assert_eq!(codes(&catalog), [Code::TextTooLong]);
    }
}
