//! Skeletons: the JSON of a body with type names for values, as pages generated from proto definitions show it.
//!
//! It is almost JSON: `//` comments mark exclusive groups, and commas may precede them. A skeleton states what a table
//! does not: whether an object is a message (`{…}`), an empty one (`{}`) or a map (`"object"`).

use super::RawPage;
use super::outline::{Item, ItemKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Source, Span};
use crate::vocabulary::Facets;

/// A skeleton.
#[derive(Clone, Debug)]
pub struct Skeleton {
    /// The facets of its surroundings.
    pub facets: Facets,
    /// The part of the page that contains it.
    pub part: usize,
    /// Its value.
    pub value: Shape,
    /// Its bytes.
    pub span: Span,
}

/// A value of a skeleton.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A type's name, or a literal that stands for one (`true`).
    Scalar(String),
    /// An array with its element.
    Array(Box<Shape>),
    /// An object: fields in order, and the groups that comments mark.
    Object {
        /// Names and values.
        fields: Vec<(String, Shape)>,
        /// Sets of names of which at most one may be given, as comments list them.
        groups: Vec<Vec<String>>,
    },
}

/// Reads a code block as a skeleton.
pub(super) fn read(source: &Source, item: &Item<'_>, page: &mut RawPage) {
    let ItemKind::Code(code) = &item.kind else { return };
    let text = code.text();
    if !text.trim_start().starts_with(['{', '[']) {
        return;
    }
    let mut parser = Parser { text: &text, at: 0, groups: Vec::new() };
    match parser.value() {
        Some(value) => {
            page.skeletons.push(Skeleton { facets: item.facets.clone(), part: item.part, value, span: item.span });
        }
        None => page.diagnostics.push(Diagnostic::new(
            Code::ExampleUnreadable,
            source,
            Span::at(code.offset(parser.at)),
            "the skeleton breaks off here",
        )),
    }
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    /// The groups of the current object.
    groups: Vec<Vec<String>>,
}

impl Parser<'_> {
    /// Skips white space, commas and comments. A comment with names in backticks opens a group.
    fn skip(&mut self) {
        loop {
            let rest = &self.text[self.at..];
            let trimmed = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
            self.at += rest.len() - trimmed.len();
            let Some(comment) = trimmed.strip_prefix("//") else {
                return;
            };
            let line = comment.lines().next().unwrap_or("");
            self.at += 2 + line.len();
            let names = quoted(line);
            // A group's comment ends with its names. So does the end mark of a nested group, whose names are not
            // fields: such groups are dropped when the object's fields are known.
            if line.trim_end().ends_with('`') && !names.is_empty() {
                self.groups.push(group_names(line, names));
            }
        }
    }

    fn value(&mut self) -> Option<Shape> {
        self.skip();
        let rest = &self.text[self.at..];
        match rest.chars().next()? {
            '{' => {
                self.at += 1;
                let outer = std::mem::take(&mut self.groups);
                let mut fields: Vec<(String, Shape)> = Vec::new();
                loop {
                    self.skip();
                    if self.text[self.at..].starts_with('}') {
                        self.at += 1;
                        break;
                    }
                    let name = self.string()?;
                    self.skip();
                    self.at += self.text[self.at..].starts_with(':').then_some(1)?;
                    let value = self.value()?;
                    fields.push((name, value));
                }
                let mut groups = std::mem::replace(&mut self.groups, outer);
                groups.retain(|group| group.iter().all(|name| fields.iter().any(|(field, _)| field == name)));
                Some(Shape::Object { fields, groups })
            }
            '[' => {
                self.at += 1;
                let item = self.value();
                self.skip();
                // Only the first element matters.
                while !self.text[self.at..].starts_with(']') {
                    self.value()?;
                    self.skip();
                }
                self.at += 1;
                Some(Shape::Array(Box::new(item.unwrap_or_else(|| Shape::Scalar(String::new())))))
            }
            '"' => self.string().map(Shape::Scalar),
            _ => {
                let length = rest.find([',', '}', ']', '\n']).unwrap_or(rest.len());
                self.at += length;
                let word = rest[..length].trim();
                (!word.is_empty()).then(|| Shape::Scalar(word.to_owned()))
            }
        }
    }

    fn string(&mut self) -> Option<String> {
        let rest = self.text[self.at..].strip_prefix('"')?;
        let end = rest.find('"')?;
        self.at += end + 2;
        Some(rest[..end].to_owned())
    }
}

/// The names in backticks of a comment.
fn quoted(line: &str) -> Vec<String> {
    line.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The names of a comment's group, without the path of the object before its words.
fn group_names(line: &str, mut names: Vec<String>) -> Vec<String> {
    if line.trim_start().starts_with('`') && names.len() > 1 {
        names.remove(0);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Shape {
        Parser { text, at: 0, groups: Vec::new() }.value().expect("a skeleton")
    }

    #[test]
    fn comments_mark_groups() {
        let shape = parse(
            "{\n \"a\": \"string\",\n\n  //  включает только одно из полей `b`, `c`\n \"b\": {\n \"x\": \"integer\",\n },\n \"c\": [\n \"string\"\n ],\n // конец списка возможных полей\n\n}",
        );
        let Shape::Object { fields, groups } = shape else { panic!() };
        assert_eq!(fields.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(groups, [["b", "c"]]);
        assert_eq!(fields[2].1, Shape::Array(Box::new(Shape::Scalar("string".into()))));
    }

    #[test]
    fn a_path_in_front_is_no_member() {
        let shape = parse(
            "{ \"s\": [ {\n // `s[].spec` includes only one of the fields `p`, `q`\n \"p\": true,\n \"q\": {},\n // end of the list of possible fields`s[].spec`\n } ] }",
        );
        let Shape::Object { fields, .. } = shape else { panic!() };
        let Shape::Array(inner) = &fields[0].1 else { panic!() };
        let Shape::Object { groups, .. } = inner.as_ref() else { panic!() };
        assert_eq!(*groups, [["p", "q"]]);
    }
}
