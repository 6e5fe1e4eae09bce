//! What statements mean for a single string, number or boolean.
//!
//! The first statement about a thing counts, since they are ordered by weight; another end of the same range adds to
//! it, and a different one is a contradiction that is reported.

use serde_json::{Number, Value};

use super::{Meaning, kind_name};
use crate::diagnostic::Code;
use crate::ir::{
    Bound, Constraints, Count, EnumValue, Enumeration, Format, Kind, Length, LengthUnit, Pattern, PatternFrom, Range,
    Sourced,
};
use crate::understand::constraints::characters::{self, CharacterSet};
use crate::understand::constraints::pattern;
use crate::understand::constraints::read::{Stated, Statement, number};
use crate::understand::constraints::values;
use crate::understand::draft::DraftSchema;
use crate::vocabulary::phrases::{Part, Says};

/// The minimum and the maximum, as far as they are stated.
type Ends<'b> = (Option<&'b Bound>, Option<&'b Bound>);

/// The format of a string, by the first statement that names it; another one of the same format may add its template.
fn format(name: &str, template: Option<&String>, schema: &mut DraftSchema) {
    if let Kind::String { format } = &mut schema.kind {
        let known = format.get_or_insert_with(|| Format { name: name.to_owned(), template: None });
        if known.name == name && known.template.is_none() {
            known.template = template.cloned();
        }
    }
}

