//! The audit log as a chain: each entry carries the hash of the one before it, so a changed, removed or inserted entry is found by whoever
//! reckons the chain again. What cannot be seen from inside is a log cut off at its end or written anew as a whole: for that the head is noted
//! elsewhere, and compared.

use super::key::KeyId;
use super::secret::Digest;
use crate::model::{Id, Instant, RegionCode};
use crate::vocabulary::vocabulary;

/// What stands before the first entry.
pub const GENESIS: Digest = Digest([0; 32]);

vocabulary! {
    /// What somebody did. The names are stored: one that was used is never given another meaning.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum Act {
        /// An account was made.
        AccountAdded = "account_added", "menambah akun", "added an account";
        /// An account was shut: its keys and sessions end.
        AccountShut = "account_shut", "menutup akun", "shut an account";
        /// A shut account was opened again.
        AccountOpened = "account_opened", "membuka kembali akun", "opened an account again";
        /// An account was bound to a person at a provider of OpenID Connect, at the first sign-in.
        AccountBound = "account_bound", "menautkan akun ke penyedia masuk", "bound an account to a sign-in provider";
        /// A role was given.
        RoleGiven = "role_given", "memberi peran", "gave a role";
        /// A role was taken away.
        RoleTaken = "role_taken", "mencabut peran", "took a role away";
        /// A key was made.
        KeyAdded = "key_added", "membuat kunci", "made a key";
        /// A key was revoked.
        KeyRevoked = "key_revoked", "mencabut kunci", "revoked a key";
        /// Somebody signed in.
        SignedIn = "signed_in", "masuk", "signed in";
        /// Somebody signed out.
        SignedOut = "signed_out", "keluar", "signed out";
        /// Held content was released.
        HeldAccepted = "held_accepted", "menerima perubahan yang tertahan", "accepted held content";
        /// Held content was refused.
        HeldRefused = "held_refused", "menolak perubahan yang tertahan", "refused held content";
        /// An earlier version was put back.
        RolledBack = "rolled_back", "mengembalikan versi sebelumnya", "put an earlier version back";
        /// A catalog was published.
        CatalogPublished = "catalog_published", "menerbitkan katalog", "published a catalog";
        /// A source was declared, or declared anew.
        SourceDeclared = "source_declared", "mendaftarkan sumber", "declared a source";
        /// A source was offered for review.
        SourceOffered = "source_offered", "mengajukan sumber", "offered a source";
        /// A source was written down to be offered.
        SourceDrafted = "source_drafted", "menyiapkan sumber untuk diajukan", "prepared a source to be offered";
        /// An offered source was taken back.
        SourceWithdrawn = "source_withdrawn", "menarik sumber yang diajukan", "took an offered source back";
        /// An offered source was accepted.
        SourceAccepted = "source_accepted", "menyetujui sumber", "accepted a source";
        /// An offered source was refused.
        SourceRefused = "source_refused", "menolak sumber", "refused a source";
        /// A source is not harvested for now.
        SourcePaused = "source_paused", "menjeda sumber", "paused a source";
        /// A source is harvested again.
        SourceResumed = "source_resumed", "melanjutkan sumber", "resumed a source";
        /// A notice was written.
        NoticeWritten = "notice_written", "menulis pengumuman", "wrote a notice";
        /// A notice was changed.
        NoticeChanged = "notice_changed", "mengubah pengumuman", "changed a notice";
        /// A notice was ended before its time.
        NoticeEnded = "notice_ended", "mengakhiri pengumuman", "ended a notice";
        /// A webhook was made.
        WebhookAdded = "webhook_added", "menambah webhook", "added a webhook";
        /// A webhook was changed, or its secret was.
        WebhookChanged = "webhook_changed", "mengubah webhook", "changed a webhook";
        /// A webhook was removed.
        WebhookRemoved = "webhook_removed", "menghapus webhook", "removed a webhook";
        /// A step in the history of an MPP was recorded.
        HistoryRecorded = "history_recorded", "mencatat riwayat MPP", "recorded a step of an MPP's history";
        /// A step in the history of an MPP does not count any more.
        HistoryWithdrawn = "history_withdrawn", "menarik catatan riwayat MPP", "withdrew a step of an MPP's history";
    }
}

impl std::str::FromStr for Act {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|act| act.as_str() == text).ok_or(())
    }
}

/// Who did it. The log holds no names: an account is never removed, and is named where the log is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// An account, signed in.
    Account(Id),
    /// A program with a key of this account.
    Key(Id, KeyId),
    /// Somebody at the command line of the machine, by the name that was given.
    Console(String),
}

impl std::fmt::Display for Actor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Account(id) => write!(f, "account:{id}"),
            Self::Key(id, key) => write!(f, "account:{id}/key:{key}"),
            Self::Console(name) => write!(f, "console:{name}"),
        }
    }
}

/// One entry, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: Instant,
    /// Who: an [`Actor`] as text.
    pub actor: String,
    /// What: an [`Act`] as text.
    pub act: String,
    /// The region that it is about; empty: the nation.
    pub region: String,
    /// What it was done to: a source, a key, an account.
    pub target: String,
    /// More, as JSON.
    pub detail: String,
}

impl Entry {
    /// `actor` did `act` to `target`, which is something of `region`.
    #[must_use]
    pub fn new(at: Instant, actor: &Actor, act: Act, region: Option<RegionCode>, target: impl Into<String>) -> Self {
        Self {
            at,
            actor: actor.to_string(),
            act: act.as_str().to_owned(),
            region: region.map(|region| region.to_string()).unwrap_or_default(),
            target: target.into(),
            detail: "{}".to_owned(),
        }
    }

