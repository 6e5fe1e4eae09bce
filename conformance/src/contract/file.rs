//! A compiled contract as a file, which opens in milliseconds, whatever its size.
//!
//! A header precedes the content: the kind of file, the version of Refract that wrote it, the length of the content and a
//! checksum. They are checked first, so a file that is cut off, damaged or of another version is refused as a whole. The
//! content begins with an index of all operations. Their units ([`super::program`]) follow; each is decoded when the first
//! exchange needs it. The format of the content is postcard. Nothing here depends on how exchanges are checked:
//! options, routes and severities are those of the run that opens it.

use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use super::program::{Head, Leaf, Program, ServiceHead, Unit};
use super::{Contract, LoadError, Loaded};

/// The first bytes of each file.
const MAGIC: &[u8; 16] = b"refract contract";

/// The version of the format. It changes with each change of the types that are written, also of [`super::program`].
const FORMAT: u32 = 1;

/// The version of Refract.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The content before the units.
#[derive(Serialize, Deserialize)]
struct Index {
    fingerprint: String,
    /// The parts of `OpenAPI` documents that are accepted without a check.
    notes: Vec<String>,
    services: Vec<ServiceHead>,
    operations: Vec<Head>,
    pages: Vec<String>,
    /// The schemas of leaves.
    leaves: Vec<String>,
    /// The length of each unit in bytes.
    lengths: Vec<u32>,
}

/// The units of a file.
#[derive(Debug)]
pub(crate) struct Store {
    bytes: Vec<u8>,
    /// The start of each unit, and the end of the last one.
    starts: Vec<usize>,
}

impl Store {
    /// Decodes a unit. The error says what is wrong with it.
    pub(super) fn unit(&self, number: usize) -> Result<Unit, String> {
        let range = self.starts.get(number).zip(self.starts.get(number + 1));
        let bytes = range.and_then(|(start, end)| self.bytes.get(*start..*end)).unwrap_or_default();
        let mut unit: Unit =
            postcard::from_bytes(bytes).map_err(|error| format!("operation {number} can't be decoded: {error}"))?;
        unit.complete();
        Ok(unit)
    }
}

/// The reason why a file can't be used as a contract.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// It is not a compiled contract.
    #[error("is not a compiled contract: make one with `refract conform compile`{hint}")]
    Form {
        /// What to do with the kind of file that it seems to be.
        hint: &'static str,
    },
    /// Another version of Refract wrote it.
    #[error(
        "was compiled by Refract {version} (format {format}), and this is Refract {VERSION} (format {FORMAT}): compile it again"
    )]
    Version {
        /// The version that wrote it.
        version: String,
        /// The number of the form.
        format: u32,
    },
    /// Its end is missing, or more bytes follow.
    #[error("has {found} bytes in place of {stated}: it was cut off or changed; copy it, or compile it, again")]
    Length {
        /// Its length in bytes.
        found: u64,
        /// The length that its header states.
        stated: u64,
    },
    /// Its content was changed after it was written.
    #[error("is damaged: its checksum differs; copy it, or compile it, again")]
    Checksum,
    /// Its content is unchanged but can't be decoded.
    #[error("can't be decoded: {0}; compile it again")]
    Content(String),
}

/// A contract as the bytes of a file.
///
/// # Errors
/// [`LoadError::Contract`] where it can't be encoded.
pub fn compiled(loaded: &Loaded) -> Result<Vec<u8>, LoadError> {
    encoded(loaded)
        .map_err(|error| LoadError::Contract { path: "contract".into(), error: FileError::Content(error.to_string()) })
}

fn encoded(loaded: &Loaded) -> Result<Vec<u8>, postcard::Error> {
    let program = &loaded.contract.program;
    let mut units = Vec::new();
    let mut lengths = Vec::new();
    for (_, unit) in program.all_units() {
        let before = units.len();
        units = postcard::to_extend(&*unit, units)?;
        lengths.push(super::program::number(units.len() - before));
    }
    let content = Written {
        fingerprint: &loaded.contract.fingerprint,
        notes: &loaded.notes,
        services: &program.services,
        operations: &program.operations,
        pages: program.pages.iter().map(|page| &**page).collect(),
        leaves: program.leaves.iter().map(|leaf| &*leaf.schema).collect(),
        lengths: &lengths,
    };
    let mut content = postcard::to_allocvec(&content)?;
    content.extend_from_slice(&units);
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(&FORMAT.to_le_bytes());
    bytes.push(u8::try_from(VERSION.len()).unwrap_or(u8::MAX));
    bytes.extend_from_slice(VERSION.as_bytes());
    bytes.extend_from_slice(&(content.len() as u64).to_le_bytes());
    bytes.extend_from_slice(&checksum(&content).to_le_bytes());
    bytes.extend_from_slice(&content);
    Ok(bytes)
}

/// As [`Index`], which is read back.
#[derive(Serialize)]
struct Written<'p> {
    fingerprint: &'p str,
    notes: &'p [String],
    services: &'p [ServiceHead],
    operations: &'p [Head],
    pages: Vec<&'p str>,
    leaves: Vec<&'p str>,
    lengths: &'p [u32],
}

