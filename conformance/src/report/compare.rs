//! Compares two reports: which findings are new, which are gone, and which occur more often.
//!
//! Runs differ in length, so the frequency of a finding is counted per matched exchange. A new value of a finding that
//! lists values is new, too. The reports may have different contracts: findings are identified by code and place in the
//! contract, as in a baseline.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use refract_codegen::source::Origin;
use refract_codegen::text::count;
use serde::Serialize;

use super::render::{Shown, plain};
use super::{Coverage, Report};
use crate::finding::{Code, Group, Place, Severity};

/// The JSON Schema of a [`Comparison`]'s JSON form.
pub const SCHEMA: &str = include_str!("../../schemas/comparison.v1.json");

/// The differences between two reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Comparison {
    /// Whether both reports have the same contract.
    pub same_contract: bool,
    /// How many exchanges matched an operation.
    pub matched: Change<u64>,
    /// How much of the contract was exercised, in percent, where there is something to exercise.
    pub coverage: BTreeMap<&'static str, Change<Option<u64>>>,
    /// Findings that only the new report has, or with values that the old one does not have.
    pub new: Vec<Difference>,
    /// Findings that only the old report has.
    pub gone: Vec<Difference>,
    /// Findings in a greater share of the matched exchanges than before.
    pub more_frequent: Vec<Difference>,
    /// The number of findings that are in both reports and not more frequent.
    pub unchanged: usize,
}

/// A value before and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Change<T> {
    /// In the old report.
    pub old: T,
    /// In the new report.
    pub new: T,
}

/// A finding that differs between two reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Difference {
    /// The code of the finding.
    pub code: Code,
    /// The severity.
    pub severity: Severity,
    /// Whether the baseline of the report lists it.
    pub known: bool,
    /// The place in the contract.
    pub place: Place,
    /// The origin on the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// How often it was found. If the finding existed before and only has new values, how often these were found.
    pub count: Change<u64>,
    /// What the contract requires.
    pub expected: String,
    /// The values that were found, the most frequent first; only new ones if the finding existed before.
    pub found: String,
}

impl Comparison {
    /// Compares two reports.
    pub fn of(old: &Report, new: &Report) -> Self {
        let matched = Change { old: old.counts.routed(), new: new.counts.routed() };
        let (mut fresh, mut more_frequent, mut unchanged) = (Vec::new(), Vec::new(), 0);
        for (code, place, group) in new.findings.iter().filter(|(_, _, group)| group.severity > Severity::Off) {
            let before = old.findings.get(code, place);
            let was = before.map_or(0, |group| group.count);
            // Shares are compared without dividing, so that rounding makes no difference.
            let grew = u128::from(group.count) * u128::from(matched.old) > u128::from(was) * u128::from(matched.new);
            match before {
                None => fresh.push(Difference::new(code, place, group, Change { old: 0, new: group.count })),
                Some(before) => {
                    let change = Change { old: was, new: group.count };
                    let values = new_values(code, before, group);
                    if !values.is_empty() {
                        let found = values.keys().copied().collect::<Vec<_>>().join(", ");
                        let change = Change { old: 0, new: values.values().sum() };
                        fresh.push(Difference { found, ..Difference::new(code, place, group, change) });
                    } else if grew {
                        more_frequent.push(Difference::new(code, place, group, change));
                    } else {
                        unchanged += 1;
                    }
                }
            }
        }
        let gone = old.findings.iter().filter(|(_, _, group)| group.severity > Severity::Off);
        let gone = gone.filter(|(code, place, _)| new.findings.get(*code, place).is_none());
        let gone =
            gone.map(|(code, place, group)| Difference::new(code, place, group, Change { old: group.count, new: 0 }));
        let mut comparison = Self {
            same_contract: old.contract == new.contract,
            matched,
            coverage: coverage(old, new),
            new: fresh,
            gone: gone.collect(),
            more_frequent,
            unchanged,
        };
        for list in [&mut comparison.new, &mut comparison.gone, &mut comparison.more_frequent] {
            // The order of findings by code and place is kept within a severity.
            list.sort_by_key(|it| (it.known, std::cmp::Reverse(it.severity)));
        }
        comparison
    }

    /// Whether there is a new finding of this severity or a greater one that no baseline lists. `off` never fails.
    pub fn fails(&self, from: Severity) -> bool {
        from > Severity::Off && self.new.iter().any(|it| !it.known && it.severity >= from)
    }

