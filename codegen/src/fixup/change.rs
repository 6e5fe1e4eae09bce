//! Applies a fixup to one value: type, requiredness, demands. It changes the given value and reports, key by key,
//! whether that made a difference. Other modules find the value and report the result.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Fixup;
use super::demand::{DROPPABLE, applies, remove_inapplicable, scalar_of, take};
use super::load::Places;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{
    Api, Bound, CORRECTED, Constraints, Correction, Count, EnumValue, Enumeration, Length, LengthUnit, Pattern, Range,
    Required, Schema, Sourced,
};
use crate::source::Origin;

/// The result of a fixup at one or more places.
#[derive(Debug, Default)]
pub(super) struct Report {
    /// Each key that was applied, and whether it made a difference anywhere.
    pub(super) keys: BTreeMap<&'static str, bool>,
    /// Where the page states the same, for keys that made no difference.
    pub(super) stated_at: BTreeMap<&'static str, Origin>,
    /// What is not possible.
    pub(super) problems: Vec<Diagnostic>,
}

impl Report {
    pub(super) fn note(&mut self, key: &'static str, differs: bool, stated_at: Option<&Origin>) -> bool {
        *self.keys.entry(key).or_default() |= differs;
        if let (false, Some(stated_at)) = (differs, stated_at) {
            self.stated_at.entry(key).or_insert_with(|| stated_at.clone());
        }
        differs
    }

    pub(super) fn problem(&mut self, at: Origin, message: impl Into<String>) {
        let problem = Diagnostic::at(Code::FixupInvalid, at, message);
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    pub(super) fn changed(&self) -> bool {
        self.keys.values().any(|&changed| changed)
    }

    pub(super) fn add(&mut self, other: Self) {
        for (key, changed) in other.keys {
            *self.keys.entry(key).or_default() |= changed;
        }
        for (key, stated_at) in other.stated_at {
            self.stated_at.entry(key).or_insert(stated_at);
        }
        for problem in other.problems {
            if !self.problems.contains(&problem) {
                self.problems.push(problem);
            }
        }
    }
}

/// Changes a value. `required` is absent where a value can't be required: elements, values of maps, whole bodies.
pub(super) fn value(
    api: &Api,
    fixup: &Fixup,
    places: &Places,
    required: Option<&mut Required>,
    schema: &mut Schema,
) -> Report {
    let mut changing = Changing { api, fixup, places, report: Report::default(), row: schema.origin.clone() };
    if let Some(wanted) = fixup.required {
        match required {
            Some(required) => changing.required(wanted, required, schema),
            None => changing.problem("required", "only a field or parameter can be required"),
        }
    }
    changing.kind(schema);
    changing.drop(&mut schema.constraints);
    changing.numbers(schema);
    changing.sizes(schema);
    changing.values(schema);
    changing.flags(schema);
    if let Some(text) = &fixup.description
        && changing.report.note("description", schema.description.as_ref() != Some(text), schema.origin.as_ref())
    {
        schema.description = Some(text.clone());
        schema.links.clear();
        changing.correct("description", schema);
    }
    changing.report
}

/// The fixup in the form of the IR.
pub(super) fn correction(fixup: &Fixup, places: &Places, key: &str, what: impl Into<String>) -> Correction {
    Correction { what: what.into(), why: fixup.why.clone(), origin: places.key(key) }
}

struct Changing<'a> {
    api: &'a Api,
    fixup: &'a Fixup,
    places: &'a Places,
    report: Report,
    /// The origin of the value on the page.
    row: Option<Origin>,
}

