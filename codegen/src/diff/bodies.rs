//! Contracts of which the bodies alone are compared. What is said here of an operation or a status that only one edition has
//! holds whether it is gone or only its body.

use super::Verdict;
use crate::ir::{Api, Body, Operation};

/// A contract without all that is no body: addresses, parameters, headers, and operations and statuses without a body.
pub(super) fn alone(api: &Api) -> Api {
    let mut api = api.clone();
    api.servers.clear();
    for operation in &mut api.operations {
        operation.server = None;
        operation.deprecated = None;
        operation.parameters.clear();
        operation.request.iter_mut().for_each(forget);
        operation.responses.retain(|_, response| response.body.is_some());
        for response in operation.responses.values_mut() {
            response.headers.clear();
            response.body.iter_mut().for_each(forget);
        }
    }
    api.operations.retain(|operation| operation.request.is_some() || !operation.responses.is_empty());
    api
}

/// Takes a body's media type off, which schemas do not name.
fn forget(body: &mut Body) {
    body.media_type.clear();
}

/// What it does to a client that all bodies of an operation are gone. Where the operation is gone, too, one that sends is
/// broken; where it is not, one that sends its body is, or one that reads what success gave it. What comes with a failure
/// alone tells neither.
pub(super) fn gone(operation: &Operation) -> Verdict {
    let success = operation.responses.keys().any(|status| status.is_success());
    if operation.request.is_some() || success { Verdict::Breaks } else { Verdict::Unknown }
}
