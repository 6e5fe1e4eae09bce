//! The form of what a language's file says of prose: words, patterns and phrases with their examples.
//!
//! The patterns stand here as the file has them; nothing here compiles or matches one.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::vocabulary::texts::{FormatName, Letters, ProsePattern};

/// What a language's file says of prose.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Prose {
    /// Abbreviations: `{name}` in a pattern stands for the text.
    pub macros: BTreeMap<String, ProsePattern>,
    /// The letters of its words, as ranges of characters in lower case (`a-z`): by these a word is told from a value in
    /// another script.
    pub letters: Letters,
    /// Units, as they stand behind numbers.
    pub units: Vec<String>,
    /// Those of them that are one unit by several names.
    pub same_units: Vec<Vec<String>>,
    /// Those of them that count the characters of a text.
    pub character_units: Vec<String>,
    /// Those of them that count its bytes.
    pub byte_units: Vec<String>,
    /// Words between a value and the last one of a range of values (`a through f`).
    pub through_words: Vec<String>,
    /// What ends with a full stop and ends no sentence (`e.g.`), without the stop.
    pub abbreviations: Vec<String>,
    /// What stands between the values of a list.
    pub separators: Vec<String>,
    /// Those of them behind which a list that goes on with words has more values than it names.
    pub alternatives: Vec<String>,
    /// What stands between a value and its meaning.
    pub meaning_marks: Vec<String>,
    /// Patterns: words in front of a value in an item of a list, or in a line of its own (`If the value is 1, …`).
    pub item_leads: Vec<ProsePattern>,
    /// Patterns: what begins the meaning of an item that is a case and no value (`v1: the value ranges from …`).
    pub case_meanings: Vec<ProsePattern>,
    /// Words behind a list that say that it has more values than it shows.
    pub open_marks: Vec<String>,
    /// Patterns: a text with such words lists values without all of their spellings (`case-insensitive`).
    pub other_spellings: Vec<ProsePattern>,
    /// Lines that head a part of a structured description, folded.
    pub parts: Vec<String>,
    /// Those of them that head examples.
    pub example_parts: Vec<String>,
    /// Patterns: a row of a response whose description begins so is of the body of failures.
    pub failure_rows: Vec<ProsePattern>,
    /// Words for the empty text, as an item of a list has them.
    pub empty_words: Vec<String>,
    /// Words for no value at all: a default of such a word is none.
    pub null_words: Vec<String>,
    /// Words by which the meaning of a number says that there is no limit.
    #[serde(default)]
    pub unlimited_words: Vec<String>,
    /// Words that are no value, though they stand where one would.
    pub stop_words: Vec<String>,
    /// Patterns: what stands for a part of a value in a form of values (`compute:xxx`, `v1.X.Y`, `system_*`), so that the
    /// whole is no value.
    pub placeholders: Vec<ProsePattern>,
    /// Patterns: a sentence with such words holds only under a condition.
    pub conditional: Vec<ProsePattern>,
    /// Patterns: what stands behind such words in a sentence holds only under a condition.
    pub conditional_lead: Vec<ProsePattern>,
    /// Patterns: words that look like a condition and are none ("if this parameter is not set").
    pub unconditional: Vec<ProsePattern>,
    /// Patterns: from such words to the end of the sentence nothing is demanded ("for example").
    pub examples: Vec<ProsePattern>,
    /// Patterns: a sentence with such words demands nothing ("is recommended").
    pub advice: Vec<ProsePattern>,
    /// Names of characters, with the characters and ranges that they mean (`letters` with `A-Za-z`); without any for a name
    /// that needs those behind it in parentheses (`special characters (@#$)`).
    pub characters: BTreeMap<String, String>,
    /// Words beside such names that add nothing.
    pub character_fillers: Vec<String>,
    /// Words that begin another clause behind such names (`…, and must start with …`).
    pub clause_words: Vec<String>,
    /// The phrases, the ones with more weight first.
    pub phrases: Vec<PhraseFile>,
}

