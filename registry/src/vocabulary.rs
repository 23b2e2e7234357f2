//! Names that others rely on: an enumeration whose members each have a stable text and a sentence in both languages.

macro_rules! vocabulary {
    ($(#[$about:meta])* pub enum $vocabulary:ident {
        $($(#[$doc:meta])* $name:ident = $text:literal, $id:literal, $en:literal);+ $(;)?
    }) => {
        $(#[$about])*
        pub enum $vocabulary {
            $($(#[$doc])* $name),+
        }

        impl $vocabulary {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The stable name.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }

            /// For people, in Indonesian.
            #[must_use]
            pub fn sentence(self) -> &'static str {
                match self { $(Self::$name => $id),+ }
            }

            /// For people, in English.
            #[must_use]
            pub fn sentence_en(self) -> &'static str {
                match self { $(Self::$name => $en),+ }
            }
        }
    };
}

pub(crate) use vocabulary;
