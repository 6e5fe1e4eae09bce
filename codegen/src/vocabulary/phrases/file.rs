//! The form of the prose part of a language's file: words, patterns and phrases with their examples.
//!
//! Patterns are kept as in the file; this module compiles and matches none.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use crate::vocabulary::texts::{FormatName, Letters, ProsePattern};

/// The prose part of a language's file.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Prose {
    /// Abbreviations: `{name}` in a pattern stands for the text.
    pub macros: BTreeMap<String, ProsePattern>,
    /// The letters of its words, as ranges of lower-case characters (`a-z`). They distinguish words from values in
    /// another script.
    pub letters: Letters,
    /// Units, as they are written after numbers.
    pub units: Vec<String>,
    /// Groups of units that are different names for one unit.
    pub same_units: Vec<Vec<String>>,
    /// Units that count the characters of a text.
    pub character_units: Vec<String>,
    /// Units that count the bytes of a text.
    pub byte_units: Vec<String>,
    /// Words between a value and the last one of a range of values (`a through f`).
    pub through_words: Vec<String>,
    /// Texts that end with a full stop and do not end a sentence (`e.g.`), without the full stop.
    pub abbreviations: Vec<String>,
    /// Separators between the values of a list.
    pub separators: Vec<String>,
    /// Those separators after which a list that continues with words has more values than it names.
    pub alternatives: Vec<String>,
    /// Separators between a value and its meaning.
    pub meaning_marks: Vec<String>,
    /// Patterns: words before a value in a list item, or in a line of its own (`If the value is 1, …`).
    pub item_leads: Vec<ProsePattern>,
    /// Patterns: the start of the meaning of an item that is a case and not a value (`v1: the value ranges from …`).
    pub case_meanings: Vec<ProsePattern>,
    /// Words after a list that state that it has more values than it shows.
    pub open_marks: Vec<String>,
    /// Patterns: a text with such words lists values, but not all of their spellings (`case-insensitive`).
    pub other_spellings: Vec<ProsePattern>,
    /// Lines that are headings inside a structured description, folded.
    pub parts: Vec<String>,
    /// Those of them that are headings of examples.
    pub example_parts: Vec<String>,
    /// Patterns: a row of a response whose description begins like this belongs to the body of failures.
    pub failure_rows: Vec<ProsePattern>,
    /// Words for the empty text in a list item.
    pub empty_words: Vec<String>,
    /// Words for no value: a default with such a word is not a default.
    pub null_words: Vec<String>,
    /// Words in the meaning of a number that state that there is no limit.
    #[serde(default)]
    pub unlimited_words: Vec<String>,
    /// Words that are never a value, even where a value would be expected.
    pub stop_words: Vec<String>,
    /// Patterns: a placeholder for a part of a value (`compute:xxx`, `v1.X.Y`, `system_*`): a text with one is not a value.
    pub placeholders: Vec<ProsePattern>,
    /// Patterns: a sentence with such words applies only under a condition.
    pub conditional: Vec<ProsePattern>,
    /// Patterns: what follows such words in a sentence applies only under a condition.
    pub conditional_lead: Vec<ProsePattern>,
    /// Patterns: words that look like a condition and are not one ("if this parameter is not set").
    pub unconditional: Vec<ProsePattern>,
    /// Patterns: from such words to the end of the sentence nothing is demanded ("for example").
    pub examples: Vec<ProsePattern>,
    /// Patterns: a sentence with such words demands nothing ("is recommended").
    pub advice: Vec<ProsePattern>,
    /// Names of characters, with the characters and ranges that they mean (`letters` with `A-Za-z`); empty for a name
    /// that is followed by its characters in parentheses (`special characters (@#$)`).
    pub characters: BTreeMap<String, String>,
    /// Words next to such names that add nothing.
    pub character_fillers: Vec<String>,
    /// Words that begin another clause after such names (`…, and must start with …`).
    pub clause_words: Vec<String>,
    /// The phrases, those with more weight first.
    pub phrases: Vec<Arc<PhraseFile>>,
}

