//! `taxonomy` and `taxonomy_term`: what services are filed under. Three taxonomies: the national services, the categories as the regions
//! write them, and the channels.

use registry::model::{Channel, Id};
use registry::normalise::service_name;
use registry::store::read::Filed;
use serde::Serialize;

use super::parts::part;
use crate::national;

/// The taxonomies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taxonomy {
    /// The national names of services.
    National,
    /// Categories, as regions write them.
    Category,
    /// How a service reaches people.
    Channel,
}

/// `taxonomy`
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct TaxonomyRecord {
    /// Stable.
    #[schema(value_type = String, format = Uuid)]
    pub id: Id,
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub description: &'static str,
    /// The version of its terms.
    pub version: &'static str,
}

/// `taxonomy_term`
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct TermRecord {
    /// Stable.
    #[schema(value_type = String, format = Uuid)]
    pub id: Id,
    /// Unique within its taxonomy; absent of categories, which have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Its name.
    pub name: String,
    /// What it means.
    pub description: String,
    /// The name of its taxonomy.
    pub taxonomy: &'static str,
    /// The language of its name.
    pub language: &'static str,
    /// The id of its taxonomy.
    #[schema(value_type = String, format = Uuid)]
    pub taxonomy_id: Id,
    /// A page about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub term_uri: Option<String>,
}

/// `attribute`: a term that something is filed under.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Attribute {
    /// Derived from its owner's.
    #[schema(value_type = String, format = Uuid)]
    pub id: Id,
    /// What it is filed on.
    #[schema(value_type = String, format = Uuid)]
    pub link_id: Id,
    /// `service`
    pub link_entity: &'static str,
    /// The term.
    #[schema(value_type = String, format = Uuid)]
    pub taxonomy_term_id: Id,
    /// The term.
    pub taxonomy_term: TermRecord,
}

impl Taxonomy {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::National, Self::Category, Self::Channel];

    /// Its id, the same in every installation.
    #[must_use]
    pub fn id(self) -> Id {
        Id::derive("simpul", "taxonomy", self.code())
    }

    fn code(self) -> &'static str {
        match self {
            Self::National => "national",
            Self::Category => "category",
            Self::Channel => "channel",
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::National => "Layanan nasional MPP",
            Self::Category => "Kategori layanan",
            Self::Channel => "Kanal layanan",
        }
    }

    /// As it is served.
    #[must_use]
    pub fn record(self) -> TaxonomyRecord {
        let description = match self {
            Self::National => {
                "Nama nasional layanan Mal Pelayanan Publik, supaya daerah dapat dibandingkan / the national names of services"
            }
            Self::Category => "Kategori seperti ditulis oleh daerah / categories as the regions write them",
            Self::Channel => "Cara layanan sampai kepada warga / how a service reaches people",
        };
        TaxonomyRecord { id: self.id(), name: self.name(), description, version: "1" }
    }

    /// The id of one of its terms.
    #[must_use]
    pub fn term_id(self, name: &str) -> Id {
        Id::derive("simpul", self.code(), name)
    }

    fn term(self, name: &str, code: Option<String>, description: String, term_uri: Option<String>) -> TermRecord {
        let (id, taxonomy, taxonomy_id) = (self.term_id(name), self.name(), self.id());
        TermRecord { id, code, name: name.to_owned(), description, taxonomy, language: "id", taxonomy_id, term_uri }
    }

    /// What files services under any of its terms.
    #[must_use]
    pub fn any(self) -> Filed {
        match self {
            Self::National => Filed::National(None),
            Self::Category => Filed::Category(None),
            Self::Channel => Filed::Channel(None),
        }
    }
}

/// A national term.
#[must_use]
pub fn national_term(base: &str, name: &str) -> TermRecord {
    let entry = service_name::entry(name);
    let about = entry.map(|entry| [entry.category.as_str(), entry.life_event.as_str()].join("; ")).unwrap_or_default();
    let slug = national::slug(name);
    let page = format!("{base}/nasional/{slug}");
    Taxonomy::National.term(name, Some(slug), about.trim_matches([';', ' ']).to_owned(), Some(page))
}

/// A category.
#[must_use]
pub fn category_term(name: &str) -> TermRecord {
    Taxonomy::Category.term(name, None, "Kategori seperti ditulis oleh daerah".to_owned(), None)
}

/// A channel.
#[must_use]
pub fn channel_term(channel: Channel) -> TermRecord {
    let (name, about) = match channel {
        Channel::Counter => ("Loket", "Di loket sebuah gerai / at a counter"),
        Channel::Mobile => ("Keliling", "Unit keliling, jemput bola / by a mobile unit"),
        Channel::SelfService => ("Anjungan mandiri", "Di mesin anjungan mandiri / at a machine"),
        Channel::Online => ("Daring", "Lewat internet / over the internet"),
    };
    Taxonomy::Channel.term(name, Some(channel.as_str().to_owned()), about.to_owned(), None)
}

/// Every term that is known without the database.
#[must_use]
pub fn fixed_terms(base: &str) -> Vec<(TermRecord, Filed)> {
    let national = service_name::canonical().iter().map(|name| (national_term(base, name), Filed::National(Some((*name).to_owned()))));
    let channels = Channel::ALL.map(|channel| (channel_term(channel), Filed::Channel(Some(channel))));
    national.chain(channels).collect()
}

/// The terms of a service: its category first.
#[must_use]
pub fn attributes(base: &str, service: Id, category: Option<&str>, term: Option<&str>, channels: &str) -> Vec<Attribute> {
    let category = category.map(category_term);
    let term = term.map(|name| national_term(base, name));
    let channels = channels.split(',').filter_map(|name| name.trim().parse().ok()).map(channel_term);
    let attribute = |(position, taxonomy_term): (usize, TermRecord)| Attribute {
        id: part(service, "attribute", position),
        link_id: service,
        link_entity: "service",
        taxonomy_term_id: taxonomy_term.id,
        taxonomy_term,
    };
    category.into_iter().chain(term).chain(channels).enumerate().map(attribute).collect()
}