impl Meaning<'_> {
    pub(super) fn scalar(&mut self, statement: &Statement, schema: &mut DraftSchema) {
        let constraints = &mut schema.constraints;
        match &statement.stated {
            Stated::Range(min, max) => self.apply_range(statement, (min.as_ref(), max.as_ref()), schema),
            Stated::Size(min, max) => self.apply_size(statement, (min.as_ref(), max.as_ref()), schema),
            Stated::Length(min, max, unit) => self.apply_length(statement, (min.as_ref(), max.as_ref()), *unit, schema),
            Stated::Count(..) => self.leave(Code::ConstraintUnused, statement, "a count applies to lists and maps"),
            Stated::Values(values, open) | Stated::CodedValues(values, open) => {
                self.values(statement, values, *open, schema);
            }
            Stated::Default(text) => self.default(statement, text, schema),
            Stated::Pattern(text) => match (&schema.kind, pattern::ecma(text)) {
                (Kind::String { .. } | Kind::Any, Ok(found)) => self.printed(statement, found, constraints),
                (_, Ok(_)) => self.leave(Code::ConstraintUnused, statement, "a regular expression applies to texts"),
                (_, Err(why)) => self.leave(Code::PatternUnusable, statement, format!("`{text}`: {why}")),
            },
            Stated::Form(ecma) => self.form(statement, ecma, schema),
            Stated::Characters(part, set) => match schema.kind {
                Kind::String { .. } | Kind::Any => self.characters(statement, *part, set, constraints),
                _ => self.leave(Code::ConstraintUnused, statement, "characters apply to texts"),
            },
            Stated::Unit(unit) => {
                constraints.unit.get_or_insert(self.sourced(statement, unit.clone()));
            }
            Stated::Format(name, template) => format(name, template.as_ref(), schema),
            Stated::Step(n) => self.step(statement, n, constraints),
            Stated::Multiple(n) => {
                if matches!(schema.kind, Kind::Integer { .. } | Kind::Number) {
                    constraints.multiple_of.get_or_insert(self.sourced(statement, n.clone()));
                }
            }
            Stated::Flag(flag) => self.flag(*flag, statement, constraints),
            Stated::DeprecatedValue(text) => self.deprecated_value(statement, text, schema),
            // Taken out before.
            Stated::RequiredWhen { .. }
            | Stated::Condition
            | Stated::Exclusive(_)
            | Stated::Explained(_)
            | Stated::DefaultMeaning(_) => {}
        }
    }

    /// Bounds on a number: on a number's value, or on the number in a string.
    fn apply_range(&mut self, statement: &Statement, (min, max): Ends<'_>, schema: &mut DraftSchema) {
        let constraints = &mut schema.constraints;
        match &schema.kind {
            Kind::Integer { .. } | Kind::Number | Kind::Any => self.range(statement, min, max, constraints),
            Kind::Union { members } if members.iter().any(|member| is_number(&member.kind)) => {
                self.range(statement, min, max, constraints);
            }
            // `- OBS: … expires after 0 to 365 days`: the item is about one part of the string.
            Kind::String { .. } if statement.in_item && !statement.begins_item => {
                self.leave(Code::ConstraintUnused, statement, "it is about a part of the value");
            }
            Kind::String { .. } => self.content(statement, min, max, constraints),
            _ => self.leave(Code::ConstraintUnused, statement, "a range applies to numbers"),
        }
    }

    /// Bounds whose meaning depends on the type: on a number's value, or on a string's length.
    fn apply_size(&mut self, statement: &Statement, (min, max): Ends<'_>, schema: &mut DraftSchema) {
        let constraints = &mut schema.constraints;
        match schema.kind {
            Kind::Integer { .. } | Kind::Number => self.range(statement, min, max, constraints),
            // `in Mbps … maximum: 10000`: a number that is sent as a string.
            Kind::String { .. } if self.unit.is_some() => self.content(statement, min, max, constraints),
            Kind::String { .. } => self.length(statement, min, max, LengthUnit::Characters, constraints),
            _ => self.leave(Code::ConstraintUnused, statement, "without a type it is neither a length nor a value"),
        }
    }

    /// Bounds on a string's length.
    fn apply_length(
        &mut self,
        statement: &Statement,
        (min, max): Ends<'_>,
        unit: LengthUnit,
        schema: &mut DraftSchema,
    ) {
        let constraints = &mut schema.constraints;
        match &schema.kind {
            Kind::String { .. } | Kind::Any => self.length(statement, min, max, unit, constraints),
            Kind::Union { members } if members.iter().any(|it| matches!(it.kind, Kind::String { .. })) => {
                self.length(statement, min, max, unit, constraints);
            }
            _ => self.leave(Code::ConstraintUnused, statement, "a length applies to texts"),
        }
    }

    /// An expression made from the template of a time, where the page prints none.
    fn form(&self, statement: &Statement, ecma: &str, schema: &mut DraftSchema) {
        let constraints = &mut schema.constraints;
        if matches!(schema.kind, Kind::String { .. }) && constraints.patterns.is_empty() {
            let pattern = Pattern { ecma: ecma.to_owned(), written: None, from: Some(PatternFrom::Template) };
            constraints.patterns.push(*self.sourced(statement, pattern));
        }
    }

    /// An expression that the page prints. If it is stated twice, once with the escapes of the page's own markup, the
    /// plainer one counts.
    fn printed(&self, statement: &Statement, found: Pattern, constraints: &mut Constraints) {
        constraints.patterns.retain(|known| known.value.from.is_none());
        let plain = |pattern: &Pattern| pattern.ecma.replace('\\', "");
        match constraints.patterns.iter_mut().find(|known| plain(&known.value) == plain(&found)) {
            Some(known) if known.value.ecma.len() > found.ecma.len() => *known = *self.sourced(statement, found),
            Some(_) => {}
            None => constraints.patterns.push(*self.sourced(statement, found)),
        }
    }

    /// `step 10` from 20 on are multiples of ten; from 5 on they are not.
    fn step(&mut self, statement: &Statement, step: &Number, constraints: &mut Constraints) {
        match constraints.range.as_ref().and_then(|range| range.value.min()) {
            Some(least) if counts_from(least, step) => {
                constraints.multiple_of.get_or_insert(self.sourced(statement, step.clone()));
            }
            _ => self.leave(Code::ConstraintUnused, statement, "it is not known from which number the steps count"),
        }
    }

    pub(super) fn flag(&mut self, flag: Says, statement: &Statement, constraints: &mut Constraints) {
        let slot = match flag {
            Says::ReadOnly => &mut constraints.read_only,
            Says::Deprecated => &mut constraints.deprecated,
            Says::Reserved => &mut constraints.reserved,
            Says::Null | Says::NotNull => &mut constraints.nullable,
            _ => return self.leave(Code::ConstraintUnused, statement, "it applies to lists"),
        };
        slot.get_or_insert(self.sourced(statement, flag != Says::NotNull));
    }

    /// Statements about a string's characters become one pattern. An expression that the page states is more precise.
    fn characters(&mut self, statement: &Statement, part: Part, set: &CharacterSet, constraints: &mut Constraints) {
        if constraints.patterns.iter().any(|pattern| pattern.value.from.is_none()) {
            return self.leave(Code::ConstraintUnused, statement, "the page has an expression for the value");
        }
        self.characters.push((part, set.clone()));
        constraints.patterns = match characters::pattern(&self.characters) {
            Some(pattern) => vec![*self.sourced(statement, pattern)],
            None => Vec::new(),
        };
    }

    /// A range of the number in a string: a fact about its content.
    fn content(&self, statement: &Statement, min: Option<&Bound>, max: Option<&Bound>, constraints: &mut Constraints) {
        if let Some(range) = Range::new(min.cloned(), max.cloned()) {
            constraints.content_range.get_or_insert(self.sourced(statement, range));
        }
    }

    fn range(
        &mut self,
        statement: &Statement,
        min: Option<&Bound>,
        max: Option<&Bound>,
        constraints: &mut Constraints,
    ) {
        let Some(new) = Range::new(min.cloned(), max.cloned()) else {
            return self.leave(Code::ConstraintUnused, statement, "the range contains no number");
        };
        // `1 to 99 … Default: -1`: the range does not always apply.
        if let Some(default) = &constraints.default
            && default.value.as_number().is_some_and(|number| !new.contains(number))
        {
            let message = format!("the default at {} is outside it", default.origin);
            return self.leave(Code::ConstraintContradiction, statement, message);
        }
        match &mut constraints.range {
            None => constraints.range = Some(self.sourced(statement, new)),
            Some(known) => {
                let clash = (new.min().is_some() && known.value.min().is_some_and(|m| Some(m) != new.min()))
                    || (new.max().is_some() && known.value.max().is_some_and(|m| Some(m) != new.max()));
                match known.value.both(&new) {
                    Some(both) if !clash => known.value = both,
                    _ => {
                        let message = format!("another range is stated at {}", known.origin);
                        self.leave(Code::ConstraintContradiction, statement, message);
                    }
                }
            }
        }
    }

    fn length(
        &mut self,
        statement: &Statement,
        min: Option<&Bound>,
        max: Option<&Bound>,
        unit: LengthUnit,
        constraints: &mut Constraints,
    ) {
        let Some(count) = counted(min, max) else {
            return self.leave(Code::ConstraintUnused, statement, "the length is not a whole number");
        };
        match &mut constraints.length {
            None => constraints.length = Some(self.sourced(statement, Length { count, unit })),
            Some(known) => {
                if let Some(both) = joined(known.value.count, count) {
                    known.value.count = both;
                } else {
                    let message = format!("another length is stated at {}", known.origin);
                    self.leave(Code::ConstraintContradiction, statement, message);
                }
            }
        }
    }

    pub(super) fn count(
        &mut self,
        statement: &Statement,
        min: Option<&Bound>,
        max: Option<&Bound>,
        constraints: &mut Constraints,
    ) {
        let Some(count) = counted(min, max) else {
            return self.leave(Code::ConstraintUnused, statement, "the count is not a whole number");
        };
        match &mut constraints.count {
            None => constraints.count = Some(self.sourced(statement, count)),
            Some(known) => {
                if let Some(both) = joined(known.value, count) {
                    known.value = both;
                } else {
                    let message = format!("another count is stated at {}", known.origin);
                    self.leave(Code::ConstraintContradiction, statement, message);
                }
            }
        }
    }

    fn values(
        &mut self,
        statement: &Statement,
        values: &[(String, Option<String>)],
        open: bool,
        schema: &mut DraftSchema,
    ) {
        let coded = matches!(statement.stated, Stated::CodedValues(..));
        if coded && values.len() > 1 && values.iter().all(|(text, _)| self.siblings.contains(text)) {
            return self.leave(Code::ConstraintUnused, statement, "the words are names of fields beside this one");
        }
        let mut list = Vec::new();
        for (text, meaning) in values {
            if let Some(value) = typed(text, &schema.kind) {
                list.push(EnumValue { meaning: meaning.clone(), ..EnumValue::of(value) });
            } else {
                let message = format!("`{text}` is not a value of the type `{}`", kind_name(&schema.kind));
                return self.leave(Code::ConstraintUnused, statement, message);
            }
        }
        let Some(new) = Enumeration::new(list, open) else {
            return;
        };
        // The two values of a boolean follow from its type.
        if matches!(schema.kind, Kind::Boolean) && new.values().len() > 1 {
            return;
        }
        match &schema.constraints.enumeration {
            None => schema.constraints.enumeration = Some(self.sourced(statement, new)),
            Some(known) => {
                let same = known.value.values().len() == new.values().len()
                    && new.values().iter().all(|value| known.value.contains(&value.value));
                if !same {
                    let message = format!("another list of values is stated at {}", known.origin);
                    self.leave(Code::ConstraintContradiction, statement, message);
                }
            }
        }
    }

    /// A listed value that should no longer be used. It stays one of the values.
    fn deprecated_value(&mut self, statement: &Statement, text: &str, schema: &mut DraftSchema) {
        let value = typed(text, &schema.kind);
        let list = schema.constraints.enumeration.as_mut();
        if !list.zip(value).is_some_and(|(list, value)| list.value.deprecate(&value)) {
            self.leave(Code::ConstraintUnused, statement, format!("it is about `{text}`, which is not listed"));
        }
    }

    fn default(&mut self, statement: &Statement, text: &str, schema: &mut DraftSchema) {
        // A range shows that a value without a type is a number.
        let numeric = matches!(schema.kind, Kind::Any) && schema.constraints.range.is_some();
        let kind = if numeric { Kind::Number } else { schema.kind.clone() };
        let duration = matches!(&kind, Kind::String { format: Some(format) } if format.name == "duration");
        if duration && text.bytes().all(|b| b.is_ascii_digit()) {
            return self.leave(Code::ConstraintUnused, statement, format!("`{text}` is a number, not a duration"));
        }
        // `in seconds … the default is 3600s`: the number, also in a string.
        let text = self.unit.as_deref().and_then(|unit| of_unit(text, unit)).unwrap_or(text);
        // `0 or 1, the default is 1` for a boolean.
        let digit = |text: &str| match (&kind, text) {
            (Kind::Boolean, "0") => Some(Value::Bool(false)),
            (Kind::Boolean, "1") => Some(Value::Bool(true)),
            _ => None,
        };
        let unitless = |text: &str| without_unit(text).and_then(|number| typed(number, &kind));
        let Some(value) = typed(text, &kind).or_else(|| digit(text)).or_else(|| unitless(text)) else {
            let message = format!("`{text}` is not a value of the type `{}`", kind_name(&schema.kind));
            return self.leave(Code::ConstraintUnused, statement, message);
        };
        let outside =
            |range: &mut Box<Sourced<Range>>| value.as_number().is_some_and(|number| !range.value.contains(number));
        if schema.constraints.default.is_none()
            && let Some(range) = schema.constraints.range.take_if(outside)
        {
            let message = format!("the default is outside the range at {}, which is left out", range.origin);
            self.leave(Code::ConstraintContradiction, statement, message);
        }
        match &schema.constraints.default {
            None => schema.constraints.default = Some(self.sourced(statement, value)),
            Some(known) if known.value != value => {
                let message = format!("another default is stated at {}", known.origin);
                self.leave(Code::ConstraintContradiction, statement, message);
            }
            Some(_) => {}
        }
    }
}

