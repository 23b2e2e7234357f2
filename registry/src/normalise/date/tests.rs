use rstest::rstest;

use super::*;

#[rstest]
#[case("Rabu 24 September 2025", "2025-09-24")]
#[case("Kamis (12/12/2024)", "2024-12-12")]
#[case("Rabu (6/03/2019)", "2019-03-06")]
#[case("Selasa (21/11)", "--11-21")]
#[case("21 November", "--11-21")]
#[case("2025-02-13 08:40:17", "2025-02-13T08:40:17")]
#[case("2025-02-13T08:40:17Z", "2025-02-13T08:40:17Z")]
#[case("2025-02-13T08:40:17+07:00", "2025-02-13T08:40:17+07:00")]
#[case("Senin, 26 Agu 2019 22:06 WIB", "2019-08-26T22:06+07:00")]
#[case("26 Agustus 2019 pukul 22.06 WITA", "2019-08-26T22:06+08:00")]
#[case("24/09/25", "2025-09-24")]
#[case("24-Sep-25", "2025-09-24")]
#[case("24.09.2025", "2025-09-24")]
#[case("12-IX-2025", "2025-09-12")]
#[case("September 24, 2025", "2025-09-24")]
#[case("9/24/2025", "2025-09-24")]
#[case("20250924", "2025-09-24")]
#[case("Agustus 2025", "2025-08")]
#[case("2025", "2025")]
#[case("Q3 2025", "2025-07/2025-09")]
#[case("1 - 5 Oktober 2025", "2025-10-01/2025-10-05")]
#[case("30 September s.d. 2 Oktober 2025", "2025-09-30/2025-10-02")]
#[case("Januari-Juni 2025", "2025-01/2025-06")]
#[case("01/01/2025 - 31/03/2025", "2025-01-01/2025-03-31")]
#[case("2024-2025", "2024/2025")]
#[case("17 Agustus '25", "2025-08-17")]
#[case("Bandung, 6 Oktober 2025", "2025-10-06")]
#[case("Ditetapkan di Bandung pada tanggal 6 Oktober 2025", "2025-10-06")]
#[case("06.10.25", "2025-10-06")]
#[case("2024/2025", "2024/2025")]
#[case("Mon, 06 Oct 2025 08:30:00 GMT", "2025-10-06T08:30:00Z")]
fn dates(#[case] text: &str, #[case] expected: &str) {
    assert_eq!(read(text).map(|when| when.to_string()).as_deref(), Ok(expected));
}

#[rstest]
#[case("31 September 2025", NoDate::Impossible)]
#[case("30/02/2024", NoDate::Impossible)]
#[case("2025-13-01", NoDate::Impossible)]
#[case("29 Februari 2025", NoDate::Impossible)]
#[case("kemarin", NoDate::Unread)]
#[case("", NoDate::Unread)]
#[case("12", NoDate::Unread)]
#[case("1 Muharram 1447 H", NoDate::Unread)]
#[case("Oktober", NoDate::Unread)]
#[case("awal Oktober 2025", NoDate::Unread)]
#[case("6 Oktober 2025 08.30 malam", NoDate::Unread)]
fn no_dates(#[case] text: &str, #[case] why: NoDate) {
    assert_eq!(read(text), Err(why));
}
