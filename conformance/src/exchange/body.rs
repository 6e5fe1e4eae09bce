//! Bodies: as they were recorded, and their decoded content.

use std::borrow::Cow;
use std::io::Read;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::{Pairs, header};
use crate::finding::Code;
use crate::input::{Limits, Problem};
use crate::json::Json;

/// Base64 as recorders write it: with or without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A body as it was recorded.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Body<'a> {
    /// The recording does not say whether there was one.
    #[default]
    Unrecorded,
    /// There was none.
    None,
    /// JSON, parsed together with its recording.
    Value(Json<'a>),
    /// JSON text in a JSON recording that cannot be parsed into a value: nested too deeply, or with a number that is
    /// too large.
    Json(&'a str),
    /// Text.
    Text(Cow<'a, str>),
    /// Base64 of bytes, which may be compressed as `Content-Encoding` says.
    Base64(Cow<'a, str>),
}

/// The content of a body.
#[derive(Clone, Debug, PartialEq)]
pub enum Content<'a> {
    /// Nothing.
    Empty,
    /// JSON that is already parsed.
    Value(&'a Json<'a>),
    /// JSON text, according to its recording: it need not be distinguished from other text.
    Json(&'a str),
    /// Text.
    Text(Cow<'a, str>),
    /// Bytes that are not text.
    Binary(usize),
}

impl Body<'_> {
    /// Whether there was none, as far as the recording shows.
    pub fn is_none(&self) -> bool {
        matches!(self, Self::Unrecorded | Self::None)
    }

    /// Its content.
    ///
    /// # Errors
    /// A problem where base64 or content coding are invalid, or the body exceeds the limit.
    pub fn read<'b>(&'b self, headers: Option<&Pairs<'_>>, limits: Limits) -> Result<Content<'b>, Problem> {
        Ok(match self {
            Self::Unrecorded | Self::None => Content::Empty,
            Self::Value(value) => Content::Value(value),
            Self::Json(text) => Content::Json(text),
            Self::Text(text) if text.trim().is_empty() => Content::Empty,
            Self::Text(text) => Content::Text(Cow::Borrowed(text)),
            Self::Base64(text) => {
                let packed = text.trim();
                let bytes = if packed.contains(|c: char| c.is_ascii_whitespace()) {
                    BASE64.decode(packed.split_ascii_whitespace().collect::<String>())
                } else {
                    BASE64.decode(packed)
                };
                let bytes = match bytes {
                    Ok(bytes) => bytes,
                    // Some recorders label bodies as base64 that they left unchanged.
                    Err(_) if is_text(packed.as_bytes()) => return Ok(Content::Text(Cow::Borrowed(text))),
                    Err(_) => return Err(undecodable("the body is not valid base64")),
                };
                let coding = headers.and_then(|headers| header(headers, "content-encoding")).unwrap_or_default();
                let bytes = unpack(bytes, coding, limits)?;
                match String::from_utf8(bytes) {
                    Ok(text) if text.trim().is_empty() => Content::Empty,
                    Ok(text) => Content::Text(Cow::Owned(text)),
                    Err(error) => Content::Binary(error.as_bytes().len()),
                }
            }
        })
    }
}

fn undecodable(message: impl Into<String>) -> Problem {
    Problem { code: Code::UndecodableBody, message: message.into() }
}

/// Removes content codings, the last one first. Recorders that decode bodies often keep the header, so a coding whose
/// magic bytes are missing is already removed.
fn unpack(mut bytes: Vec<u8>, codings: &str, limits: Limits) -> Result<Vec<u8>, Problem> {
    for coding in codings.rsplit(',').map(str::trim).filter(|coding| !coding.is_empty()).take(3) {
        let reader: Box<dyn Read + '_> = match coding.to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" if bytes.starts_with(&[0x1f, 0x8b]) => {
                Box::new(flate2::read::MultiGzDecoder::new(bytes.as_slice()))
            }
            "deflate" if bytes.first().is_some_and(|b| b & 0x0f == 8) => {
                Box::new(flate2::read::ZlibDecoder::new(bytes.as_slice()))
            }
            "deflate" if !is_text(&bytes) => Box::new(flate2::read::DeflateDecoder::new(bytes.as_slice())),
            "zstd" if bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) => Box::new(
                ruzstd::decoding::StreamingDecoder::new(bytes.as_slice())
                    .map_err(|_| undecodable("the body's zstd is broken"))?,
            ),
            "br" if !is_text(&bytes) => Box::new(brotli_decompressor::Decompressor::new(bytes.as_slice(), 4096)),
            _ => continue,
        };
        let mut inside = Vec::new();
        reader
            .take(limits.body as u64 + 1)
            .read_to_end(&mut inside)
            .map_err(|_| undecodable(format!("the body's {coding} coding is broken", coding = known(coding))))?;
        if inside.len() > limits.body {
            let limit = limits.body;
            return Err(Problem::limit(format!(
                "the unpacked body is longer than `body` under `[conform.limits]`, {limit} bytes"
            )));
        }
        bytes = inside;
    }
    Ok(bytes)
}