/// A value in the type's JSON form.
pub(crate) fn typed<R>(text: &str, kind: &Kind<R>) -> Option<Value> {
    let text = text.trim();
    match kind {
        Kind::Integer { as_string: true, .. } => whole(text).map(|n| Value::String(n.to_string())),
        Kind::Integer { .. } => whole(text).map(Value::Number),
        Kind::Number => number_of(text).map(Value::Number),
        Kind::Boolean => match text.to_ascii_lowercase().as_str() {
            "true" => Some(Value::Bool(true)),
            "false" => Some(Value::Bool(false)),
            _ => None,
        },
        Kind::String { .. } | Kind::Any => Some(Value::String(text.to_owned())),
        // Where it could be a number as well as a string, nothing decides.
        Kind::Union { members } => {
            let mut found = members.iter().filter_map(|member| typed(text, &member.kind));
            let first = found.next()?;
            found.all(|other| other == first).then_some(first)
        }
        _ => None,
    }
}

fn is_number<R>(kind: &Kind<R>) -> bool {
    matches!(kind, Kind::Integer { .. } | Kind::Number)
}

fn number_of(text: &str) -> Option<Number> {
    values::is_number(text).then(|| number(text)).flatten()
}

/// Whether steps from a number on are the multiples of the step.
fn counts_from(least: &Bound, step: &Number) -> bool {
    match (least.value.as_i64(), step.as_i64()) {
        (Some(least), Some(step)) => step > 0 && least % step == 0,
        _ => false,
    }
}

