//! What statements mean for a field of a certain type, and which of them counts where they disagree.
//!
//! "Minimum: 1" is a length on a text, a count on a list, a value on a number; a range of numbers on a text is a fact
//! about its content. The heavier statement counts, then the earlier one; a different one of the same thing is a
//! contradiction that is told. Two different ones in two items of a list are branches, and neither holds always.

use serde_json::{Number, Value};

use super::pattern;
use super::read::{Said, Statement, number};
use crate::diagnostic::Code;
use crate::ir::Pattern;
use crate::ir::{
    Bound, Condition, Constraints, Count, EnumValue, Enumeration, ExclusiveGroup, Format, Kind, Length, LengthUnit,
    Range, Schema, Sourced, When,
};
use crate::source::Origin;
use crate::understand::{DraftRef, DraftSchema};
use crate::vocabulary::phrases::{Says, Scope};

/// What is left over when statements were applied.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) left_out: Vec<LeftOut>,
    pub(super) groups: Vec<ExclusiveGroup>,
    /// Whether the field must be given under a condition only.
    pub(super) only_when: bool,
}

/// A statement that did not become a constraint.
#[derive(Debug)]
pub(super) struct LeftOut {
    pub(super) code: Code,
    pub(super) range: std::ops::Range<usize>,
    pub(super) message: String,
    pub(super) rule: String,
}

/// The kinds of values as phrases name them.
fn kind_name<R>(kind: &Kind<R>) -> &'static str {
    match kind {
        Kind::Any => "any",
        Kind::Boolean => "boolean",
        Kind::Integer { as_string: true, .. } => "int64",
        Kind::Integer { .. } => "integer",
        Kind::Number => "number",
        Kind::String { .. } => "string",
        Kind::Array { .. } => "array",
        Kind::Map { .. } => "map",
        Kind::Object(_) | Kind::Ref { .. } => "object",
    }
}

/// Puts statements into a schema. `origin` gives the place of a range of the description.
pub(super) fn apply(
    statements: Vec<Statement>,
    schema: &mut DraftSchema,
    siblings: &[String],
    origin: &dyn Fn(std::ops::Range<usize>) -> Origin,
) -> Outcome {
    let mut meaning = Meaning { outcome: Outcome::default(), siblings, origin, ranged: false };
    // "Minimum: 1" is no range of a text's content.
    let text = matches!(schema.kind, Kind::String { .. });
    let is_range = |statement: &Statement| {
        matches!(statement.said, Said::Range(..)) || (!text && matches!(statement.said, Said::Size(..)))
    };
    // Items that each state a size are cases, and no values.
    let sized = |statement: &&Statement| {
        statement.in_item
            && matches!(statement.said, Said::Range(..) | Said::Length(..) | Said::Count(..) | Said::Size(..))
    };
    let ranged_somewhere = statements.iter().any(is_range) || statements.iter().filter(sized).count() > 1;
    let statements = meaning.branches(statements, &mut schema.constraints);
    meaning.ranged = statements.iter().any(is_range);
    for statement in statements {
        if let Some(reason) = explains(&statement.said, ranged_somewhere) {
            meaning.leave(Code::ConstraintUnused, &statement, reason);
            continue;
        }
        meaning.one(&statement, schema);
    }
    meaning.outcome
}

/// Why a list explains something, and is not of the values that there are.
fn explains(said: &Said, ranged: bool) -> Option<&'static str> {
    match said {
        Said::Explained(reason) => Some(reason),
        Said::CodedValues(..) if ranged => Some("the list explains single values of a range"),
        // `type=month: 1 to 9`, `type=year: 1 to 3`
        Said::Values(values, _) | Said::CodedValues(values, _)
            if values.len() > 1 && values.iter().all(|(value, meaning)| *value == values[0].0 && meaning.is_some()) =>
        {
            Some("all items of the list are about one thing: they are cases")
        }
        _ => None,
    }
}

struct Meaning<'a> {
    outcome: Outcome,
    siblings: &'a [String],
    origin: &'a dyn Fn(std::ops::Range<usize>) -> Origin,
    ranged: bool,
}

