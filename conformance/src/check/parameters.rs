//! Path, query and headers: texts that represent values.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use refract_codegen::ir::SelectorPlace;
use serde_json::Number;

use super::body::same_type;
use super::value::Seen;
use super::{Actual, Walk, decode};
use crate::contract::program::{NodeId, ObjectShape, Parameters, Shape};
use crate::exchange::{Pairs, Request};
use crate::finding::Code;
use crate::json::{Json, JsonKind, Path};
use crate::route::Url;

/// The maximum number of segments of a dotted name. A structure may contain itself, so the page does not bound it, and
/// the resulting value is walked level by level.
const STEPS: usize = 64;

/// A text with the segments of its dotted name below a parameter.
type Leaf<'t> = (&'t [String], &'t str);

impl<'c, const COUNT: bool> Walk<'_, 'c, COUNT> {
    /// The values of the template's variables in the path.
    pub(super) fn path(&mut self, captures: &[&str]) {
        let parameters = &self.plan().path;
        if parameters.shape.slots.is_empty() || captures.is_empty() {
            return;
        }
        if COUNT {
            self.evidence.visit(parameters.shape.id);
        }
        let variables = &self.plan().variables;
        // A recording may lack the start of the path: its captures are the last ones.
        let skipped = variables.len().saturating_sub(captures.len());
        let root = Path::Root("/request/path");
        for (name, text) in variables.iter().skip(skipped).zip(captures) {
            // No URL contains these characters: the page's example has a placeholder and no value.
            if text.contains(['{', '}', '<', '>']) {
                continue;
            }
            if let Some(index) = parameters.shape.find(name, 0) {
                let slot = &parameters.shape.slots[index];
                let text = decode(text);
                let value = self.typed(slot.node, &text);
                self.slot(slot, &value, &Path::Key(&root, name));
            }
        }
    }

    pub(super) fn query(&mut self, request: &Request<'_>) {
        let parameters = &self.plan().query;
        let query = Url::parse(&request.url).query;
        let shape = &parameters.shape;
        let complete = request.has_query();
        if COUNT && complete {
            self.evidence.visit(shape.id);
        }
        if query.is_empty() && request.query.as_ref().is_none_or(Vec::is_empty) && !shape.demands {
            return;
        }
        let pairs = query_pairs(query).chain(
            request.query.iter().flatten().map(|(name, value)| (Cow::Borrowed(&**name), Cow::Borrowed(&**value))),
        );
        let root = Path::Root("/request/query");
        let mut seen = Seen::new(shape.slots.len());
        let mut values: Vec<(usize, Cow<'_, str>, Vec<Json<'_>>)> = Vec::new();
        let mut nested: BTreeMap<usize, Vec<(Vec<String>, String)>> = BTreeMap::new();
        for (name, text) in pairs {
            // Arrays are sent as `a=1&a=2`, `a[]=1` or `a.1=1`.
            let index = shape.find(&name, 0).or_else(|| shape.find(list_name(&name)?, 0));
            let Some(index) = index else {
                if let Some((index, rest)) = below(shape, &name) {
                    seen.set(index);
                    nested.entry(index).or_default().push((rest, text.into_owned()));
                    continue;
                }
                if self.checker.is_convention(self.operation, SelectorPlace::Query, &name) {
                    continue;
                }
                self.unknown(Code::UndocumentedParameter, parameters, &name, &root);
                continue;
            };
            seen.set(index);
            let value = owned(self.typed(shape.slots[index].node, &text));
            match values.iter_mut().find(|(known, ..)| *known == index) {
                Some((_, _, values)) => values.push(value),
                None => values.push((index, name, vec![value])),
            }
        }
        for (index, name, mut given) in values {
            let slot = &shape.slots[index];
            let here = Path::Key(&root, &name);
            if let Some(origin) = slot.deprecated {
                self.report(Code::DeprecatedUsed, slot.row, &here, "", Actual::Words("".into()), Some(origin));
            }
            let value = if given.len() == 1 { given.remove(0) } else { joined(given) };
            self.slot(slot, &value, &here);
        }
        for (index, leaves) in nested {
            let slot = &shape.slots[index];
            let leaves: Vec<Leaf<'_>> = leaves.iter().map(|(path, text)| (path.as_slice(), text.as_str())).collect();
            let value = owned(self.tree(slot.node, &leaves));
            self.slot(slot, &value, &Path::Key(&root, &slot.name));
        }
        if shape.demands && complete {
            self.absent(shape, &seen, Code::MissingParameter, &root, |_| None);
        }
    }

    /// `bare` is set if there was no body: then the headers of a body are not missing.
    pub(super) fn headers(
        &mut self,
        parameters: &'c Parameters,
        headers: Option<&Pairs<'_>>,
        root: &'static str,
        bare: bool,
    ) {
        // A recording without headers says nothing about them.
        let Some(headers) = headers.filter(|headers| !headers.is_empty()) else { return };
        let shape = &parameters.shape;
        if COUNT {
            self.evidence.visit(shape.id);
        }
        let root = Path::Root(root);
        let mut seen = Seen::new(shape.slots.len());
        let mut buffer = [0_u8; 64];
        for (name, text) in headers {
            let lower = lower(name, &mut buffer);
            let Some(index) = shape.find(&lower, 0) else {
                if self.checker.is_convention(self.operation, SelectorPlace::Header, &lower) {
                    continue;
                }
                if !self.checker.options.headers.contains(&lower) {
                    self.unknown(Code::UndocumentedHeader, parameters, name, &root);
                }
                continue;
            };
            seen.set(index);
            let slot = &shape.slots[index];
            let text = if self.checker.options.headers.has_media_types(&lower) {
                self.listed_type(slot.node, text).unwrap_or(text)
            } else {
                text
            };
            let value = self.typed(slot.node, text);
            self.slot(slot, &value, &Path::Key(&root, name));
        }
        if shape.demands {
            // Recorders remove these: their absence means nothing.
            for (index, slot) in shape.slots.iter().enumerate() {
                let of_body = bare && slot.name.starts_with("content-");
                if !seen.has(index) && (of_body || self.checker.is_secret(slot.row)) {
                    seen.set(index);
                }
            }
            self.absent(shape, &seen, Code::MissingHeader, &root, |_| None);
        }
    }

    /// The media type among those that a page lists which a header names in another spelling.
    fn listed_type(&self, node: NodeId, text: &str) -> Option<&'c str> {
        let node = self.checker.contract.program.node(node);
        let listed = node.checks.as_ref()?.values.as_ref()?;
        let known = listed.texts.iter().map(|(known, _)| &**known);
        known.filter(|known| known.contains('/')).find(|known| text.split(',').any(|one| same_type(known, one)))
    }

    fn unknown(&mut self, code: Code, parameters: &Parameters, name: &str, root: &Path<'_>) {
        let program = &self.checker.contract.program;
        let unit = parameters.shape.id.0.unit;
        let (scope, api) = (program.unit(unit).scope(parameters.scope), program.service(unit));
        let safe = self.checker.options.redactor.text(name);
        let place = crate::finding::Place {
            vendor: api.vendor.clone(),
            service: api.service.clone(),
            scope: scope.name.clone(),
            path: safe.to_string(),
        };
        let actual = Actual::Words(JsonKind::String.name().into());
        self.add(code, place, &Path::Extra(root, name), "", actual, scope.origin);
    }

    /// The value whose parts have dotted names (`Filters.0.Name`), each part with its documented type. A number in a
    /// name is an index where the page has an array.
    fn tree<'t>(&self, node: NodeId, leaves: &[Leaf<'t>]) -> Json<'t> {
        if let Some((_, text)) = leaves.iter().find(|(path, _)| path.is_empty()) {
            return self.typed(node, text);
        }
        let mut parts: IndexMap<&'t str, Vec<Leaf<'t>>> = IndexMap::new();
        for (path, text) in leaves {
            let Some((first, rest)) = path.split_first() else { continue };
            parts.entry(first).or_default().push((rest, text));
        }
        let of = |part: NodeId, leaves: &[Leaf<'t>]| self.tree(part, leaves);
        match self.checker.shape(node) {
            Shape::Array { items, .. } => {
                let elements = parts
                    .iter()
                    .flat_map(|(name, inside)| if name.is_empty() { unnumbered(inside) } else { vec![inside.clone()] });
                Json::Array(elements.map(|inside| of(*items, &inside)).collect())
            }
            Shape::Object(shape) => {
                let member = |(name, inside): (&&'t str, &Vec<Leaf<'t>>)| {
                    let known = shape.find(name, 0).map(|index| shape.slots[index].node);
                    let value = known.map_or_else(|| plain(inside), |node| of(node, inside));
                    (Cow::Borrowed(*name), value)
                };
                Json::Object(parts.iter().map(member).collect())
            }
            Shape::Map { values, .. } => {
                let values = *values;
                Json::Object(parts.iter().map(|(name, inside)| (Cow::Borrowed(*name), of(values, inside))).collect())
            }
            Shape::Union(members) => {
                let has_parts = |member: &&NodeId| {
                    matches!(self.checker.shape(**member), Shape::Array { .. } | Shape::Object(_) | Shape::Map { .. })
                };
                members.iter().find(has_parts).map_or_else(|| plain(leaves), |member| of(*member, leaves))
            }
            Shape::Any | Shape::Free => plain(leaves),
            // Names below a value that has no members.
            _ => Json::Object(parts.iter().map(|(name, inside)| (Cow::Borrowed(*name), plain(inside))).collect()),
        }
    }

    /// A text as a value of its parameter's documented type; the text itself where it is not one.
    fn typed<'t>(&self, node: NodeId, text: &'t str) -> Json<'t> {
        let program = &self.checker.contract.program;
        let mut node = program.node(node);
        while let Shape::Ref(target) = &node.shape {
            node = program.node(*target);
        }
        let whole = || Json::String(Cow::Borrowed(text));
        match &node.shape {
            Shape::Integer { as_string: false, .. } => {
                let number = text.parse::<i64>().map(Number::from).or_else(|_| text.parse::<u64>().map(Number::from));
                number.map_or_else(|_| whole(), Json::Number)
            }
            Shape::Number => text.parse().ok().and_then(Number::from_f64).map_or_else(whole, Json::Number),
            Shape::Boolean if text.eq_ignore_ascii_case("true") => Json::Bool(true),
            Shape::Boolean if text.eq_ignore_ascii_case("false") => Json::Bool(false),
            Shape::Array { items, .. } => {
                let items = text.split(',').map(|part| self.typed(*items, part)).collect();
                Json::Array(items)
            }
            Shape::Union(members) => {
                let mut all = members.iter().map(|member| (*member, self.typed(*member, text)));
                let fitting = all.find(|(member, value)| self.checker.is_of_kind(*member, value));
                fitting.map_or_else(whole, |(_, value)| value)
            }
            // No page documents how objects are written in a query.
            Shape::Object(_) | Shape::Map { .. } | Shape::Free => Json::Object(Vec::new()),
            _ => whole(),
        }
    }
}

