//! What applies only under a condition.
//!
//! A condition keeps the page's words. The field and the values it depends on are kept beside them where both are read
//! with certainty; the values are converted to their types once the fields of the table are known.

use serde_json::{Number, Value};

use super::Meaning;
use crate::ir::{self, Bound, Condition, Constraints, When};
use crate::steps;
use crate::understand::constraints::read::{Stated, Statement, number};
use crate::understand::constraints::values::is_number;

impl Meaning<'_> {
    /// Takes out what applies only under a condition: sentences that say so, and statements about one thing that differ
    /// from case to case.
    pub(super) fn branches(&mut self, statements: Vec<Statement>, constraints: &mut Constraints) -> Vec<Statement> {
        // Items of a list, lines with labels, the same wording twice in a sentence, and the same wording after a
        // sentence that introduces a case: all of these describe cases.
        let parallel = |a: &Statement, b: &Statement| {
            a.in_item && b.in_item
                || a.labelled.is_some()
                    && b.labelled.is_some()
                    && !(a.labelled == b.labelled && are_ends(&a.stated, &b.stated))
                || a.rule == b.rule && !a.words.is_empty() && (a.words == b.words || a.of_case || b.of_case)
        };
        let differs = |statement: &Statement| {
            steps::count(statements.len());
            statements.iter().any(|other| {
                // A condition on another field does not describe a case of this one.
                other.topic.is_none()
                    && other.range.start != statement.range.start
                    && other.stated != statement.stated
                    && (parallel(statement, other)
                        && same_thing(&other.stated, &statement.stated)
                        && !same_values(&other.stated, &statement.stated)
                        && !(is_case(other, statement) && allows_all(&statement.stated, &other.stated))
                        || is_broken(statement, other))
            })
        };
        let branching: Vec<bool> = statements.iter().map(differs).collect();
        let lists: Vec<Statement> = statements
            .iter()
            .filter(|statement| matches!(statement.stated, Stated::Values(..) | Stated::CodedValues(..)))
            .filter(|statement| statement.topic.is_none())
            .cloned()
            .collect();
        let mut kept = Vec::new();
        for (statement, branch) in statements.into_iter().zip(branching) {
            if let Stated::RequiredWhen { field, values, only } = &statement.stated {
                self.outcome.only_when |= *only;
                let known = self.siblings.iter().any(|name| name == field);
                let when = known.then(|| When {
                    field: field.clone(),
                    values: values.iter().map(|value| Value::String(value.clone())).collect(),
                });
                self.condition(constraints, &statement, when, true);
            } else if matches!(statement.stated, Stated::Condition)
                || branch
                || lists.iter().any(|list| is_narrowed(&statement, list))
                || (statement.of_item && is_of_case(&statement.stated))
                || (statement.conditional && (statement.in_item || !applies_always(&statement.stated)))
            {
                self.condition(constraints, &statement, None, false);
            } else {
                kept.push(statement);
            }
        }
        kept
    }

    fn condition(&mut self, constraints: &mut Constraints, statement: &Statement, when: Option<When>, required: bool) {
        let words = statement.words.clone();
        let origin = (self.origin)(statement.range.clone());
        let known = constraints.conditions.iter().any(|known| {
            known.required == required && (known.words == words || (known.when.is_some() && known.when == when))
        });
        if !known {
            constraints.conditions.push(Condition { when, required, words, origin, rule: statement.rule.clone() });
        }
    }
}

/// The subject of a statement. Two different statements with the same subject cannot both apply at once.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Subject {
    Number,
    Length,
    Count,
    Values,
    Default,
    Pattern,
    Unit,
    Format,
}

fn subject(stated: &Stated) -> Option<Subject> {
    Some(match stated {
        Stated::Range(..) | Stated::Size(..) => Subject::Number,
        Stated::Length(..) => Subject::Length,
        Stated::Count(..) => Subject::Count,
        Stated::Values(..) | Stated::CodedValues(..) => Subject::Values,
        Stated::Default(_) => Subject::Default,
        Stated::Pattern(_) | Stated::Form(_) => Subject::Pattern,
        Stated::Unit(_) => Subject::Unit,
        Stated::Format(..) => Subject::Format,
        _ => return None,
    })
}

fn same_thing(a: &Stated, b: &Stated) -> bool {
    subject(a).is_some_and(|a| subject(b) == Some(a))
}

