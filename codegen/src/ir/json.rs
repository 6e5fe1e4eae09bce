//! The IR's JSON form: for tools in any language, and for a later run that compares two editions.
//!
//! A file holds one [`Api`]. [`SCHEMA`] is the JSON Schema 2020-12 of the form and describes every part of it; `refract
//! schema ir` prints it. In short:
//!
//! ```json
//! {
//!   "format": 1,
//!   "vendor": "acme",
//!   "service": "compute",
//!   "servers": [{ "url": "https://{region}.acme.example", "origin": "pages/create.md:5:1" }],
//!   "operations": [{
//!     "id": "create_server",
//!     "method": "POST",
//!     "path": "/v1/servers/{zone}",
//!     "summary": "Create a server",
//!     "parameters": [{
//!       "in": "path",
//!       "name": "zone",
//!       "required": "always",
//!       "schema": { "kind": "string", "origin": "pages/create.md:9:3" }
//!     }],
//!     "request": { "media_type": "application/json", "schema": { "kind": "ref", "target": "Server" } },
//!     "responses": { "202": { "origin": "pages/create.md:30:1" } },
//!     "origin": "pages/create.md:3:1"
//!   }],
//!   "schemas": {
//!     "Server": {
//!       "kind": "object",
//!       "fields": [{
//!         "name": "cores",
//!         "required": "optional",
//!         "schema": {
//!           "kind": "integer",
//!           "width": "bits32",
//!           "constraints": {
//!             "range": {
//!               "value": { "min": { "value": 1 }, "max": { "value": 64 } },
//!               "origin": "pages/create.md:17:20",
//!               "rule": "range"
//!             }
//!           },
//!           "description": "How many cores it has, 1 to 64",
//!           "origin": "pages/create.md:17:3"
//!         }
//!       }],
//!       "open": false
//!     }
//!   },
//!   "pages": [{ "path": "pages/create.md", "language": "en", "hash": "00112233445566aa" }]
//! }
//! ```
//!
//! - What is absent is not stated. `null` never means absence: it occurs only as a value (a default, a value of an
//!   enumeration, a part of an example).
//! - Every statement has its place as `page:line:column`; every constraint also the `rule` that matched.
//! - Fields and parameters are in the page's order, everything else is sorted, so that two files differ only where the
//!   contracts do.
//! - [`from_json`] returns exactly what [`to_json`] wrote. It rejects what is not in normal form or is inconsistent.

use super::{Api, sound};

/// The version of the JSON form. It is increased when a reader of the old form would misread the new one.
pub const FORMAT: u32 = 1;

/// The JSON Schema of the form, as in `codegen/schemas/`.
pub const SCHEMA: &str = include_str!("../../schemas/ir.v1.json");

/// The contract as JSON, indented by two spaces and ending with a newline. The same contract gives the same bytes.
///
/// # Panics
/// Never: every value of the IR has a JSON form.
pub fn to_json(api: &Api) -> String {
    let mut text = serde_json::to_string_pretty(api).expect("the IR serialises");
    text.push('\n');
    text
}

/// Why a JSON text is not a contract.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The text is not JSON, or not an IR in normal form.
    #[error("no IR: {0}")]
    Json(#[from] serde_json::Error),
    /// The text is of another version.
    #[error(
        "the IR has format {found}, and this version of Refract reads {FORMAT}: write it again with `refract export --emit ir`"
    )]
    Format {
        /// The version it has.
        found: u64,
    },
    /// The contract is inconsistent.
    #[error("not an IR in normal form: {0}")]
    Unsound(String),
}

/// Reads a contract back.
///
/// # Errors
/// [`ReadError`] where the text is not an IR in normal form, is of another version, or has a dangling reference.
pub fn from_json(text: &str) -> Result<Api, ReadError> {
    let value: serde_json::Value = serde_json::from_str(text)?;
    match value.get("format").and_then(serde_json::Value::as_u64) {
        Some(found) if found != u64::from(FORMAT) => Err(ReadError::Format { found }),
        // The parser below reports a missing version.
        _ => with_stack(|| {
            let api = serde_json::from_value(value)?;
            match sound::defect(&api) {
                Some(defect) => Err(ReadError::Unsound(defect)),
                None => Ok(api),
            }
        }),
    }
}

/// The stack for the deepest nesting that the JSON parser accepts, 127 levels: more than a thread of a pool has.
const STACK: usize = 64 << 20;

/// Reads on a thread of its own, which has enough stack whatever thread calls.
fn with_stack(read: impl FnOnce() -> Result<Api, ReadError> + Send) -> Result<Api, ReadError> {
    std::thread::scope(|scope| match std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, read) {
        Ok(reading) => reading.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
        Err(error) => Err(<serde_json::Error as serde::de::Error>::custom(error).into()),
    })
}