/// The parameter that a dotted or bracketed name refers to (`tag.1.key`, `tag[][key]`), with the segments below it: an
/// empty one for the next element of an array. `None` where there are too many for the name to be meant.
fn below(shape: &ObjectShape, name: &str) -> Option<(usize, Vec<String>)> {
    if name.bytes().filter(|byte| matches!(byte, b'.' | b'[')).count() > STEPS {
        return None;
    }
    if let Some((head, rest)) = name.strip_suffix(']').and_then(|name| name.split_once('[')) {
        let index = shape.find(head, 0)?;
        return Some((index, rest.split("][").map(str::to_owned).collect()));
    }
    name.match_indices('.').find_map(|(at, _)| {
        let index = shape.find(&name[..at], 0)?;
        Some((index, name[at + 1..].split('.').map(str::to_owned).collect()))
    })
}

/// The elements of an array whose names have no numbers: a new one begins where a name is repeated.
fn unnumbered<'t>(leaves: &[Leaf<'t>]) -> Vec<Vec<Leaf<'t>>> {
    let mut elements: Vec<Vec<Leaf<'t>>> = Vec::new();
    let mut named: BTreeSet<&[String]> = BTreeSet::new();
    for leaf in leaves {
        // An array in an element repeats its name.
        let again = leaf.0.last().is_none_or(|last| !last.is_empty()) && !named.insert(leaf.0);
        if again || elements.is_empty() {
            named = BTreeSet::from([leaf.0]);
            elements.push(Vec::new());
        }
        if let Some(element) = elements.last_mut() {
            element.push(*leaf);
        }
    }
    elements
}