impl Changing<'_> {
    fn problem(&mut self, key: &str, message: impl Into<String>) {
        self.report.problem(self.places.key(key), message);
    }

    fn correct(&self, key: &'static str, schema: &mut Schema) {
        schema.constraints.corrections.push(correction(self.fixup, self.places, key, key));
    }

    #[allow(clippy::unnecessary_box_returns, reason = "constraints hold boxes")]
    fn sourced<T>(&self, key: &str, value: T) -> Box<Sourced<T>> {
        Box::new(Sourced { value, origin: self.places.key(key), rule: CORRECTED.to_owned() })
    }

    fn required(&mut self, wanted: bool, required: &mut Required, schema: &mut Schema) {
        let new = if wanted { Required::Always } else { Required::Optional };
        let row = self.row.clone();
        if self.report.note("required", *required != new, row.as_ref()) {
            *required = new;
            // The demand under a condition now applies in all cases.
            schema.constraints.conditions.retain(|condition| !condition.required);
            self.correct("required", schema);
        }
    }

    fn kind(&mut self, schema: &mut Schema) {
        let Some(wanted) = &self.fixup.type_ else { return };
        if let Some(name) = wanted.structure()
            && !self.api.schemas.contains_key(&crate::ir::SchemaName::new(name))
        {
            self.problem("type", format!("the service has no structure `{name}`"));
            return;
        }
        let found = super::Type::of(&schema.kind);
        let named = super::Type::of(&self.api.resolve(schema).kind);
        let row = self.row.clone();
        if !self.report.note("type", found != *wanted && named != *wanted, row.as_ref()) {
            return;
        }
        schema.kind = wanted.kind();
        schema.inferred.clear();
        self.correct("type", schema);
        let resolved = self.api.resolve(schema).kind.clone();
        for (key, origin) in remove_inapplicable(&resolved, &mut schema.constraints) {
            self.report.problems.push(
                Diagnostic::at(
                    Code::ConstraintUnused,
                    origin,
                    format!("`{key}` does not apply to the type that {} sets", self.places.key("type")),
                )
                .help("state it again next to the type, if it still applies"),
            );
        }
    }

    /// Removes demands of the page.
    fn drop(&mut self, stated: &mut Constraints) {
        for key in &self.fixup.drop {
            let Some(known) = DROPPABLE.into_iter().find(|known| known == key) else {
                self.problem(
                    "drop",
                    format!("`{key}` is not a demand that can be dropped; these are: {}", DROPPABLE.join(", ")),
                );
                continue;
            };
            let there = take(stated, known);
            if self.report.note(known, there, self.row.clone().as_ref()) {
                stated.corrections.push(correction(self.fixup, self.places, "drop", format!("drop {known}")));
            }
        }
    }

    fn numbers(&mut self, schema: &mut Schema) {
        let fixup = self.fixup;
        let ends = [
            ("minimum", fixup.minimum.as_ref(), false, false),
            ("exclusive-minimum", fixup.exclusive_minimum.as_ref(), true, false),
            ("maximum", fixup.maximum.as_ref(), false, true),
            ("exclusive-maximum", fixup.exclusive_maximum.as_ref(), true, true),
        ];
        for (key, number, exclusive, upper) in ends {
            let Some(number) = number else { continue };
            if !self.fits(key, schema) {
                continue;
            }
            let old = schema.constraints.range.as_ref();
            let ends = old.map_or((None, None), |old| (old.value.min().cloned(), old.value.max().cloned()));
            let bound = Some(Bound { value: number.clone(), exclusive });
            let same = |end: &Option<Bound>| {
                end.as_ref().is_some_and(|end| {
                    end.exclusive == exclusive && crate::ir::validate::compare(&end.value, number).is_eq()
                })
            };
            let differs = !same(if upper { &ends.1 } else { &ends.0 });
            let stated_at = old.map(|old| old.origin.clone());
            if !self.report.note(key, differs, stated_at.as_ref()) {
                continue;
            }
            let range = if upper { Range::new(ends.0, bound) } else { Range::new(bound, ends.1) };
            match range {
                Some(range) => schema.constraints.range = Some(self.sourced(key, range)),
                None => self.problem(key, "no number is left in the range: state or drop its other end, too"),
            }
        }
        if let Some(number) = &fixup.multiple_of
            && self.fits("multiple-of", schema)
        {
            if number.as_f64().is_none_or(|number| number <= 0.0) {
                self.problem("multiple-of", "a number is a multiple of one above 0");
                return;
            }
            let old = schema.constraints.multiple_of.as_deref();
            if self.differs("multiple-of", old, number) {
                schema.constraints.multiple_of = Some(self.sourced("multiple-of", number.clone()));
            }
        }
        if let Some(unit) = &fixup.unit
            && self.differs("unit", schema.constraints.unit.as_deref(), unit)
        {
            schema.constraints.unit = Some(self.sourced("unit", unit.clone()));
        }
    }

    fn sizes(&mut self, schema: &mut Schema) {
        let fixup = self.fixup;
        for (key, wanted, upper) in [("min-length", fixup.min_length, false), ("max-length", fixup.max_length, true)] {
            let Some(wanted) = wanted else { continue };
            if !self.fits(key, schema) {
                continue;
            }
            let old = schema.constraints.length.as_ref();
            let unit = fixup.length_unit.or_else(|| old.map(|old| old.value.unit)).unwrap_or(LengthUnit::Characters);
            let (count, differs) = ends(old.map(|old| old.value.count), wanted, upper);
            let differs = differs || old.is_some_and(|old| old.value.unit != unit);
            let stated_at = old.map(|old| old.origin.clone());
            if !self.report.note(key, differs, stated_at.as_ref()) {
                continue;
            }
            match count {
                Some(count) => schema.constraints.length = Some(self.sourced(key, Length { count, unit })),
                None => self.problem(key, "no length is left: state or drop the other end, too"),
            }
        }
        if fixup.length_unit.is_some() && fixup.min_length.is_none() && fixup.max_length.is_none() {
            self.problem("length-unit", "a unit needs `min-length` or `max-length` next to it");
        }
        for (key, wanted, upper) in [("min-count", fixup.min_count, false), ("max-count", fixup.max_count, true)] {
            let Some(wanted) = wanted else { continue };
            if !self.fits(key, schema) {
                continue;
            }
            let old = schema.constraints.count.as_ref();
            let (count, differs) = ends(old.map(|old| old.value), wanted, upper);
            let stated_at = old.map(|old| old.origin.clone());
            if !self.report.note(key, differs, stated_at.as_ref()) {
                continue;
            }
            match count {
                Some(count) => schema.constraints.count = Some(self.sourced(key, count)),
                None => self.problem(key, "no number of entries is left: state or drop the other end, too"),
            }
        }
        if let Some(wanted) = fixup.unique
            && self.fits("unique", schema)
            && self.differs("unique", schema.constraints.unique.as_deref(), &wanted)
        {
            schema.constraints.unique = Some(self.sourced("unique", wanted));
        }
        if let Some(wanted) = &fixup.pattern
            && self.fits("pattern", schema)
        {
            if let Err(error) = regex_syntax::parse(wanted) {
                self.problem("pattern", format!("no regular expression that can be used: {}", one_line(&error)));
                return;
            }
            let old = &schema.constraints.patterns;
            let stated_at = old.first().map(|pattern| pattern.origin.clone());
            let differs = !matches!(old.as_slice(), [one] if one.value.ecma == *wanted);
            if self.report.note("pattern", differs, stated_at.as_ref()) {
                let pattern = Pattern { ecma: wanted.clone(), written: None, from: None };
                schema.constraints.patterns = vec![*self.sourced("pattern", pattern)];
            }
        }
    }

    fn values(&mut self, schema: &mut Schema) {
        let fixup = self.fixup;
        let old = schema.constraints.enumeration.clone();
        let stated_at = old.as_ref().map(|old| old.origin.clone());
        let mut open = old.as_ref().is_some_and(|old| old.value.is_open());
        let mut values: Vec<EnumValue> = old.as_ref().map_or_else(Vec::new, |old| old.value.values().to_vec());
        let mut key = None;
        for (name, wanted) in [("values", &fixup.values), ("add-values", &fixup.add_values)] {
            if wanted.is_empty() {
                continue;
            }
            if let Some(wrong) = wanted.iter().find(|value| !scalar_of(&self.api.resolve(schema).kind, value)) {
                self.problem(name, format!("{wrong} is not a value of the type {}", super::Type::of(&schema.kind)));
                continue;
            }
            let known = |value: &Value| values.iter().any(|known| known.value == *value);
            let differs = if name == "values" {
                values.len() != wanted.len() || !wanted.iter().all(known)
            } else {
                !wanted.iter().all(known)
            };
            if !self.report.note(name, differs, stated_at.as_ref()) {
                continue;
            }
            key = Some(name);
            let listed = |value: &Value| {
                let known = values.iter().find(|known| known.value == *value).cloned();
                known.unwrap_or_else(|| EnumValue::of(value.clone()))
            };
            let new: Vec<EnumValue> = wanted.iter().map(listed).collect();
            if name == "values" {
                values = new;
            } else {
                values.extend(new);
            }
        }
        if let Some(wanted) = fixup.open {
            if values.is_empty() {
                self.problem("open", "no values are listed: state them with `values`");
            } else if self.report.note("open", open != wanted, stated_at.as_ref()) {
                open = wanted;
                key = key.or(Some("open"));
            }
        }
        if let (Some(key), Some(list)) = (key, Enumeration::new(values, open)) {
            schema.constraints.enumeration = Some(self.sourced(key, list));
        }
        if let Some(wanted) = &fixup.default_ {
            let kind = &self.api.resolve(schema).kind;
            if !wanted.is_array() && !wanted.is_object() && !scalar_of(kind, wanted) {
                self.problem(
                    "default",
                    format!("{wanted} is not a value of the type {}", super::Type::of(&schema.kind)),
                );
            } else if self.differs("default", schema.constraints.default.as_deref(), wanted) {
                schema.constraints.default = Some(self.sourced("default", wanted.clone()));
            }
        }
    }

    fn flags(&mut self, schema: &mut Schema) {
        let fixup = self.fixup;
        let stated = &mut schema.constraints;
        for (key, wanted, slot) in [
            ("nullable", fixup.nullable, &mut stated.nullable),
            ("deprecated", fixup.deprecated, &mut stated.deprecated),
            ("read-only", fixup.read_only, &mut stated.read_only),
        ] {
            let Some(wanted) = wanted else { continue };
            if self.differs(key, slot.as_deref(), &wanted) {
                *slot = Some(self.sourced(key, wanted));
            }
        }
    }

    fn differs<T: PartialEq>(&mut self, key: &'static str, old: Option<&Sourced<T>>, wanted: &T) -> bool {
        self.report.note(key, old.is_none_or(|old| old.value != *wanted), old.map(|old| &old.origin))
    }

    /// Whether a demand applies to a type.
    fn fits(&mut self, key: &'static str, schema: &Schema) -> bool {
        let fits = applies(key, &self.api.resolve(schema).kind);
        if !fits {
            self.problem(key, format!("`{key}` does not apply to the type {}", super::Type::of(&schema.kind)));
        }
        fits
    }
}

fn one_line(error: &dyn std::fmt::Display) -> String {
    error.to_string().lines().last().unwrap_or_default().trim().to_owned()
}

/// A count with another bound, and whether that bound differs.
fn ends(old: Option<Count>, wanted: u64, upper: bool) -> (Option<Count>, bool) {
    let (min, max) = old.map_or((None, None), |old| (old.min(), old.max()));
    if upper {
        (Count::new(min, Some(wanted)), max != Some(wanted))
    } else {
        (Count::new(Some(wanted), max), min != Some(wanted))
    }
}
