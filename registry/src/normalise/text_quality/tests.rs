use rstest::rstest;

use super::*;
use crate::gazetteer;

fn defects(raw: &str) -> Vec<Defect> {
    check_raw(raw, Role::Name, None).defects
}

#[rstest]
#[case("Izin Mendirikan Bangunan (IMB/PBG)")]
#[case("Layanan baca di tempat")]
#[case("PERSETUJUAN KESESUAIAN KEGIATAN PEMANFAATAN RUANG (PKKPR)")]
#[case("SKPWNI antar kabupaten")]
#[case("npwpd")]
#[case("Anjungan Dukcapil Mandiri")]
#[case("Izin Praktik Perawat")]
#[case("Meunasah Lhokseumawe")]
fn what_is_right_is_left_alone(#[case] raw: &str) {
    assert_eq!(defects(raw), []);
}

#[rstest]
#[case("jhgjhjhgj")]
#[case("asdf")]
#[case("QWERTY")]
#[case("sdfsdf dfgdfg")]
#[case("hahaha")]
fn gibberish(#[case] raw: &str) {
    assert_eq!(defects(raw), [Defect::Gibberish]);
}

#[test]
fn every_national_service_and_agency_is_right() {
    let services = crate::normalise::service_name::canonical().iter().copied();
    for name in services {
        let found: Vec<Defect> = defects(name).into_iter().filter(|defect| !matches!(defect, Defect::Repeated)).collect();
        assert_eq!(found, [], "{name}");
    }
    for region in gazetteer::regions() {
        assert_eq!(check_raw(&region.name, Role::Name, Some(region)).defects, [], "{}", region.name);
    }
}