/// Parts for which no page states a type.
fn plain<'t>(leaves: &[Leaf<'t>]) -> Json<'t> {
    match leaves {
        [([], text)] => Json::String(Cow::Borrowed(text)),
        _ => Json::Object(Vec::new()),
    }
}

/// Values of a parameter that was given several times.
fn joined(values: Vec<Json<'_>>) -> Json<'_> {
    let lists = values.into_iter().flat_map(|value| match value {
        Json::Array(items) => items,
        value => vec![value],
    });
    Json::Array(lists.collect())
}

fn owned(value: Json<'_>) -> Json<'static> {
    match value {
        Json::Null => Json::Null,
        Json::Bool(value) => Json::Bool(value),
        Json::Number(number) => Json::Number(number),
        Json::String(text) => Json::String(Cow::Owned(text.into_owned())),
        Json::Array(items) => Json::Array(items.into_iter().map(owned).collect()),
        Json::Object(members) => {
            Json::Object(members.into_iter().map(|(key, value)| (Cow::Owned(key.into_owned()), owned(value))).collect())
        }
    }
}

fn list_name(name: &str) -> Option<&str> {
    name.strip_suffix("[]").or_else(|| {
        let (name, index) = name.rsplit_once('.')?;
        index.bytes().all(|b| b.is_ascii_digit()).then_some(name)
    })
}

pub(super) fn query_pairs(query: &str) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value =
            if value.contains('+') { Cow::Owned(decode(&value.replace('+', " ")).into_owned()) } else { decode(value) };
        (decode(name), value)
    })
}

/// A header's name in lower case; without an allocation unless it is too long.
fn lower<'b>(name: &str, buffer: &'b mut [u8; 64]) -> Cow<'b, str> {
    let bytes = name.as_bytes();
    let Some(target) = buffer.get_mut(..bytes.len()) else { return Cow::Owned(name.to_ascii_lowercase()) };
    target.copy_from_slice(bytes);
    target.make_ascii_lowercase();
    match std::str::from_utf8(target) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(name.to_ascii_lowercase()),
    }
}
