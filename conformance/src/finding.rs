//! What does not conform, and where.

use refract_codegen::source::Origin;

/// One way in which a value does not conform to its contract.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The JSON pointer of the value in the body; empty for the body itself.
    pub pointer: String,
    /// What is wrong, as one sentence without a full stop.
    pub message: String,
    /// Where in the schema the demand stands, as a JSON pointer.
    pub demand: String,
    /// Where the operation's page states it.
    pub origin: Option<Origin>,
}
