//! The annotations that JSON Schemas and `OpenAPI` documents have besides the standard keywords, as a vocabulary with
//! its own meta-schema, and the dialect with both.
//!
//! Exports name the standard dialect unless an option selects Refract's own, since a validator refuses schemas of a
//! dialect that it does not know. In both cases, all additional keywords are annotations, which any validator may
//! ignore.

use super::Artefacts;

/// The meta-schema of the annotations.
pub const VOCABULARY: &str = include_str!("../../schemas/vocabulary.v1.json");

/// The dialect: JSON Schema 2020-12 with the annotations.
pub const DIALECT: &str = include_str!("../../schemas/dialect.v1.json");

/// The dialect's identifier, as `$schema` names it.
pub const DIALECT_ID: &str = "https://refract.invalid/schemas/dialect/v1.json";

/// Both as files, to be written next to schemas that name the dialect.
pub(super) fn files() -> Artefacts {
    [("vocabulary.v1.json", VOCABULARY), ("dialect.v1.json", DIALECT)]
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .into()
}
