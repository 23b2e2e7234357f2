//! The records of a level: selected, unfolded where they nest, and freed of what is no record.

use super::declaration::Level;
use super::values::At;
use super::{Language, MAX_DEPTH, Place};

/// The texts of one record by the field that they fill.
#[derive(Clone, Debug, Default)]
pub(super) struct Values {
    one: Vec<(&'static str, String)>,
    many: Vec<(&'static str, Vec<String>)>,
}

impl Values {
    /// Reads every mapped field of a record.
    pub(super) fn read<L: Language>(level: &Level<L>, at: &At<'_, '_, L>) -> Self {
        let mut values = Self::default();
        for (name, field) in &level.fields {
            if level.kind.lists().contains(name) {
                values.many.push((name, field.list(at)));
            } else if let Some(text) = field.one(at) {
                values.one.push((name, text));
            }
        }
        values
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.one.iter().find(|(known, _)| *known == name).map(|(_, text)| text.as_str()).filter(|text| !text.trim().is_empty())
    }

    /// Hands a text out.
    pub(super) fn take(&mut self, name: &str) -> Option<String> {
        let at = self.one.iter().position(|(known, _)| *known == name)?;
        Some(self.one.swap_remove(at).1)
    }

    /// Hands a list out; empty where there is none.
    pub(super) fn take_list(&mut self, name: &str) -> Vec<String> {
        self.many.iter_mut().find(|(known, _)| *known == name).map(|(_, texts)| std::mem::take(texts)).unwrap_or_default()
    }

    fn set(&mut self, name: &'static str, text: String) {
        self.one.retain(|(known, _)| *known != name);
        self.one.push((name, text));
    }

    /// Whether a field has something.
    pub(super) fn has(&self, name: &str) -> bool {
        self.get(name).is_some() || self.many.iter().any(|(known, texts)| *known == name && !texts.is_empty())
    }

    /// One of these lists has something.
    fn any(&self, names: &[&'static str]) -> bool {
        self.many.iter().any(|(name, texts)| !texts.is_empty() && names.contains(name))
    }
}

/// What a level remembers from one record to the next.
pub(super) struct Memory {
    above: Values,
    heading: Option<String>,
}

impl Memory {
    pub(super) fn new() -> Self {
        Self { above: Values::default(), heading: None }
    }

    /// The values of a record, with what "as above" and headings mean; `None` where it is no record.
    pub(super) fn values<L: Language>(&mut self, level: &Level<L>, at: &At<'_, '_, L>) -> Option<Values> {
        if L::blank(at.place.node) {
            return None;
        }
        if level.group.is_some()
            && let Some(text) = L::only_text(at.place.node)
        {
            self.heading = Some(text);
            return None;
        }
        if !level.conditions.iter().all(|condition| condition.holds(at)) {
            return None;
        }
        let mut values = Values::read(level, at);
        if let (Some(group), Some(heading)) = (level.group, &self.heading)
            && values.get(group).is_none()
        {
            values.set(group, heading.clone());
        }
        // A row that names the agency and no service says what is meant below it.
        let nameless = level.kind.required().first().is_some_and(|name| values.get(name).is_none());
        let heads = nameless && level.fill_down.iter().any(|name| values.get(name).is_some()) && !values.any(&level.append);
        for name in &level.fill_down {
            match values.get(name) {
                Some(text) => self.above.set(name, text.to_owned()),
                None => {
                    if let Some(text) = self.above.get(name) {
                        let text = text.to_owned();
                        values.set(name, text);
                    }
                }
            }
        }
        (!heads).then_some(values)
    }
}

/// The records of a level below a record or in the document.
pub(super) fn each<'d, L: Language>(level: &Level<L>, above: &Place<'d, L>) -> Vec<Place<'d, L>> {
    let mut places = Vec::new();
    if level.each.is_empty() {
        places.extend(L::rows(above.node).unwrap_or_else(|| vec![above.clone()]));
    }
    for selector in &level.each {
        places.extend(L::below(selector, above.node).into_iter().map(|place| inside(place, above)));
    }
    if level.skip > 0 {
        places.drain(..level.skip.min(places.len()));
    }
    if level.children.is_some() {
        let mut unfolded = Vec::new();
        places.into_iter().for_each(|place| unfold(level, place, 0, &mut unfolded));
        places = unfolded;
    }
    if level.each.len() > 1 || level.children.is_some() || level.skip > 0 {
        for (at, place) in places.iter_mut().enumerate() {
            place.position = at + 1;
        }
    }
    places
}

/// A record and all records of its kind below it.
fn unfold<'d, L: Language>(level: &Level<L>, place: Place<'d, L>, depth: usize, into: &mut Vec<Place<'d, L>>) {
    let children: Vec<Place<'d, L>> = match &level.children {
        Some(selector) if depth < MAX_DEPTH => L::below(selector, place.node).into_iter().map(|child| inside(child, &place)).collect(),
        _ => Vec::new(),
    };
    if children.is_empty() || !level.leaves_only {
        into.push(place);
    }
    children.into_iter().for_each(|child| unfold(level, child, depth + 1, into));
}

/// A place below another, with the keys, surroundings and path of both.
fn inside<'d, L: Language>(mut place: Place<'d, L>, above: &Place<'d, L>) -> Place<'d, L> {
    if !above.keys.is_empty() {
        place.keys.splice(0..0, above.keys.iter().cloned());
    }
    place.ancestors.push(above.node);
    place.ancestors.extend(above.ancestors.iter().copied());
    if above.path != "$" && !above.path.is_empty() {
        let below = place.path.trim_start_matches('$');
        place.path = if below.starts_with(['[', '.']) { format!("{}{below}", above.path) } else { format!("{} {below}", above.path) };
    }
    place
}
