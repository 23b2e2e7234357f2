//! What a rule makes of a text: a fact, and what there is to say about it.

use crate::model::{Code, Fact};

/// The reading of one field.
///
/// * `fact` is `None`: the field is empty, or holds a placeholder ("-", "NULL", "#").
/// * `fact` holds no value: there is a text, and no rule understood it. A finding says so.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading<T> {
    /// What was read.
    pub fact: Option<Fact<T>>,
    /// What to tell the region.
    pub findings: Vec<Code>,
}

impl<T> Reading<T> {
    /// An empty field.
    #[must_use]
    pub fn empty() -> Self {
        Self { fact: None, findings: Vec::new() }
    }

    /// A value that `rule` read.
    #[must_use]
    pub fn read(value: T, raw: &str, rule: &'static str) -> Self {
        Self { fact: Some(Fact::read(value, raw, rule)), findings: Vec::new() }
    }

    /// A text that no rule understood.
    #[must_use]
    pub fn unread(raw: &str, code: Code) -> Self {
        Self { fact: Some(Fact::unread(raw)), findings: vec![code] }
    }

    /// A text that `rule` recognised, and that holds no value of this kind.
    #[must_use]
    pub fn without_value(raw: &str, rule: &'static str, code: Code) -> Self {
        let mut fact = Fact::unread(raw);
        fact.provenance.rule = rule.into();
        Self { fact: Some(fact), findings: vec![code] }
    }

    /// The same with one more finding.
    #[must_use]
    pub fn with(mut self, code: Code) -> Self {
        self.findings.push(code);
        self
    }

    /// The value, where one was read.
    #[must_use]
    pub fn value(&self) -> Option<&T> {
        self.fact.as_ref()?.value.as_ref()
    }

    /// The name of the rule that read it; `""` for an empty field.
    #[must_use]
    pub fn rule(&self) -> &str {
        self.fact.as_ref().map_or("", |fact| &fact.provenance.rule)
    }
}