/// A phrase as in the file.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PhraseFile {
    /// Its name, unique in the language.
    pub id: String,
    /// The pattern. Besides macros there are placeholders: `{min}` `{max}` `{above}` `{below}` `{n}` for numbers, each
    /// with its unit if it has one; `{value}`, `{list}`, `{bullets}` and `{regex}` for a value, a list, list items and
    /// a regular expression that begin there; `{token}` for a value in the middle; `{lines}` for lines that each begin
    /// with one of the item leads and a value; `{coded}` for values, each with its meaning after a separator (`0: off,
    /// 1: on`); `{field}` for the name of another field; `{own}` for the name of the field that the description belongs
    /// to; `{paragraphs}` for lines that each begin with a marked value; `{also}` for a number next to a range, which
    /// widens it; `{unit}` for a unit; `{meaning}` for the meaning of a default, whose value a list gives; `{set}` for
    /// names of characters that begin there; `{time-template}` for a template of a time of day or of digits alone
    /// (`HH:mm:ss`, `yyyyMMddHHmmss`). A group `(?P<topic>…)` contains a noun that names the field itself where it is
    /// alone, and another field in a condition.
    pub pattern: ProsePattern,
    /// What it states.
    pub says: Says,
    /// What it applies to.
    #[serde(default)]
    pub of: Scope,
    /// The types of values that it can apply to; by default all for which it makes sense.
    #[serde(default, rename = "for")]
    pub for_: Vec<String>,
    /// The format that it states.
    #[serde(default)]
    pub format: Option<FormatName>,
    /// Whether the list that it states has more values than it shows.
    #[serde(default)]
    pub open: bool,
    /// Whether ordinary words of the sentence's own script are values here, too: only where nothing else is possible.
    #[serde(default)]
    pub plain: bool,
    /// Whether only marked or quoted values are values here.
    #[serde(default)]
    pub marked: bool,
    /// The value that it means, if its words contain none (`disabled by default`).
    #[serde(default)]
    pub value: Option<String>,
    /// The characters of a text to which a set of characters applies.
    #[serde(default)]
    pub part: Part,
    /// A pattern for the text right after a set of characters; by default the end of the sentence or clause.
    #[serde(default)]
    pub behind: Option<ProsePattern>,
    /// Whether it counts bytes.
    #[serde(default)]
    pub bytes: bool,
    /// The minimum that it means without a number in its words (`positive integer`).
    #[serde(default)]
    pub min: Option<i64>,
    /// The maximum that it means without a number in its words.
    #[serde(default)]
    pub max: Option<i64>,
    /// The minimum number of values of a list.
    #[serde(default = "two")]
    pub at_least: usize,
    /// Whether it also applies in a sentence about a condition.
    #[serde(default)]
    pub always: bool,
    /// Its weight against other phrases: the higher weight wins.
    #[serde(default)]
    pub weight: u8,
    /// Texts with their results.
    pub examples: Vec<PhraseExample>,
}

fn two() -> usize {
    2
}

/// A text with its result, for tests.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PhraseExample {
    /// The text: `**bold**`, `` `code` ``, list items after `- ` on lines of their own.
    pub text: String,
    /// The field's type: `string`, `integer`, `number`, `boolean`, `int64`, `array`, `array of strings`, `map`, `any`.
    #[serde(rename = "type")]
    pub type_: String,
    /// The result, as keywords of JSON Schema; empty where the text demands nothing.
    pub gives: serde_json::Map<String, serde_json::Value>,
}

/// What a phrase states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Says {
    /// The minimum and maximum of a number.
    Range,
    /// The range of a number, the length of a text or the count of a list, depending on the field's type.
    Size,
    /// A text's length.
    Length,
    /// How many elements or entries.
    Count,
    /// The possible values.
    Values,
    /// The possible values, shown only by a list without words that state it: only for numbers.
    CodedValues,
    /// The only possible value.
    Fixed,
    /// The value that applies when none is given.
    Default,
    /// A regular expression.
    Pattern,
    /// The characters of which a text consists.
    Characters,
    /// The unit.
    Unit,
    /// The format of a text.
    Format,
    /// What a number must be a multiple of.
    Multiple,
    /// The step by which a number grows from its minimum.
    Step,
    /// No two elements are equal.
    Unique,
    /// The value is read-only.
    ReadOnly,
    /// It is deprecated.
    Deprecated,
    /// It has no effect yet.
    Reserved,
    /// `null` is not a value.
    NotNull,
    /// `null` is a value.
    Null,
    /// It is required under a condition.
    RequiredWhen,
    /// Something else applies under a condition, which is kept as text.
    Condition,
    /// At most one of these fields is given.
    Exclusive,
    /// Nothing: the words must not be read as another phrase.
    Nothing,
}

/// The characters of a text to which a set of characters applies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// All characters are in the set.
    #[default]
    All,
    /// No character is in the set.
    None,
    /// The first character is in the set.
    First,
    /// The last character is in the set.
    Last,
    /// The first and the last character are in the set.
    Ends,
    /// The first character is not in the set.
    NotFirst,
    /// The last character is not in the set.
    NotLast,
    /// Neither the first nor the last character is in the set.
    NotEnds,
}

/// What a phrase applies to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// The value.
    #[default]
    Value,
    /// Each element of a list or each value of a map.
    EachValue,
    /// Each key of a map.
    EachKey,
    /// The listed value in whose item it stands; the value itself where it stands in none. Only for what is deprecated.
    Item,
    /// The listed value in whose item it stands, and nothing elsewhere. Only for what is deprecated.
    Listed,
}
