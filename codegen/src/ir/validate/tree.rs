//! JSON values in any representation: how they are read, and when two are equal.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use super::number::compare;

/// A JSON value that can be inspected.
pub trait Tree: Sized {
    /// What the value is.
    fn node(&self) -> Node<'_, Self>;
    /// The members of an object; empty for any other value.
    fn members(&self) -> impl Iterator<Item = (&str, &Self)>;
    /// The member with this name: the last one where there are several.
    fn member(&self, name: &str) -> Option<&Self>;
}

/// What a value is.
#[derive(Debug)]
pub enum Node<'v, T> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(&'v Number),
    /// Text.
    Text(&'v str),
    /// A list with its elements.
    List(&'v [T]),
    /// An object, with the number of its members.
    Object(usize),
}

impl Tree for Value {
    fn node(&self) -> Node<'_, Self> {
        match self {
            Self::Null => Node::Null,
            Self::Bool(value) => Node::Bool(*value),
            Self::Number(number) => Node::Number(number),
            Self::String(text) => Node::Text(text),
            Self::Array(elements) => Node::List(elements),
            Self::Object(members) => Node::Object(members.len()),
        }
    }

    fn members(&self) -> impl Iterator<Item = (&str, &Self)> {
        self.as_object().into_iter().flatten().map(|(key, value)| (key.as_str(), value))
    }

    fn member(&self, name: &str) -> Option<&Self> {
        self.as_object()?.get(name)
    }
}

/// Whether two values are equal in the sense of JSON Schema: numbers by value, objects in any order of members.
pub fn equal<A: Tree, B: Tree>(a: &A, b: &B) -> bool {
    match (a.node(), b.node()) {
        (Node::Null, Node::Null) => true,
        (Node::Bool(a), Node::Bool(b)) => a == b,
        (Node::Number(a), Node::Number(b)) => compare(a, b).is_eq(),
        (Node::Text(a), Node::Text(b)) => a == b,
        (Node::List(a), Node::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b)),
        (Node::Object(many), Node::Object(as_many)) => {
            many == as_many && a.members().all(|(key, value)| b.member(key).is_some_and(|other| equal(value, other)))
        }
        _ => false,
    }
}

/// Whether a value is empty: `null`, or an empty string, array or object.
pub fn is_empty<T: Tree>(value: &T) -> bool {
    match value.node() {
        Node::Null => true,
        Node::Bool(_) | Node::Number(_) => false,
        Node::Text(text) => text.is_empty(),
        Node::List(elements) => elements.is_empty(),
        Node::Object(members) => members == 0,
    }
}

/// Whether no two elements are equal. They are sorted first, so that a long list costs no more than the sort.
pub fn is_unique<T: Tree>(elements: &[T]) -> bool {
    let mut sorted: Vec<&T> = elements.iter().collect();
    sorted.sort_by(|a, b| order(*a, *b));
    sorted.windows(2).all(|pair| order(pair[0], pair[1]).is_ne())
}

/// For each element, whether it equals none before it. They are sorted first, so that a long list costs no more than
/// the sort.
pub(crate) fn firsts<'t, T: Tree + 't>(elements: impl Iterator<Item = &'t T>) -> Vec<bool> {
    let elements: Vec<&T> = elements.collect();
    let mut sorted: Vec<usize> = (0..elements.len()).collect();
    sorted.sort_by(|&a, &b| order(elements[a], elements[b]));
    let mut first = vec![true; elements.len()];
    for pair in sorted.windows(2) {
        first[pair[1]] = order(elements[pair[0]], elements[pair[1]]).is_ne();
    }
    first
}

/// An order of all values in which equal values compare as equal.
fn order<T: Tree>(a: &T, b: &T) -> Ordering {
    let rank = |value: &T| match value.node() {
        Node::Null => 0,
        Node::Bool(_) => 1,
        Node::Number(_) => 2,
        Node::Text(_) => 3,
        Node::List(_) => 4,
        Node::Object(_) => 5,
    };
    match (a.node(), b.node()) {
        (Node::Bool(a), Node::Bool(b)) => a.cmp(&b),
        (Node::Number(a), Node::Number(b)) => compare(a, b),
        (Node::Text(a), Node::Text(b)) => a.cmp(b),
        (Node::List(a), Node::List(b)) => {
            let inside = a.iter().zip(b).map(|(a, b)| order(a, b)).find(|order| order.is_ne());
            a.len().cmp(&b.len()).then(inside.unwrap_or(Ordering::Equal))
        }
        (Node::Object(_), Node::Object(_)) => {
            let sorted = |value: &'_ T| -> Vec<String> {
                let mut keys: Vec<String> = value.members().map(|(key, _)| key.to_owned()).collect();
                keys.sort();
                keys
            };
            let (keys, others) = (sorted(a), sorted(b));
            keys.cmp(&others).then_with(|| {
                let both = keys.iter().filter_map(|key| Some((a.member(key)?, b.member(key)?)));
                both.map(|(a, b)| order(a, b)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
            })
        }
        _ => rank(a).cmp(&rank(b)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn equal_elements_are_found_in_any_spelling() {
        for (list, unique) in [
            (json!([1, 2, 3]), true),
            (json!([1, 1.0]), false),
            (json!([1, "1", true, null, [1], { "a": 1 }]), true),
            (json!([[1], [1.0]]), false),
            (json!([{ "a": 1, "b": [2] }, { "b": [2.0], "a": 1.0 }]), false),
            (json!([{ "a": 1 }, { "a": 1, "b": 2 }]), true),
            (json!([9_007_199_254_740_993_i64, 9_007_199_254_740_992_i64]), true),
            (json!([null, null]), false),
            (json!([]), true),
        ] {
            assert_eq!(is_unique(list.as_array().unwrap()), unique, "{list}");
        }
    }
}
