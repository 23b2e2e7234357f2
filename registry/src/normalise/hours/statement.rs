//! Joins days, times and states to statements: "Senin - Kamis" + "08.00 - 15.00". Days may stand before their times or behind them.

use super::scan::{Days, EVERY_DAY, Item, Span};

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
}

/// One statement about some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Statement {
    /// The days; `None`: none are named.
    pub days: Option<Days>,
    /// What it says.
    pub says: Says,
    /// It holds for no counter but a website or a chatbot.
    online: bool,
    /// It is a break that follows the statement before it on the same line.
    pub same_line: bool,
}

#[derive(Default)]
struct Reader {
    statements: Vec<Statement>,
    days: Option<Days>,
    says: Option<Says>,
    days_behind: bool,
    in_break: bool,
    break_has_days: bool,
    same_line: bool,
    online: bool,
}

/// The statements of a text. `None` where days stand without a time or state.
pub(super) fn statements(items: &[Item]) -> Option<Vec<Statement>> {
    let mut reader = Reader::default();
    for (at, item) in items.iter().enumerate() {
        match *item {
            Item::Season => {
                if season_only(&reader) {
                    return None;
                }
                break;
            }
            Item::Days(days) => reader.days(days, items.get(at + 1..).unwrap_or_default()),
            Item::Span(span) => reader.span(span)?,
            Item::Closed => reader.state(Says::Closed)?,
            Item::Unknown => reader.state(Says::Unknown)?,
            Item::Break => reader.pause()?,
            Item::Online => reader.online = true,
            Item::Zone(_) => {}
            Item::End => reader.end_of_line()?,
        }
    }
    reader.finish()?;
    if reader.days.is_some() {
        return None;
    }
    let mut statements = reader.statements;
    if statements.iter().any(|statement| !statement.online) {
        statements.retain(|statement| !statement.online);
    }
    (!statements.is_empty()).then_some(statements)
}

/// Hours of a season alone say nothing of the rest of the year.
fn season_only(reader: &Reader) -> bool {
    reader.statements.is_empty() && reader.says.is_none()
}

impl Reader {
    /// Days begin a statement, or belong to the times right before them: "08.00 - 15.00 (Senin - Kamis)".
    fn days(&mut self, days: Days, rest: &[Item]) {
        let times_follow =
            rest.iter().take_while(|item| **item != Item::End).any(|item| matches!(item, Item::Span(_) | Item::Closed | Item::Unknown));
        let behind = self.says.is_some() && self.days.is_none() && (!times_follow || self.days_behind);
        if behind && !self.in_break {
            self.days = Some(days);
            self.days_behind = true;
            self.close();
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

    fn span(&mut self, span: Span) -> Option<()> {
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
        self.says = Some(state);
        if self.days.is_some() {
            self.close();
        }
        Some(())
    }

    fn pause(&mut self) -> Option<()> {
        if self.says.is_some() {
            self.close();
        } else if self.days.is_some() {
            return None;
        }
        self.in_break = true;
        self.break_has_days = false;
        self.same_line = !self.statements.is_empty() && self.same_line;
        Some(())
    }

    /// A line break ends a statement that is whole; days wait for the times on the next line.
    fn end_of_line(&mut self) -> Option<()> {
        self.finish()?;
        self.in_break = false;
        self.break_has_days = false;
        self.same_line = false;
        self.online = false;
        Some(())
    }

    fn finish(&mut self) -> Option<()> {
        if self.says.is_some() {
            self.close();
        }
        Some(())
    }

    fn close(&mut self) {
        if let Some(says) = self.says.take() {
            let pause = matches!(says, Says::Break(_));
            self.statements.push(Statement { days: self.days.take(), says, online: self.online, same_line: pause && self.same_line });
            self.same_line = true;
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
