//! What a document states about the service as a whole: its title, the versions that its paths name, the vendor and
//! service, and how operations are authorised if their own pages don't state it.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::Origins;
use super::titles::Titles;
use crate::ir::Api;

/// The head of a document.
pub(super) fn info(api: &Api, origins: Origins) -> Value {
    let places = match origins {
        Origins::Full => " `x-origin` names page, line and column.",
        Origins::Compact => {
            " `x-origin` has the number of a page in `x-origins`, from 0 on, a line and a column; a page that is that of the \
             object around it is left out, and then the `column` of `x-origins`, too."
        }
        Origins::Off => "",
    };
    json!({
        "title": Titles::new(api).service().map_or_else(|| format!("{} {}", api.vendor, api.service), str::to_owned),
        "version": version(api),
        "description": format!("Read from the vendor's reference pages by Refract.{places}"),
    })
}

/// The vendor and service of a document, by the names that files and commands use. The title is for people.
pub(super) fn contract(api: &Api) -> Value {
    json!({ "vendor": api.vendor, "service": api.service })
}

/// The versions that paths name, `v1, v2.1`, lowest first. The format requires a text where they name none.
fn version(api: &Api) -> String {
    let segments = api.operations.iter().flat_map(|operation| operation.path.split('/'));
    let found: BTreeSet<Vec<u32>> = segments.filter_map(numbers).collect();
    let written = |numbers: Vec<u32>| {
        let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        format!("v{}", numbers.join("."))
    };
    let all: Vec<String> = found.into_iter().map(written).collect();
    if all.is_empty() { "unversioned".to_owned() } else { all.join(", ") }
}

/// The numbers of a version: for `v2.1`, 2 and 1.
fn numbers(segment: &str) -> Option<Vec<u32>> {
    segment.strip_prefix('v')?.split('.').map(|number| number.parse().ok()).collect()
}

/// The requirements for operations whose pages list no credential: each credential that other pages list, or none.
/// Leaving this out would mean the same; it is written to show that it was not forgotten.
pub(super) fn security(schemes: &Map<String, Value>) -> Value {
    let ways = schemes.keys().map(|name| json!({ name: [] }));
    if schemes.is_empty() { json!([]) } else { ways.chain([json!({})]).collect() }
}
