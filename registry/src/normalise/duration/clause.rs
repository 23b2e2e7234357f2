//! The words around a quantity that a reader needs: the condition, from when it counts, and the name of a service before it.

use crate::normalise::lexer::{Kind, Token};
use crate::normalise::text;

use super::quantity::Quantity;
use super::{Text, bound, figure, unit};

/// Tokens of a clause.
pub(super) struct Clause {
    pub from: usize,
    /// The token after the last.
    pub to: usize,
}

impl Text<'_> {
    /// "sejak berkas lengkap": behind the first quantity, or before it.
    pub(super) fn starts(&self, first: usize) -> Option<Clause> {
        let from = (0..self.tokens.len()).find(|at| self.begins_start(*at))?;
        let to = if from > first {
            let condition = (from + 1..self.tokens.len()).find(|at| self.begins_condition(*at));
            self.end_of_sentence(from, self.closing(from, condition.unwrap_or(self.tokens.len())))
        } else {
            let stop = (from..first).find(|at| self.tokens[*at].is(',') || self.tokens[*at].is(':'));
            self.without_lead(from, stop.unwrap_or(first))
        };
        (to > from + 1).then_some(Clause { from, to })
    }

    fn begins_start(&self, at: usize) -> bool {
        let next = self.word(at + 1);
        match self.word(at) {
            "sejak" | "setelah" | "sesudah" | "terhitung" | "semenjak" | "pasca" | "stlh" | "setlah" => true,
            "dihitung" => matches!(next, "sejak" | "dari" | "setelah" | "mulai" | "semenjak" | "saat" | "ketika" | "pada" | "sesudah"),
            "mulai" => matches!(next, "dari" | "sejak" | "berkas" | "tanggal") && at > 0,
            "dari" => {
                matches!(next, "berkas" | "permohonan" | "tanggal" | "dokumen" | "pendaftaran" | "diterimanya" | "persyaratan" | "saat")
            }
            _ => false,
        }
    }

    /// The condition of a quantity: after it, or before it, to where the quantity or the bracket ends. A beginning ("sejak …") is none.
    pub(super) fn condition(&self, first: usize, end: usize) -> Option<String> {
        let at = (0..self.tokens.len()).filter(|at| *at < first || *at >= end).find(|at| self.begins_condition(*at));
        let Some(from) = at else { return self.bare_bracket(end) };
        let to = if from < first {
            let stop = (from..first).find(|at| self.tokens[*at].is(',') || self.tokens[*at].is(':'));
            self.without_lead(from, stop.unwrap_or(first))
        } else {
            let start = (from + 1..self.tokens.len()).find(|at| matches!(self.word(*at), "sejak" | "terhitung" | "dihitung"));
            self.closing(from, start.unwrap_or(self.tokens.len()))
        };
        if to <= from + 1 { None } else { self.slice(from, to) }
    }

    fn begins_condition(&self, at: usize) -> bool {
        let next = self.word(at + 1);
        match self.word(at) {
            "jika" | "apabila" | "bila" | "bilamana" | "kalau" | "tergantung" | "menunggu" | "asalkan" | "kecuali" | "bergantung"
            | "jikalau" | "apabilah" | "sepanjang" | "diluar" | "manakala" => true,
            "tanpa" => matches!(next, "kendala" | "gangguan" | "hambatan" | "antrian" | "antrean" | "antri" | "masalah"),
            "belum" => matches!(next, "termasuk" | "terhitung"),
            "asal" => matches!(next, "berkas" | "syarat" | "persyaratan" | "semua" | "tidak" | "dokumen" | "lengkap"),
            "di" => next == "luar",
            "tidak" => matches!(next, "termasuk" | "terhitung"),
            "dengan" => matches!(next, "syarat" | "catatan" | "ketentuan" | "asumsi" | "kondisi" | "persyaratan" | "berkas"),
            "selama" => matches!(
                next,
                "tidak"
                    | "jaringan"
                    | "sistem"
                    | "persyaratan"
                    | "berkas"
                    | "semua"
                    | "tersedia"
                    | "server"
                    | "dokumen"
                    | "blangko"
                    | "blanko"
            ),
            "saat" | "ketika" => matches!(next, "jaringan" | "sistem" | "server" | "berkas" | "kondisi"),
            _ => false,
        }
    }

    /// "1 hari (berkas lengkap)": a bracket behind the quantity that states a condition without a word for it.
    fn bare_bracket(&self, end: usize) -> Option<String> {
        let from = (end..self.tokens.len()).find(|at| self.tokens[*at].is('('))? + 1;
        let to = self.closing(from, self.tokens.len());
        let states =
            |word: &str| matches!(word, "lengkap" | "tersedia" | "lancar" | "gangguan" | "kendala" | "normal" | "stabil" | "terpenuhi");
        let inside = self.tokens.get(from..to)?;
        let start = inside.first().is_some_and(|token| matches!(token.text, "sejak" | "setelah" | "terhitung" | "dihitung"));
        (!start && inside.iter().any(|token| states(token.word()))).then(|| self.slice(from, to)).flatten()
    }

    /// The name of a service before its duration, where the text is nothing else: "Izin Apotek 14 Hari".
    pub(super) fn name(&self, quantity: &Quantity) -> Option<String> {
        let rest = self.tokens.get(quantity.end..)?;
        if quantity.first == 0 || rest.iter().any(|token| token.kind == Kind::Word) {
            return None;
        }
        let to = self.without_lead(0, quantity.first);
        let before = self.tokens.get(..to)?;
        let named = before.iter().any(|token| token.kind == Kind::Word && !lead(token.text) && token.text.len() > 2);
        let other = (0..quantity.first).any(|at| self.tokens[at].kind == Kind::Number && unit::unit(self.tokens, at + 1).is_some());
        let told = other || self.tokens.iter().take(quantity.first).any(|token| verb(token.word()));
        if !named || told || self.begins_condition(0) || self.begins_start(0) {
            return None;
        }
        let text = self.slice(0, to)?;
        (before.iter().filter(|token| token.kind == Kind::Word && !lead(token.text)).count() > 0).then_some(text)
    }

    pub(super) fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", Token::word)
    }

    /// Where a clause ends: at the bracket that closes around it, or at `to`.
    fn closing(&self, from: usize, to: usize) -> usize {
        let mut depth = 0_u32;
        for at in from..to.min(self.tokens.len()) {
            match self.tokens[at].kind {
                Kind::Sign('(') => depth += 1,
                Kind::Sign(')') if depth == 0 => return at,
                Kind::Sign(')') => depth -= 1,
                _ => {}
            }
        }
        to
    }

    fn end_of_sentence(&self, from: usize, to: usize) -> usize {
        (from..to).find(|at| self.tokens[*at].is(';') || (self.tokens[*at].is('.') && self.tokens.get(at + 1).is_some())).unwrap_or(to)
    }

    /// `to`, moved before the words that lead to a quantity: "…, maksimal", "… dalam waktu".
    fn without_lead(&self, from: usize, to: usize) -> usize {
        let leads = |token: &Token<'_>| match token.kind {
            Kind::Word => lead(token.text),
            Kind::Sign(c) => c != ')',
            Kind::Number => false,
        };
        let behind = self.tokens.get(from..to).unwrap_or_default().iter().rev().take_while(|token| leads(token)).count();
        to - behind
    }

    /// The text of some tokens, without punctuation at its ends.
    pub(super) fn slice(&self, from: usize, to: usize) -> Option<String> {
        let inside = self.tokens.get(from..to)?;
        let text = self
            .clean
            .get(inside.first()?.start..inside.last()?.end())?
            .trim_matches([' ', '.', ',', ';', ':', '-', '–'])
            .trim_end_matches([' ', '(', ',']);
        (!text.is_empty()).then(|| text::cut(text.to_owned(), 300).0)
    }
}

