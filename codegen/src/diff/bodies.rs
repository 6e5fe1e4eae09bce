//! Contracts whose bodies alone are compared. Where one edition lacks an operation or a status, the results here
//! apply both if it was removed and if only its body was.

use super::Verdict;
use crate::ir::{Api, Body, Operation};

/// A contract reduced to bodies: without addresses, parameters, headers, and operations and statuses that have no body.
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

/// Removes a body's media type, which schemas do not name.
fn forget(body: &mut Body) {
    body.media_type.clear();
}

/// The effect on a client when all bodies of an operation are gone. If the operation is gone, too, a client that sends
/// is broken. If not, either a client that sends the body is broken, or one that reads the body of a success. Bodies of
/// failures alone show neither.
pub(super) fn gone(operation: &Operation) -> Verdict {
    let success = operation.responses.keys().any(|status| status.is_success());
    if operation.request.is_some() || success { Verdict::Breaks } else { Verdict::Unknown }
}
