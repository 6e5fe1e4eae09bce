//! What sentences outside of tables state about a whole operation (its response, or all of its parameters) or about a
//! structure.
//!
//! A statement is a regular expression over a folded sentence, with its meaning and examples that a test runs. This
//! module does not decide what follows from it.

use std::ops::Range;

use serde::Deserialize;

use super::texts::{Expression, StatementPattern};
use super::{Captures, Pattern, holes};
use crate::document::{FlatText, LinkTarget};
use crate::ir::Status;
use crate::parse::{self, Syntax};
use crate::source::Source;
use crate::text::{fold_prose, sentences};

/// A statement as in a language's file.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct StatementFile {
    /// Its name, unique in the language.
    pub id: String,
    /// A regular expression over a sentence in lower case, without markup. `{link}` stands for a link, `{status}` for a
    /// status, `{names}` for names of parameters to which it does not apply; `{partial}` and `{nullable}` stand for
    /// nothing, or for the words in parentheses after them (`{partial}(partial )`): some fields of the structure may be
    /// missing, and values may be `null`. `without` is matched against the group `words`.
    pub pattern: StatementPattern,
    /// A regular expression that must not match the group `words`.
    #[serde(default)]
    pub without: Option<Expression>,
    /// What it states.
    pub says: Says,
    /// Texts with what they state. At least one is a near miss, which states nothing.
    pub examples: Vec<StatementExample>,
}

/// What a statement states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Says {
    /// The operation returns what the link refers to.
    Returns,
    /// The operation returns a list of what the link refers to.
    ReturnsList,
    /// The operation returns nothing.
    ReturnsNothing,
    /// A response has the status.
    ReturnsStatus,
    /// All parameters in its tables are optional, except those that it names.
    AllOptional,
    /// The operation is the same as the one that the link refers to, or as the one above, except for what it names.
    SameAs,
    /// The structure of the next table also has the fields of what the link refers to, or without a link those of the
    /// table above.
    Extends,
    /// The body of the request is a list of what its table describes.
    SendsList,
}

/// A text with what it states, for tests.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct StatementExample {
    /// A sentence in Markdown, with links (`[lamp](#lamp)`).
    pub text: String,
    /// What it states: for each statement its kind, followed by its status, the text of its link and its names,
    /// separated by spaces (`returns-list 200 lamp`); nothing for a near miss.
    pub gives: Vec<String>,
}

/// A statement, ready to match.
#[derive(Debug)]
pub struct Statement {
    /// The language's code and the statement's name.
    pub rule: String,
    /// What it states, and its examples.
    pub file: StatementFile,
    pattern: Pattern,
    without: Option<Pattern>,
}

/// A statement that was found in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundStatement {
    /// What.
    pub says: Says,
    /// The status to which it applies.
    pub status: Option<Status>,
    /// The target of its link, and the range of the link's text.
    pub link: Option<(LinkTarget, Range<usize>)>,
    /// Whether some fields of the link's target may be missing.
    pub partial: bool,
    /// Whether values may be `null`, too.
    pub nullable: bool,
    /// The words that contain the names to which it does not apply.
    pub names: Vec<String>,
}

impl Statement {
    /// Makes the statements of a language's file ready to match.
    pub(super) fn of(code: &str, all: &[StatementFile]) -> Vec<Self> {
        let one = |statement: &StatementFile| Self {
            rule: format!("{code}/{}", statement.id),
            pattern: Pattern::new(written_out(&statement.pattern)),
            without: statement.without.as_ref().map(Pattern::from),
            file: statement.clone(),
        };
        all.iter().map(one).collect()
    }

    fn found_statement(&self, found: &Captures<'_>, links: &[(&LinkTarget, Range<usize>)]) -> Option<FoundStatement> {
        let group = |name: &str| found.name(name).map(|group| group.as_str());
        if let (Some(without), Some(words)) = (&self.without, group("words"))
            && without.is_match(words)
        {
            return None;
        }
        let link = group("link").and_then(|hole| hole.chars().next()).and_then(|hole| {
            links.get(holes::number_of(hole)?).map(|(target, range)| ((*target).clone(), range.clone()))
        });
        let word = |c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
        let names = group("names").unwrap_or_default().split(word).filter(|name| !name.is_empty());
        Some(FoundStatement {
            says: self.file.says,
            status: group("status").and_then(|status| status.parse().ok()),
            link,
            partial: group("partial").is_some_and(|words| !words.is_empty()),
            nullable: group("nullable").is_some_and(|words| !words.is_empty()),
            names: names.map(|name| name.trim_matches('.').to_owned()).collect(),
        })
    }
}

