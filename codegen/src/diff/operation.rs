//! Compares services and operations: which exist, under which method, path and address, and what they take and return.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use super::walk::{Effect, Place, Reported, Side, Walk};
use super::{Change, Difference, Scope, Verdict, bodies, signs};
use crate::ir::{Api, Body, Field, Kind, Location, Object, Operation, Required, Response, Schema, Status, selector};
use crate::limits;
use crate::source::Origin;

/// Compares two editions of a service.
pub(super) fn services(old: &Api, new: &Api, scope: Scope) -> Vec<Difference> {
    let mut found = Vec::new();
    for (before, after) in pairs(old, new) {
        match (before, after) {
            (Some(before), Some(after)) => found.extend(operations(old, new, before, after, scope)),
            (Some(gone), None) => found.push(alone(new, gone, Change::Removed, scope)),
            (None, Some(come)) => found.push(alone(new, come, Change::Added, scope)),
            (None, None) => {}
        }
    }
    for server in old.servers.iter().filter(|server| !new.servers.iter().any(|known| known.url == server.url)) {
        let mut difference = about(new, Change::Removed, format!("the address {}", server.url));
        // Where no address is stated any more, the page has become silent. It does not state another address.
        difference.sender = if new.servers.is_empty() { Verdict::Unknown } else { Verdict::Breaks };
        if new.servers.is_empty() {
            difference.undetermined = Some("the new contract states no address".to_owned());
        } else {
            difference.case = Some(server.url.clone());
        }
        difference.old = Some(server.origin.clone());
        found.push(difference);
    }
    for server in new.servers.iter().filter(|server| !old.servers.iter().any(|known| known.url == server.url)) {
        let mut difference = about(new, Change::Added, format!("the address {}", server.url));
        difference.new = Some(server.origin.clone());
        found.push(difference);
    }
    if scope == Scope::All {
        found.extend(signs::credentials(old, new));
    }
    found
}

/// A difference of a service.
pub(super) fn about(api: &Api, change: Change, message: String) -> Difference {
    Difference {
        vendor: api.vendor.clone(),
        service: api.service.clone(),
        operations: Vec::new(),
        part: None,
        field: None,
        change,
        message,
        sender: Verdict::Safe,
        reader: Verdict::Safe,
        witness: None,
        at: None,
        new_values: false,
        case: None,
        undetermined: None,
        old: None,
        new: None,
    }
}

type Pair<'a> = (Option<&'a Operation>, Option<&'a Operation>);

/// Pairs the operations of two editions: by method and path, whatever the names of the path's variables, and otherwise
/// by id.
fn pairs<'a>(old: &'a Api, new: &'a Api) -> Vec<Pair<'a>> {
    let mut left: Vec<&Operation> = new.operations.iter().collect();
    let mut pairs: Vec<Pair<'a>> = Vec::new();
    let mut take = |fits: &dyn Fn(&Operation) -> bool| {
        let index = left.iter().position(|operation| fits(operation))?;
        Some(left.remove(index))
    };
    let mut open: Vec<&Operation> = Vec::new();
    for before in &old.operations {
        let at = |after: &Operation| {
            after.method == before.method
                && shape(&after.path) == shape(&before.path)
                && selector::same(&after.selectors, &before.selectors)
        };
        // Of several operations on one path, the one with the same id.
        let found = take(&|after| at(after) && after.id == before.id).or_else(|| take(&at));
        match found {
            Some(after) => pairs.push((Some(before), Some(after))),
            None => open.push(before),
        }
    }
    for before in open {
        pairs.push((Some(before), take(&|after| after.id == before.id)));
    }
    pairs.extend(left.into_iter().map(|come| (None, Some(come))));
    pairs.sort_by_key(|(before, after)| after.or(*before).map(|operation| operation.id.to_string()));
    pairs
}

