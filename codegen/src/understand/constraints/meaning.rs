//! What statements mean for a field of a certain type, and which of them counts where they disagree.
//!
//! "Minimum: 1" is a length for a string, a count for an array, a value for a number; a range of numbers for a string
//! is a fact about its content. The heavier statement counts, then the earlier one; a different one about the same
//! thing is a contradiction that is reported. Two different ones in two items of a list are branches, and neither
//! applies always.
//!
//! 1. [`branches`] takes out what applies only under a condition.
//! 2. Statements about an array, a map or an object stay with it or go to its elements, keys and values.
//! 3. [`scalar`] applies the rest to a single string, number or boolean.

mod branches;
mod scalar;

use serde_json::Value;

use super::characters::CharacterSet;
use super::read::{Stated, Statement};
use crate::diagnostic::Code;
use crate::ir::{Bound, Constraints, ExclusiveGroup, Inferred, Kind, LengthUnit, Schema, Sourced};
use crate::limits;
use crate::source::Origin;
use crate::text::fold_prose_str;
use crate::understand::draft::{DraftRef, DraftSchema};
use crate::vocabulary::phrases::{Part, Says, Scope};

/// The result of applying statements.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) left_out: Vec<LeftOut>,
    pub(super) groups: Vec<ExclusiveGroup>,
    /// Whether the field is required only under a condition.
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
        // A statement about a union applies to those of its members that it fits.
        Kind::Any | Kind::Union { .. } => "any",
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

/// Applies statements to a schema. `own` is the field's name; `origin` returns the place of a range of the description.
pub(super) fn apply(
    statements: Vec<Statement>,
    schema: &mut DraftSchema,
    own: &str,
    siblings: &[String],
    origin: &dyn Fn(std::ops::Range<usize>) -> Origin,
) -> Outcome {
    let counted = statements.iter().any(|statement| matches!(statement.stated, Stated::Count(..)));
    let valued = statements.iter().any(|statement| statement.of == Scope::EachValue);
    let unit = statements.iter().find_map(|statement| match &statement.stated {
        Stated::Unit(unit) => Some(unit.clone()),
        _ => None,
    });
    let mut meaning = Meaning {
        outcome: Outcome::default(),
        siblings,
        origin,
        ranged: false,
        counted,
        unit,
        valued,
        characters: Vec::new(),
    };
    // Only a part of them could misrepresent the whole.
    if let Some(first) = statements.get(limits::STATEMENTS) {
        let message = format!("the description states more than {} things: none of them is read", limits::STATEMENTS);
        meaning.leave(Code::LimitExceeded, first, message);
        return meaning.outcome;
    }
    let statements = meaning.own(with_defaults(statements), own, &schema.kind);
    // "Minimum: 1" is not a range of a string's content.
    let text = matches!(schema.kind, Kind::String { .. });
    let name = kind_name(&schema.kind);
    // A statement about other kinds of values, such as `it cannot be left blank` for a number, is not a range either.
    let fits = |statement: &Statement| statement.kinds.is_empty() || statement.kinds.iter().any(|kind| kind == name);
    let is_range = |statement: &Statement| {
        matches!(statement.stated, Stated::Range(..))
            || (!text && matches!(statement.stated, Stated::Size(..)) && fits(statement))
    };
    // Items that each state a size are cases, not values.
    let sized = |statement: &&Statement| {
        statement.in_item
            && matches!(statement.stated, Stated::Range(..) | Stated::Length(..) | Stated::Count(..) | Stated::Size(..))
    };
    let ranged_somewhere = statements.iter().any(is_range) || statements.iter().filter(sized).count() > 1;
    let whole_range = whole_range(&statements);
    let of_cases = has_characters_of_cases(&statements);
    let statements = meaning.branches(statements, &mut schema.constraints);
    meaning.ranged = statements.iter().any(is_range);
    let listed = listed(&statements, text);
    for statement in statements {
        if let (Stated::Default(text), Some((list, range))) = (&statement.stated, &listed)
            && !statement.words.is_empty()
            && !list.iter().any(|value| value.eq_ignore_ascii_case(text))
        {
            let message = format!("it is not among the values listed at {}", origin(range.clone()));
            meaning.leave(Code::ConstraintContradiction, &statement, message);
            continue;
        }
        if of_cases && matches!(statement.stated, Stated::Characters(..)) {
            meaning.leave(
                Code::ConstraintUnused,
                &statement,
                "the text states different characters for different cases",
            );
            continue;
        }
        let ranged = ranged_somewhere && !whole_range.as_ref().is_some_and(|range| covers(&statement.stated, range));
        if let Some(reason) = explains(&statement.stated, ranged) {
            meaning.leave(Code::ConstraintUnused, &statement, reason);
            continue;
        }
        meaning.one(&statement, schema);
    }
    null_as_text(&mut schema.constraints);
    meaning.outcome
}

