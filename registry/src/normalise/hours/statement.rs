//! Joins days, times and states to statements: "Senin - Kamis" + "08.00 - 15.00". Days may stand before their times or behind them.

use super::scan::{Days, EVERY_DAY, HOLIDAYS, Item, Span, Weeks};

/// From midnight to midnight.
const ALL_DAY: Span = (0, 1440);

/// What a statement says of its days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Says {
    /// Open in these spans.
    Open(Vec<Span>),
    /// Closed all day.
    Closed,
    /// Open, but nobody says when.
    Unknown,
    /// A break in these spans.
    Break(Vec<Span>),
    /// Days are named, and no times in the whole text.
    OnlyDays,
}

/// One statement about some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Statement {
    /// The days; `None`: none are named.
    pub days: Option<Days>,
    /// The weeks of a month; empty: every week.
    pub weeks: Weeks,
    /// What it says.
    pub says: Says,
    /// It holds for no counter but a website or a chatbot.
    online: bool,
    /// It is a break that follows the statement before it on the same line.
    pub same_line: bool,
}

/// What a text says.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// Its statements.
    pub statements: Vec<Statement>,
    /// They hold for no counter.
    pub online: bool,
    /// They hold in the month of fasting only.
    pub ramadan: bool,
}

#[derive(Default)]
struct Reader {
    statements: Vec<Statement>,
    days: Option<Days>,
    weeks: Weeks,
    says: Option<Says>,
    days_behind: bool,
    in_break: bool,
    break_has_days: bool,
    same_line: bool,
    online: bool,
    saw_online: bool,
    excepting: bool,
    ramadan: bool,
    line_began: usize,
    /// Days of an earlier line that still wait for their times.
    waiting: Option<Days>,
}

/// What a text says; `None` where days stand beside others' times without a time or state of their own.
pub(super) fn said(items: &[Item]) -> Option<Said> {
    let mut reader = Reader::default();
    for (at, item) in items.iter().enumerate() {
        let rest = items.get(at + 1..).unwrap_or_default();
        if reader.excepting && !matches!(item, Item::Days(_)) {
            return None;
        }
        match *item {
            Item::Season => {
                if !reader.season(rest) {
                    break;
                }
            }
            Item::Days(days) if reader.excepting => reader.except(days)?,
            Item::Days(days) => reader.days(days, rest),
            Item::Weeks(weeks) => reader.weeks |= weeks,
            Item::Span(span) => reader.span(span)?,
            Item::Closed => reader.state(Says::Closed)?,
            Item::Unknown => reader.state(Says::Unknown)?,
            Item::Break => reader.pause(rest)?,
            Item::Except => reader.excepting = true,
            Item::Online => (reader.online, reader.saw_online) = (true, true),
            Item::Counter => reader.counter(),
            Item::Frequency { weekly: false } => return None,
            Item::Frequency { weekly: true } | Item::Zone(_) => {}
            Item::End => reader.end_of_line(),
        }
    }
    reader.finish();
    reader.whole()
}

impl Reader {
    fn whole(mut self) -> Option<Said> {
        self.take_waiting();
        if let Some(days) = self.days.take() {
            if self.statements.iter().any(|statement| statement.says != Says::Closed) || days & HOLIDAYS != 0 || self.in_break {
                return None;
            }
            self.online = self.saw_online;
            self.days = Some(days);
            self.says = Some(Says::OnlyDays);
            self.close();
        }
        let mut statements = self.statements;
        let online = statements.iter().all(|statement| statement.online);
        if !online {
            statements.retain(|statement| !statement.online);
        }
        let all_day = |statement: &Statement| statement.days.is_none() && statement.says == Says::Open(vec![ALL_DAY]);
        if statements.len() > 1 && statements.iter().any(all_day) {
            return None;
        }
        (!statements.is_empty()).then_some(Said { statements, online, ramadan: self.ramadan })
    }

    /// "Ramadan": hours of a season alone are the season's; beside those of the year they are left out. False where nothing more is read.
    fn season(&mut self, rest: &[Item]) -> bool {
        let behind = !rest.iter().take_while(|item| **item != Item::End).any(|item| matches!(item, Item::Span(_) | Item::Days(_)));
        let said = !self.statements.is_empty() || self.says.is_some();
        if behind && self.says.is_some() && self.line_began > 0 {
            self.statements.truncate(self.line_began);
            (self.says, self.days) = (None, None);
            return true;
        }
        self.ramadan |= behind || !said;
        self.ramadan
    }

    /// Days begin a statement, or belong to the times right before them: "08.00 - 15.00 (Senin - Kamis)".
    fn days(&mut self, days: Days, rest: &[Item]) {
        let times_follow =
            rest.iter().take_while(|item| **item != Item::End).any(|item| matches!(item, Item::Span(_) | Item::Closed | Item::Unknown));
        let line = rest.iter().take_while(|item| **item != Item::End);
        let days_last = line.filter(|item| matches!(item, Item::Span(_) | Item::Closed | Item::Unknown | Item::Days(_))).last();
        let alternates = matches!(days_last, None | Some(Item::Days(_)));
        let behind = self.says.is_some() && self.days.is_none() && (!times_follow || self.days_behind || alternates);
        if behind && !self.in_break {
            self.days = Some(days);
            self.days_behind = true;
            if !matches!(rest.first(), Some(Item::Weeks(_))) {
                self.close();
            }
            return;
        }
        if self.says.is_some() {
            let again = self.in_break && self.break_has_days;
            self.close();
            self.in_break = again;
        }
        self.break_has_days |= self.in_break;
        self.days = Some(self.days.unwrap_or(0) | days);
    }