/// A pattern with its placeholders expanded.
pub(super) fn written_out(pattern: &str) -> String {
    pattern
        .replace("{link}", &format!("(?P<link>{})", holes::CLASS))
        .replace("{status}", r"(?P<status>[1-5][0-9][0-9])\b")
        .replace("{names}", "(?P<names>[^;:]{1,200})")
        .replace("{partial}(", "(?P<partial>")
        .replace("{nullable}(", "(?P<nullable>")
        .replace("{words}(", "(?P<words>")
}

/// Finds the statements in a text, in order.
pub fn read(statements: &[Statement], text: &FlatText) -> Vec<FoundStatement> {
    let links: Vec<(&LinkTarget, Range<usize>)> = text.links().collect();
    let mut outline = String::with_capacity(text.text.len());
    let mut at = 0;
    for (number, (_, range)) in links.iter().enumerate() {
        // A status whose link leads to the page about statuses keeps its text.
        if let (true, Some(hole)) = (range.start >= at && !is_status(&text.text[range.clone()]), holes::of_link(number))
        {
            outline.extend(text.text[at..range.start].chars().map(fold_prose));
            outline.push(hole);
            at = range.end;
        }
    }
    outline.extend(text.text[at..].chars().map(fold_prose));
    let mut all = Vec::new();
    for sentence in sentences(&outline) {
        let mut kept: Vec<(Range<usize>, FoundStatement)> = Vec::new();
        for statement in statements {
            for found in statement.pattern.captures_iter(sentence) {
                let range = found.whole().range();
                // Words that another statement has read are not read again.
                if kept.iter().any(|(other, _)| other.start < range.end && range.start < other.end) {
                    continue;
                }
                if let Some(found) = statement.found_statement(&found, &links) {
                    kept.push((range, found));
                }
            }
        }
        kept.sort_by_key(|(range, _)| range.start);
        all.extend(kept.into_iter().map(|(_, kept)| kept));
    }
    all
}

/// Whether a text begins with a status as a separate word: `204 No Content`.
fn is_status(text: &str) -> bool {
    let word = text.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    word.len() == 3 && word.parse::<Status>().is_ok()
}

/// Finds wrong examples of statements: those with another result than they state, and statements without a near miss.
/// `wanted` selects statements by their rule.
pub fn failures(statements: &[Statement], wanted: &dyn Fn(&str) -> bool) -> Vec<(String, String)> {
    let mut failures = Vec::new();
    for statement in statements.iter().filter(|statement| wanted(&statement.rule)) {
        let mut report = |what: String| failures.push((statement.rule.clone(), what));
        for example in &statement.file.examples {
            let (document, _) = parse::parse_as(Syntax::Markdown, &Source::from_text("", example.text.as_str()));
            let flat = FlatText::of_blocks(&document.blocks);
            let found: Vec<String> = read(statements, &flat).iter().map(|kept| kept.words(&flat)).collect();
            if found != example.gives {
                report(format!("{:?} gives {found:?} and not {:?}", example.text, example.gives));
            }
        }
        if !statement.file.examples.iter().any(|example| example.gives.is_empty()) {
            report("it has no near miss: add a similar example that it must not match".to_owned());
        }
    }
    failures
}

impl FoundStatement {
    /// The statement in the form of examples.
    fn words(&self, text: &FlatText) -> String {
        let mut words = vec![self.says.name().to_owned()];
        words.extend(self.status.map(|status| status.to_string()));
        words.extend(self.partial.then(|| "partial".to_owned()));
        words.extend(self.link.as_ref().map(|(_, range)| text.text[range.clone()].to_owned()));
        words.extend(self.nullable.then(|| "nullable".to_owned()));
        words.extend(self.names.iter().filter(|name| name.contains('_')).cloned());
        words.join(" ")
    }
}

impl Says {
    fn name(self) -> &'static str {
        match self {
            Self::Returns => "returns",
            Self::ReturnsList => "returns-list",
            Self::ReturnsNothing => "returns-nothing",
            Self::ReturnsStatus => "returns-status",
            Self::AllOptional => "all-optional",
            Self::SameAs => "same-as",
            Self::Extends => "extends",
            Self::SendsList => "sends-list",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::Library;

    /// All examples of the statements of every language are right.
    #[test]
    fn statements_match_their_examples() {
        let library = Library::embedded();
        let vocabularies = library.vendors().filter_map(|entry| library.vendor(&entry.name));
        let mut failures: Vec<_> = vocabularies.flat_map(|it| failures(&it.statements, &|_| true)).collect();
        failures.sort();
        failures.dedup();
        assert!(failures.is_empty(), "{failures:#?}");
    }
}