fn whole(text: &str) -> Option<Number> {
    number_of(text).filter(|n| n.is_i64() || n.is_u64()).or_else(|| product(text))
}

/// The value of a number that is written as a product: `128x1024`.
fn product(text: &str) -> Option<Number> {
    let factors = text.split(['x', '×', '*']).map(|factor| factor.parse::<i64>().ok());
    let amount = factors.reduce(|amount, factor| amount?.checked_mul(factor?))?;
    amount.map(Number::from)
}

/// The number before a known unit.
fn of_unit<'t>(text: &'t str, unit: &str) -> Option<&'t str> {
    let (found, number) = (values::unit_of(text)?, without_unit(text)?);
    (found.eq_ignore_ascii_case(unit) && values::is_number(number)).then_some(number)
}

/// The number before a unit: `300s`.
fn without_unit(text: &str) -> Option<&str> {
    let digits =
        text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-' || c == '.' || c == ',').len();
    let rest = text[digits..].trim();
    let unit = !rest.is_empty() && rest.chars().count() <= 12;
    (digits > 0 && unit && !rest.contains(|c: char| c.is_whitespace() || c.is_ascii_digit())).then(|| &text[..digits])
}

fn counted(min: Option<&Bound>, max: Option<&Bound>) -> Option<Count> {
    let end = |bound: Option<&Bound>, lower: bool| -> Option<Option<u64>> {
        let Some(bound) = bound else { return Some(None) };
        let n = bound.value.as_u64()?;
        Some(Some(match (bound.exclusive, lower) {
            (false, _) => n,
            (true, true) => n + 1,
            (true, false) => n.checked_sub(1)?,
        }))
    };
    Count::new(end(min, true)?, end(max, false)?)
}

/// The intersection of both counts; `None` where they contradict each other.
fn joined(known: Count, new: Count) -> Option<Count> {
    let clash = (new.min().is_some() && known.min().is_some() && new.min() != known.min())
        || (new.max().is_some() && known.max().is_some() && new.max() != known.max());
    if clash { None } else { known.both(new) }
}
