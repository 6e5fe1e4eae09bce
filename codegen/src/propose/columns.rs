//! Infers the meaning of a column from its cells.
//!
//! It is used only for columns whose title no language knows: the result is a guess, and a draft says so.

use super::survey::Seen;
use crate::text::{is_han, is_sign};
use crate::vocabulary::{Column, RequiredWord, Vocabulary};

/// The cells under a title, in all tables.
#[derive(Clone, Debug, Default)]
pub struct Cells {
    /// The meaning of the title, where a language knows it.
    pub known: Option<Column>,
    /// The tables.
    pub tables: Seen,
    /// Cells with a text.
    pub filled: usize,
    /// Cells that are one name: an identifier, with dots, dashes and marks.
    pub names: usize,
    /// Cells that are a type.
    pub types: usize,
    /// Cells that state whether something is required.
    pub required: usize,
    /// Cells that are the path of a URL.
    pub paths: usize,
    /// Cells of several words.
    pub texts: usize,
    /// Tables in which the column is the first.
    pub first: usize,
}

impl Cells {
    pub(super) fn new(known: Option<Column>) -> Self {
        Self { known, ..Self::default() }
    }

    /// Counts a column of a table.
    pub(super) fn of(texts: &[String], index: usize, vocabulary: &Vocabulary, seen: Seen) -> Self {
        let mut cells = Self { tables: seen, first: usize::from(index == 0), ..Self::default() };
        for text in texts.iter().map(|text| text.trim()).filter(|text| !text.is_empty()) {
            cells.filled += 1;
            cells.names += usize::from(is_name(text));
            cells.types += usize::from(is_type(text, vocabulary) && !vocabulary.is_none(text));
            cells.paths += usize::from(is_path(text));
            let word = vocabulary.required(text);
            cells.required += usize::from(matches!(word, RequiredWord::Yes | RequiredWord::No));
            cells.texts +=
                usize::from(text.split_whitespace().count() > 3 || text.chars().filter(|c| is_han(*c)).count() > 6);
        }
        cells
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.tables.add(&other.tables);
        self.filled += other.filled;
        self.names += other.names;
        self.types += other.types;
        self.required += other.required;
        self.paths += other.paths;
        self.texts += other.texts;
        self.first += other.first;
    }

    /// The apparent meaning of the column.
    pub(super) fn looks_like(&self) -> Option<Column> {
        let most = |count: usize| self.filled > 0 && count * 10 >= self.filled * 7;
        let tables = self.tables.times.max(1);
        if most(self.paths) {
            Some(Column::Uri)
        } else if most(self.required) {
            Some(Column::Required)
        } else if most(self.types) && self.first * 2 < tables {
            Some(Column::Type)
        } else if most(self.names) && self.first * 2 >= tables {
            Some(Column::Name)
        } else if self.texts * 2 > self.filled {
            Some(Column::Description)
        } else {
            None
        }
    }

    /// The evidence for it, in words.
    pub(super) fn evidence(&self, column: Column) -> String {
        let (number, what) = match column {
            Column::Required => (self.required, "state whether something is required"),
            Column::Type => (self.types, "are types"),
            Column::Name => (self.names, "are names"),
            Column::Uri => (self.paths, "are paths of URLs"),
            _ => (self.texts, "are sentences"),
        };
        format!("{number} of {} cells under it {what}", self.filled)
    }
}

/// Whether a text is a name, as in the first column of a table.
fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || "_$@".contains(c))
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-.$@:[]*?".contains(c))
}

/// Whether a text is the path of a URL, as in a table of request lines.
pub(super) fn is_path(text: &str) -> bool {
    (text.starts_with('/') || text.contains("://")) && !text.contains(char::is_whitespace)
}

/// Whether a text is a type in a language.
pub(super) fn is_type(text: &str, vocabulary: &Vocabulary) -> bool {
    crate::vocabulary::type_expr::is_known(text, vocabulary)
}

/// The depth mark at the start of a name: symbols of no script, or list marks followed by a space; only one where it is
/// repeated.
pub(super) fn depth_mark(name: &str) -> Option<&str> {
    let behind = name.trim_start_matches(|c| is_sign(c) || matches!(c, '-' | '+' | '>'));
    let run = &name[..name.len() - behind.len()];
    let first = run.chars().next()?;
    let is_mark = is_sign(first) || behind.starts_with(' ');
    let repeated = run.chars().all(|c| c == first);
    let is_name = behind.trim_start().starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    (is_mark && is_name).then_some(if repeated { &run[..first.len_utf8()] } else { run })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_depth() {
        for (name, mark) in [
            ("»» id", Some("»")),
            ("└─ id", Some("└─")),
            ("» id", Some("»")),
            ("- id", Some("-")),
            (">> id", Some(">")),
            ("-id", None),
            ("id", None),
            ("表", None),
            ("» ", None),
        ] {
            assert_eq!(depth_mark(name), mark, "{name}");
        }
    }
}
