//! The form of request lines in a vendor file, and how their variables are put in braces.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::vocabulary::texts::Form;

/// Where a method and its path are written, besides sections with the right titles.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct RequestLines {
    /// The forms of request lines anywhere on a page. Nothing else may be in such a line or block.
    pub forms: Vec<RequestForm>,
    /// How variables are written in a path, besides `{name}`, with `{}` for the name: `:{}`, `<{}>`, `${}`.
    pub variables: Vec<Form>,
    /// Replacements for characters in the names of variables: `{ "." = "_" }` makes `{lamp.id}` the parameter
    /// `lamp_id`.
    pub variable_names: BTreeMap<String, String>,
    /// Whether an operation is a section of its page even if the page has only one: what is outside the section then
    /// belongs to the page.
    pub own_sections: bool,
}

/// A form of a request line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RequestForm {
    /// A heading: `## GET /lamps`.
    Heading,
    /// A paragraph of its own.
    Paragraph,
    /// A code block with one request line per line and nothing else.
    Code,
    /// An item of a list.
    ListItem,
}

impl RequestLines {
    /// A request line whose variables are all in braces.
    pub fn with_braces(&self, line: &str) -> String {
        let mut line = line.to_owned();
        for form in &self.variables {
            if let Some((before, after)) = form.split_once("{}") {
                line = in_braces(&line, before, after);
            }
        }
        if self.variable_names.is_empty() { line } else { self.renamed(&line) }
    }

    /// The name of the variable, where a text is a variable in one of the vendor's forms and nothing else.
    pub fn variable<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.variables.iter().find_map(|form| {
            let (before, after) = form.split_once("{}")?;
            text.strip_prefix(before)?.strip_suffix(after)
        })
    }

    /// A line in which the names in braces are spelled like the parameters.
    fn renamed(&self, line: &str) -> String {
        let mut out = String::with_capacity(line.len());
        let mut rest = line;
        while let Some((before, (name, after))) =
            rest.split_once('{').and_then(|(before, behind)| Some((before, behind.split_once('}')?)))
        {
            let name = self.variable_names.iter().fold(name.to_owned(), |name, (from, to)| name.replace(from, to));
            out.extend([before, "{", &name, "}"]);
            rest = after;
        }
        out + rest
    }
}

/// A line with `{name}` for each `before name after`. A mark without a closing mark counts where a segment of the path
/// begins, and after another variable of the segment: `:from-:to`.
fn in_braces(line: &str, before: &str, after: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(before).filter(|_| !before.is_empty()) {
        let behind = &rest[at + before.len()..];
        let length = if after.is_empty() { bare_name(behind) } else { behind.find(after).unwrap_or(0) };
        let (name, tail) = behind.split_at(length);
        // Between two marks, the type may precede the name: `<int:id>`.
        let name = name.split_once(':').filter(|_| !after.is_empty()).map_or(name, |(_, name)| name);
        let plain = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' '));
        let beside = matches!(&rest[..at], "-" | "." | ",") && out.ends_with('}');
        let starts = !after.is_empty() || beside || rest[..at].ends_with('/') || (at == 0 && out.ends_with('/'));
        let named = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
        out.push_str(&rest[..at]);
        if let Some(tail) = tail.strip_prefix(after).filter(|_| starts && named && plain) {
            out.extend(["{", name, "}"]);
            rest = tail;
        } else {
            out.push_str(before);
            rest = behind;
        }
    }
    out.push_str(rest);
    out
}

/// The length of the name at the beginning of a text. A dash inside belongs to the name, and a dash before the next
/// mark does not.
fn bare_name(text: &str) -> usize {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let ends = |&(at, c): &(usize, char)| !(is_name(c) || (c == '-' && text[at + 1..].starts_with(is_name)));
    text.char_indices().find(ends).map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_come_into_braces() {
        let forms = [":{}", "<{}>", "${}", "({})"].map(Form::from).to_vec();
        let lines = RequestLines { variables: forms, ..RequestLines::default() };
        for (line, expected) in [
            ("GET /shops/:shop_id/lamps/:id", "GET /shops/{shop_id}/lamps/{id}"),
            ("GET /shops/<id>/$lamp", "GET /shops/{id}/{lamp}"),
            ("POST /lamps/{id}:switch", "POST /lamps/{id}:switch"),
            ("GET https://example.com:80/a", "GET https://example.com:80/a"),
            ("GET /a/:id.json", "GET /a/{id}.json"),
            ("GET /:lamp-path/data/:from-:to", "GET /{lamp-path}/data/{from}-{to}"),
            ("GET /lamps/<int:id>/<lamp-name>", "GET /lamps/{id}/{lamp-name}"),
            ("DELETE /lamps/(id or name)", "DELETE /lamps/{id or name}"),
            ("GET /lamps/(all, or none) (both)", "GET /lamps/(all, or none) {both}"),
        ] {
            assert_eq!(lines.with_braces(line), expected);
        }
    }

    #[test]
    fn variables_are_named_as_parameters_are() {
        let variable_names = [(".".to_owned(), "_".to_owned())].into();
        let lines = RequestLines { variable_names, ..RequestLines::default() };
        assert_eq!(
            lines.with_braces("GET /shops/{shop.id}/lamps/{lamp.colour.id}.json"),
            "GET /shops/{shop_id}/lamps/{lamp_colour_id}.json"
        );
        assert_eq!(lines.with_braces("GET /a.b/{c"), "GET /a.b/{c");
    }
}