/// Whether two statements are the two ends of one range, length or count: `unit: month, minimum 1, maximum 36`.
fn are_ends(a: &Stated, b: &Stated) -> bool {
    let one = |stated: &Stated| match stated {
        Stated::Range(min, max) | Stated::Size(min, max) | Stated::Length(min, max, _) | Stated::Count(min, max) => {
            Some((min.is_some(), max.is_some()))
        }
        _ => None,
    };
    matches!((one(a), one(b)), (Some((true, false)), Some((false, true))) | (Some((false, true)), Some((true, false))))
}

/// Whether a phrase of at most the same weight demands one of the values of an earlier list: its sentence is about a
/// case, however it is worded. `after a shutdown the script's action must be a`
fn is_narrowed(statement: &Statement, list: &Statement) -> bool {
    let (Stated::Values(one, false), Stated::Values(all, _) | Stated::CodedValues(all, _)) =
        (&statement.stated, &list.stated)
    else {
        return false;
    };
    matches!(one.as_slice(), [(only, _)] if all.len() > 1 && all.iter().any(|(value, _)| value == only))
        && list.range.start < statement.range.start
        && statement.weight <= list.weight + 1
        && statement.of == list.of
        && !list.conditional
}

/// Whether a statement in an item that describes a case applies to that case.
fn is_of_case(stated: &Stated) -> bool {
    subject(stated).is_some() || matches!(stated, Stated::Multiple(_) | Stated::Step(_))
}

/// Whether two lists have the same values: one enumerates them, the other explains each of them.
fn same_values(a: &Stated, b: &Stated) -> bool {
    use Stated::{CodedValues, Values};
    let (Values(a, _) | CodedValues(a, _), Values(b, _) | CodedValues(b, _)) = (a, b) else { return false };
    a.len() == b.len() && a.iter().all(|(value, _)| b.iter().any(|(other, _)| other == value))
}

/// Whether a limit does not always apply, since a case has another limit that it does not allow.
fn is_broken(statement: &Statement, other: &Statement) -> bool {
    let comparable = match (subject(&statement.stated), subject(&other.stated)) {
        (Some(Subject::Number), Some(Subject::Values)) => numbers(&other.stated).is_some(),
        (Some(Subject::Default | Subject::Pattern | Subject::Unit | Subject::Format), _) => false,
        (own, other) => own.is_some() && own == other,
    };
    comparable
        && is_case(other, statement)
        && other.conditional
        && statement.of == other.of
        && !allows_all(&statement.stated, &other.stated)
}

/// Whether the first statement is about a case of what the second is about.
fn is_case(a: &Statement, b: &Statement) -> bool {
    a.of_case && !b.of_case
}

/// The numbers of a list; `None` where one of its values is not a number.
fn numbers(stated: &Stated) -> Option<Vec<Number>> {
    match stated {
        Stated::Values(values, _) | Stated::CodedValues(values, _) => {
            values.iter().map(|(text, _)| is_number(text).then(|| number(text)).flatten()).collect()
        }
        _ => None,
    }
}

/// Whether one statement allows everything that the other allows.
fn allows_all(wide: &Stated, narrow: &Stated) -> bool {
    use Stated::{CodedValues, Count, Length, Range, Size, Values};
    let ends = |stated: &Stated| match stated {
        Range(min, max) | Size(min, max) | Length(min, max, _) | Count(min, max) => Some((min.clone(), max.clone())),
        _ => None,
    };
    if let (Values(wide, open) | CodedValues(wide, open), Values(narrow, _) | CodedValues(narrow, _)) = (wide, narrow) {
        return *open || narrow.iter().all(|(value, _)| wide.iter().any(|(other, _)| other == value));
    }
    let Some((from, to)) = ends(wide) else { return false };
    let Some(wide) = ir::Range::new(from, to) else { return true };
    if let Some(numbers) = numbers(narrow) {
        return numbers.iter().all(|number| wide.contains(number));
    }
    let Some((min, max)) = ends(narrow) else { return false };
    // An end that a case does not mention stays unchanged.
    [min, max].iter().flatten().all(|end: &Bound| wide.contains(&end.value))
}

/// Whether a statement applies although its sentence has a condition: a unit, and the format of a date, are facts about
/// any value. In an item of a list they are facts about that case.
fn applies_always(stated: &Stated) -> bool {
    matches!(stated, Stated::Unit(_) | Stated::Format(_, Some(_)))
}
