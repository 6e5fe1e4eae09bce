//! The annotations that JSON Schemas and `OpenAPI` documents carry beside the standard keywords, as a vocabulary with a
//! meta-schema of its own, and the dialect that has both.
//!
//! Exports name the standard dialect unless they are told to name ours, since a validator that has never heard of a dialect
//! refuses schemas that name it. Either way all of our words are annotations, which any validator may pass over.

use super::Artefacts;

/// The meta-schema of the annotations.
pub const VOCABULARY: &str = include_str!("../../schemas/vocabulary.v1.json");

/// The dialect: JSON Schema 2020-12 with the annotations.
pub const DIALECT: &str = include_str!("../../schemas/dialect.v1.json");

/// The dialect's identifier, as `$schema` names it.
pub const DIALECT_ID: &str = "https://refract.invalid/schemas/dialect/v1.json";

/// The two as files that lie beside schemas that name the dialect.
pub(super) fn files() -> Artefacts {
    [("vocabulary.v1.json", VOCABULARY), ("dialect.v1.json", DIALECT)]
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .into()
}
