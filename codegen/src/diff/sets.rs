//! Sets of values: whether a type with its demands accepts a value, and a value that one accepts and another does not.
//!
//! A type is looked at without what is inside it: elements, entries and fields are pairs of their own. A witness is looked
//! for among the values at which the two sets can part (the ends of ranges and the numbers beside them, the values listed,
//! texts of the lengths in question, texts made from patterns), and every one is tried on both, so that a witness that is
//! told is always one. Where only patterns differ and no text was found, nothing is claimed.

use std::collections::BTreeSet;

use serde_json::{Map, Number, Value, json};

use super::texts;
use crate::ir::{Api, Constraints, Count, Kind, Schema, essence, holds};

/// A type with all that is demanded of it, by itself and by the shared structure that it refers to.
#[derive(Clone, Debug)]
pub(super) struct View<'a> {
    pub(super) kind: &'a Kind,
    pub(super) demands: Vec<&'a Constraints>,
}

/// What was found out about two sets.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Found {
    /// A value of the first that is none of the second.
    Witness(Value),
    /// All values of the first are of the second.
    None,
    /// It can't be told.
    Unknown,
}

/// The kind of texts, for the keys of maps.
const TEXT: &Kind = &Kind::String { format: None };

/// Whether a union has the members of another one, in whatever order.
fn is_same(members: &[Schema], others: &[Schema]) -> bool {
    let all = |members: &[Schema]| members.iter().map(|it| essence::text(it, &["words"])).collect::<BTreeSet<_>>();
    all(members) == all(others)
}

impl<'a> View<'a> {
    pub(super) fn of(api: &'a Api, schema: &'a Schema) -> Self {
        let resolved = api.resolve(schema);
        let mut demands = vec![&schema.constraints];
        if !std::ptr::eq(resolved, schema) {
            demands.push(&resolved.constraints);
        }
        Self { kind: &resolved.kind, demands }
    }

    /// Any value.
    pub(super) fn any() -> Self {
        Self { kind: &Kind::Any, demands: Vec::new() }
    }

    /// The keys of a map.
    pub(super) fn keys(keys: &'a Constraints) -> Self {
        Self { kind: TEXT, demands: vec![keys] }
    }

    /// Whether a value is one of the type, what is inside it left aside.
    pub(super) fn accepts(&self, value: &Value) -> bool {
        if value.is_null() {
            let said = self.demands.iter().find_map(|stated| stated.nullable.as_ref()).map(|flag| flag.value);
            return said.unwrap_or(matches!(self.kind, Kind::Any));
        }
        let is_member = match self.kind {
            Kind::Union { members } => members
                .iter()
                .any(|member| Self { kind: &member.kind, demands: vec![&member.constraints] }.accepts(value)),
            kind => holds::is_kind(kind, value),
        };
        is_member
            && self.has_form(value)
            && self.demands.iter().all(|stated| holds::broken(self.kind, stated, value).is_empty())
    }

    /// Whether a text is of the form that is stated, where the form can be told.
    pub(super) fn has_form(&self, value: &Value) -> bool {
        match (self.kind, value) {
            (Kind::String { format: Some(format) }, Value::String(text)) => {
                format.template.is_some() || texts::has_form(&format.name, text)
            }
            _ => true,
        }
    }

    /// A value of the first that is none of the second.
    pub(super) fn without(&self, other: &Self) -> Found {
        let tried = self.edges(other);
        if let Some(value) = tried.into_iter().find(|value| self.accepts(value) && !other.accepts(value)) {
            return Found::Witness(value);
        }
        // What is inside of several types is not compared.
        match (self.kind, other.kind) {
            (Kind::Union { members }, Kind::Union { members: others }) if is_same(members, others) => {}
            (Kind::Union { .. }, _) | (_, Kind::Union { .. }) => return Found::Unknown,
            _ => {}
        }
        let own = self.patterns();
        if other.patterns().iter().any(|pattern| !own.contains(pattern)) && !matches!(self.kind, Kind::Boolean) {
            // Values that are all listed were all tried.
            let listed =
                self.demands.iter().any(|it| it.enumeration.as_ref().is_some_and(|list| !list.value.is_open()));
            return if listed { Found::None } else { Found::Unknown };
        }
        Found::None
    }

    /// A value of the type, where one was found.
    pub(super) fn sample(&self) -> Option<Value> {
        let shown =
            self.demands.iter().find_map(|it| Some(it.enumeration.as_ref()?.value.values().first()?.value.clone()));
        let of_kind = match self.kind {
            Kind::Boolean => Some(json!(true)),
            Kind::Integer { as_string: true, .. } => Some(json!("1")),
            Kind::Integer { .. } | Kind::Number => Some(json!(1)),
            Kind::Array { .. } => Some(json!([])),
            Kind::Map { .. } | Kind::Object(_) => Some(json!({})),
            Kind::Union { members } => members
                .iter()
                .find_map(|member| Self { kind: &member.kind, demands: vec![&member.constraints] }.sample()),
            Kind::String { format: Some(format) } => texts::example(&format.name).map(|text| json!(text)),
            _ => Some(json!("a")),
        };
        shown.into_iter().chain(of_kind).chain(self.edges(self)).find(|value| self.accepts(value))
    }

