//! What is asked, in the end: a service, several, something that no hall does, or no service at all.

use super::elsewhere;
use super::index::Target;
use super::service::{Meant, Scored, term};
use super::text::{Mark, Marks, Token};
use super::understood::{Candidate, Choice, Topic, Understood};
use super::words::{Said, TELLING};

/// Decides.
pub(super) fn decide(tokens: &[Token], marks: &Marks, said: &mut [Said], meant: &Meant, understood: &mut Understood) {
    let sure = meant.best.first().is_some_and(|best| best.score >= 1.2);
    if !sure && let Some(topic) = topic(tokens, marks, said, understood) {
        understood.topic = Some(topic);
        return;
    }
    let Some(first) = meant.best.first() else {
        understood.near = meant.next.iter().filter_map(candidate).collect();
        return;
    };
    let bits = meant.best.iter().fold(0, |bits, one| bits | one.bits);
    said.iter_mut().enumerate().take(64).for_each(|(at, word)| word.explained = bits >> at & 1 == 1);
    match first.target {
        Target::Nothing => understood.off_topic = true,
        Target::Elsewhere(at) => understood.not_offered = elsewhere::all().get(at).map(elsewhere::Elsewhere::told),
        Target::Service(_) => {}
    }
    understood.services = meant.best.iter().filter_map(candidate).collect();
    if let [only] = understood.services.as_slice() {
        understood.not_offered = understood.not_offered.take().or_else(|| elsewhere::of(only.term));
    } else if understood.not_offered.is_none() {
        let choice = |one: &Candidate| Choice { name: plain(one.term), term: Some(one.term), region: None };
        let choices: Vec<Choice> = understood.services.iter().map(choice).collect();
        understood.choices.splice(0..0, choices);
    } else {
        understood.services.clear();
    }
}

fn candidate(one: &Scored) -> Option<Candidate> {
    Some(Candidate { term: term(one.target)?, confidence: one.confidence })
}

/// A canonical name for people: without the agency in brackets.
fn plain(term: &str) -> String {
    term.split(" (").next().unwrap_or(term).to_owned()
}

/// What is asked that is no service, where nothing else that tells something is said.
fn topic(tokens: &[Token], marks: &Marks, said: &[Said], understood: &Understood) -> Option<Topic> {
    let word = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    let any = |names: &[&str]| tokens.iter().any(|token| names.contains(&token.text.as_str()));
    let hall = any(&["mpp", "mppd"]) || (0..tokens.len()).any(|at| matches!(word(at), "mal" | "mall") && word(at + 1) == "pelayanan");
    let told = said.iter().filter(|word| word.weight >= TELLING && !(word.first..=word.last).all(|at| of_topic(self::word_at(tokens, at))));
    let nothing_else = told.count() == 0;
    if !nothing_else {
        return None;
    }
    if any(&["antri", "antrian", "antrean", "antre", "ngantri", "ngantre", "antriannya", "antreannya", "mengantri"])
        || any(&["nomor", "nomer", "no"]) && any(&["urut"])
    {
        return Some(Topic::Queue);
    }
    let hours =
        any(&["buka", "bukanya", "bukak", "tutup", "tutupnya", "jam", "jm", "libur", "operasional", "istirahat", "istirahatnya", "jadwal"]);
    if hours {
        return Some(Topic::OpeningHours);
    }
    let placed = understood.place.is_some() && tokens.iter().enumerate().all(|(at, _)| marks.get(at) != Mark::Open || is_filler(said, at));
    if hall || (understood.near_me && nothing_else) || placed {
        return Some(Topic::Halls);
    }
    // "hari sabtu?" alone asks when.
    (understood.when.is_some() && !tokens.is_empty()).then_some(Topic::OpeningHours)
}

fn word_at(tokens: &[Token], at: usize) -> &str {
    tokens.get(at).map_or("", |token| token.text.as_str())
}

fn is_filler(said: &[Said], at: usize) -> bool {
    said.iter().find(|word| (word.first..=word.last).contains(&at)).is_none_or(|word| word.silent || word.weight < TELLING)
}

/// Words that speak of halls, hours and queues.
fn of_topic(word: &str) -> bool {
    matches!(
        word,
        "buka"
            | "bukanya"
            | "bukak"
            | "tutup"
            | "tutupnya"
            | "jam"
            | "jm"
            | "libur"
            | "liburan"
            | "operasional"
            | "istirahat"
            | "istirahatnya"
            | "jadwal"
            | "antri"
            | "antrian"
            | "antrean"
            | "antre"
            | "ngantri"
            | "ngantre"
            | "antriannya"
            | "antreannya"
            | "mengantri"
            | "nomor"
            | "nomer"
            | "urut"
            | "ambil"
            | "daftar"
            | "booking"
            | "tiket"
            | "mpp"
            | "mal"
            | "mall"
            | "pelayanan"
            | "publik"
            | "layanan"
            | "kerja"
            | "hari"
            | "cuti"
            | "bersama"
            | "nasional"
            | "merah"
            | "tanggal"
            | "kantor"
            | "lokasi"
            | "alamat"
            | "online"
            | "gedung"
            | "cek"
            | "senin"
            | "sampai"
            | "puasa"
            | "ramadan"
            | "ramadhan"
            | "lebaran"
    )
}