    /// As JSON.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_else(|error| unreachable!("plain data: {error}"));
        text.push('\n');
        text
    }

    /// The comparison as text for people.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for (title, list) in [("new", &self.new), ("gone", &self.gone), ("more frequent", &self.more_frequent)] {
            if !list.is_empty() {
                let _ = writeln!(text, "{title}:");
                for it in list {
                    it.write(&mut text, self.matched);
                }
                text.push('\n');
            }
        }
        if !self.same_contract {
            text.push_str(
                "The reports are of different contracts: the pages, their fixups or the version of Refract changed.\n",
            );
        }
        for (what, Change { old, new }) in &self.coverage {
            if old != new {
                let percent =
                    |share: Option<u64>| share.map_or_else(|| "none".to_owned(), |share| format!("{share} %"));
                let _ = writeln!(text, "exercised {what}: {} before, {} now", percent(*old), percent(*new));
            }
        }
        let _ = writeln!(
            text,
            "{} new, {} gone, {} more frequent, {} unchanged; {} matched before, {} now",
            self.new.len(),
            self.gone.len(),
            self.more_frequent.len(),
            self.unchanged,
            count(self.matched.old, "exchange"),
            self.matched.new,
        );
        text
    }
}

impl Difference {
    fn new(code: Code, place: &Place, group: &Group, count: Change<u64>) -> Self {
        let shown = Shown { code, place, group };
        Self {
            code,
            severity: group.severity,
            known: group.known,
            place: place.clone(),
            origin: group.origin.clone(),
            count,
            expected: shown.expected().to_owned(),
            found: shown.actual(),
        }
    }

    fn write(&self, text: &mut String, matched: Change<u64>) {
        let known = if self.known { ", known" } else { "" };
        let place = plain(&self.place.to_string());
        let _ = write!(text, "  {}[{}]: {place}{known}", self.severity.name(), self.code.name());
        for (label, texts) in [("expected", &self.expected), ("found", &self.found)] {
            if !texts.is_empty() {
                let _ = write!(text, "\n    {label} {}", plain(texts));
            }
        }
        let times =
            |number: u64, exchanges: u64| format!("{} in {}", count(number, "time"), count(exchanges, "exchange"));
        let Change { old, new } = self.count;
        let often = match (old, new) {
            (0, _) => times(new, matched.new),
            (_, 0) => times(old, matched.old),
            _ => format!("{} before, {} now", times(old, matched.old), times(new, matched.new)),
        };
        let _ = write!(text, "\n    {often}");
        if let Some(origin) = &self.origin {
            let _ = write!(text, "\n    page: {}", plain(&origin.to_string()));
        }
        text.push('\n');
    }
}

/// The values of a finding that the old report does not have, with their frequencies; none where it may have had them.
fn new_values<'g>(code: Code, old: &Group, new: &'g Group) -> BTreeMap<&'g str, u64> {
    if !code.lists_actual() || old.actual.more {
        return BTreeMap::new();
    }
    let values = new.actual.kept.iter().filter(|(value, _)| !old.actual.kept.contains_key(*value));
    values.map(|(value, count)| (value.as_str(), *count)).collect()
}

fn coverage(old: &Report, new: &Report) -> BTreeMap<&'static str, Change<Option<u64>>> {
    let of = |report: &Report| Coverage::total(&report.coverage).ratios();
    let both = of(old).into_iter().zip(of(new));
    both.map(|((name, old), (_, new))| (name, Change { old: old.percent(), new: new.percent() })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reports may come from anyone, and their content is shown on a terminal.
    #[test]
    fn nothing_of_a_report_steers_the_terminal() {
        let difference = Difference {
            code: Code::WrongType,
            severity: Severity::Error,
            known: false,
            place: Place::default(),
            origin: Some(Origin { page: "a\u{1b}]0;.md".into(), line: 1, column: 1 }),
            count: Change { old: 0, new: 1 },
            expected: "a\u{1b}[2Jtext".into(),
            found: "two\nlines\u{7}".into(),
        };
        let mut text = String::new();
        difference.write(&mut text, Change { old: 1, new: 1 });
        assert!(text.lines().all(|line| !line.contains(char::is_control)), "{text:?}");
        assert_eq!(text.lines().count(), 5, "{text:?}");
    }
}
