//! Security: a scheme for each credential that pages state, required where an operation's page lists it, and for each
//! that the vendor file states for all operations. A credential that only a page on calling the API states is an
//! alternative for each operation. Where no page states how a client identifies itself, the document
//! does not either. `OpenAPI` has no scheme for a member of a body.

use serde_json::{Map, Value, json};

use super::super::markdown;
use super::super::schema_object::origin;
use crate::ir::{Api, Location, Operation, Parameter, Required, SelectorPlace};

/// The schemes of a service, by the header's name.
pub(super) fn schemes(api: &Api) -> Map<String, Value> {
    api.credentials
        .iter()
        .filter(|it| it.place != SelectorPlace::Body)
        .map(|it| {
            let place = it.place.name();
            let mut scheme = json!({ "type": "apiKey", "in": place, "name": it.name });
            if let Some(description) = &it.description {
                scheme["description"] = json!(markdown::of(description, &[]));
            }
            scheme["x-origin"] = origin(&it.origin);
            (it.name.clone(), scheme)
        })
        .collect()
}

/// The requirements of operations that share method and path: a set of headers for each way of calling them that a page
/// states, and an empty set where a page allows none. `None` where no page lists such a header.
pub(super) fn requirements(api: &Api, operations: &[&Operation]) -> Option<Value> {
    let everywhere = api.credentials.iter().filter(|it| it.everywhere && it.place != SelectorPlace::Body);
    let everywhere: Vec<&str> = everywhere.map(|it| it.name.as_str()).collect();
    let mut ways: Vec<Value> = Vec::new();
    for operation in operations {
        let listed: Vec<(&str, &Parameter)> = api
            .credentials
            .iter()
            .filter_map(|credential| {
                let parameter = operation.parameters.iter().find(|parameter| {
                    parameter.location == Location::Header
                        && parameter.field.name.eq_ignore_ascii_case(&credential.name)
                });
                parameter.map(|parameter| (credential.name.as_str(), parameter))
            })
            .collect();
        let (always, others): (Vec<_>, Vec<_>) =
            listed.into_iter().partition(|(_, parameter)| parameter.field.required == Required::Always);
        let set = |headers: &[&str]| {
            let all = everywhere.iter().chain(headers);
            Value::Object(all.map(|name| ((*name).to_owned(), json!([]))).collect::<Map<_, _>>())
        };
        let demanded: Vec<&str> = always.iter().map(|(header, _)| *header).collect();
        let mut own = Vec::new();
        if demanded.is_empty() {
            own.extend(others.iter().map(|(header, _)| set(&[header])));
            // The page also allows calls without any of them, unless it states that one of them is sometimes required.
            if others.iter().any(|(_, parameter)| parameter.field.required == Required::Optional) || others.is_empty() {
                own.push(set(&[]));
            }
        } else {
            own.push(set(&demanded));
        }
        for way in own {
            if !ways.contains(&way) {
                ways.push(way);
            }
        }
    }
    ways.iter().any(|way| way.as_object().is_some_and(|way| !way.is_empty())).then_some(Value::Array(ways))
}
