//! Recognises the form of a file: by its name where that is sufficient, otherwise by its first bytes.

use std::path::Path;

use refract_codegen::ParseError;

/// How a file contains its records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileForm {
    /// One record per line.
    Lines,
    /// JSON: a HAR, a cassette, a Postman collection, batches of OpenTelemetry, a list of exchanges, or one exchange.
    Document,
    /// A cassette in YAML.
    Yaml,
}

impl std::str::FromStr for FileForm {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        match text {
            "ndjson" => Ok(Self::Lines),
            "json" | "har" => Ok(Self::Document),
            "yaml" => Ok(Self::Yaml),
            _ => Err(ParseError::new(format!("`{text}` is none of ndjson, json, har, yaml"))),
        }
    }
}

/// Whether a file is a recording by its name, and its form where the name shows it.
#[expect(clippy::option_option, reason = "is it a recording, and if so, of which form")]
pub(crate) fn by_name(path: &Path) -> Option<Option<FileForm>> {
    let name = path.file_name()?.to_str()?.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    match Path::new(name).extension()?.to_str()? {
        "har" => Some(Some(FileForm::Document)),
        "ndjson" | "jsonl" => Some(Some(FileForm::Lines)),
        "yaml" | "yml" => Some(Some(FileForm::Yaml)),
        "json" => Some(None),
        _ => None,
    }
}

/// Whether a file is a report by its name.
pub(crate) fn is_report(path: &Path) -> bool {
    matches!(by_name(path), Some(None | Some(FileForm::Lines)))
}

/// The form of a file that starts like this.
pub(crate) fn by_content(head: &[u8]) -> FileForm {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let trimmed = head.trim_ascii_start();
    match trimmed.first() {
        Some(b'{') if is_lines(trimmed) => FileForm::Lines,
        Some(b'{' | b'[') => FileForm::Document,
        Some(_) if has_list_key(trimmed) => FileForm::Yaml,
        // An empty start is not a line either; what is broken from the start is read line by line.
        None | Some(_) => FileForm::Lines,
    }
}

/// First keys of documents that contain a list of records: a HAR's, cassettes', a Postman collection's.
const LISTS: [&[u8]; 5] = [b"log", b"interactions", b"http_interactions", b"info", b"item"];

/// Whether a text is OpenTelemetry's batches, each of which contains many records, whether or not there is one per
/// line.
pub(crate) fn is_batches(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    first_key(head.trim_ascii_start()).is_some_and(|key| matches!(key, b"resourceSpans" | b"resourceLogs"))
}

/// Whether JSON text has one record per line: its first line is complete, or is an exchange longer than the examined
/// part.
fn is_lines(text: &[u8]) -> bool {
    let line = memchr::memchr(b'\n', text).map_or(text, |end| &text[..end]);
    let starts_list = first_key(line).is_some_and(|key| LISTS.contains(&key)) || is_batches(text);
    let alone = line.len() == text.trim_ascii_end().len() || text[line.len()..].trim_ascii().is_empty();
    if starts_list || (alone && line.windows(16).any(|window| window.starts_with(b"interactions\":"))) {
        return false;
    }
    // A line that ends inside an object continues on the next one.
    let tail = line.trim_ascii_end().last().copied();
    memchr::memchr(b'\n', text).is_none() || tail == Some(b'}') || starts_object(&text[line.len()..])
}

/// Whether a broken first line is followed by a line that is a record of its own: at depth 0 a document has no `{"`.
fn starts_object(text: &[u8]) -> bool {
    text.starts_with(b"\n{\"")
}

fn first_key(text: &[u8]) -> Option<&[u8]> {
    let text = text.strip_prefix(b"{")?.trim_ascii_start().strip_prefix(b"\"")?;
    Some(&text[..memchr::memchr(b'"', text)?])
}

/// Whether a text has a cassette's list as a key on a line of its own.
fn has_list_key(text: &[u8]) -> bool {
    text.split(|&b| b == b'\n').any(super::cassette::is_list_key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_recognised_by_content() {
        for (text, form) in [
            ("{\"request\":{}}\n{\"request\":{}}\n", FileForm::Lines),
            ("{\"request\":{\n{\"request\":{}}\n", FileForm::Lines),
            ("{\"request\":{}}", FileForm::Lines),
            ("{\n  \"request\": {}\n}", FileForm::Document),
            ("{\"log\":{\"entries\":[]}}", FileForm::Document),
            ("{\"info\":{},\"item\":[]}", FileForm::Document),
            ("{\"resourceSpans\":[]}\n{\"resourceSpans\":[]}\n", FileForm::Document),
            ("{\"version\": 1, \"interactions\": []}", FileForm::Document),
            (" [ ]", FileForm::Document),
            ("---\nhttp_interactions:\n- request:\n", FileForm::Yaml),
            ("", FileForm::Lines),
            ("\u{feff}{\n}", FileForm::Document),
        ] {
            assert_eq!(by_content(text.as_bytes()), form, "{text}");
        }
    }

    #[test]
    fn names_show_forms_through_packing() {
        assert_eq!(by_name(Path::new("a/x.HAR.gz")), Some(Some(FileForm::Document)));
        assert_eq!(by_name(Path::new("x.json.zst")), Some(None));
        assert_eq!(by_name(Path::new("x.txt")), None);
    }
}
