//! The front matter of a page: its fields at the top level.
//!
//! It knows just as much of YAML and TOML as a line with a name and a value needs. It never decides what a field means.

use crate::document::MetadataField;
use crate::source::Span;

/// The fields at the top level of front matter, with `:` between name and value in YAML and `=` in TOML. Their nested
/// content is not read: the text has it as well.
pub(super) fn fields(text: &str, span: Span, sign: char) -> Vec<MetadataField> {
    let mut fields = Vec::new();
    let mut at = span.start as usize;
    // What follows the header of a TOML table is not at the top level.
    let top = |line: &&str| sign == ':' || !line.starts_with('[');
    for line in text[span.range()].split_inclusive('\n').take_while(top) {
        if let Some((name, value)) = line.trim_end().split_once(sign)
            && !name.starts_with([' ', '\t', '-', '#'])
            && !name.is_empty()
        {
            fields.push(MetadataField {
                name: name.trim().into(),
                value: value.trim().trim_matches(['"', '\'']).into(),
                span: Span::new(at, at + line.trim_end().len()),
            });
        }
        at += line.len();
    }
    fields
}