fn checksum(bytes: &[u8]) -> u32 {
    let mut checksum = flate2::Crc::new();
    checksum.update(bytes);
    checksum.sum()
}

/// The contract of a file's bytes.
///
/// # Errors
/// [`FileError`] where it can't be used, and what to do.
pub fn opened(bytes: Vec<u8>) -> Result<Loaded, FileError> {
    let start = content(&bytes)?;
    let undecoded = |error: postcard::Error| FileError::Content(error.to_string());
    let (index, rest) = postcard::take_from_bytes::<Index>(&bytes[start..]).map_err(undecoded)?;
    let mut starts = vec![bytes.len() - rest.len()];
    for length in &index.lengths {
        starts.push(starts[starts.len() - 1] + *length as usize);
    }
    let agrees = index.lengths.len() == index.operations.len()
        && starts.last() == Some(&bytes.len())
        && index.operations.iter().all(|head| (head.service as usize) < index.services.len());
    if !agrees {
        return Err(FileError::Content("its parts do not agree".into()));
    }
    let program = Program {
        services: index.services,
        units: index.operations.iter().map(|_| OnceLock::new()).collect(),
        operations: index.operations,
        pages: index.pages.into_iter().map(Arc::from).collect(),
        leaves: index.leaves.into_iter().map(Leaf::new).collect(),
        store: Some(Store { bytes, starts }),
        damage: OnceLock::new(),
    };
    let contract = Contract { apis: Vec::new(), program, fingerprint: index.fingerprint };
    Ok(Loaded { contract, diagnostics: Vec::new(), notes: index.notes })
}

/// Checks the header of a file, and gives the start of its content.
fn content(bytes: &[u8]) -> Result<usize, FileError> {
    let mut rest = bytes;
    let mut take = |count: usize| -> Option<&[u8]> {
        let (taken, after) = rest.split_at_checked(count)?;
        rest = after;
        Some(taken)
    };
    if take(MAGIC.len()).is_none_or(|magic| magic != MAGIC) {
        let is_json = bytes.trim_ascii_start().first().is_some_and(|first| matches!(first, b'{' | b'['));
        let hint = if is_json { "; an IR is given with `--ir`, and an OpenAPI document with `--openapi`" } else { "" };
        return Err(FileError::Form { hint });
    }
    let cut = FileError::Length { found: bytes.len() as u64, stated: 0 };
    let mut head = || -> Option<(u32, String, u64, u32)> {
        let format = u32::from_le_bytes(take(4)?.try_into().ok()?);
        let length = usize::from(take(1)?[0]);
        let version = String::from_utf8_lossy(take(length)?).into_owned();
        // What follows may differ from version to version.
        if (format, &*version) != (FORMAT, VERSION) {
            return Some((format, version, 0, 0));
        }
        let length = u64::from_le_bytes(take(8)?.try_into().ok()?);
        Some((format, version, length, u32::from_le_bytes(take(4)?.try_into().ok()?)))
    };
    let Some((format, version, length, sum)) = head() else {
        return Err(cut);
    };
    if (format, &*version) != (FORMAT, VERSION) {
        // It is shown.
        let version = version.chars().filter(char::is_ascii_graphic).collect();
        return Err(FileError::Version { version, format });
    }
    if rest.len() as u64 != length {
        let before = (bytes.len() - rest.len()) as u64;
        return Err(FileError::Length { found: bytes.len() as u64, stated: length.saturating_add(before) });
    }
    if checksum(rest) != sum {
        return Err(FileError::Checksum);
    }
    Ok(bytes.len() - rest.len())
}

#[cfg(test)]
mod tests {
    use refract_codegen::ir::{Api, Operation, OperationId};
    use refract_codegen::source::Origin;

    use super::*;
    use crate::{Checker, Exchange, Form, Options};

    #[test]
    fn an_operation_is_decoded_when_an_exchange_needs_it() {
        let mut api = Api::new("v", "s");
        for name in ["one", "two", "three"] {
            let origin = Origin { page: "p.md".into(), line: 1, column: 1 };
            let path = format!("/v1/{name}/things");
            api.operations.push(Operation::new(OperationId::new(name), "GET".parse().unwrap(), path, origin));
        }
        let contract = Contract::new(vec![api]).unwrap();
        let loaded = Loaded { contract, diagnostics: Vec::new(), notes: Vec::new() };
        let opened = opened(loaded.compiled().unwrap()).unwrap().contract;
        let options = Options::default();
        let checker = Checker::new(&opened, &options);
        let there = || opened.program.units.iter().map(|unit| unit.get().is_some()).collect::<Vec<_>>();
        assert_eq!(there(), [false; 3]);
        let exchange = br#"{"request": {"method": "GET", "url": "/v1/two/things"}, "response": {"status": 200}}"#;
        let exchange = Exchange::read(exchange, Form::Exchange).unwrap();
        assert_eq!(checker.check(&exchange).operation.unwrap().id, "two");
        assert_eq!(there(), [false, true, false]);
        // What is looked at for a report is not kept.
        assert_eq!(opened.pages(), ["p.md"]);
        assert_eq!(there(), [false, true, false]);
    }
}
