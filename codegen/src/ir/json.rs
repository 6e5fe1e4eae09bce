//! The IR's JSON form.

use super::Api;

/// The version of the JSON form. It grows when a reader of the old form would misread the new one.
pub const FORMAT: u32 = 1;

/// The contract as JSON, with two blanks a level and a line's end at the end. The same contract gives the same bytes.
///
/// # Panics
/// Never: every value of the IR has a JSON form.
pub fn to_json(api: &Api) -> String {
    let mut text = serde_json::to_string_pretty(api).expect("the IR serialises");
    text.push('\n');
    text
}

/// Why a JSON text is no contract.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The text is no JSON, or no IR in normal form.
    #[error("no IR: {0}")]
    Json(#[from] serde_json::Error),
    /// The text is of another version.
    #[error(
        "the IR is of format {found}, and this version of Refract reads {FORMAT}: write it again with `refract export --emit ir`"
    )]
    Format {
        /// The version it has.
        found: u64,
    },
}

/// Reads a contract back.
///
/// # Errors
/// [`ReadError`] where the text is no IR in normal form or of another version.
pub fn from_json(text: &str) -> Result<Api, ReadError> {
    let value: serde_json::Value = serde_json::from_str(text)?;
    match value.get("format").and_then(serde_json::Value::as_u64) {
        Some(found) if found != u64::from(FORMAT) => Err(ReadError::Format { found }),
        // A missing version is told by the reader below.
        _ => Ok(serde_json::from_value(value)?),
    }
}