/// A phrase as the file has it.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PhraseFile {
    /// Its name, unique in the language.
    pub id: String,
    /// The pattern. Besides macros there are placeholders: `{min}` `{max}` `{above}` `{below}` `{n}` for numbers, each
    /// with a unit where one stands; `{value}`, `{list}`, `{bullets}` and `{regex}` for what begins there; `{token}` for
    /// a value in the middle; `{lines}` for lines that each begin with a value behind one of the item leads; `{coded}` for
    /// values each with its meaning behind a mark (`0: off, 1: on`); `{field}` for the name of another field; `{own}` for the
    /// name of the field that it is said of; `{paragraphs}` for lines that each begin with a marked value; `{also}` for a
    /// number beside a range, which widens it; `{unit}` for a unit; `{meaning}` for what a default means, by which a list
    /// tells its value; `{set}` for names of characters that begin there; `{time-template}` for a template of a time of day or
    /// of digits alone (`HH:mm:ss`, `yyyyMMddHHmmss`). A group `(?P<topic>…)` holds a noun that names the field itself where it
    /// stands alone, and another field in a condition.
    pub pattern: ProsePattern,
    /// What it says.
    pub says: Says,
    /// What it is said of.
    #[serde(default)]
    pub of: Scope,
    /// The kinds of values it can be said of; all that make sense where there are none.
    #[serde(default, rename = "for")]
    pub for_: Vec<String>,
    /// The name of the form that it states.
    #[serde(default)]
    pub format: Option<FormatName>,
    /// Whether the list it states has more values than it shows.
    #[serde(default)]
    pub open: bool,
    /// Whether plain words of the sentence's own script are values here, too: only where nothing else can stand.
    #[serde(default)]
    pub plain: bool,
    /// Whether only marked or quoted values are values here.
    #[serde(default)]
    pub marked: bool,
    /// The value that it means without one in its words (`disabled by default`).
    #[serde(default)]
    pub value: Option<String>,
    /// Which characters of a text a set is said of.
    #[serde(default)]
    pub part: Part,
    /// A pattern for what stands right behind a set of characters; the end of the sentence or clause where there is none.
    #[serde(default)]
    pub behind: Option<ProsePattern>,
    /// Whether it counts bytes.
    #[serde(default)]
    pub bytes: bool,
    /// The least number that it means without a number in its words (`positive integer`).
    #[serde(default)]
    pub min: Option<i64>,
    /// The greatest one.
    #[serde(default)]
    pub max: Option<i64>,
    /// How many values a list must have to be taken for one.
    #[serde(default = "two")]
    pub at_least: usize,
    /// Whether it counts even where its sentence is about a condition.
    #[serde(default)]
    pub always: bool,
    /// How much it weighs against others: the higher counts.
    #[serde(default)]
    pub weight: u8,
    /// Texts with what they give.
    pub examples: Vec<PhraseExample>,
}

fn two() -> usize {
    2
}

/// A text with what it gives, for tests.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PhraseExample {
    /// The text: `**bold**`, `` `code` ``, list items after `- ` on lines of their own.
    pub text: String,
    /// The field's type: `string`, `integer`, `number`, `boolean`, `int64`, `array`, `array of strings`, `map`, `any`.
    #[serde(rename = "type")]
    pub type_: String,
    /// What comes out, as the keywords of JSON Schema; nothing where the text demands nothing.
    pub gives: serde_json::Map<String, serde_json::Value>,
}

/// What a phrase says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Says {
    /// The least and greatest number.
    Range,
    /// A number's range, a text's length or a list's count, as the field's type decides.
    Size,
    /// A text's length.
    Length,
    /// How many elements or entries.
    Count,
    /// The values there are.
    Values,
    /// The values there are, told by a list alone, without words that say so: only for numbers.
    CodedValues,
    /// The one value there is.
    Fixed,
    /// What counts when nothing is given.
    Default,
    /// A regular expression.
    Pattern,
    /// Which characters a text consists of.
    Characters,
    /// The unit.
    Unit,
    /// The form of a text.
    Format,
    /// What a number must be a multiple of.
    Multiple,
    /// By how much a number grows from the least one.
    Step,
    /// No two elements are equal.
    Unique,
    /// The value can only be read.
    ReadOnly,
    /// It should no longer be used.
    Deprecated,
    /// It has no effect yet.
    Reserved,
    /// `null` is no value.
    NotNull,
    /// `null` is a value.
    Null,
    /// It must be given under a condition.
    RequiredWhen,
    /// Something else holds under a condition, which is kept as words.
    Condition,
    /// Of these fields at most one is given.
    Exclusive,
    /// Nothing: the words are not to be read as another phrase.
    Nothing,
}

/// Which characters of a text a set is said of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// All are of it.
    #[default]
    All,
    /// None is of it.
    None,
    /// The first is of it.
    First,
    /// The last is of it.
    Last,
    /// The first and the last are of it.
    Ends,
    /// The first is not of it.
    NotFirst,
    /// The last is not of it.
    NotLast,
    /// Neither the first nor the last is of it.
    NotEnds,
}

/// What a phrase is said of.
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