/// Words that lead to a duration and name no service.
fn lead(word: &str) -> bool {
    figure::begins(word)
        || bound::qualifies(word)
        || matches!(
            word,
            "waktu"
                | "jangka"
                | "penyelesaian"
                | "pelayanan"
                | "layanan"
                | "proses"
                | "selesai"
                | "dalam"
                | "lama"
                | "lamanya"
                | "paling"
                | "lambat"
                | "cepat"
                | "standar"
                | "sop"
                | "durasi"
                | "pengerjaan"
                | "pengurusan"
                | "pemrosesan"
                | "kurang"
                | "lebih"
                | "dari"
                | "selama"
                | "adalah"
                | "yaitu"
                | "hanya"
                | "tidak"
                | "melebihi"
                | "antara"
                | "total"
                | "target"
                | "sla"
                | "adm"
                | "administrasi"
                | "normal"
                | "s/d"
                | "sampai"
                | "hingga"
                | "di"
                | "bawah"
                | "atas"
                | "cukup"
                | "butuh"
                | "dengan"
                | "berdasarkan"
                | "kerja"
                | "hari"
                | "min"
                | "tunggu"
                | "ketentuan"
                | "sesuai"
                | "dan"
                | "atau"
                | "x"
                | "pkl"
                | "pukul"
                | "jam"
                | "kurun"
                | "tempo"
                | "batas"
                | "setiap"
                | "per"
        )
}

/// Words that make a sentence of what stands before a duration.
fn verb(word: &str) -> bool {
    matches!(
        word,
        "selesai"
            | "diproses"
            | "diselesaikan"
            | "terbit"
            | "diterbitkan"
            | "diambil"
            | "ditunggu"
            | "dapat"
            | "bisa"
            | "akan"
            | "membutuhkan"
            | "memakan"
            | "dibutuhkan"
            | "diperlukan"
            | "memerlukan"
            | "sudah"
            | "telah"
            | "jadi"
            | "dikerjakan"
            | "dilayani"
            | "dicetak"
            | "dikirim"
            | "dibuat"
            | "dilaksanakan"
            | "dilakukan"
            | "ditetapkan"
            | "adalah"
            | "berkas"
            | "permohonan"
            | "kami"
            | "kita"
            | "petugas"
            | "pemohon"
            | "prosesnya"
            | "waktunya"
            | "lamanya"
            | "apabila"
            | "jika"
            | "setelah"
            | "waktu"
            | "gratis"
            | "biaya"
            | "rp"
            | "ready"
            | "done"
    )
}
