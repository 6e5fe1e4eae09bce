//! The addresses of a service: servers of the document where all operations have one, and otherwise of each operation
//! that has one.
//!
//! A page about tokens names the host of another service. That host must not apply to operations whose pages name none.

use serde_json::{Map, Value, json};

use crate::emit::schema_object::origin;
use crate::ir::{Api, Operation};

/// The default address of the format where no server is known: that of the document itself.
pub(crate) const NONE: &str = "/";

pub(super) struct Servers<'a> {
    api: &'a Api,
    /// Whether every operation has a server, so that the document can have servers.
    shared: bool,
}

impl<'a> Servers<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        let shared = !api.servers.is_empty() && api.operations.iter().all(|operation| operation.server.is_some());
        Self { api, shared }
    }

    /// The document's servers. Where pages name none for all operations, the format's default is written: readers and
    /// linters expect one.
    pub(super) fn common(&self) -> Value {
        if !self.shared {
            return json!([{ "url": NONE, "description": "The pages name no host of all operations." }]);
        }
        self.api.servers.iter().map(|it| server(&it.url, Some(origin(&it.origin)))).collect()
    }

    /// The servers of operations that share method and path, where they differ from the document's.
    pub(super) fn of(&self, operations: &[&Operation]) -> Option<Value> {
        if self.shared && self.api.servers.len() == 1 {
            return None;
        }
        let mut urls: Vec<(&str, &Operation)> = Vec::new();
        for operation in operations {
            let Some(url) = operation.server.as_deref() else { continue };
            if !urls.iter().any(|(known, _)| *known == url) {
                urls.push((url, operation));
            }
        }
        let all = urls.into_iter().map(|(url, operation)| server(url, Some(origin(&operation.origin))));
        Some(all.collect::<Vec<_>>()).filter(|all| !all.is_empty()).map(Value::Array)
    }
}

/// A server object. Parts of the URL that vary become variables. The format requires a value for each, and no page
/// states one.
fn server(url: &str, place: Option<Value>) -> Value {
    let mut variables = Map::new();
    for name in crate::understand::variables(url) {
        let description = "The page leaves this part of the address open; its name stands for it.";
        variables.insert(name.clone(), json!({ "default": name, "description": description }));
    }
    let mut out = Map::new();
    out.insert("url".into(), json!(url));
    if !variables.is_empty() {
        out.insert("variables".into(), Value::Object(variables));
    }
    if let Some(place) = place {
        out.insert("x-origin".into(), place);
    }
    Value::Object(out)
}
