//! On which channel, for how much, how near: "keliling", "online", "gratis", "terdekat".

use super::text::{Mark, Marks, Token};
use super::understood::Understood;
use crate::model::Channel;

/// Looks for wishes.
pub(super) fn find(tokens: &[Token], marks: &mut Marks, understood: &mut Understood) {
    for at in 0..tokens.len() {
        let word = |offset: usize| tokens.get(at + offset).map_or("", |token| token.text.as_str());
        let (many, channel) = match (word(0), word(1), word(2)) {
            ("keliling" | "kliling", ..) => (1, Some(Channel::Mobile)),
            // These name the service, too.
            ("samling" | "simling" | "mobling" | "adminling", ..) => (0, Some(Channel::Mobile)),
            ("jemput", "bola", _) => (2, Some(Channel::Mobile)),
            ("datang" | "dateng", "ke", "rumah") => (3, Some(Channel::Mobile)),
            ("online" | "onlen" | "onlin" | "daring" | "ol", ..) => (1, Some(Channel::Online)),
            ("lewat" | "via" | "pakai" | "pake" | "di", "hp" | "aplikasi" | "internet" | "website" | "web", _) => {
                (2, Some(Channel::Online))
            }
            ("dari" | "dr", "rumah" | "hp", _) => (2, Some(Channel::Online)),
            ("adm" | "anjungan", ..) => (1, Some(Channel::SelfService)),
            _ => (0, None),
        };
        if channel.is_some() {
            understood.channel = understood.channel.or(channel);
            marks.set(at..at + many, Mark::Wish);
        }
        let free = match (word(0), word(1)) {
            ("gratis" | "grtis" | "gretong" | "cuma2" | "gratisan", _) => 1,
            ("tanpa", "biaya") | ("cuma", "cuma") => 2,
            _ => 0,
        };
        if free > 0 {
            understood.free = true;
            marks.set(at..at + free, Mark::Wish);
        }
        let near = match (word(0), word(1)) {
            ("terdekat" | "trdekat" | "terdekt", _) => 1,
            ("dekat" | "deket" | "dkt" | "paling" | "sekitar" | "cedak", "sini" | "saya" | "rumah" | "dekat" | "deket" | "sy" | "kene") => {
                2
            }
            _ => 0,
        };
        if near > 0 {
            understood.near_me = true;
            marks.set(at..at + near, Mark::Wish);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finder::text::tokens;

    fn read(typed: &str) -> (Option<Channel>, bool, bool) {
        let tokens = tokens(typed);
        let mut understood = Understood::default();
        find(&tokens, &mut Marks::new(tokens.len()), &mut understood);
        (understood.channel, understood.free, understood.near_me)
    }

    #[test]
    fn wishes_are_read() {
        assert_eq!(read("samsat keliling"), (Some(Channel::Mobile), false, false));
        assert_eq!(read("rekam ktp jemput bola gratis"), (Some(Channel::Mobile), true, false));
        assert_eq!(read("npwp lewat hp"), (Some(Channel::Online), false, false));
        assert_eq!(read("mpp paling dekat"), (None, false, true));
        assert_eq!(read("jadwal bola"), (None, false, false));
    }
}
