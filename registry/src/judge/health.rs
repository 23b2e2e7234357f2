//! Health in three values: a source is up, down, or we do not know. Computed at the moment of reading, from how its last attempt ended, how
//! the others fare, and whether the harvesters reach themselves. What could be our own fault is unknown, never down.

use std::time::Duration;

use crate::model::{Instant, Reason, Verdict};

/// Intervals after which a source that was not asked is unknown.
const INTERVALS: u32 = 3;
/// And this much beyond: a long attempt under way is no silence.
const MARGIN: Duration = Duration::from_secs(60);
/// Of the sources that were asked lately, this share that no server answered for means that we are cut off, in percent …
const UNREACHED_PERCENT: usize = 50;
/// … and never fewer than this many.
const LEAST: usize = 5;

/// What is known of a source's last attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// When it was last asked, and how that ended.
    pub last: Option<(Instant, Verdict, Option<Reason>)>,
    /// When it is to be asked next.
    pub due_at: Instant,
    /// The time between two harvests.
    pub interval: Duration,
    /// It is not harvested for now.
    pub is_paused: bool,
    /// Its region publishes itself, and nobody asks it.
    pub is_pushed: bool,
}

/// The state of a harvesting process that was seen lately.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Canary {
    /// Its HTTP client reaches its own listener.
    pub is_ok: bool,
}

/// How far the harvesters reach.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Sources that were asked lately.
    pub asked: usize,
    /// Of these, no server answered for so many.
    pub unreached: usize,
    /// Processes that harvest and were seen lately.
    pub workers: usize,
    /// Of these, so many reach themselves.
    pub canaries: usize,
}

/// Why a source's health is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Doubt {
    /// It was never asked.
    NeverAsked,
    /// It was not asked for some intervals: our harvester does not run, or is late.
    NotAskedLately,
    /// It is paused, and was not asked for some intervals.
    Paused,
    /// No server answered, and our harvester is cut off.
    CutOff,
    /// The attempt ended by our own doing.
    OurFault,
    /// Its region publishes itself, and never has.
    NeverPublished,
    /// Its region publishes itself, and has not for longer than it means to.
    NotPublishedLately,
}

/// The health of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Health {
    /// It answers well; held and unchanged are well.
    Up,
    /// It failed, or what it said was refused.
    Down,
    /// We cannot tell.
    Unknown(Doubt),
}

impl Health {
    /// The names of the three values.
    pub const NAMES: [&'static str; 3] = ["up", "down", "unknown"];

    /// `up`, `down` or `unknown`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::Unknown(_) => "unknown",
        }
    }

    /// Whether it is up; `None`: unknown.
    #[must_use]
    pub fn is_up(self) -> Option<bool> {
        match self {
            Self::Up => Some(true),
            Self::Down => Some(false),
            Self::Unknown(_) => None,
        }
    }

    /// Why it is unknown.
    #[must_use]
    pub fn doubt(self) -> Option<Doubt> {
        match self {
            Self::Unknown(doubt) => Some(doubt),
            Self::Up | Self::Down => None,
        }
    }
}

impl Doubt {
    /// All.
    pub const ALL: [Self; 7] = [
        Self::NeverAsked,
        Self::NotAskedLately,
        Self::Paused,
        Self::CutOff,
        Self::OurFault,
        Self::NeverPublished,
        Self::NotPublishedLately,
    ];

