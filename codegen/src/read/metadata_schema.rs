//! The schema of the request that some pages have in their front matter.
//!
//! Only what is used of it is kept: the tree of properties with the regular expression and place of each. Front matter
//! that is not YAML, or is nested unreasonably deep, is ignored: the tables are authoritative.

use std::collections::BTreeMap;

use crate::source::Span;
use crate::vocabulary::Place;
use crate::yaml::{self, Node};

/// The parts of the request, for each method of the page in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MetadataSchema {
    /// The place of the parameters of a part, and its properties.
    pub parts: Vec<(Place, Property)>,
}

/// A schema inside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Property {
    /// The regular expression, with its bytes.
    pub pattern: Option<(String, Span)>,
    /// The properties of an object, by name, including those of all its alternatives.
    pub properties: BTreeMap<String, Property>,
    /// The elements of an array.
    pub items: Option<Box<Property>>,
}

/// How deep the schema may be nested.
const DEPTH: usize = 64;

/// Reads the schema under a key of the front matter.
pub(super) fn read(text: &str, front_matter: Span, key: &str) -> Option<MetadataSchema> {
    let root = yaml::read(&text[front_matter.range()], front_matter.start as usize).ok()?;
    let found = root.get(key)?;
    let methods = match found {
        Node::List(methods) => methods.iter().collect(),
        one => vec![one],
    };
    let mut parts = Vec::new();
    for method in methods {
        let definitions = method.get("definitions");
        for (name, place) in [("path", Place::Path), ("query", Place::Query), ("body", Place::Body)] {
            if let Some(schema @ Node::Map(_)) = method.get(name) {
                parts.push((place, property(schema, definitions, DEPTH)));
            }
        }
    }
    Some(MetadataSchema { parts })
}

fn property(node: &Node, definitions: Option<&Node>, depth: usize) -> Property {
    let mut out = Property::default();
    let Some(depth) = depth.checked_sub(1) else { return out };
    if let Some(Node::Scalar(reference, _)) = node.get("$ref") {
        let name = reference.rsplit('/').next().unwrap_or(reference);
        return match definitions.and_then(|all| all.get(name)) {
            // A structure inside itself adds nothing new.
            Some(target) => property(target, definitions, depth.min(8)),
            None => out,
        };
    }
    if let Some(Node::Scalar(pattern, span)) = node.get("pattern") {
        out.pattern = Some((pattern.clone(), *span));
    }
    if let Some(Node::Map(properties)) = node.get("properties") {
        for (name, (_, schema)) in properties {
            out.properties.insert(name.clone(), property(schema, definitions, depth));
        }
    }
    out.items = node.get("items").map(|items| Box::new(property(items, definitions, depth)));
    for alternatives in ["oneOf", "anyOf", "allOf"] {
        let Some(Node::List(all)) = node.get(alternatives) else { continue };
        for one in all {
            for (name, schema) in property(one, definitions, depth).properties {
                out.properties.entry(name).or_insert(schema);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<MetadataSchema> {
        read(text, Span::new(0, text.len()), "form")
    }

    #[test]
    fn patterns_are_found_with_their_places() {
        let text = "form:\n  - query: null\n    body:\n      properties:\n        имя:\n          pattern: '[a-z]|'\n        list:\n          \
                    items:\n            oneOf:\n              - properties:\n                  a: {pattern: x}\n              - $ref: '#/definitions/B'\n    \
                    definitions:\n      B: {properties: {b: {pattern: y}, self: {$ref: '#/definitions/B'}}}\n";
        let schema = of(text).unwrap();
        let [(Place::Body, body)] = schema.parts.as_slice() else { panic!("{schema:?}") };
        let (pattern, span) = body.properties["имя"].pattern.clone().unwrap();
        assert_eq!((pattern.as_str(), &text[span.range()]), ("[a-z]|", "'[a-z]|'"));
        let items = body.properties["list"].items.as_ref().unwrap();
        assert_eq!(items.properties["a"].pattern.as_ref().unwrap().0, "x");
        assert_eq!(items.properties["b"].pattern.as_ref().unwrap().0, "y");
    }

    #[test]
    fn what_is_no_yaml_gives_nothing() {
        assert_eq!(of("form: [1, {"), None);
        assert_eq!(of(&format!("form: {}", "[".repeat(10_000))), None);
        assert_eq!(of("form: &a [*a]").map(|schema| schema.parts.len()), Some(0));
        assert_eq!(of("other: {body: {}}"), None);
    }
}