    fn patterns(&self) -> Vec<&str> {
        let all = self.demands.iter().flat_map(|stated| &stated.patterns);
        all.map(|pattern| pattern.value.ecma.as_str()).collect()
    }

    /// The values at which two sets can part.
    fn edges(&self, other: &Self) -> Vec<Value> {
        let demands = || self.demands.iter().chain(&other.demands);
        let mut all = Vec::new();
        for stated in demands() {
            if let Some(list) = &stated.enumeration {
                all.extend(list.value.values().iter().map(|value| value.value.clone()));
            }
        }
        all.extend([json!("a"), json!(1), json!(true), json!(1.5), json!([]), json!({}), json!("")]);
        all.extend([json!(0), json!(-1), json!(false), json!("1"), json!("not listed"), Value::Null]);
        let mut numbers: Vec<Number> = [i64::from(i32::MAX) + 1, i64::from(i32::MIN) - 1].map(Number::from).to_vec();
        for stated in demands() {
            let ends = stated.range.iter().flat_map(|range| [range.value.min(), range.value.max()]).flatten();
            for end in ends {
                around(&end.value, &mut numbers);
            }
            if let Some(of) = &stated.multiple_of {
                around(&of.value, &mut numbers);
            }
        }
        // Multiples near the numbers in question, for ranges that hold none of the numbers themselves.
        for of in demands().filter_map(|stated| stated.multiple_of.as_ref()?.value.as_i64()).filter(|of| *of > 0) {
            let near: Vec<i64> = numbers.iter().filter_map(Number::as_i64).collect();
            for number in near {
                let down = number.div_euclid(of).saturating_mul(of);
                numbers.extend([down, down.saturating_add(of)].map(Number::from));
            }
        }
        all.extend(numbers.iter().map(|number| Value::String(number.to_string())));
        all.extend(numbers.into_iter().map(Value::Number));
        self.sizes(other, &mut all);
        for stated in &self.demands {
            for pattern in &stated.patterns {
                all.extend(texts::matching(&pattern.value.ecma).into_iter().map(Value::String));
            }
        }
        for view in [self, other] {
            if let Kind::String { format: Some(format) } = view.kind {
                all.extend(texts::example(&format.name).map(|text| json!(text)));
            }
        }
        all
    }

    /// Texts, lists and objects of the sizes in question.
    fn sizes(&self, other: &Self, all: &mut Vec<Value>) {
        /// Longer ones are not made: a length of millions is a limit of storage, and its ends are told by the demand.
        const LONGEST: u64 = 70_000;
        let demands = || self.demands.iter().chain(&other.demands);
        let near = |count: Count| {
            [count.min(), count.max()].into_iter().flatten().flat_map(|n| [n.saturating_sub(1), n, n + 1])
        };
        let short = |n: &u64| *n <= LONGEST;
        let lengths = demands().filter_map(|it| Some(it.length.as_ref()?.value.count)).flat_map(near).filter(short);
        for length in lengths {
            let length = usize::try_from(length).unwrap_or(0);
            all.push(Value::String("a".repeat(length)));
            // More bytes than characters.
            all.push(Value::String("ä".repeat(length)));
        }
        let counts = demands().filter_map(|it| Some(it.count.as_ref()?.value)).flat_map(near).filter(short);
        for count in counts.chain([1, 2]) {
            all.push((0..count).map(Value::from).collect());
            all.push((0..count).map(|_| Value::from(0)).collect());
            all.push(Value::Object((0..count).map(|n| (format!("key{n}"), Value::from(0))).collect::<Map<_, _>>()));
        }
    }
}

/// A number and those beside it.
fn around(number: &Number, all: &mut Vec<Number>) {
    all.push(number.clone());
    if let Some(whole) = number.as_i64() {
        all.extend([whole.saturating_sub(1), whole.saturating_add(1)].map(Number::from));
        #[allow(clippy::cast_precision_loss, reason = "any number beside it will do")]
        all.extend([whole as f64 - 0.5, whole as f64 + 0.5].into_iter().filter_map(Number::from_f64));
        return;
    }
    let number = number.as_f64().unwrap_or(0.0);
    all.extend([number - 1.0, number - 0.01, number + 0.01, number + 1.0].into_iter().filter_map(Number::from_f64));
    #[allow(clippy::cast_possible_truncation, reason = "the whole numbers beside it")]
    all.extend([number.floor() as i64, number.ceil() as i64].map(Number::from));
}
