//! Contracts from `OpenAPI` documents, 3.0 and 3.1, in JSON or YAML.
//!
//! The reader is that of `refract diff`: it converts what the IR can represent, and reports the rest with its pointer.
//! What is reported accepts any value here, and whoever loads the document shows the report. Paths are prefixed with
//! the path of the document's server, since that is what is sent.

use std::path::Path;

use refract_codegen::diff::openapi;
use serde_json::Value;

use super::{LoadError, Source};
use crate::route::Url;

/// A document as a contract, and the parts that cannot be represented, each with file and JSON pointer.
pub(super) fn read(path: &Path) -> Result<(Source, Vec<String>), LoadError> {
    let wrong = |message: String| LoadError::OpenApi { path: path.to_owned(), message };
    let text = std::fs::read_to_string(path).map_err(|error| wrong(format!("can't be read: {error}")))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let document: Value = if text.trim_start().starts_with('{') {
        serde_json::from_str(text).map_err(|error| wrong(format!("is not valid JSON: {error}")))?
    } else {
        yaml_serde::from_str(text).map_err(|error| wrong(format!("is not valid YAML: {error}")))?
    };
    let name = path.display().to_string().replace('\\', "/");
    let (mut api, notes) = openapi::read(&document, &name).map_err(|error| wrong(error.to_string()))?;
    let base =
        api.servers.first().map(|server| Url::parse(&server.url)).map(|url| url.path.trim_end_matches('/').to_owned());
    let base = base.filter(|base| base.starts_with('/')).unwrap_or_default();
    let host = api.servers.first().map(|server| server.url.clone());
    for operation in &mut api.operations {
        if !base.is_empty() && operation.server.is_none() {
            operation.path = format!("{base}{}", operation.path);
        }
        if operation.server.is_none() {
            operation.server.clone_from(&host);
        }
    }
    if api.vendor.is_empty() {
        api.vendor = "openapi".into();
    }
    let source = Source { api, symmetric: !openapi::is_export(&document) };
    Ok((source, notes.into_iter().map(|note| format!("{name}#{note}")).collect()))
}