/// Where a text is listed that reads like `null`, words about `null` are about that text.
fn null_as_text(constraints: &mut Constraints) {
    let listed = constraints.enumeration.as_ref().is_some_and(|list| {
        list.value.values().iter().any(|value| value.value.as_str().is_some_and(|text| text == "null"))
    });
    if listed {
        constraints.nullable.take_if(|nullable| nullable.value);
    }
}

/// The statements, with the values of defaults that are stated only by their meaning. A meaning that no list has, or
/// several have, gives no default.
fn with_defaults(statements: Vec<Statement>) -> Vec<Statement> {
    let meanings: Vec<(String, String)> = statements
        .iter()
        .filter_map(|statement| match &statement.stated {
            Stated::Values(values, _) | Stated::CodedValues(values, _) => Some(values),
            _ => None,
        })
        .flatten()
        .filter_map(|(value, meaning)| Some((fold_prose_str(meaning.as_deref()?.trim()), value.clone())))
        .collect();
    let value_of = |meaning_of: &str| {
        let mut values = meanings.iter().filter(|(meaning, _)| meaning == meaning_of).map(|(_, value)| value);
        let first = values.next()?;
        values.all(|value| value == first).then(|| first.clone())
    };
    let meaning_of = |statement: Statement| match &statement.stated {
        Stated::DefaultMeaning(meaning_of) => {
            value_of(meaning_of).map(|value| Statement { stated: Stated::Default(value), ..statement })
        }
        _ => Some(statement),
    };
    statements.into_iter().filter_map(meaning_of).collect()
}

/// Whether a text states the characters of a value for some cases: in the words of a condition, or twice and
/// differently.
fn has_characters_of_cases(statements: &[Statement]) -> bool {
    let stated: Vec<_> = statements
        .iter()
        .filter_map(|statement| match &statement.stated {
            Stated::Characters(part, set) => Some((statement, part, set)),
            _ => None,
        })
        .collect();
    stated.iter().any(|(statement, part, set)| {
        statement.conditional
            || statement.of_case
            || stated.iter().any(|(_, other, others)| other == part && others != set && *part != &Part::None)
    })
}

/// The common range of all ranges of a text, where they agree and both ends are integers.
fn whole_range(statements: &[Statement]) -> Option<std::ops::RangeInclusive<i64>> {
    let whole = |end: &Option<Bound>| end.as_ref().filter(|end| !end.exclusive).and_then(|end| end.value.as_i64());
    let mut ranges = statements.iter().filter_map(|statement| match &statement.stated {
        Stated::Range(min, max) | Stated::Size(min, max) => Some(whole(min).zip(whole(max))),
        _ => None,
    });
    let first = ranges.next()??;
    ranges.all(|other| other == Some(first)).then_some(first.0..=first.1)
}

/// Whether a list has a meaning for each number of a range, and so lists its values.
fn covers(stated: &Stated, range: &std::ops::RangeInclusive<i64>) -> bool {
    let Stated::CodedValues(values, false) = stated else { return false };
    let numbers: std::collections::BTreeSet<i64> = values.iter().filter_map(|(value, _)| value.parse().ok()).collect();
    let amount = range.end().checked_sub(*range.start()).and_then(|length| length.checked_add(1));
    numbers.len() == values.len()
        && i64::try_from(numbers.len()).ok() == amount
        && numbers.iter().all(|number| range.contains(number))
}

/// The closed list of a text's values, and its place.
fn listed(statements: &[Statement], text: bool) -> Option<(Vec<String>, std::ops::Range<usize>)> {
    let closed = |statement: &Statement| match &statement.stated {
        Stated::Values(values, false) | Stated::CodedValues(values, false) => {
            Some((values.iter().map(|(value, _)| value.clone()).collect(), statement.range.clone()))
        }
        _ => None,
    };
    statements.iter().filter(|_| text).find_map(closed)
}

/// Whether a name before a statement is its subject.
fn has_subject(stated: &Stated) -> bool {
    matches!(
        stated,
        Stated::Range(..)
            | Stated::Size(..)
            | Stated::Length(..)
            | Stated::Count(..)
            | Stated::Values(..)
            | Stated::Multiple(_)
            | Stated::Default(_)
            | Stated::RequiredWhen { .. }
    )
}

/// Whether a statement constrains a value.
fn is_demand(stated: &Stated) -> bool {
    matches!(stated, Stated::Range(..) | Stated::Size(..) | Stated::Length(..) | Stated::Count(..) | Stated::Values(..))
}

