//! Opens recordings: finds files in folders, decompresses gzip and zstd, and picks the reader for the form.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;

use super::sniff::{self, FileForm};
use super::{Batches, Limits, cassette, document, lines};
use crate::contract::load::FileError;

/// How much of a file is examined to recognise its form.
pub(crate) const HEAD: usize = 64 << 10;

/// The window that a zstd frame may ask for.
const ZSTD_WINDOW: u64 = 128 << 20;

/// Why there is nothing to read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// A file or folder can't be read.
    #[error("{path}: can't be read: {source}")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The contract, which was compiled before, can't be decoded where an exchange needs it.
    #[error("the compiled contract {0}")]
    Contract(FileError),
    /// A stream that is read in pieces, and whose records are not lines.
    #[error("a piece of a stream has to be NDJSON, a record a line: give other forms as files, whole")]
    Piece,
    /// A folder without files of the wanted kind.
    #[error("{path}: the folder contains no {what}: none of its files ends in {ends}, with or without .gz or .zst")]
    Empty {
        /// Which.
        path: PathBuf,
        /// The wanted kind.
        what: &'static str,
        /// The extensions of such files.
        ends: &'static str,
    },
}

/// The files that paths name: files as they are, folders with all recordings below them, sorted. `-` is standard input.
///
/// # Errors
/// [`OpenError`] for the first path that leads nowhere.
pub fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, OpenError> {
    let empty =
        |path| OpenError::Empty { path, what: "recording", ends: ".har, .ndjson, .jsonl, .json, .yaml or .yml" };
    files_of(paths, |file| sniff::by_name(file).is_some(), empty)
}

/// The reports that paths name: files as they are, folders with all reports below them, sorted. `-` is standard input.
///
/// # Errors
/// [`OpenError`] for the first path that leads nowhere.
pub fn reports(paths: &[PathBuf]) -> Result<Vec<PathBuf>, OpenError> {
    let empty = |path| OpenError::Empty { path, what: "report", ends: ".json, .ndjson or .jsonl" };
    files_of(paths, sniff::is_report, empty)
}

fn files_of(
    paths: &[PathBuf],
    wanted: impl Fn(&Path) -> bool,
    empty: impl Fn(PathBuf) -> OpenError,
) -> Result<Vec<PathBuf>, OpenError> {
    let mut files = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            files.push(path.clone());
            continue;
        }
        let kind = std::fs::metadata(path).map_err(|source| OpenError::Read { path: path.clone(), source })?;
        if !kind.is_dir() {
            files.push(path.clone());
            continue;
        }
        let before = files.len();
        for entry in walkdir::WalkDir::new(path).sort_by_file_name() {
            let entry = entry.map_err(|error| OpenError::Read {
                path: error.path().unwrap_or(path).to_owned(),
                source: error.into_io_error().unwrap_or_else(|| io::Error::other("a loop of links")),
            })?;
            if entry.file_type().is_file() && wanted(entry.path()) {
                files.push(entry.into_path());
            }
        }
        if files.len() == before {
            return Err(empty(path.clone()));
        }
    }
    Ok(files)
}

/// The name of a file in reports. `stream` is the name of standard input.
pub(crate) fn name(path: &Path, stream: Option<&str>) -> String {
    if path.as_os_str() == "-" {
        stream.unwrap_or("standard input").to_owned()
    } else {
        path.display().to_string().replace('\\', "/")
    }
}

/// Opens a recording.
///
/// # Errors
/// [`OpenError`] where the file can't be opened. A defect inside it is a record with a problem.
pub fn open(path: &Path, form: Option<FileForm>, limits: Limits) -> Result<Batches, OpenError> {
    open_as(path, None, form, limits, None)
}

/// Opens a recording. `stream` is the name of standard input; `bytes` counts what is read, before it is decompressed.
pub(crate) fn open_as(
    path: &Path,
    stream: Option<&str>,
    form: Option<FileForm>,
    limits: Limits,
    bytes: Option<&Arc<AtomicU64>>,
) -> Result<Batches, OpenError> {
    let mut reader: Box<dyn Read + Send> = if path.as_os_str() == "-" {
        Box::new(io::stdin())
    } else {
        Box::new(File::open(path).map_err(|source| OpenError::Read { path: path.to_owned(), source })?)
    };
    if let Some(bytes) = bytes {
        reader = Box::new(Counted { reader, bytes: Arc::clone(bytes) });
    }
    let name = name(path, stream);
    // The name of standard input determines its form, as a file's name does.
    let form = form.or_else(|| sniff::by_name(Path::new(&name)).flatten());
    read(&name, reader, form, limits).map_err(|source| OpenError::Read { path: path.to_owned(), source })
}