/// A path template without the names of its variables.
fn shape(path: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in path.chars() {
        match c {
            '{' => (inside, out) = (true, out + "{"),
            '}' => (inside, out) = (false, out + "}"),
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

/// Method and path, with the constants that select the operation: `GET /#Action=CreateVpc`.
fn line(operation: &Operation) -> String {
    let (method, path) = (operation.method, &operation.path);
    let selectors = operation.selectors.iter().map(ToString::to_string).collect::<Vec<_>>().join("&");
    if selectors.is_empty() { format!("{method} {path}") } else { format!("{method} {path}#{selectors}") }
}

/// Reports an operation that only one contract has.
fn alone(api: &Api, operation: &Operation, change: Change, scope: Scope) -> Difference {
    let (message, gone) = match scope {
        Scope::All => (line(operation), Verdict::Breaks),
        Scope::Bodies => (format!("all bodies of {}", line(operation)), bodies::gone(operation)),
    };
    let mut difference = about(api, change, message);
    difference.operations = vec![operation.id.to_string()];
    if change == Change::Removed {
        difference.sender = gone;
        difference.case = (gone == Verdict::Breaks).then(|| line(operation));
        let why = "cannot determine whether the operation was removed or only its bodies";
        difference.undetermined = (gone == Verdict::Unknown).then(|| why.to_owned());
        difference.old = Some(operation.origin.clone());
    } else {
        difference.new = Some(operation.origin.clone());
    }
    difference
}

fn operations(old: &Api, new: &Api, before: &Operation, after: &Operation, scope: Scope) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut report = |change: Change, message: String, sender: Verdict| {
        let mut difference = about(new, change, message);
        difference.operations = vec![after.id.to_string()];
        difference.sender = sender;
        difference.case = (sender == Verdict::Breaks).then(|| line(before));
        difference.old = Some(before.origin.clone());
        difference.new = Some(after.origin.clone());
        found.push(difference);
    };
    if before.id != after.id {
        report(Change::Renamed, format!("the operation's id {} → {}", before.id, after.id), Verdict::Safe);
    }
    if before.method != after.method || shape(&before.path) != shape(&after.path) {
        report(Change::Replaced, format!("{} → {}", line(before), line(after)), Verdict::Breaks);
    } else if before.path != after.path {
        report(Change::Renamed, format!("variables of the path {} → {}", before.path, after.path), Verdict::Safe);
    }
    if before.deprecated.is_some() != after.deprecated.is_some() {
        let words = if after.deprecated.is_some() { "is deprecated" } else { "is no longer deprecated" };
        report(Change::Reworded, words.to_owned(), Verdict::Safe);
    }
    let walk = |part: String, side: Side| Walk {
        old,
        new,
        operation: after.id.to_string(),
        part,
        side,
        roots: None,
        found: Vec::new(),
        seen: BTreeSet::new(),
        left: Cell::new(limits::WITNESSES_STEPS),
    };
    for location in [Location::Path, Location::Query, Location::Header] {
        let (was, is) = (parameters(before, location, None), parameters(after, location, Some((before, after))));
        let mut walk = walk(location.name().to_owned(), Side::Sent);
        // The objects must live as long as the walk over them.
        let (was, is) = (Schema::of(Kind::Object(was)), Schema::of(Kind::Object(is)));
        found.extend(own(&mut walk, &was, &is));
    }
    let mut sent = walk("request body".to_owned(), Side::Sent);
    both(&mut sent, before.request.as_ref(), after.request.as_ref(), &before.origin, &after.origin);
    found.append(&mut sent.found);
    found.extend(responses(&walk, before, after, scope));
    found
}

/// Compares two types that were made for the comparison.
fn own(walk: &mut Walk<'_>, old: &Schema, new: &Schema) -> Vec<Difference> {
    let mut inner = Walk {
        old: walk.old,
        new: walk.new,
        operation: walk.operation.clone(),
        part: walk.part.clone(),
        side: walk.side,
        roots: Some((old, new)),
        found: Vec::new(),
        seen: BTreeSet::new(),
        left: Cell::new(limits::WITNESSES_STEPS),
    };
    inner.objects(&Place::default(), old, new);
    inner.found
}

/// The parameters of a location as the fields of an object. Variables of the new path keep their old names, since only
/// their order matters in a request.
fn parameters(operation: &Operation, location: Location, paths: Option<(&Operation, &Operation)>) -> Object {
    let names: BTreeMap<String, String> = match (location, paths) {
        (Location::Path, Some((before, after))) if shape(&before.path) == shape(&after.path) => {
            let variables = |operation: &Operation| crate::understand::variables(&operation.path);
            variables(after).into_iter().zip(variables(before)).collect()
        }
        _ => BTreeMap::new(),
    };
    let fields = operation.parameters.iter().filter(|parameter| parameter.location == location).map(|parameter| {
        let field = &parameter.field;
        let name = names.get(&field.name).unwrap_or(&field.name);
        // A path variable is always given, whatever the page says.
        let required = if location == Location::Path { Required::Always } else { field.required };
        // The names of headers are case-insensitive.
        let name = if location == Location::Header { name.to_lowercase() } else { name.clone() };
        Field { name, required, schema: field.schema.clone() }
    });
    let mut object = Object::open();
    for field in fields {
        object.add(field);
    }
    if object.fields().is_empty() { Object::new([]).0 } else { object }
}

fn both<'a>(walk: &mut Walk<'a>, old: Option<&'a Body>, new: Option<&'a Body>, before: &Origin, after: &Origin) {
    let reported =
        |change, message: String, effect| Reported { change, message, effect, old: Some(before), new: Some(after) };
    let all = Place::default();
    match (old, new) {
        (Some(old), Some(new)) => {
            if old.media_type != new.media_type {
                let (shown, _) = walk.ordered(&old.media_type, &new.media_type);
                let message = format!("media type {} → {}", old.media_type, new.media_type);
                walk.report(&all, reported(Change::Replaced, message, Effect::Case(format!("a body of {shown}"))));
            }
            walk.roots = Some((&old.schema, &new.schema));
            walk.schema(&all, &old.schema, &new.schema);
        }
        (Some(old), None) => {
            // In a request, a body that was accepted is no longer accepted. In a response, nothing is returned where a
            // value was documented.
            let case = if walk.side == Side::Sent { "a body" } else { NO_BODY };
            walk.report(&all, reported(Change::Removed, named(old), Effect::Case(case.to_owned())));
        }
        (None, Some(new)) => {
            let demanding = |schema: &Schema| match &walk.new.resolve(schema).kind {
                Kind::Object(object) => object.fields().iter().any(|field| field.required == Required::Always),
                Kind::Map { .. } => false,
                _ => true,
            };
            let effect = match walk.side {
                Side::Sent if demanding(&new.schema) => Effect::Case(NO_BODY.to_owned()),
                _ => Effect::Safe,
            };
            walk.report(&all, reported(Change::Added, named(new), effect));
        }
        (None, None) => {}
    }
}

/// A sample body, where one contract has a body and the other has none.
const NO_BODY: &str = "no body";

/// A body, with its media type where that is known.
fn named(body: &Body) -> String {
    if body.media_type.is_empty() { "the body".to_owned() } else { format!("the body, {}", body.media_type) }
}

fn responses<'a>(
    walk: &dyn Fn(String, Side) -> Walk<'a>,
    before: &'a Operation,
    after: &'a Operation,
    scope: Scope,
) -> Vec<Difference> {
    let mut found = Vec::new();
    // Schemas of bodies alone don't show whether the status was added or removed together with its body.
    let message = |status: Status| match scope {
        Scope::All => format!("the status {status}"),
        Scope::Bodies => format!("the body of {status}"),
    };
    for (status, old) in &before.responses {
        let mut walk = walk(format!("response {status}"), Side::Read);
        if let Some(new) = after.response(*status) {
            both(&mut walk, old.body.as_ref(), new.body.as_ref(), &old.origin, &new.origin);
            headers(&mut walk, old, new);
            if scope == Scope::All {
                signs::failures(&mut walk, old, new);
            }
        } else {
            // A status that is no longer sent gives the client no new value. But a client that waits for success needs
            // a success status that it knows.
            let other = after.responses.keys().any(|other| other.is_success());
            let reported = scope == Scope::All && (other || !status.is_success());
            let effect =
                if reported { Effect::Safe } else { Effect::Unknown("it is not known which status replaces it") };
            let message = message(*status);
            let was = Some(&old.origin);
            walk.report(&Place::default(), Reported { change: Change::Removed, message, effect, old: was, new: None });
        }
        found.append(&mut walk.found);
    }
    for (status, new) in &after.responses {
        if before.response(*status).is_some() {
            continue;
        }
        let mut walk = walk(format!("response {status}"), Side::Read);
        // A client treats an unknown status as it treats the class of the status (RFC 9110, section 15). It need not
        // read the body of another failure; for another success, the effect can't be determined.
        let message = message(*status);
        let why = "it is not known whether clients treat it as a success";
        let effect = if status.is_success() { Effect::Unknown(why) } else { Effect::Safe };
        let is = Some(&new.origin);
        walk.report(&Place::default(), Reported { change: Change::Added, message, effect, old: None, new: is });
        found.append(&mut walk.found);
    }
    found
}

fn headers(walk: &mut Walk<'_>, old: &Response, new: &Response) {
    let fields = |response: &Response| {
        let mut object = Object::new([]).0;
        for header in &response.headers {
            object.add(Field { name: header.name.to_lowercase(), ..header.clone() });
        }
        Schema::of(Kind::Object(object))
    };
    let (was, is) = (fields(old), fields(new));
    let part = std::mem::take(&mut walk.part);
    walk.part = format!("{part}, header");
    let found = own(walk, &was, &is);
    walk.part = part;
    walk.found.extend(found);
}
