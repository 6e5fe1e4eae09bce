//! Sets of values: determines whether a type with its demands accepts a value, and finds a value that one type accepts
//! and another refuses.
//!
//! A type is compared without what it contains: elements, entries and fields are compared as pairs of their own.
//! Witnesses are searched for among the values at which two sets can differ: the ends of ranges and the numbers next to
//! them, the listed values, texts of the lengths in question, and texts made from patterns. Each candidate is tried on
//! both sides, so every reported witness is a real one. Where only patterns differ and no text was found, nothing is
//! reported as breaking.

use std::collections::BTreeSet;

use serde_json::{Map, Number, Value, json};

use super::texts;
use crate::ir::{Api, Constraints, Count, Kind, Schema, essence, validate};

/// A type with all its demands: its own, and those of the shared structure that it refers to.
#[derive(Clone, Debug)]
pub(super) struct View<'a> {
    /// The types that the members of a union refer to.
    api: Option<&'a Api>,
    pub(super) kind: &'a Kind,
    pub(super) demands: Vec<&'a Constraints>,
}

/// The result of comparing two sets.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Found {
    /// A value of the first set that is not in the second.
    Witness(Value),
    /// All values of the first set are in the second.
    None,
    /// It could not be determined, with the reason.
    Unknown(&'static str),
}

/// The reason for unions.
const OF_UNIONS: &str = "the contents of a union's types are not compared";
/// The reason for patterns.
const OF_PATTERNS: &str = "no text was found that one side's pattern matches and the other's does not";
/// The reason for formats.
const OF_FORMS: &str = "no text was found that has one format and not the other";

/// The type of texts, for the keys of maps.
const TEXT: &Kind = &Kind::String { format: None };