/// Reads a recording from any reader.
///
/// # Errors
/// The reader's error, if not even the first bytes can be read.
pub fn read(name: &str, reader: Box<dyn Read + Send>, form: Option<FileForm>, limits: Limits) -> io::Result<Batches> {
    let (head, mut reader) = unpack(reader)?;
    let form = match form {
        // A line that is a batch contains many records.
        Some(FileForm::Lines) if sniff::is_batches(&head) => FileForm::Document,
        Some(form) => form,
        None => sniff::by_content(&head),
    };
    if head.starts_with(b"\xef\xbb\xbf") {
        reader.consume(3);
    }
    let cut: Box<dyn super::Cut + Send> = match form {
        FileForm::Lines => Box::new(lines::Lines::new(reader, limits)),
        FileForm::Document => Box::new(document::Document::new(reader, limits)),
        FileForm::Yaml => Box::new(cassette::Cassette::new(reader, limits)),
    };
    Ok(Batches::new(Arc::from(name), cut))
}

/// The content of a file, without gzip or zstd. `-` is standard input.
///
/// # Errors
/// The reader's error, if the file can't be opened or not even its first bytes can be read.
pub fn unpacked(path: &Path) -> io::Result<Box<dyn BufRead + Send>> {
    let reader: Box<dyn Read + Send> =
        if path.as_os_str() == "-" { Box::new(io::stdin()) } else { Box::new(File::open(path)?) };
    Ok(unpack(reader)?.1)
}

/// A reader of the content inside gzip and zstd, and its first bytes.
fn unpack(mut reader: Box<dyn Read + Send>) -> io::Result<(Vec<u8>, Box<dyn BufRead + Send>)> {
    // A `.gz` in a `.zst` is rare but real; more layers are not.
    for layer in 0..2 {
        let mut magic = Vec::new();
        match reader.by_ref().take(4).read_to_end(&mut magic) {
            Err(error) if layer == 0 => return Err(error),
            Err(error) => {
                // A decompression error is reported when the reader gets there.
                reader = Box::new(Cursor::new(magic).chain(Failed(Some(error))));
                break;
            }
            Ok(_) => {}
        }
        let whole = Cursor::new(magic.clone()).chain(reader);
        reader = match magic.as_slice() {
            [0x1f, 0x8b, ..] => Box::new(MultiGzDecoder::new(BufReader::new(whole))),
            [0x28, 0xb5, 0x2f, 0xfd] => Box::new(Frames::new(Box::new(BufReader::new(whole)))),
            _ => {
                reader = Box::new(whole);
                break;
            }
        };
    }
    let mut head = Vec::new();
    // A decompression error is reported when the reader gets there.
    let failed = reader.by_ref().take(HEAD as u64).read_to_end(&mut head).err();
    let rest: Box<dyn Read + Send> = match failed {
        Some(error) => Box::new(Failed(Some(error))),
        None => reader,
    };
    Ok((head.clone(), Box::new(BufReader::with_capacity(HEAD, Cursor::new(head).chain(rest)))))
}

/// Counts the bytes that are read through it.
struct Counted {
    reader: Box<dyn Read + Send>,
    bytes: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Returns an error once, at the place where it occurred.
struct Failed(Option<io::Error>);

impl Read for Failed {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// The frames of a zstd file, one after the other.
struct Frames {
    state: Option<State>,
}

enum State {
    Between(Box<dyn BufRead + Send>),
    Inside(Box<StreamingDecoder<Box<dyn BufRead + Send>, ruzstd::decoding::FrameDecoder>>),
}

impl Frames {
    fn new(reader: Box<dyn BufRead + Send>) -> Self {
        Self { state: Some(State::Between(reader)) }
    }
}

impl Read for Frames {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.state.take() {
                None => return Ok(0),
                Some(State::Between(mut reader)) => {
                    if reader.fill_buf()?.is_empty() {
                        return Ok(0);
                    }
                    let decoder = StreamingDecoder::new_with_max_window_size(reader, ZSTD_WINDOW)
                        .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.to_string()))?;
                    self.state = Some(State::Inside(Box::new(decoder)));
                }
                Some(State::Inside(mut decoder)) => {
                    let read = decoder.read(buffer)?;
                    if read > 0 || buffer.is_empty() {
                        self.state = Some(State::Inside(decoder));
                        return Ok(read);
                    }
                    self.state = Some(State::Between(decoder.into_inner()));
                }
            }
        }
    }
}
