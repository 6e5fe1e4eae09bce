//! Updates the fields that mark failures: they are identified by name, and fixups change names.
//!
//! If a field with the name still exists, it is meant. Otherwise its row counts, which stays the same row under another
//! name. A field that a fixup removes is no longer a field of failures. If the field that marks failures is removed,
//! nothing marks them any more.

use std::collections::BTreeMap;

use crate::ir::{Api, Failure, Kind, Response, Status};
use crate::source::Origin;

/// The fields of bodies that mark failures, by the operation's origin and the status, before any fixup.
pub(super) struct FailureFields(BTreeMap<(Origin, Status), Vec<Named>>);

/// A field's name, and the origin of its row.
type Named = (String, Option<Origin>);

impl FailureFields {
    pub(super) fn of(api: &Api) -> Self {
        let failures = api.operations.iter().flat_map(|operation| {
            let failures = operation.responses.iter().filter(|(_, response)| response.failure.is_some());
            failures.map(|(status, response)| ((operation.origin.clone(), *status), fields(api, response)))
        });
        Self(failures.collect())
    }

    /// Gives failures the current names of their fields.
    pub(super) fn follow(&self, api: &mut Api) {
        if self.0.is_empty() {
            return;
        }
        let mut settled = Vec::new();
        for (index, operation) in api.operations.iter().enumerate() {
            for (status, response) in &operation.responses {
                let Some(failure) = &response.failure else { continue };
                let Some(before) = self.0.get(&(operation.origin.clone(), *status)) else { continue };
                let after = fields(api, response);
                let has = |fields: &[Named], name: &String| fields.iter().any(|(it, _)| it == name);
                let now = |name: &String| {
                    if has(&after, name) {
                        return Some(name.clone());
                    }
                    let row = before.iter().find(|(known, _)| known == name)?.1.as_ref()?;
                    // A row with several names has several fields.
                    let mut renamed = after.iter().filter(|(name, _)| !has(before, name));
                    renamed.find(|(_, at)| at.as_ref() == Some(row)).map(|(name, _)| name.clone())
                };
                let mut failure = failure.clone();
                failure.fields = failure.fields.iter().filter_map(now).collect();
                let failure = now(&failure.field).map(|field| Failure { field, ..failure });
                settled.push((index, *status, failure));
            }
        }
        for (index, status, failure) in settled {
            if let Some(response) = api.operations[index].responses.get_mut(&status) {
                response.failure = failure;
            }
        }
    }
}

/// The fields of a response's body, each with the origin of its row.
fn fields(api: &Api, response: &Response) -> Vec<Named> {
    let Some(body) = &response.body else { return Vec::new() };
    match &api.resolve(&body.schema).kind {
        Kind::Object(object) => {
            object.fields().iter().map(|field| (field.name.clone(), field.schema.origin.clone())).collect()
        }
        _ => Vec::new(),
    }
}