    /// "Setiap hari kecuali Minggu", "Senin - Jumat 08.00 - 15.00 kecuali hari libur".
    fn except(&mut self, days: Days) -> Option<()> {
        self.excepting = false;
        if self.days.is_none() && self.says.is_none() {
            let last = self.statements.last_mut()?;
            last.days = Some(last.days.unwrap_or(EVERY_DAY) & !days);
        } else {
            let open = self.days.unwrap_or(EVERY_DAY) & !days;
            self.days = Some(open).filter(|open| *open != 0);
            self.days?;
        }
        self.statements.push(Statement { days: Some(days), weeks: 0, says: Says::Closed, online: false, same_line: false });
        Some(())
    }

    /// "Offline": what was said before it is the other channel's.
    fn counter(&mut self) {
        if self.online && self.says.is_some() {
            self.close();
        }
        self.online = false;
    }

    fn span(&mut self, span: Span) -> Option<()> {
        if span == ALL_DAY && matches!(self.says, Some(Says::Open(_))) {
            self.close();
        }
        self.take_waiting();
        match (&mut self.says, self.in_break) {
            (Some(Says::Open(spans)), false) | (Some(Says::Break(spans)), true) => spans.push(span),
            (None, false) => self.says = Some(Says::Open(vec![span])),
            (None, true) => self.says = Some(Says::Break(vec![span])),
            _ => return None,
        }
        Some(())
    }

    /// "Tutup" behind times contradicts them, unless other days came between.
    fn state(&mut self, state: Says) -> Option<()> {
        if self.says.as_ref().is_some_and(|says| *says == state) {
            return Some(());
        }
        if self.says.is_some() || self.in_break {
            return None;
        }
        if let (Some(days), Some(_)) = (self.waiting, self.days) {
            self.waiting = None;
            self.statements.push(Statement { days: Some(days), weeks: 0, says: Says::Unknown, online: false, same_line: false });
        }
        self.take_waiting();
        // "Setiap hari, hari libur tutup": the holidays alone are meant, or all of it; nobody can tell.
        if state == Says::Closed && self.days == Some(EVERY_DAY | HOLIDAYS) {
            return None;
        }
        self.says = Some(state);
        if self.days.is_some() {
            self.close();
        }
        Some(())
    }

    /// "Istirahat 12.00 - 13.00"; "Jumat istirahat 11.30 - 13.00" where the days stand before it.
    fn pause(&mut self, rest: &[Item]) -> Option<()> {
        let own_days = self.says.is_none() && self.days.is_some();
        if self.says.is_some() {
            self.close();
        }
        if own_days && (self.statements.is_empty() || !matches!(rest.first(), Some(Item::Span(_)))) {
            return None;
        }
        self.in_break = true;
        self.break_has_days = own_days;
        self.same_line = !self.statements.is_empty() && self.same_line;
        Some(())
    }

    /// A line break ends a statement that is whole; days wait for the times on the next line.
    fn end_of_line(&mut self) {
        self.continue_days();
        self.finish();
        if let Some(days) = self.days.take() {
            self.waiting = Some(self.waiting.unwrap_or(0) | days);
        }
        self.in_break = false;
        self.break_has_days = false;
        self.same_line = false;
        self.online = false;
        self.line_began = self.statements.len();
    }

    /// A line of times alone goes on with the days of the line before it.
    fn continue_days(&mut self) {
        let alone = self.days.is_none() && self.statements.len() == self.line_began && !self.online && self.weeks == 0;
        if let (true, Some(Says::Open(spans)), Some(last)) = (alone, &self.says, self.statements.last())
            && !spans.contains(&ALL_DAY)
            && matches!(last.says, Says::Open(_))
            && last.weeks == 0
        {
            self.days = last.days;
        }
    }

    fn take_waiting(&mut self) {
        if let Some(days) = self.waiting.take() {
            self.days = Some(self.days.unwrap_or(0) | days);
        }
    }

    fn finish(&mut self) {
        if self.says.is_some() {
            self.close();
        }
    }

    fn close(&mut self) {
        if let Some(says) = self.says.take() {
            let pause = matches!(says, Says::Break(_));
            let weeks = std::mem::take(&mut self.weeks);
            let apart = self.online && says == Says::Open(vec![ALL_DAY]);
            self.statements.push(Statement {
                days: self.days.take(),
                weeks,
                says,
                online: self.online,
                same_line: pause && self.same_line,
            });
            self.same_line = true;
            self.online &= !apart;
        }
        self.in_break = false;
    }
}

impl Statement {
    /// The days that it is about: every weekday where none are named.
    pub(super) fn of_days(&self) -> Days {
        self.days.unwrap_or(EVERY_DAY)
    }
}

/// The same statements, about every weekday: "Tutup" alone is a statement where the weekday stands beside it.
pub(super) fn every_day(mut statements: Vec<Statement>) -> Vec<Statement> {
    statements.iter_mut().for_each(|statement| statement.days = Some(EVERY_DAY));
    statements
}
