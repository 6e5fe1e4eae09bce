//! What sentences outside of tables say of a whole operation (what comes back, and what holds for all of its parameters) or
//! of a structure.
//!
//! A statement is a regular expression over a folded sentence, with what it says and examples that a test runs. Nothing
//! here decides what is made of it.

use std::ops::Range;

use serde::Deserialize;

use super::texts::{Expression, StatementPattern};
use super::{Captures, Pattern, holes};
use crate::document::{FlatText, LinkTarget};
use crate::ir::Status;
use crate::parse::{self, Syntax};
use crate::source::Source;
use crate::text::{fold_prose, sentences};

/// A statement as a language's file has it.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct StatementFile {
    /// Its name, unique in the language.
    pub id: String,
    /// A regular expression over a sentence in lower case, without marks. `{link}` stands for a link, `{status}` for a
    /// status, `{names}` for names of parameters of which it is not said; `{partial}` and `{nullable}` stand for nothing, or
    /// for words in parentheses behind them (`{partial}(partial )`): not all fields of the structure are there, and values
    /// may be `null`. A group `words` is what `without` looks at.
    pub pattern: StatementPattern,
    /// Words that its group `words` must not have: a regular expression.
    #[serde(default)]
    pub without: Option<Expression>,
    /// What it says.
    pub says: Says,
    /// Texts with what they say. One at least is a near miss, which says nothing.
    pub examples: Vec<StatementExample>,
}

/// What a statement says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Says {
    /// What the link leads to comes back.
    Returns,
    /// A list of what the link leads to comes back.
    ReturnsList,
    /// Nothing comes back.
    ReturnsNothing,
    /// A response has the status.
    ReturnsStatus,
    /// All parameters that its tables list may be left out, but for those that it names.
    AllOptional,
    /// The operation is the same as the one that the link leads to, or as the one above, but for what it names.
    SameAs,
    /// The structure of the next table has the fields of what the link leads to, too, or without a link those of the table
    /// above.
    Extends,
    /// The body of the request is a list of what its table describes.
    SendsList,
}

/// A text with what it says, for tests.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct StatementExample {
    /// A sentence in Markdown, with links (`[lamp](#lamp)`).
    pub text: String,
    /// What it says: for each statement what it says, with the status, the text of the link and the names that it has, apart
    /// by blanks (`returns-list 200 lamp`); nothing for a near miss.
    pub gives: Vec<String>,
}

/// A statement made ready to match.
#[derive(Debug)]
pub struct Statement {
    /// The language's code and the statement's name.
    pub rule: String,
    /// What it says, and its examples.
    pub file: StatementFile,
    pattern: Pattern,
    without: Option<Pattern>,
}

/// What was said.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// What.
    pub says: Says,
    /// The status that it says it of.
    pub status: Option<Status>,
    /// Where its link leads, and the bytes of the text of the link.
    pub link: Option<(LinkTarget, Range<usize>)>,
    /// Whether not all fields of what the link leads to are there.
    pub partial: bool,
    /// Whether values may be `null`, too.
    pub nullable: bool,
    /// The words among which the names are of which it is not said.
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

    fn said(&self, found: &Captures<'_>, links: &[(&LinkTarget, Range<usize>)]) -> Option<Said> {
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
        Some(Said {
            says: self.file.says,
            status: group("status").and_then(|status| status.parse().ok()),
            link,
            partial: group("partial").is_some_and(|words| !words.is_empty()),
            nullable: group("nullable").is_some_and(|words| !words.is_empty()),
            names: names.map(|name| name.trim_matches('.').to_owned()).collect(),
        })
    }
}

/// A pattern with its placeholders written out.
pub(super) fn written_out(pattern: &str) -> String {
    pattern
        .replace("{link}", &format!("(?P<link>{})", holes::CLASS))
        .replace("{status}", r"(?P<status>[1-5][0-9][0-9])\b")
        .replace("{names}", "(?P<names>[^;:]{1,200})")
        .replace("{partial}(", "(?P<partial>")
        .replace("{nullable}(", "(?P<nullable>")
        .replace("{words}(", "(?P<words>")
}

/// What a text says, in order.
pub fn read(statements: &[Statement], text: &FlatText) -> Vec<Said> {
    let links: Vec<(&LinkTarget, Range<usize>)> = text.links().collect();
    let mut outline = String::with_capacity(text.text.len());
    let mut at = 0;
    for (number, (_, range)) in links.iter().enumerate() {
        // A status that leads to the page on statuses stays what it reads.
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
        let mut said: Vec<(Range<usize>, Said)> = Vec::new();
        for statement in statements {
            for found in statement.pattern.captures_iter(sentence) {
                let range = found.whole().range();
                // The words that another statement has read are not read again.
                if said.iter().any(|(other, _)| other.start < range.end && range.start < other.end) {
                    continue;
                }
                if let Some(found) = statement.said(&found, &links) {
                    said.push((range, found));
                }
            }
        }
        said.sort_by_key(|(range, _)| range.start);
        all.extend(said.into_iter().map(|(_, said)| said));
    }
    all
}

/// Whether a text begins with a status, as a word of its own: `204 No Content`.
fn is_status(text: &str) -> bool {
    let word = text.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    word.len() == 3 && word.parse::<Status>().is_ok()
}

/// What is wrong with the examples of statements: one that gives something else than it says, and a statement without a
/// near miss. `wanted` says of which statements, by their rule.
pub fn failures(statements: &[Statement], wanted: &dyn Fn(&str) -> bool) -> Vec<(String, String)> {
    let mut failures = Vec::new();
    for statement in statements.iter().filter(|statement| wanted(&statement.rule)) {
        let mut report = |what: String| failures.push((statement.rule.clone(), what));
        for example in &statement.file.examples {
            let (document, _) = parse::parse_as(Syntax::Markdown, &Source::from_text("", example.text.as_str()));
            let flat = FlatText::of_blocks(&document.blocks);
            let found: Vec<String> = read(statements, &flat).iter().map(|said| said.words(&flat)).collect();
            if found != example.gives {
                report(format!("{:?} gives {found:?} and not {:?}", example.text, example.gives));
            }
        }
        if !statement.file.examples.iter().any(|example| example.gives.is_empty()) {
            report("it has no near miss: give an example that reads alike and that it must not read".to_owned());
        }
    }
    failures
}

impl Said {
    /// What was said, as examples have it.
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

    /// Every statement of every language does what its own examples say.
    #[test]
    fn statements_do_what_their_examples_say() {
        let library = Library::embedded();
        let vocabularies = library.vendors().filter_map(|entry| library.vendor(&entry.name));
        let mut failures: Vec<_> = vocabularies.flat_map(|it| failures(&it.statements, &|_| true)).collect();
        failures.sort();
        failures.dedup();
        assert!(failures.is_empty(), "{failures:#?}");
    }
}
