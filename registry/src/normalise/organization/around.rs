//! What stands around the name of an agency and does not change which agency it is: "Gerai" before it, a place, class or branch behind it.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::gazetteer;
use crate::model::Region;
use crate::normalise::text;

/// Words that begin what says where, which class or which branch.
const BEHIND: &str = "kab kabupaten kota kotamadya kodya provinsi prov propinsi kelas kc kcp kcu cp upc cabang cab wilayah kecamatan kec kanwil unit \
    area ulp up3 uid resor pemprov pemkab pemkot metro tipe type ri republik kantor regional perwakilan daerah pusat mpp tingkat non tpi khusus rayon \
    capem daop i ii iii iv ia ib iia iib 1 2 3 1a 1b tmp satu loket gerai keliling corner di untuk madya pratama setda rutin";

/// Words before a name that say only that it is an office.
const BEFORE: &str = "gerai loket tenant tenan stand counter konter layanan pelayanan kantor uptd upt uptb unit mpp instansi booth meja perwakilan \
    pemerintah pemkab pemkot pos ptsp bidang tim sub perum perseroan bumn bumd opd desk no stan ruang lantai lt";

/// First words of names that say what kind of office it is.
const KINDS: &str = "badan kantor kementerian pengadilan kejaksaan kepolisian satuan perumda perumdam pdam direktorat ditjen balai loka lembaga \
    bpjs kpp bank perusahaan pos komisi rumah polres samsat pln bnn halal";

/// Names of one word that can be no other's.
const ALONE: &str = "polres polresta polrestabes polrestro polda polsek satlantas satpas kejari kejati kanim kantah kankemenag kemenag taspen asabri \
    baznas pdam perumdam samsat bapenda bappenda kanwil rsud puskesmas kecamatan kelurahan bnnk bnnp bnn bpom bbpom pln kppn kpknl kppbc kp2kp ptun \
    lapas rutan bapas ksop bpbd bps bkpsdm baperlitbang bappeda pegadaian bulog telkom telkomsel imigrasi grapari bpr kua kesbangpol bakesbangpol \
    inspektorat satpol damkar dekranasda kadin tirta kai";

/// How abbreviations begin that are no words.
const FRONTS: [&str; 9] = ["dis", "dind", "dink", "dinp", "dinn", "dpmptsp", "bapp", "bpjs", "kemen"];

static SETS: LazyLock<[HashSet<&'static str>; 4]> =
    LazyLock::new(|| [BEHIND, BEFORE, KINDS, ALONE].map(|words| words.split_ascii_whitespace().collect()));

/// An alias that leaves no doubt, whatever stands behind it: it names a kind of office and what it is for, or is an abbreviation that is no
/// word.
pub(super) fn distinctive(alias: &[String]) -> bool {
    let [_, _, kinds, alone] = &*SETS;
    match alias {
        [one] => alone.contains(one.as_str()) || (one.len() >= 6 && FRONTS.iter().any(|start| one.starts_with(start))),
        [first, ..] => kinds.contains(first.as_str()) || alias.len() >= 3,
        [] => false,
    }
}

/// Whether words only say where, or which branch or class.
pub(super) fn passed_over(words: &[String], region: &Region) -> bool {
    let Some(first) = words.first() else { return true };
    if SETS[0].contains(first.as_str()) {
        return true;
    }
    let joined = words.concat();
    gazetteer::bears(&joined) || text::fold(&region.name).replace(' ', "").ends_with(&joined)
}

/// The words without "Gerai", "Loket", "Kantor", "UPTD" and numbers before the name.
pub(super) fn without_front(words: &[String]) -> &[String] {
    let front = |word: &str| SETS[1].contains(word) || word.bytes().all(|byte| byte.is_ascii_digit());
    match words {
        [first, rest @ ..] if front(first) => without_front(rest),
        [first, second, ..] if first == "cabang" && second != "dinas" => without_front(&words[1..]),
        _ => words,
    }
}
