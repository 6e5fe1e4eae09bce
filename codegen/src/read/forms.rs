//! The media type of forms, where the page names it: in a sentence, a row, or a header of an example.
//!
//! The names are those of the standards, so that they are the same in all languages.

use memchr::memmem::find;

use crate::divide::Unit;
use crate::source::Source;

/// How the fields of a form are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormMedia {
    /// One part for each field, which files need.
    Multipart,
    /// Encoded like a query.
    UrlEncoded,
}

impl FormMedia {
    /// Its name in `Content-Type`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Multipart => "multipart/form-data",
            Self::UrlEncoded => "application/x-www-form-urlencoded",
        }
    }

    /// The media type that a unit names; `None` where it names none, or both.
    pub(super) fn of(source: &Source, unit: &Unit) -> Option<Self> {
        let named = |media: Self| {
            let mut texts = unit.document.blocks.iter().filter_map(|block| source.text().get(block.span.range()));
            texts.any(|text| find(text.as_bytes(), media.name().as_bytes()).is_some())
        };
        match (named(Self::Multipart), named(Self::UrlEncoded)) {
            (true, false) => Some(Self::Multipart),
            (false, true) => Some(Self::UrlEncoded),
            _ => None,
        }
    }
}