    /// Stable name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NeverAsked => "never_asked",
            Self::NotAskedLately => "not_asked_lately",
            Self::Paused => "paused",
            Self::CutOff => "harvester_cut_off",
            Self::OurFault => "our_fault",
            Self::NeverPublished => "never_published",
            Self::NotPublishedLately => "not_published_lately",
        }
    }

    /// A sentence for people, in Indonesian.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::NeverAsked => "Sumber ini belum pernah ditanya.",
            Self::NotAskedLately => "Pemanen kami sudah lama tidak bertanya ke sumber ini.",
            Self::Paused => "Sumber ini dijeda dan sudah lama tidak ditanya.",
            Self::CutOff => "Pemanen kami terputus dari jaringan, jadi keadaan sumber ini belum dapat dinilai.",
            Self::OurFault => "Percobaan terakhir berakhir karena kami sendiri, jadi keadaan sumber ini belum dapat dinilai.",
            Self::NeverPublished => "Daerah ini menerbitkan sendiri dan belum pernah menerbitkan.",
            Self::NotPublishedLately => "Daerah ini menerbitkan sendiri dan sudah lewat waktunya menerbitkan lagi.",
        }
    }

    /// The same in English.
    #[must_use]
    pub fn sentence_en(self) -> &'static str {
        match self {
            Self::NeverAsked => "This source was never asked.",
            Self::NotAskedLately => "Our harvester has not asked this source for a while.",
            Self::Paused => "This source is paused and was not asked for a while.",
            Self::CutOff => "Our harvester is cut off from the network, so this source cannot be judged.",
            Self::OurFault => "The last attempt ended by our own doing, so this source cannot be judged.",
            Self::NeverPublished => "This region publishes itself and never has.",
            Self::NotPublishedLately => "This region publishes itself and is late with it.",
        }
    }
}

impl Asked {
    /// It was asked so long ago that this says nothing of now. A source that waits on purpose, after failures, waits until it is due.
    fn is_stale(&self, last: Instant, now: Instant) -> bool {
        if self.is_pushed {
            return now > last.plus(self.interval).plus(MARGIN);
        }
        let late = last.plus(self.interval.saturating_mul(INTERVALS)).max(self.due_at);
        now > late.plus(MARGIN)
    }

    fn lately(&self, now: Instant) -> Option<(Verdict, Option<Reason>)> {
        let (at, verdict, reason) = self.last?;
        (!self.is_stale(at, now)).then_some((verdict, reason))
    }

    /// The health of the source.
    #[must_use]
    pub fn health(&self, reach: &Reach, now: Instant) -> Health {
        let Some((verdict, reason)) = self.lately(now) else {
            return Health::Unknown(match self.last {
                None if self.is_pushed => Doubt::NeverPublished,
                Some(_) if self.is_pushed => Doubt::NotPublishedLately,
                _ if self.is_paused => Doubt::Paused,
                None => Doubt::NeverAsked,
                Some(_) => Doubt::NotAskedLately,
            });
        };
        match verdict {
            Verdict::Accepted | Verdict::Unchanged | Verdict::Held => Health::Up,
            Verdict::Rejected | Verdict::Failed if reason.is_some_and(Reason::is_ours) => Health::Unknown(Doubt::OurFault),
            Verdict::Failed if reach.is_cut_off() && reason.is_some_and(Reason::is_transport) => Health::Unknown(Doubt::CutOff),
            Verdict::Rejected | Verdict::Failed => Health::Down,
        }
    }
}

impl Reach {
    /// How far the harvesters reach, from all sources and all processes.
    #[must_use]
    pub fn of(sources: impl IntoIterator<Item = Asked>, canaries: impl IntoIterator<Item = Canary>, now: Instant) -> Self {
        let mut reach = Self::default();
        for (verdict, reason) in sources.into_iter().filter(|source| !source.is_pushed).filter_map(|source| source.lately(now)) {
            let is = |kind: fn(Reason) -> bool| reason.is_some_and(kind);
            reach.asked += usize::from(!is(Reason::is_ours));
            reach.unreached += usize::from(verdict == Verdict::Failed && is(Reason::is_transport));
        }
        for canary in canaries {
            reach.workers += 1;
            reach.canaries += usize::from(canary.is_ok);
        }
        reach
    }