/// A coding's name for messages, which contain nothing of the recording.
fn known(coding: &str) -> &'static str {
    ["gzip", "x-gzip", "deflate", "zstd", "br"]
        .into_iter()
        .find(|name| name.eq_ignore_ascii_case(coding))
        .unwrap_or("content")
}

fn is_text(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| text.trim_start().starts_with(['{', '[', '"', '<']))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn coded(coding: &'static str) -> Pairs<'static> {
        vec![("Content-Encoding".into(), coding.into())]
    }

    fn base64(bytes: &[u8]) -> Body<'static> {
        Body::Base64(Cow::Owned(BASE64.encode(bytes)))
    }

    #[test]
    fn codings_come_off() {
        let text = Content::Text("{\"a\":1}".into());
        let body = base64(&gzip(b"{\"a\":1}"));
        assert_eq!(body.read(Some(&coded("gzip")), Limits::default()).unwrap(), text);
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(b"{\"a\":1}").unwrap();
        let body = base64(&encoder.finish().unwrap());
        assert_eq!(body.read(Some(&coded("deflate")), Limits::default()).unwrap(), text);
        let packed = ruzstd::encoding::compress_to_vec(&b"{\"a\":1}"[..], ruzstd::encoding::CompressionLevel::Fastest);
        assert_eq!(base64(&packed).read(Some(&coded("zstd")), Limits::default()).unwrap(), text);
    }

    #[test]
    fn a_coding_that_was_taken_off_already_is_no_fault() {
        let body = base64(b"{\"a\":1}");
        for coding in ["gzip", "br", "deflate", "identity"] {
            assert_eq!(body.read(Some(&coded(coding)), Limits::default()).unwrap(), Content::Text("{\"a\":1}".into()));
        }
    }

    #[test]
    fn what_is_broken_or_explodes_is_reported() {
        let mut cut = gzip(&[b'x'; 1000]);
        cut.truncate(15);
        let broken = base64(&cut).read(Some(&coded("gzip")), Limits::default()).unwrap_err();
        assert_eq!(broken.code, Code::UndecodableBody);
        let plain = Body::Base64("{\"a\":1}".into());
        assert_eq!(plain.read(None, Limits::default()).unwrap(), Content::Text("{\"a\":1}".into()));
        assert_eq!(Body::Base64("?".into()).read(None, Limits::default()).unwrap_err().code, Code::UndecodableBody);
        let bomb = base64(&gzip(&vec![0; 4 << 20]));
        let limits = Limits { body: 1 << 20, ..Limits::default() };
        assert_eq!(bomb.read(Some(&coded("gzip")), limits).unwrap_err().code, Code::LimitExceeded);
        assert_eq!(base64(b"\xff\xfe\x00").read(None, Limits::default()).unwrap(), Content::Binary(3));
    }
}
