//! The constraints on a value beyond its kind: ranges, lengths, counts, patterns, formats and lists of values.

use refract_codegen::ir::validate;
use refract_codegen::ir::{Count, IntegerWidth, LengthUnit, Range};
use serde_json::Number;

use super::{Actual, Walk, format};
use crate::contract::program::{Checks, RowId, Spot};
use crate::finding::Code;
use crate::json::{Json, Path};

impl<const COUNT: bool> Walk<'_, '_, COUNT> {
    pub(super) fn checks(&mut self, checks: &Checks, row: RowId, value: &Json<'_>, path: &Path<'_>) {
        match value {
            Json::String(text) => self.text(checks, row, text, path, true),
            Json::Number(number) => {
                if let Some((range, origin)) = &checks.range {
                    self.range(range, number, row, path, *origin);
                }
                if let Some((step, origin)) = &checks.multiple_of
                    && !validate::is_multiple(number, step)
                {
                    let expected = format!("a multiple of {step}");
                    let actual = number.to_string();
                    self.report(Code::NotMultiple, row, path, expected, Actual::Text(&actual), Some(*origin));
                }
                self.other(checks, row, value, path);
            }
            Json::Bool(_) => self.other(checks, row, value, path),
            Json::Array(items) => {
                if let Some((count, origin)) = &checks.count {
                    self.count(*count, items.len(), "elements", row, path, *origin);
                }
                if let Some(origin) = checks.unique
                    && !validate::is_unique(items)
                {
                    let actual = Actual::Words("two elements are equal".into());
                    self.report(Code::NotUnique, row, path, "no two elements are equal", actual, Some(origin));
                }
            }
            Json::Object(members) => {
                if let Some((count, origin)) = &checks.count {
                    self.count(*count, members.len(), "entries", row, path, *origin);
                }
            }
            Json::Null => {}
        }
    }

    /// A string, or the key of a map.
    pub(super) fn text(&mut self, checks: &Checks, row: RowId, text: &str, path: &Path<'_>, count: bool) {
        if let Some((length, origin)) = &checks.length {
            let long = length.of(text);
            let unit = if length.unit == LengthUnit::Bytes { "bytes" } else { "characters" };
            if !length.count.contains(long) {
                let expected = format!("{} {unit}", bounds(length.count));
                let actual = Actual::Words(format!("{long} {unit}").into());
                self.report(Code::WrongLength, row, path, expected, actual, Some(*origin));
            }
        }
        for (pattern, ecma, origin) in &checks.patterns {
            if !self.checker.contract.program.accepts(*pattern, text) {
                let expected = format!("a text that matches `{ecma}`");
                self.report(Code::PatternMismatch, row, path, expected, Actual::Text(text), Some(*origin));
            }
        }
        if let Some(form) = &checks.format
            && !format::fits(form, text, &self.checker.contract.program)
        {
            self.report(Code::WrongFormat, row, path, format::words(form), Actual::Text(text), None);
        }
        if let Some((range, origin)) = &checks.content_range
            && let Some(number) = validate::number::written(text)
        {
            self.range(range, &number, row, path, *origin);
        }
        let Some(values) = &checks.values else {
            if COUNT && count {
                self.unlisted(row, text);
            }
            return;
        };
        match values.texts.binary_search_by(|(known, _)| (**known).cmp(text)) {
            Ok(at) if COUNT && count => self.evidence.listed(row, values.texts[at].1),
            Ok(_) => {}
            Err(_) => {
                if COUNT && count {
                    self.unlisted(row, text);
                }
                if !values.open {
                    self.drift(row, text, path, values.origin);
                }
            }
        }
    }

    /// A number or boolean against a list of values.
    fn other(&mut self, checks: &Checks, row: RowId, value: &Json<'_>, path: &Path<'_>) {
        let Some(values) = &checks.values else { return };
        let text = match value {
            Json::Bool(value) => value.to_string(),
            Json::Number(number) => number.to_string(),
            _ => return,
        };
        match values.others.iter().find(|(known, _)| validate::equal(value, known)) {
            Some((_, index)) if COUNT => self.evidence.listed(row, *index),
            Some(_) => {}
            None => {
                if COUNT {
                    self.unlisted(row, &text);
                }
                if !values.open {
                    self.drift(row, &text, path, values.origin);
                }
            }
        }
    }

    fn drift(&mut self, row: RowId, text: &str, path: &Path<'_>, origin: Spot) {
        const SHOWN: usize = 12;
        let listed = &self.checker.contract.program.row(row).values;
        // Keys of maps have lists that rows do not show.
        let more = if listed.len() > SHOWN { format!(" and {} more", listed.len() - SHOWN) } else { String::new() };
        let shown: Vec<&str> = listed.iter().take(SHOWN).map(String::as_str).collect();
        let expected = format!("one of {}{more}", shown.join(", "));
        self.report(Code::EnumDrift, row, path, expected, Actual::Text(text), Some(origin));
    }

    /// The width of an integer.
    pub(super) fn width(&mut self, width: IntegerWidth, number: &Number, row: RowId, path: &Path<'_>) {
        if !width.contains(number) {
            let expected = self.checker.contract.program.row(row).kind.clone();
            self.report(Code::OutOfRange, row, path, expected, Actual::Text(&number.to_string()), None);
        }
    }

    /// An integer that is sent as a string.
    pub(super) fn digits(&mut self, width: IntegerWidth, text: &str, row: RowId, path: &Path<'_>) {
        let expected = || self.checker.contract.program.row(row).kind.clone();
        if !validate::is_digits(text) {
            let actual = Actual::Words("string that is not an integer".into());
            self.report(Code::WrongType, row, path, expected(), actual, None);
        } else if !width.contains_digits(text) {
            self.report(Code::OutOfRange, row, path, expected(), Actual::Text(text), None);
        }
    }

    fn range(&mut self, range: &Range, number: &Number, row: RowId, path: &Path<'_>, origin: Spot) {
        if range.contains(number) {
            return;
        }
        let end = |bound: &refract_codegen::ir::Bound, word: &str, exclusive: &str| {
            format!("{} {}", if bound.exclusive { exclusive } else { word }, bound.value)
        };
        let ends: Vec<String> = [
            range.min().map(|bound| end(bound, "at least", "more than")),
            range.max().map(|bound| end(bound, "at most", "less than")),
        ]
        .into_iter()
        .flatten()
        .collect();
        self.report(Code::OutOfRange, row, path, ends.join(" and "), Actual::Text(&number.to_string()), Some(origin));
    }

    fn count(&mut self, count: Count, long: usize, unit: &str, row: RowId, path: &Path<'_>, origin: Spot) {
        if !count.contains(long as u64) {
            let expected = format!("{} {unit}", bounds(count));
            self.report(
                Code::WrongCount,
                row,
                path,
                expected,
                Actual::Words(format!("{long} {unit}").into()),
                Some(origin),
            );
        }
    }
}

fn bounds(count: Count) -> String {
    match (count.min(), count.max()) {
        (Some(min), Some(max)) if min == max => min.to_string(),
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("at least {min}"),
        (None, Some(max)) => format!("at most {max}"),
        (None, None) => "any number of".into(),
    }
}
