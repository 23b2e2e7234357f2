//! What an amount is for one of: "per lembar", "/orang/bulan", "setiap bidang".

use crate::normalise::lexer::{Kind, Token};

/// "per lembar", "/orang/bulan", "perbulan perorang", "setiap bidang", and the token after it. Units of time come last.
pub(super) fn per(tokens: &[Token<'_>], mut at: usize) -> (Option<String>, usize) {
    let mut units: Vec<String> = Vec::new();
    let bracket = tokens.get(at).is_some_and(|token| token.is('(')) && tokens.get(at + 1).is_some_and(begins);
    let before = at;
    at += usize::from(bracket);
    while units.len() < 3 {
        let Some(token) = tokens.get(at) else { break };
        let for_each = matches!(token.word(), "untuk" | "pada")
            && tokens.get(at + 1).is_some_and(|next| matches!(next.word(), "setiap" | "tiap" | "per"));
        let once = begins(token) && tokens.get(at + 1).is_some_and(|next| next.text == "1")
            || (token.is('/') && tokens.get(at + 1).is_some_and(|next| next.text == "1"));
        at += usize::from(for_each || once);
        let token = if once { token } else { tokens.get(at).unwrap_or(token) };
        let next = tokens.get(at + 1).filter(|next| next.kind == Kind::Word);
        let unit = match (token.word(), next) {
            ("per" | "tiap" | "setiap", Some(next)) => {
                let kind = usize::from(
                    matches!(next.text, "satu" | "kali" | "sekali") && tokens.get(at + 2).is_some_and(|unit| known_unit(unit.word())),
                );
                at += 2 + kind;
                if kind == 0 { Some(next.text) } else { tokens.get(at - 1).map(|unit| unit.text) }
            }
            (word, _) if word.strip_prefix("per").is_some_and(known_unit) => {
                at += 1;
                word.strip_prefix("per")
            }
            ("", Some(next)) if token.is('/') => {
                at += 2;
                Some(next.text)
            }
            _ => None,
        };
        let counted =
            tokens.get(at + 2).filter(|_| unit.is_none() && begins(token) && tokens.get(at + 1).is_some_and(|n| n.kind == Kind::Number));
        if let Some(time) = counted.filter(|time| matches!(spelling(time.text), "tahun" | "bulan" | "hari" | "minggu" | "jam")) {
            units.push(format!("{} {}", tokens[at + 1].text, spelling(time.text)));
            at += 3;
            continue;
        }
        let Some(unit) = unit else { break };
        let raised = tokens.get(at).filter(|_| matches!(unit, "m" | "meter"));
        let power = raised.map_or("", |token| match token.text {
            "2" | "²" | "persegi" => "m2",
            "3" | "³" | "kubik" => "m3",
            _ => "",
        });
        at += usize::from(!power.is_empty());
        units.push(if power.is_empty() { spelling(unit).to_owned() } else { power.to_owned() });
    }
    units.sort_by_key(|unit| matches!(unit.as_str(), "hari" | "minggu" | "bulan" | "tahun" | "jam" | "malam"));
    if units.is_empty() {
        return (None, before);
    }
    let closed = usize::from(bracket && tokens.get(at).is_some_and(|token| token.is(')')));
    (Some(units.join("/")), at + closed)
}

fn begins(token: &Token<'_>) -> bool {
    token.is('/') || token.word().starts_with("per") || matches!(token.word(), "setiap" | "tiap")
}

fn known_unit(word: &str) -> bool {
    matches!(
        spelling(word),
        "orang"
            | "bulan"
            | "tahun"
            | "hari"
            | "minggu"
            | "jam"
            | "lembar"
            | "unit"
            | "buah"
            | "meter"
            | "kali"
            | "dokumen"
            | "halaman"
            | "bidang"
            | "sertifikat"
            | "kendaraan"
            | "jiwa"
            | "buku"
            | "kg"
            | "ekor"
            | "berkas"
            | "sampel"
            | "keping"
            | "set"
            | "malam"
            | "permohonan"
            | "izin"
            | "alat"
            | "item"
            | "ha"
            | "kavling"
            | "paket"
            | "akta"
            | "peserta"
            | "produk"
            | "pohon"
            | "titik"
            | "tera"
            | "kartu"
            | "ton"
            | "km"
            | "nota"
            | "sidang"
            | "karcis"
            | "eksemplar"
            | "rangkap"
            | "bungkus"
            | "parameter"
            | "rit"
            | "kios"
            | "kepala"
            | "pasien"
            | "paspor"
            | "surat"
            | "blangko"
            | "m2"
    )
}

fn spelling(word: &str) -> &str {
    match word {
        "sertipikat" => "sertifikat",
        "org" => "orang",
        "bln" => "bulan",
        "thn" | "th" => "tahun",
        "lbr" => "lembar",
        "hr" => "hari",
        "lmbr" | "lb" => "lembar",
        "sekali" => "kali",
        "dok" => "dokumen",
        "hlm" | "hal" => "halaman",
        "pcs" | "bh" => "buah",
        "hektar" | "hektare" => "ha",
        "kilogram" => "kg",
        "sertifikatnya" => "sertifikat",
        "sample" => "sampel",
        other => other,
    }
}

/// "Per lembar Rp 3.000", "setiap lembar dikenakan Rp 3.000": the unit before an amount.
pub(super) fn before(tokens: &[Token<'_>], first: usize) -> Option<String> {
    let passed = |token: &&Token<'_>| {
        token.is(':')
            || token.is('=')
            || matches!(token.word(), "sebesar" | "dikenakan" | "biaya" | "tarif" | "adalah" | "seharga" | "retribusi")
    };
    let signs = tokens.get(..first)?.iter().rev().take_while(passed).count();
    let unit = first.checked_sub(signs + 1)?;
    let each = unit.checked_sub(1).map(|at| tokens[at].word())?;
    let word = tokens.get(unit).filter(|token| token.kind == Kind::Word)?.text;
    (matches!(each, "per" | "setiap" | "tiap") && known_unit(word)).then(|| spelling(word).to_owned())
}
