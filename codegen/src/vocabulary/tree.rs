//! A vocabulary file as a tree of keys with their positions.
//!
//! This module knows the notation, but no keys: [`super::form`] and [`super::extend`] know what they mean.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::Problem;

/// A value with its place in the file's text.
pub(super) type Node<'t> = Spanned<DeValue<'t>>;

/// A file and the tree of its text.
#[derive(Debug)]
pub(super) struct File<'t> {
    pub(super) name: &'t str,
    pub(super) text: &'t str,
    pub(super) tree: DeTable<'t>,
}

impl<'t> File<'t> {
    /// Parses a text.
    ///
    /// # Errors
    /// Every place where it is not valid TOML.
    pub(super) fn parse(name: &'t str, text: &'t str) -> Result<Self, Vec<Problem>> {
        let (tree, errors) = DeTable::parse_recoverable(text);
        let file = Self { name, text, tree: tree.into_inner() };
        if errors.is_empty() {
            return Ok(file);
        }
        Err(errors
            .iter()
            .map(|error| {
                let at = error.span().map_or(0, |span| span.start);
                let message = error.message().lines().collect::<Vec<_>>().join("; ");
                file.problem(at, "", format!("this is not valid TOML: {message}"))
            })
            .collect())
    }

    /// A problem at a byte of the text.
    pub(super) fn problem(&self, at: usize, key: &str, message: impl Into<String>) -> Problem {
        let before = self.text.get(..at).unwrap_or(self.text);
        Problem {
            file: self.name.to_owned(),
            line: before.bytes().filter(|&byte| byte == b'\n').count() + 1,
            column: before.rsplit('\n').next().unwrap_or("").chars().count() + 1,
            key: key.to_owned(),
            id: None,
            message: message.into(),
            help: None,
        }
    }

    /// The text of a top-level key.
    pub(super) fn text_of(&self, key: &str) -> Option<&str> {
        self.tree.get(key).and_then(|value| value.get_ref().as_str())
    }
}

/// A value in a table, by key.
pub(super) fn get<'n, 't>(node: &'n Node<'t>, key: &str) -> Option<&'n Node<'t>> {
    node.get_ref().as_table().and_then(|table| table.get(key))
}

/// The texts of a list.
pub(super) fn texts<'n>(node: &'n Node<'_>) -> impl Iterator<Item = (&'n str, usize)> {
    let items = node.get_ref().as_array().into_iter().flat_map(|array| array.iter());
    items.filter_map(|item| Some((item.get_ref().as_str()?, item.span().start)))
}

/// The position of a text in the file, and its key: for errors that only know the text.
pub(super) fn place_of(file: &File<'_>, text: &str) -> Option<(usize, String)> {
    let within = |node: &Node<'_>, path: String| place_in(node, text, path);
    file.tree.iter().find_map(|(key, value)| within(value, key.get_ref().to_string()))
}

fn place_in(node: &Node<'_>, text: &str, path: String) -> Option<(usize, String)> {
    match node.get_ref() {
        DeValue::String(known) if known == text => Some((node.span().start, path)),
        DeValue::Table(table) => {
            table.iter().find_map(|(key, value)| place_in(value, text, format!("{path}.{}", key.get_ref())))
        }
        DeValue::Array(items) => items.iter().enumerate().find_map(|(number, item)| {
            let path = if item.get_ref().is_str() { path.clone() } else { format!("{path}[{}]", number + 1) };
            place_in(item, text, path)
        }),
        _ => None,
    }
}
