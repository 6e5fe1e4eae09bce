//! A compiled contract as a file, which opens in milliseconds, whatever its size.
//!
//! A header precedes the content: the kind of file, the version of Refract that wrote it, the length of the content and a
//! checksum. They are checked first, so a file that is cut off, damaged or of another version is refused as a whole. The
//! content begins with an index of all operations. Their units ([`super::program`]) follow; each is read from the file, held
//! against a checksum of its own and decoded when the first exchange needs it. So the file stays open, and is never in memory
//! as a whole. The format of the content is postcard. Nothing here depends on how exchanges are checked: options, routes and
//! severities are those of the run that opens it.

use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, OnceLock};

use serde::{Deserialize, Serialize};

use super::program::{Head, Leaf, Program, ServiceHead, Unit};
use super::{Contract, LoadError, Loaded};

/// The first bytes of each file.
const MAGIC: &[u8; 16] = b"refract contract";

/// The version of the format. It changes with each change of the types that are written, also of [`super::program`].
const FORMAT: u32 = 2;

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
    /// The length of each unit in bytes, and its checksum.
    units: Vec<(u32, u32)>,
}

/// A file, or its bytes.
pub(super) trait Seekable: Read + Seek + Send {}

impl<S: Read + Seek + Send> Seekable for S {}

/// The units of a file. They stay in the file, so that memory does not grow with operations that no exchange needs.
pub(crate) struct Store {
    source: Mutex<Box<dyn Seekable>>,
    units: Vec<Stored>,
}

/// The place of a unit in the file.
#[derive(Clone, Copy)]
struct Stored {
    start: u64,
    length: u32,
    checksum: u32,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("units", &self.units.len()).finish_non_exhaustive()
    }
}

impl Store {
    /// Reads and decodes a unit. The error says what is wrong with it.
    pub(super) fn unit(&self, number: usize) -> Result<Unit, String> {
        let stored = self.units.get(number).ok_or_else(|| format!("operation {number} is missing"))?;
        let bytes = self.read(*stored).map_err(|error| format!("operation {number} can't be read: {error}"))?;
        // The whole file was right when it was opened; since then somebody may have written to it.
        if checksum(&bytes) != stored.checksum {
            return Err(format!("the checksum of operation {number} differs"));
        }
        let mut unit: Unit =
            postcard::from_bytes(&bytes).map_err(|error| format!("operation {number} can't be decoded: {error}"))?;
        unit.complete();
        Ok(unit)
    }

    fn read(&self, stored: Stored) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; stored.length as usize];
        let mut source = self.source.lock().map_err(|_| io::Error::other("a thread panicked while it read"))?;
        source.seek(SeekFrom::Start(stored.start))?;
        source.read_exact(&mut bytes)?;
        Ok(bytes)
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
    let mut stored = Vec::new();
    for (_, unit) in program.all_units() {
        let before = units.len();
        units = postcard::to_extend(&*unit, units)?;
        stored.push((super::program::number(units.len() - before), checksum(&units[before..])));
    }
    let content = Written {
        fingerprint: &loaded.contract.fingerprint,
        notes: &loaded.notes,
        services: &program.services,
        operations: &program.operations,
        pages: program.pages.iter().map(|page| &**page).collect(),
        leaves: program.leaves.iter().map(|leaf| &*leaf.schema).collect(),
        units: &stored,
    };
    let index = postcard::to_allocvec(&content)?;
    let mut content = super::program::number(index.len()).to_le_bytes().to_vec();
    content.extend_from_slice(&index);
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
    units: &'p [(u32, u32)],
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
    open(Cursor::new(bytes)).unwrap_or_else(|error| Err(FileError::Content(error.to_string())))
}

/// The contract of a file, which stays open: operations are read from it when exchanges need them.
///
/// # Errors
/// The reader's error where the file can't be read, and in it [`FileError`] where it can't be used.
pub(super) fn open(mut source: impl Seekable + 'static) -> io::Result<Result<Loaded, FileError>> {
    let size = source.seek(SeekFrom::End(0))?;
    source.rewind()?;
    let mut front = Vec::new();
    source.by_ref().take(HEADER).read_to_end(&mut front)?;
    let Header { start, checksum } = match header(&front, size) {
        Ok(header) => header,
        Err(error) => return Ok(Err(error)),
    };
    source.seek(SeekFrom::Start(start))?;
    if checksum_of(&mut source)? != checksum {
        return Ok(Err(FileError::Checksum));
    }
    source.seek(SeekFrom::Start(start))?;
    let mut length = [0; 4];
    if size - start < 4 {
        return Ok(Err(disagrees()));
    }
    source.read_exact(&mut length)?;
    let mut index = Vec::new();
    let length = u64::from(u32::from_le_bytes(length));
    source.by_ref().take(length).read_to_end(&mut index)?;
    if index.len() as u64 != length {
        return Ok(Err(disagrees()));
    }
    let units = (start + 4 + length, size);
    Ok(decoded(&index, Box::new(source), units))
}

fn disagrees() -> FileError {
    FileError::Content("its parts do not agree".into())
}

/// The contract with this index, whose units are between two places of the source.
fn decoded(index: &[u8], source: Box<dyn Seekable>, (start, end): (u64, u64)) -> Result<Loaded, FileError> {
    let (index, rest) =
        postcard::take_from_bytes::<Index>(index).map_err(|error| FileError::Content(error.to_string()))?;
    let mut next = start;
    let mut units = Vec::with_capacity(index.units.len());
    for (length, checksum) in index.units {
        units.push(Stored { start: next, length, checksum });
        next = next.saturating_add(u64::from(length));
    }
    let agrees = rest.is_empty()
        && units.len() == index.operations.len()
        && next == end
        && index.operations.iter().all(|head| (head.service as usize) < index.services.len());
    if !agrees {
        return Err(disagrees());
    }
    let program = Program {
        services: index.services,
        units: index.operations.iter().map(|_| OnceLock::new()).collect(),
        operations: index.operations,
        pages: index.pages.into_iter().map(Arc::from).collect(),
        leaves: index.leaves.into_iter().map(Leaf::new).collect(),
        store: Some(Store { source: Mutex::new(source), units }),
        damage: OnceLock::new(),
    };
    let contract = Contract { apis: Vec::new(), program, fingerprint: index.fingerprint };
    Ok(Loaded { contract, diagnostics: Vec::new(), notes: index.notes })
}

/// The greatest length of a header: kind, format, version, length, checksum.
const HEADER: u64 = 16 + 4 + 1 + 255 + 8 + 4;

/// The part of a header that is needed to read on.
struct Header {
    /// The start of the content.
    start: u64,
    /// The checksum of the content.
    checksum: u32,
}

/// Checks the header of a file that begins with these bytes and has this size.
fn header(bytes: &[u8], size: u64) -> Result<Header, FileError> {
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
    let cut = FileError::Length { found: size, stated: 0 };
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
    let start = (bytes.len() - rest.len()) as u64;
    if size - start != length {
        return Err(FileError::Length { found: size, stated: length.saturating_add(start) });
    }
    Ok(Header { start, checksum: sum })
}

/// The checksum of everything that follows in a source, which is read a piece at a time.
fn checksum_of(source: &mut impl Read) -> io::Result<u32> {
    let mut checksum = flate2::CrcWriter::new(io::sink());
    io::copy(source, &mut checksum)?;
    Ok(checksum.crc().sum())
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
