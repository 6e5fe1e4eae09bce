//! The form of what a vendor's file says of request lines, and how their variables come into braces.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::vocabulary::texts::Form;

/// Where a method stands with its path, beside the sections that are for it by their titles.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct RequestLines {
    /// The forms that a request line has wherever it stands. It must stand alone in it.
    pub forms: Vec<RequestForm>,
    /// How variables stand in a path, beside `{name}`, with `{}` for the name: `:{}`, `<{}>`, `${}`.
    pub variables: Vec<Form>,
    /// What stands in the names of variables for what is not written there: `{ "." = "_" }` makes `{lamp.id}` the parameter
    /// `lamp_id`.
    pub variable_names: BTreeMap<String, String>,
    /// Whether an operation is a section of its page even where the page has but one: what is outside of the section is
    /// the page's.
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
    /// A block of code with one request line a line and nothing else.
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

    /// A line with the names in braces as parameters are called.
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

/// A line with `{name}` for each `before name after`. A mark with nothing behind the name counts where a segment of the
/// path begins.
fn in_braces(line: &str, before: &str, after: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(before).filter(|_| !before.is_empty()) {
        let behind = &rest[at + before.len()..];
        let length = behind.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(behind.len());
        let (name, tail) = behind.split_at(length);
        let starts = !after.is_empty() || rest[..at].ends_with('/') || (at == 0 && out.ends_with('/'));
        let named = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
        out.push_str(&rest[..at]);
        if let Some(tail) = tail.strip_prefix(after).filter(|_| starts && named) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_come_into_braces() {
        let forms = [":{}", "<{}>", "${}"].map(Form::from).to_vec();
        let lines = RequestLines { variables: forms, ..RequestLines::default() };
        for (line, expected) in [
            ("GET /shops/:shop_id/lamps/:id", "GET /shops/{shop_id}/lamps/{id}"),
            ("GET /shops/<id>/$lamp", "GET /shops/{id}/{lamp}"),
            ("POST /lamps/{id}:switch", "POST /lamps/{id}:switch"),
            ("GET https://example.com:80/a", "GET https://example.com:80/a"),
            ("GET /a/:id.json", "GET /a/{id}.json"),
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