    /// Our harvester is cut off: no process reaches itself, or no server answers for most sources.
    #[must_use]
    pub fn is_cut_off(&self) -> bool {
        let most = self.unreached >= LEAST && self.unreached * 100 >= self.asked * UNREACHED_PERCENT;
        most || (self.workers > 0 && self.canaries == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    fn noon() -> Instant {
        Instant::new("2026-11-24T12:00:00Z".parse().unwrap())
    }

    /// An hourly source, asked half an hour ago.
    fn asked(verdict: Verdict, reason: Reason) -> Asked {
        let at = noon().minus(HOUR / 2);
        Asked { last: Some((at, verdict, Some(reason))), due_at: at.plus(HOUR), interval: HOUR, is_paused: false, is_pushed: false }
    }

    fn reached() -> Reach {
        Reach { asked: 20, unreached: 1, workers: 1, canaries: 1 }
    }

    fn health(source: Asked, reach: Reach) -> Health {
        source.health(&reach, noon())
    }

    #[test]
    fn held_and_unchanged_are_up_and_what_failed_or_was_refused_is_down() {
        for (verdict, reason, wanted) in [
            (Verdict::Accepted, Reason::Changed, Health::Up),
            (Verdict::Unchanged, Reason::NotModified, Health::Up),
            (Verdict::Held, Reason::MassDrop, Health::Up),
            (Verdict::Rejected, Reason::WrongRegion, Health::Down),
            (Verdict::Failed, Reason::HttpServerError, Health::Down),
            (Verdict::Failed, Reason::ConnectFailed, Health::Down),
            (Verdict::Failed, Reason::Internal, Health::Unknown(Doubt::OurFault)),
        ] {
            assert_eq!(health(asked(verdict, reason), reached()), wanted, "{verdict:?} {reason:?}");
        }
    }

    #[test]
    fn what_was_never_or_not_lately_asked_is_unknown() {
        let up = asked(Verdict::Unchanged, Reason::NotModified);
        assert_eq!(health(Asked { last: None, ..up }, reached()), Health::Unknown(Doubt::NeverAsked));
        let ago = |span: Duration| {
            let at = noon().minus(span);
            Asked { last: Some((at, Verdict::Failed, Some(Reason::HttpServerError))), due_at: at.plus(HOUR), ..up }
        };
        assert_eq!(health(ago(HOUR * 3 + MARGIN), reached()), Health::Down);
        let late = ago(HOUR * 3 + MARGIN + Duration::from_millis(1));
        assert_eq!(health(late, reached()), Health::Unknown(Doubt::NotAskedLately));
        assert_eq!(health(Asked { is_paused: true, ..late }, reached()), Health::Unknown(Doubt::Paused));
        assert_eq!(health(Asked { due_at: noon().plus(HOUR), ..late }, reached()), Health::Down, "it waits on purpose");
    }

    #[test]
    fn while_we_are_cut_off_no_source_is_down_for_not_answering() {
        let (silent, answered) = (asked(Verdict::Failed, Reason::ConnectTimeout), asked(Verdict::Failed, Reason::HttpServerError));
        let no_canary = Reach { canaries: 0, ..reached() };
        let half = Reach { asked: 20, unreached: 10, ..reached() };
        for reach in [no_canary, half] {
            assert_eq!(health(silent, reach), Health::Unknown(Doubt::CutOff), "{reach:?}");
            assert_eq!(health(answered, reach), Health::Down, "a server answered: {reach:?}");
            assert_eq!(health(asked(Verdict::Accepted, Reason::Changed), reach), Health::Up);
        }
        for reach in [Reach { unreached: 9, ..half }, Reach { asked: 4, unreached: 4, ..half }, Reach { workers: 2, ..reached() }] {
            assert_eq!(health(silent, reach), Health::Down, "{reach:?}");
        }
        assert!(!Reach::default().is_cut_off(), "without a process nothing is said of its canary");
    }

    #[test]
    fn reach_counts_what_was_asked_lately_and_by_a_working_harvester() {
        let silent = asked(Verdict::Failed, Reason::HeaderTimeout);
        let old = Asked { last: silent.last.map(|(_, verdict, reason)| (noon().minus(HOUR * 9), verdict, reason)), ..silent };
        let ours = asked(Verdict::Failed, Reason::Stopped);
        let sources = [silent, old, Asked { due_at: noon().minus(HOUR * 8), ..old }, ours, asked(Verdict::Unchanged, Reason::NotModified)];
        let reach = Reach::of(sources, [Canary { is_ok: true }, Canary { is_ok: false }], noon());
        assert_eq!(reach, Reach { asked: 3, unreached: 2, workers: 2, canaries: 1 });
    }

    #[test]
    fn every_doubt_has_its_own_words() {
        let words: std::collections::HashSet<_> =
            Doubt::ALL.iter().flat_map(|doubt| [doubt.as_str(), doubt.sentence(), doubt.sentence_en()]).collect();
        assert_eq!(words.len(), Doubt::ALL.len() * 3);
    }
}