impl Meaning<'_> {
    fn leave(&mut self, code: Code, statement: &Statement, message: impl Into<String>) {
        self.outcome.left_out.push(LeftOut {
            code,
            range: statement.range.clone(),
            message: message.into(),
            rule: format!("read by the phrase `{}`", statement.rule),
        });
    }

    fn sourced<T>(&self, statement: &Statement, value: T) -> Sourced<T> {
        Sourced { value, origin: (self.origin)(statement.range.clone()), rule: statement.rule.clone() }
    }

    /// Takes out what holds only under a condition: sentences that say so, and statements of one thing that differ from
    /// item to item of a list.
    fn branches(&mut self, statements: Vec<Statement>, constraints: &mut Constraints) -> Vec<Statement> {
        let differs = |statement: &Statement| {
            (statement.in_item || statement.labelled)
                && statements.iter().any(|other| {
                    (other.in_item && statement.in_item || other.labelled && statement.labelled)
                        && other.range.start != statement.range.start
                        && same_thing(&other.said, &statement.said)
                        && other.said != statement.said
                })
        };
        let branching: Vec<bool> = statements.iter().map(differs).collect();
        let mut kept = Vec::new();
        for (statement, branch) in statements.into_iter().zip(branching) {
            if let Said::RequiredWhen { field, values, only } = &statement.said {
                self.outcome.only_when |= *only;
                let known = self.siblings.iter().any(|name| name == field);
                let when = known.then(|| When {
                    field: field.clone(),
                    values: values.iter().map(|value| Value::String(value.clone())).collect(),
                });
                let words = statement.condition.clone().unwrap_or_default();
                self.condition(constraints, &statement, when, true, words);
            } else if matches!(statement.said, Said::Condition)
                || branch
                || (statement.condition.is_some() && !matches!(statement.said, Said::Unit(_) | Said::Format(..)))
            {
                let words = statement.condition.clone().unwrap_or_default();
                self.condition(constraints, &statement, None, false, words);
            } else {
                kept.push(statement);
            }
        }
        kept
    }

    fn condition(
        &mut self,
        constraints: &mut Constraints,
        statement: &Statement,
        when: Option<When>,
        required: bool,
        words: String,
    ) {
        let origin = (self.origin)(statement.range.clone());
        let known = constraints.conditions.iter().any(|known| {
            known.required == required && (known.words == words || (known.when.is_some() && known.when == when))
        });
        if !known {
            constraints.conditions.push(Condition { when, required, words, origin, rule: statement.rule.clone() });
        }
    }

    fn one(&mut self, statement: &Statement, schema: &mut DraftSchema) {
        let name = kind_name(&schema.kind);
        let element = match &schema.kind {
            Kind::Array { items } => Some(kind_name(&items.kind)),
            Kind::Map { values, .. } => Some(kind_name(&values.kind)),
            _ => None,
        };
        let fits = statement.kinds.is_empty()
            || statement.kinds.iter().any(|kind| kind == name)
            || element.is_some_and(|element| statement.kinds.iter().any(|kind| kind == element));
        if !fits {
            self.leave(Code::ConstraintUnused, statement, format!("it can't be said of the type `{name}`"));
            return;
        }
        // What is said of keys and values makes an object a map.
        if statement.of != Scope::Value {
            self.of_parts(statement, schema);
            return;
        }
        match (&mut schema.kind, &statement.said) {
            (
                Kind::Array { .. } | Kind::Map { .. } | Kind::Object(_) | Kind::Ref { .. },
                Said::Count(min, max) | Said::Size(min, max),
            ) => {
                self.count(statement, min.as_ref(), max.as_ref(), &mut schema.constraints);
            }
            (Kind::Array { .. }, Said::Flag(Says::Unique)) => {
                schema.constraints.unique.get_or_insert(self.sourced(statement, true));
            }
            (_, Said::Flag(flag)) => self.flag(*flag, statement, &mut schema.constraints),
            (_, Said::Exclusive(members)) => {
                let origin = (self.origin)(statement.range.clone());
                self.outcome.groups.push(ExclusiveGroup { members: members.clone(), origin });
            }
            // What a list of scalars is said to hold is said of its elements.
            (Kind::Array { items }, said) if is_scalar(&items.kind) && !matches!(said, Said::Default(_)) => {
                let inner: &mut Schema<DraftRef> = items;
                self.scalar(statement, inner);
            }
            (Kind::Array { .. } | Kind::Map { .. } | Kind::Object(_) | Kind::Ref { .. }, Said::Default(text)) => {
                match serde_json::from_str::<Value>(text) {
                    Ok(value @ (Value::Array(_) | Value::Object(_))) => {
                        schema.constraints.default.get_or_insert(self.sourced(statement, value));
                    }
                    _ => self.leave(
                        Code::ConstraintUnused,
                        statement,
                        format!("`{text}` is no value of the type `{name}`"),
                    ),
                }
            }
            (Kind::Array { .. } | Kind::Map { .. } | Kind::Object(_) | Kind::Ref { .. }, _) => {
                self.leave(Code::ConstraintUnused, statement, format!("it can't be said of the type `{name}`"));
            }
            _ => self.scalar(statement, schema),
        }
    }

    /// What is said of each element, value or key.
    fn of_parts(&mut self, statement: &Statement, schema: &mut DraftSchema) {
        if let Kind::Object(object) = &schema.kind
            && object.is_open()
        {
            let values = match statement.of {
                // A length or an expression for each value says that the values are texts.
                Scope::EachValue if matches!(statement.said, Said::Length(..) | Said::Pattern(_)) => Schema {
                    inferred: Some("the page demands a length or form of each value".into()),
                    ..Schema::of(Kind::string())
                },
                _ => Schema::any(),
            };
            schema.kind = Kind::map(values);
            schema.inferred.get_or_insert_with(|| "the page speaks of its keys or values".into());
        }
        match (&mut schema.kind, statement.of) {
            (Kind::Map { keys, .. }, Scope::EachKey) => {
                let mut inner: DraftSchema = Schema { constraints: std::mem::take(keys), ..Schema::of(Kind::string()) };
                self.scalar(statement, &mut inner);
                *keys = inner.constraints;
            }
            (Kind::Map { values, .. }, Scope::EachValue) => {
                if matches!(values.kind, Kind::Any) && matches!(statement.said, Said::Length(..) | Said::Pattern(_)) {
                    values.kind = Kind::string();
                    values.inferred = Some("the page demands a length or form of each value".into());
                }
                self.scalar(statement, values);
            }
            (Kind::Array { items }, Scope::EachValue) => self.scalar(statement, items),
            _ => self.leave(Code::ConstraintUnused, statement, "the field has neither keys nor elements"),
        }
    }

    fn scalar(&mut self, statement: &Statement, schema: &mut DraftSchema) {
        let constraints = &mut schema.constraints;
        match &statement.said {
            Said::Range(min, max) => match schema.kind {
                Kind::Integer { .. } | Kind::Number | Kind::Any => {
                    self.range(statement, min.as_ref(), max.as_ref(), constraints);
                }
                Kind::String { .. } => {
                    if let Some(range) = Range::new(min.clone(), max.clone()) {
                        constraints.content_range.get_or_insert(self.sourced(statement, range));
                    }
                }
                _ => self.leave(Code::ConstraintUnused, statement, "a range is said of numbers"),
            },
            Said::Size(min, max) => match schema.kind {
                Kind::Integer { .. } | Kind::Number => self.range(statement, min.as_ref(), max.as_ref(), constraints),
                Kind::String { .. } => {
                    self.length(statement, min.as_ref(), max.as_ref(), LengthUnit::Characters, constraints);
                }
                _ => self.leave(Code::ConstraintUnused, statement, "without a type it is neither a length nor a value"),
            },
            Said::Length(min, max, unit) => match schema.kind {
                Kind::String { .. } | Kind::Any => {
                    self.length(statement, min.as_ref(), max.as_ref(), *unit, constraints);
                }
                _ => self.leave(Code::ConstraintUnused, statement, "a length is said of texts"),
            },
            Said::Count(..) => self.leave(Code::ConstraintUnused, statement, "a count is said of lists and maps"),
            Said::Values(values, open) | Said::CodedValues(values, open) => {
                self.values(statement, values, *open, schema);
            }
            Said::Default(text) => self.default(statement, text, schema),
            Said::Pattern(text) => match (&schema.kind, pattern::ecma(text)) {
                (Kind::String { .. } | Kind::Any, Ok(found)) => {
                    // Stated twice, once with the escapes of the page's own markup: the plainer one is meant.
                    let plain = |pattern: &Pattern| pattern.ecma.replace('\\', "");
                    match constraints.patterns.iter_mut().find(|known| plain(&known.value) == plain(&found)) {
                        Some(known) if known.value.ecma.len() > found.ecma.len() => {
                            *known = self.sourced(statement, found);
                        }
                        Some(_) => {}
                        None => constraints.patterns.push(self.sourced(statement, found)),
                    }
                }
                (_, Ok(_)) => self.leave(Code::ConstraintUnused, statement, "a regular expression is said of texts"),
                (_, Err(why)) => self.leave(Code::PatternUnusable, statement, format!("`{text}`: {why}")),
            },
            Said::Unit(unit) => {
                constraints.unit.get_or_insert(self.sourced(statement, unit.clone()));
            }
            Said::Format(name, template) => {
                if let Kind::String { format } = &mut schema.kind {
                    match format {
                        None => {
                            *format = Some(Format { name: name.clone(), template: template.clone() });
                        }
                        Some(known) if known.name == *name && known.template.is_none() => {
                            known.template.clone_from(template);
                        }
                        Some(_) => {}
                    }
                }
            }
            Said::Multiple(n) => {
                if matches!(schema.kind, Kind::Integer { .. } | Kind::Number) {
                    constraints.multiple_of.get_or_insert(self.sourced(statement, n.clone()));
                }
            }
            Said::Flag(flag) => self.flag(*flag, statement, constraints),
            // Taken out before.
            Said::RequiredWhen { .. } | Said::Condition | Said::Exclusive(_) | Said::Explained(_) => {}
        }
    }

    fn flag(&mut self, flag: Says, statement: &Statement, constraints: &mut Constraints) {
        let slot = match flag {
            Says::ReadOnly => &mut constraints.read_only,
            Says::Deprecated => &mut constraints.deprecated,
            Says::Reserved => &mut constraints.reserved,
            Says::Null | Says::NotNull => &mut constraints.nullable,
            _ => return self.leave(Code::ConstraintUnused, statement, "it is said of lists"),
        };
        let value = Sourced {
            value: flag != Says::NotNull,
            origin: (self.origin)(statement.range.clone()),
            rule: statement.rule.clone(),
        };
        slot.get_or_insert(value);
    }

    fn range(
        &mut self,
        statement: &Statement,
        min: Option<&Bound>,
        max: Option<&Bound>,
        constraints: &mut Constraints,
    ) {
        let Some(new) = Range::new(min.cloned(), max.cloned()) else {
            return self.leave(Code::ConstraintUnused, statement, "the range holds no number");
        };
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
            return self.leave(Code::ConstraintUnused, statement, "the length is no whole number");
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

    fn count(
        &mut self,
        statement: &Statement,
        min: Option<&Bound>,
        max: Option<&Bound>,
        constraints: &mut Constraints,
    ) {
        let Some(count) = counted(min, max) else {
            return self.leave(Code::ConstraintUnused, statement, "the count is no whole number");
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
        let coded = matches!(statement.said, Said::CodedValues(..));
        if coded && values.len() > 1 && values.iter().all(|(text, _)| self.siblings.contains(text)) {
            return self.leave(Code::ConstraintUnused, statement, "the words are names of fields beside this one");
        }
        let mut list = Vec::new();
        for (text, meaning) in values {
            if let Some(value) = typed(text, &schema.kind) {
                list.push(EnumValue { value, meaning: meaning.clone() });
            } else {
                let message = format!("`{text}` is no value of the type `{}`", kind_name(&schema.kind));
                return self.leave(Code::ConstraintUnused, statement, message);
            }
        }
        let Some(new) = Enumeration::new(list, open) else {
            return;
        };
        // Both values of a boolean are what its type says already.
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

    fn default(&mut self, statement: &Statement, text: &str, schema: &mut DraftSchema) {
        // A range says that a value without a type is a number.
        let numeric = matches!(schema.kind, Kind::Any) && schema.constraints.range.is_some();
        let kind = if numeric { Kind::Number } else { schema.kind.clone() };
        let duration = matches!(&kind, Kind::String { format: Some(format) } if format.name == "duration");
        if duration && text.bytes().all(|b| b.is_ascii_digit()) {
            return self.leave(Code::ConstraintUnused, statement, format!("`{text}` is a number and no duration"));
        }
        let Some(value) = typed(text, &kind).or_else(|| without_unit(text).and_then(|n| typed(n, &kind))) else {
            let message = format!("`{text}` is no value of the type `{}`", kind_name(&schema.kind));
            return self.leave(Code::ConstraintUnused, statement, message);
        };
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

/// Whether two statements are about the same thing, so that both can't hold at once where they differ.
fn same_thing(a: &Said, b: &Said) -> bool {
    use Said::{CodedValues, Count, Default, Length, Pattern, Range, Size, Values};
    matches!(
        (a, b),
        (Range(..) | Size(..), Range(..) | Size(..))
            | (Length(..), Length(..))
            | (Count(..), Count(..))
            | (Values(..) | CodedValues(..), Values(..) | CodedValues(..))
            | (Default(_), Default(_))
            | (Pattern(_), Pattern(_))
    )
}

fn is_scalar<R>(kind: &Kind<R>) -> bool {
    matches!(kind, Kind::Boolean | Kind::Integer { .. } | Kind::Number | Kind::String { .. } | Kind::Any)
}

/// A value as the type has it on the wire.
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
        _ => None,
    }
}

fn number_of(text: &str) -> Option<Number> {
    super::values::is_number(text).then(|| number(text)).flatten()
}

fn whole(text: &str) -> Option<Number> {
    number_of(text).filter(|n| n.is_i64() || n.is_u64())
}

/// The number in front of a unit: `300s`.
fn without_unit(text: &str) -> Option<&str> {
    let digits =
        text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-' || c == '.' || c == ',').len();
    let rest = text[digits..].trim();
    (digits > 0 && !rest.is_empty() && rest.chars().count() <= 12 && !rest.contains(char::is_whitespace))
        .then(|| &text[..digits])
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

/// Both counts as one where they don't contradict each other.
fn joined(known: Count, new: Count) -> Option<Count> {
    let clash = (new.min().is_some() && known.min().is_some() && new.min() != known.min())
        || (new.max().is_some() && known.max().is_some() && new.max() != known.max());
    if clash { None } else { known.both(new) }
}
