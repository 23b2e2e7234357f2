//! Why a step of an offer is not taken. Each says what to do.

use actix_web::http::StatusCode;
use registry::model::Id;
use registry::offer::OfferState;
use registry::store::Blocked;

use super::view::state_name;
use crate::error::Error;

/// Why a step of an offer is not taken; nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum OfferRefusal {
    /// A source has the address.
    #[error(
        "Alamat ini sudah menjadi sumber `{source_id}` milik {region}. Periksa alamatnya; bila memang data daerah Anda, hubungi kementerian / This address \
         is that of a source already"
    )]
    Taken {
        /// Which.
        source_id: String,
        /// Whose.
        region: String,
    },
    /// A source has the address since the offer was made.
    #[error("Alamat ini sementara itu sudah menjadi sumber: lihat /sumber / This address has become a source meanwhile")]
    TakenMeanwhile,
    /// The region has offered it already.
    #[error(
        "Daerah Anda sudah menyiapkan alamat ini: lanjutkan di /publikasi/sumber-baru/{0} / Your region has this address open: go on there"
    )]
    Same(Id),
    /// The region has too many open.
    #[error(
        "Sudah 20 tawaran daerah Anda yang belum selesai: ajukan atau tarik dahulu sebagian / 20 offers of your region are open: submit or withdraw some first"
    )]
    TooMany,
    /// A source is called so.
    #[error("Sudah ada sumber bernama `{0}`: pilih nama lain / There is a source of this name: choose another")]
    NameTaken(String),
    /// It is not in a state for that.
    #[error("Tawaran ini {id}, jadi langkah itu tidak bisa / This offer is {en}: that step cannot be taken", id = state_name(*.0).0, en = state_name(*.0).1)]
    State(OfferState),
    /// It could not be read.
    #[error(
        "Isi alamat ini belum terbaca: lihat pratinjaunya dan perbaiki dahulu / The feed was not read yet: look at its preview and mend it first"
    )]
    Unread,
    /// A feed of the region is being read.
    #[error(
        "Satu alamat daerah Anda sedang dibaca: tunggu sampai selesai, paling lama semenit / A feed of your region is being read: wait a minute"
    )]
    Looking,
    /// The team did not agree.
    #[error("Centang dahulu persetujuan bahwa data ini boleh diterbitkan / Agree first that this data may be published (`consent`: true)")]
    Consent,
    /// Who submitted it does not decide.
    #[error(
        "Yang mengajukan tidak menelaah tawarannya sendiri: minta rekan Anda / Who submitted an offer does not review it: ask a colleague"
    )]
    Own,
    /// The host speaks for others.
    #[error(
        "Situs itu sendiri menyatakan bicara untuk daerah lain di /.well-known/simpul.json: perbaiki berkas itu, lalu lihat lagi / The host says that it speaks \
         for another region: mend that file and look again"
    )]
    Contradicts,
    /// The host does not speak for the region, and nobody made sure.
    #[error(
        "Situs itu belum membuktikan bicara untuk daerah ini: minta daerahnya memasang bukti, atau nyatakan bahwa Anda sudah memastikannya dengan cara lain \
         / The host does not prove that it speaks for the region: state that you made sure by other ways (`made_sure`)"
    )]
    Unproven,
}

impl OfferRefusal {
    /// The status and the stable code.
    #[must_use]
    pub fn kind(&self) -> (StatusCode, &'static str) {
        match self {
            Self::Taken { .. } | Self::TakenMeanwhile => (StatusCode::CONFLICT, "address_taken"),
            Self::Same(_) => (StatusCode::CONFLICT, "offer_exists"),
            Self::TooMany => (StatusCode::CONFLICT, "too_many_offers"),
            Self::NameTaken(_) => (StatusCode::CONFLICT, "source_name_taken"),
            Self::State(_) => (StatusCode::CONFLICT, "offer_state"),
            Self::Unread => (StatusCode::CONFLICT, "offer_unread"),
            Self::Looking => (StatusCode::CONFLICT, "offer_being_read"),
            Self::Consent => (StatusCode::BAD_REQUEST, "consent_required"),
            Self::Own => (StatusCode::CONFLICT, "offer_is_own"),
            Self::Contradicts => (StatusCode::CONFLICT, "host_contradicts"),
            Self::Unproven => (StatusCode::CONFLICT, "host_unproven"),
        }
    }

    /// As an error, of what the store says.
    #[must_use]
    pub fn of(blocked: Blocked) -> Error {
        match blocked {
            Blocked::Nothing => Error::not_found("offer", ""),
            Blocked::State(OfferState::Draft) => Self::Unread.into(),
            Blocked::State(state) => Self::State(state).into(),
            Blocked::Seal => Error::Superseded,
            Blocked::Looking => Self::Looking.into(),
            Blocked::Taken => Self::TakenMeanwhile.into(),
            Blocked::Own => Self::Own.into(),
            Blocked::Contradicts => Self::Contradicts.into(),
            Blocked::Unproven => Self::Unproven.into(),
        }
    }
}