/// Why a list explains something instead of enumerating the values.
fn explains(stated: &Stated, ranged: bool) -> Option<&'static str> {
    match stated {
        Stated::Explained(reason) => Some(reason),
        Stated::CodedValues(..) if ranged => Some("the list explains single values of a range"),
        // `type=month: 1 to 9`, `type=year: 1 to 3`
        Stated::Values(values, _) | Stated::CodedValues(values, _)
            if values.len() > 1 && values.iter().all(|(value, meaning)| *value == values[0].0 && meaning.is_some()) =>
        {
            Some("all items of the list are about one thing: they are cases")
        }
        _ => None,
    }
}

pub(crate) use scalar::typed;

struct Meaning<'a> {
    outcome: Outcome,
    siblings: &'a [String],
    origin: &'a dyn Fn(std::ops::Range<usize>) -> Origin,
    ranged: bool,
    /// Whether the number of elements is stated explicitly.
    counted: bool,
    /// The unit of the value, which is therefore a number, whatever its type.
    unit: Option<String>,
    /// Whether the text mentions values as well as keys.
    valued: bool,
    /// The statements about the characters of the value.
    characters: Vec<(Part, CharacterSet)>,
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

    /// Removes statements about something other than the field, and distinguishes a number of bytes from a number.
    fn own(&mut self, statements: Vec<Statement>, own: &str, kind: &Kind<DraftRef>) -> Vec<Statement> {
        let scalar = match kind {
            Kind::Array { items } => &items.kind,
            kind => kind,
        };
        let text = matches!(scalar, Kind::String { .. });
        let last = |name: &str| name.rsplit('.').next().unwrap_or(name).trim_end_matches("[]").to_lowercase();
        let mut kept = Vec::new();
        let mut parts: Vec<String> = Vec::new();
        for mut statement in statements {
            // `each tag has at most 10 values`: applies to each element, and where the values are described, to them.
            if let (Scope::EachValue, Stated::Count(..)) = (statement.of, &statement.stated) {
                if statement.subject.as_deref().map(last) == Some(last(own)) {
                    statement.of = Scope::Value;
                }
                kept.push(statement);
                continue;
            }
            if let (true, Some(subject)) = (has_subject(&statement.stated), &statement.subject)
                && last(subject) != last(own)
                && !self.is_end_of(&last(subject), &last(own))
            {
                let reason = format!("it is about `{subject}`");
                self.leave(Code::ConstraintUnused, &statement, reason);
                parts.extend(Some(last(subject)).filter(|_| is_demand(&statement.stated)));
                continue;
            }
            let is_own = |topic: &String| last(topic) == last(own) || self.is_end_of(&last(topic), &last(own));
            statement.topic = statement.topic.filter(|topic| !is_own(topic));
            match &statement.stated {
                Stated::Range(min, max) if text && statement.in_bytes => {
                    statement.stated = Stated::Length(min.clone(), max.clone(), LengthUnit::Bytes);
                }
                // `the interval must not be less than 1 hour`: does not apply to a string without a unit.
                Stated::Range(Some(_), None) if text && statement.unit.is_some() && self.unit.is_none() => {
                    self.leave(Code::ConstraintUnused, &statement, "it is about a part of the value");
                    continue;
                }
                _ => {}
            }
            kept.push(statement);
        }
        // A list that contains the field's own name is a list of parameters.
        let own_names = || own.split('/').map(str::trim);
        let (kept, named): (Vec<Statement>, Vec<Statement>) =
            kept.into_iter().partition(|statement| match &statement.stated {
                Stated::Values(values, _) | Stated::CodedValues(values, _) => {
                    !values.iter().any(|(value, _)| own_names().any(|name| name == value))
                }
                _ => true,
            });
        for list in named {
            self.leave(Code::ConstraintUnused, &list, "the list names the field itself: it is one of parameters");
        }
        // An item with values of its own is a part, not a value.
        let (kept, lists) = kept.into_iter().partition(|statement: &Statement| match &statement.stated {
            Stated::Values(values, _) | Stated::CodedValues(values, _) => {
                !values.iter().any(|(value, _)| parts.contains(&last(value)))
            }
            _ => true,
        });
        for list in lists {
            self.leave(Code::ConstraintUnused, &list, "the list is of parts, each with values of its own");
        }
        kept
    }

    /// Whether a name is the last word of the field's name and no other field has it: `id` of `key_id`.
    fn is_end_of(&self, name: &str, own: &str) -> bool {
        let begins = own.strip_suffix(name).is_some_and(|rest| rest.ends_with(['_', '-']));
        begins && !self.siblings.iter().any(|sibling| sibling.eq_ignore_ascii_case(name))
    }

    #[allow(clippy::unnecessary_box_returns, reason = "constraints hold boxes")]
    fn sourced<T>(&self, statement: &Statement, value: T) -> Box<Sourced<T>> {
        Box::new(Sourced { value, origin: (self.origin)(statement.range.clone()), rule: statement.rule.clone() })
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
            self.leave(Code::ConstraintUnused, statement, format!("it does not apply to the type `{name}`"));
            return;
        }
        // Statements about keys and values make an object a map.
        if statement.of != Scope::Value {
            self.of_parts(statement, schema);
            return;
        }
        match (&mut schema.kind, &statement.stated) {
            // `Minimum: 1`, beside the length of the array, applies to its elements.
            (Kind::Array { items }, Stated::Size(..)) if self.counted && is_scalar(&items.kind) => {
                self.scalar(statement, items);
            }
            (
                Kind::Array { .. } | Kind::Map { .. } | Kind::Object(_) | Kind::Ref { .. },
                Stated::Count(min, max) | Stated::Size(min, max),
            ) => {
                self.count(statement, min.as_ref(), max.as_ref(), &mut schema.constraints);
            }
            (Kind::Array { .. }, Stated::Flag(Says::Unique)) => {
                schema.constraints.unique.get_or_insert(self.sourced(statement, true));
            }
            (_, Stated::Flag(flag)) => self.flag(*flag, statement, &mut schema.constraints),
            (_, Stated::Exclusive(members)) => {
                let origin = (self.origin)(statement.range.clone());
                self.outcome.groups.push(ExclusiveGroup { members: members.clone(), origin });
            }
            // What an array of scalars is said to contain applies to its elements.
            (Kind::Array { items }, stated) if is_scalar(&items.kind) && !matches!(stated, Stated::Default(_)) => {
                let inner: &mut Schema<DraftRef> = items;
                self.scalar(statement, inner);
            }
            (Kind::Array { .. } | Kind::Map { .. } | Kind::Object(_) | Kind::Ref { .. }, Stated::Default(text)) => {
                match serde_json::from_str::<Value>(text) {
                    Ok(value @ (Value::Array(_) | Value::Object(_))) => {
                        schema.constraints.default.get_or_insert(self.sourced(statement, value));
                    }
                    _ => self.leave(
                        Code::ConstraintUnused,
                        statement,
                        format!("`{text}` is not a value of the type `{name}`"),
                    ),
                }
            }
            (Kind::Array { .. } | Kind::Map { .. } | Kind::Object(_) | Kind::Ref { .. }, _) => {
                self.leave(Code::ConstraintUnused, statement, format!("it does not apply to the type `{name}`"));
            }
            _ => self.scalar(statement, schema),
        }
    }

    /// Applies a statement about each element, value or key.
    fn of_parts(&mut self, statement: &Statement, schema: &mut DraftSchema) {
        if let Kind::Object(object) = &schema.kind
            && object.is_open()
        {
            let values = match statement.of {
                // A length or an expression for each value shows that the values are strings.
                Scope::EachValue if matches!(statement.stated, Stated::Length(..) | Stated::Pattern(_)) => {
                    Schema { inferred: vec![Inferred::ValuesDemanded], ..Schema::of(Kind::string()) }
                }
                _ => Schema::any(),
            };
            schema.kind = Kind::map(values);
            schema.inferred.push(Inferred::KeysSpokenOf);
        }
        match (&mut schema.kind, statement.of) {
            (Kind::Map { keys, .. }, Scope::EachKey) => {
                let mut inner: DraftSchema = Schema { constraints: std::mem::take(keys), ..Schema::of(Kind::string()) };
                self.scalar(statement, &mut inner);
                *keys = inner.constraints;
            }
            (Kind::Map { values, .. }, Scope::EachValue) => {
                if matches!(values.kind, Kind::Any)
                    && matches!(statement.stated, Stated::Length(..) | Stated::Pattern(_))
                {
                    values.kind = Kind::string();
                    values.inferred.push(Inferred::ValuesDemanded);
                }
                self.scalar(statement, values);
            }
            (Kind::Array { items }, Scope::EachValue) => self.scalar(statement, items),
            // `Tag key, at most 36 characters`: the field is itself a key.
            (Kind::String { .. }, Scope::EachKey) if !self.valued => self.scalar(statement, schema),
            _ => self.leave(Code::ConstraintUnused, statement, "the field has neither keys nor elements"),
        }
    }
}

fn is_scalar<R>(kind: &Kind<R>) -> bool {
    matches!(kind, Kind::Boolean | Kind::Integer { .. } | Kind::Number | Kind::String { .. } | Kind::Any)
}
