//! The place of a schema: the path from which its type gets its name.
//!
//! A place has the words of the contract only. It never knows which names are taken.

use crate::emit::rust::names;
use crate::ir::{Operation, Parameter, Status};
use crate::naming;

/// The place of a schema.
#[derive(Clone, Debug)]
pub(in crate::emit::rust) struct Place {
    /// The path to it, from the operation or the shared structure.
    pub(in crate::emit::rust) owner: String,
    /// Its name there.
    pub(in crate::emit::rust) label: String,
}

impl Place {
    /// The place of a field inside.
    pub(in crate::emit::rust) fn field(&self, name: &str) -> Self {
        Self { owner: self.path(), label: names::type_(name) }
    }

    /// The place of a shared structure.
    pub(in crate::emit::rust) fn shared(rust: &str) -> Self {
        Self { owner: String::new(), label: rust.to_owned() }
    }

    /// The place of a member of a union.
    pub(in crate::emit::rust) fn variant(&self, name: &str) -> Self {
        Self { owner: self.owner.clone(), label: format!("{}{name}", self.label) }
    }

    /// The place of a request's body.
    pub(in crate::emit::rust) fn request(operation: &Operation) -> Self {
        Self { owner: names::type_(operation.id.as_str()), label: "Request".to_owned() }
    }

    /// The place of a response's body.
    pub(in crate::emit::rust) fn response(operation: &Operation, status: Status) -> Self {
        let first =
            operation.responses.iter().find(|(status, response)| status.is_success() && response.body.is_some());
        let label = match status {
            _ if first.is_some_and(|(found, _)| *found == status) => "Response".to_owned(),
            Status::Code(code) => format!("Response{code}"),
            Status::Class(class) => format!("Response{class}xx"),
        };
        Self { owner: names::type_(operation.id.as_str()), label }
    }

    /// The place of the body of a failure under a success status.
    pub(in crate::emit::rust) fn failure(operation: &Operation, status: Status) -> Self {
        let several = operation.responses.values().filter(|response| response.failure.is_some()).count() > 1;
        let label =
            if several { format!("Failure{}", status.to_string().to_lowercase()) } else { "Failure".to_owned() };
        Self { owner: names::type_(operation.id.as_str()), label }
    }

    /// The place of a parameter.
    pub(in crate::emit::rust) fn parameter(operation: &Operation, parameter: &Parameter) -> Self {
        Self { owner: names::type_(operation.id.as_str()), label: names::type_(&parameter.field.name) }
    }

    /// The complete path, including its own name.
    fn path(&self) -> String {
        format!("{}{}", self.owner, self.label)
    }

    /// The name of a type there.
    pub(in crate::emit::rust) fn name(&self) -> String {
        naming::free(&naming::owned(&self.owner, &self.label))
    }
}
