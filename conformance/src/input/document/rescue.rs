//! Finds records inside text whose brackets do not match.

use std::ops::Range;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::value::Scan;

/// How often a bracket may turn out to have no partner before the search ends.
const FAILURES: usize = 32;
/// How many times the text may be scanned in total.
const PASSES: usize = 8;

/// What every record has, whatever its form.
#[derive(Deserialize)]
struct Shape {
    #[serde(rename = "request")]
    _request: IgnoredAny,
    #[serde(rename = "response")]
    _response: IgnoredAny,
}

/// The places of records in a text that starts with a broken one, each with its line. `line` is that of the text.
pub(super) fn records(text: &[u8], line: u64) -> Vec<(Range<usize>, u64)> {
    let mut found = Vec::new();
    let mut failures = 0;
    let mut budget = text.len().saturating_mul(PASSES);
    let mut at = 1;
    let (mut counted, mut line) = (0, line);
    while let Some(next) = text.get(at..).and_then(|rest| memchr::memchr(b'{', rest)) {
        at += next;
        let mut scan = Scan::default();
        let (length, ends) = scan.feed(&text[at..]);
        let Some(left) = budget.checked_sub(length) else { break };
        budget = left;
        if ends && !scan.torn && !scan.mismatched && serde_json::from_slice::<Shape>(&text[at..at + length]).is_ok() {
            line += memchr::memchr_iter(b'\n', &text[counted..at]).count() as u64;
            counted = at;
            found.push((at..at + length, line));
            at += length;
        } else {
            failures += usize::from(!ends);
            if failures > FAILURES {
                break;
            }
            at += 1;
        }
    }
    found
}