    /// The same, and more of it. Secrets have no place here.
    #[must_use]
    pub fn with(self, detail: &serde_json::Value) -> Self {
        Self { detail: detail.to_string(), ..self }
    }
}

/// The last link of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its number; 0: there is none.
    pub number: i64,
    /// Its hash.
    pub hash: Digest,
}

impl std::fmt::Display for Head {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.number, self.hash)
    }
}

impl std::str::FromStr for Head {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (number, hash) = text.split_once(':').ok_or(())?;
        Ok(Self { number: number.parse().map_err(|_| ())?, hash: hash.parse()? })
    }
}

/// An entry in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// From 1, without a gap.
    pub number: i64,
    /// The entry.
    pub entry: Entry,
    /// The hash of the link before.
    pub previous: Digest,
    /// Of the link before and this entry.
    pub hash: Digest,
}

/// Where a chain is broken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BrokenLink {
    /// A number is missing, or comes twice.
    #[error("entry {expected} is missing: entry {found} comes in its place")]
    Number {
        /// What should come.
        expected: i64,
        /// What comes.
        found: i64,
    },
    /// It does not follow the entry before it.
    #[error("entry {0} does not follow the entry before it: one of them was put in, or the one before was changed")]
    Previous(i64),
    /// A head that was noted is no part of it.
    #[error("the log does not hold the noted head {0}: it was cut off or written anew")]
    Noted(Head),
    /// It is not what was written.
    #[error("entry {0} was changed after it was written")]
    Changed(i64),
}

/// A chain, as far as it has been followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The last link.
    pub head: Head,
}

impl Default for Chain {
    fn default() -> Self {
        Self { head: Head { number: 0, hash: GENESIS } }
    }
}

fn hash(number: i64, previous: Digest, entry: &Entry) -> Digest {
    let at = entry.at.to_string();
    let Entry { actor, act, region, target, detail, .. } = entry;
    let texts = [&at, actor, act, region, target, detail];
    let mut parts: Vec<&[u8]> = vec![b"simpul audit", &previous.0];
    let number = number.to_be_bytes();
    parts.push(&number);
    parts.extend(texts.map(String::as_bytes));
    Digest::of(&parts)
}

impl Chain {
    /// The next link.
    pub fn add(&mut self, entry: Entry) -> Link {
        let (number, previous) = (self.head.number + 1, self.head.hash);
        let hash = hash(number, previous, &entry);
        self.head = Head { number, hash };
        Link { number, entry, previous, hash }
    }

    /// Follows a stored link.
    ///
    /// # Errors
    /// It is not the one that was written after the last.
    pub fn follow(&mut self, link: &Link) -> Result<(), BrokenLink> {
        let expected = self.head.number + 1;
        if link.number != expected {
            return Err(BrokenLink::Number { expected, found: link.number });
        }
        if link.previous != self.head.hash {
            return Err(BrokenLink::Previous(link.number));
        }
        if hash(link.number, link.previous, &link.entry) != link.hash {
            return Err(BrokenLink::Changed(link.number));
        }
        self.head = Head { number: link.number, hash: link.hash };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written() -> Vec<Link> {
        let at = Instant::new("2026-11-24T03:00:00Z".parse().unwrap());
        let mut chain = Chain::default();
        let actor = Actor::Console("ani".into());
        ["bogor", "bandung", "depok"].map(|target| chain.add(Entry::new(at, &actor, Act::RolledBack, None, target))).to_vec()
    }

    fn followed(links: &[Link]) -> Result<Head, BrokenLink> {
        let mut chain = Chain::default();
        links.iter().try_for_each(|link| chain.follow(link))?;
        Ok(chain.head)
    }

    #[test]
    fn what_was_written_is_followed_to_its_head() {
        let links = written();
        let head = followed(&links).unwrap();
        assert_eq!((head.number, head.hash), (3, links[2].hash));
        assert_eq!(head.to_string().parse(), Ok(head));
    }

    #[test]
    fn every_field_counts() {
        type Change = fn(&mut Entry);
        let changes: [Change; 6] = [
            |entry| entry.at = entry.at.plus(std::time::Duration::from_millis(1)),
            |entry| entry.actor.push('x'),
            |entry| entry.act = "held_accepted".into(),
            |entry| entry.region = "32.71".into(),
            |entry| entry.target = "bogor".into(),
            |entry| entry.detail = "{\"a\":1}".into(),
        ];
        for change in changes {
            let mut links = written();
            change(&mut links[1].entry);
            assert_eq!(followed(&links), Err(BrokenLink::Changed(2)));
        }
    }

    #[test]
    fn one_that_is_taken_out_put_in_or_rewritten_is_found() {
        let mut links = written();
        links.remove(1);
        assert_eq!(followed(&links), Err(BrokenLink::Number { expected: 2, found: 3 }));
        let mut links = written();
        links.swap(0, 1);
        assert!(followed(&links).is_err());
        // Whoever reckons the hash of a changed entry anew breaks the link after it.
        let mut links = written();
        let mut forged = Chain { head: Head { number: 1, hash: links[0].hash } };
        links[1] = forged.add(Entry { target: "garut".into(), ..links[1].entry.clone() });
        assert_eq!(followed(&links), Err(BrokenLink::Previous(3)));
    }

    /// Reckoned by another program after docs/access.md: whoever checks the log does not need this one.
    #[test]
    fn the_form_of_the_hash_is_fixed() {
        assert_eq!(written()[0].hash.to_string(), "9b818f409d7d60f2ddf254d82060e5766403b14ae0c6f46a5c5998359f96e351");
    }

    #[test]
    fn acts_have_names_of_their_own() {
        for act in Act::ALL {
            assert_eq!(act.as_str().parse(), Ok(*act));
        }
    }
}