/// Whether two unions have the same members, in any order.
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
        Self { api: Some(api), kind: &resolved.kind, demands }
    }

    /// Any value.
    pub(super) fn any() -> Self {
        Self { api: None, kind: &Kind::Any, demands: Vec::new() }
    }

    /// The type of a map's keys.
    pub(super) fn keys(keys: &'a Constraints) -> Self {
        Self { api: None, kind: TEXT, demands: vec![keys] }
    }

    /// Whether the type accepts a value, ignoring what the value contains.
    pub(super) fn accepts(&self, value: &Value) -> bool {
        if value.is_null() {
            let stated = self.demands.iter().find_map(|stated| stated.nullable.as_ref()).map(|flag| flag.value);
            return stated.unwrap_or_else(|| match self.kind {
                Kind::Any => true,
                Kind::Union { members } => members.iter().any(|member| self.member(member).accepts(value)),
                _ => false,
            });
        }
        let is_member = match self.kind {
            Kind::Union { members } => members.iter().any(|member| self.member(member).accepts(value)),
            kind => validate::is_kind(kind, value),
        };
        is_member
            && self.has_form(value)
            && self.demands.iter().all(|stated| validate::broken(self.kind, stated, value).is_empty())
    }

    /// A member of a union.
    fn member(&self, member: &'a Schema) -> Self {
        match self.api {
            Some(api) => Self::of(api, member),
            None => Self { api: None, kind: &member.kind, demands: vec![&member.constraints] },
        }
    }

    /// Whether a text has the stated format; `None` where that can't be determined.
    pub(super) fn has_form(&self, value: &Value) -> bool {
        match (self.form(), value) {
            (Some(form), Value::String(text)) => texts::is_of(form, text) != Some(false),
            _ => true,
        }
    }

    /// The format that is required of a text.
    fn form(&self) -> Option<&'a str> {
        match self.kind {
            Kind::String { format: Some(format) } => format.asserted(),
            _ => None,
        }
    }

    /// Finds a value of the first set that is not in the second, among those at which the two can differ.
    pub(super) fn parting(&self, other: &Self) -> Vec<Value> {
        let mut tried = self.edges(other);
        tried.retain(|value| self.accepts(value) && !other.accepts(value));
        tried
    }

    /// A value of the first set that is not in the second.
    pub(super) fn without(&self, other: &Self) -> Found {
        let tried = self.edges(other);
        if let Some(value) = tried.into_iter().find(|value| self.accepts(value) && !other.accepts(value)) {
            return Found::Witness(value);
        }
        // The contents of a union's types are not compared.
        match (self.kind, other.kind) {
            (Kind::Union { members }, Kind::Union { members: others }) if is_same(members, others) => {}
            (Kind::Union { .. }, _) | (_, Kind::Union { .. }) => return Found::Unknown(OF_UNIONS),
            _ => {}
        }
        // Where all values are listed, all were tried.
        if matches!(self.kind, Kind::Boolean) || self.is_listed() {
            return Found::None;
        }
        let own = self.patterns();
        if other.patterns().iter().any(|pattern| !own.contains(pattern)) {
            return Found::Unknown(OF_PATTERNS);
        }
        let asked = |form: &str| texts::example(form).is_some();
        if matches!(self.kind, Kind::String { .. })
            && other.form().is_some_and(|it| asked(it) && self.form() != Some(it))
        {
            return Found::Unknown(OF_FORMS);
        }
        Found::None
    }

    /// Whether all values of the type are listed.
    pub(super) fn is_listed(&self) -> bool {
        self.demands.iter().any(|it| it.enumeration.as_ref().is_some_and(|list| !list.value.is_open()))
    }

    /// A value of the type; `None` where none was found.
    pub(super) fn sample(&self) -> Option<Value> {
        self.likely().into_iter().chain(self.edges(self)).find(|value| self.accepts(value))
    }

    /// Candidates for a value of the type: the listed values, and a simple value of its kind. The type may refuse some
    /// of them.
    pub(super) fn likely(&self) -> Vec<Value> {
        let lists = self.demands.iter().filter_map(|it| it.enumeration.as_ref());
        let mut all: Vec<Value> =
            lists.flat_map(|list| list.value.values()).map(|listed| listed.value.clone()).collect();
        all.extend(match self.kind {
            Kind::Boolean => vec![json!(true), json!(false)],
            Kind::Integer { as_string: true, .. } => vec![json!("1")],
            Kind::Integer { .. } | Kind::Number => vec![json!(1)],
            Kind::Array { .. } => vec![json!([])],
            Kind::Map { .. } | Kind::Object(_) => vec![json!({})],
            Kind::Union { members } => members.iter().flat_map(|member| self.member(member).likely()).collect(),
            Kind::String { .. } => match self.form().and_then(texts::example) {
                Some(text) => vec![json!(text)],
                None => vec![json!("a")],
            },
            Kind::Any | Kind::Ref { .. } => vec![json!("a")],
        });
        all
    }

    fn patterns(&self) -> Vec<&str> {
        let all = self.demands.iter().flat_map(|stated| &stated.patterns);
        all.map(|pattern| pattern.value.ecma.as_str()).collect()
    }

    /// The values at which two sets can differ.
    pub(super) fn edges(&self, other: &Self) -> Vec<Value> {
        let demands = || self.demands.iter().chain(&other.demands);
        let mut all = Vec::new();
        for stated in demands() {
            if let Some(list) = &stated.enumeration {
                all.extend(list.value.values().iter().map(|value| value.value.clone()));
            }
        }
        all.extend([json!("a"), json!(1), json!(true), json!(1.5), json!([]), json!({}), json!("")]);
        all.extend([json!(0), json!(-1), json!(false), json!("1"), json!("not listed"), Value::Null]);
        let mut numbers: Vec<Number> = Vec::new();
        for stated in demands() {
            let ends = stated.range.iter().flat_map(|range| [range.value.min(), range.value.max()]).flatten();
            for end in ends {
                around(&end.value, &mut numbers);
            }
            if let Some(of) = &stated.multiple_of {
                around(&of.value, &mut numbers);
            }
        }
        numbers.extend([i64::from(i32::MAX) + 1, i64::from(i32::MIN) - 1].map(Number::from));
        // Multiples near the numbers in question, for ranges that contain none of the numbers themselves.
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
            if let Some(form) = view.form() {
                all.extend([texts::example(form), texts::other(form)].into_iter().flatten().map(|text| json!(text)));
            }
        }
        all
    }

    /// Texts, lists and objects of the sizes in question.
    fn sizes(&self, other: &Self, all: &mut Vec<Value>) {
        /// Longer ones are not made: a length of millions is a limit of storage, and the demand itself shows its
        /// bounds.
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
            // A text with more bytes than characters.
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

/// A number and the numbers next to it.
fn around(number: &Number, all: &mut Vec<Number>) {
    all.push(number.clone());
    if let Some(whole) = number.as_i64() {
        all.extend([whole.saturating_sub(1), whole.saturating_add(1)].map(Number::from));
        #[allow(clippy::cast_precision_loss, reason = "any number next to it is enough")]
        all.extend([whole as f64 - 0.5, whole as f64 + 0.5].into_iter().filter_map(Number::from_f64));
        return;
    }
    let number = number.as_f64().unwrap_or(0.0);
    all.extend([number - 1.0, number - 0.01, number + 0.01, number + 1.0].into_iter().filter_map(Number::from_f64));
    #[allow(clippy::cast_possible_truncation, reason = "the whole numbers next to it")]
    all.extend([number.floor() as i64, number.ceil() as i64].map(Number::from));
}
