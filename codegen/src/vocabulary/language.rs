//! The form of a language's file, and the words of requiredness and types made ready to match with.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Column, RequiredWord};
use crate::text::{fold, fold_label, is_han};

/// How a language names things.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Language {
    /// Its ISO 639 code.
    pub code: String,
    /// Its name in English.
    pub name: String,
    /// The script it is written in, to tell pages without known titles apart.
    pub script: Script,
    /// Words that stand for nothing.
    pub none: Vec<String>,
    /// Patterns: a name that stands for keys that the user chooses.
    #[serde(default)]
    pub key_names: Vec<String>,
    /// Patterns: a row with such a name is about the elements of the list that the whole table describes.
    #[serde(default)]
    pub element_names: Vec<String>,
    /// What titles say.
    pub titles: Titles,
    /// What columns hold.
    pub columns: Columns,
    /// What cells of requiredness say.
    pub required: Required,
    /// Words for types.
    pub types: Types,
    /// How types are put together.
    pub type_forms: TypeForms,
    /// How sentences state what is demanded of a value.
    #[serde(default)]
    pub prose: super::phrases::Prose,
}

/// A script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "their names say it")]
pub enum Script {
    Latin,
    Han,
    Cyrillic,
}

impl Script {
    /// How many letters of a text are of the script. Latin letters are everywhere and count for little.
    pub fn count(self, text: &str) -> usize {
        match self {
            Self::Latin => text.chars().filter(char::is_ascii_alphabetic).count() / 20,
            Self::Han => text.chars().filter(|&c| is_han(c)).count(),
            Self::Cyrillic => text.chars().filter(|c| ('\u{400}'..='\u{4ff}').contains(c)).count(),
        }
    }
}

/// Phrases of titles, by what they say, and patterns for lines that work as titles.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[allow(missing_docs, reason = "`titles::Facet` documents what each says")]
pub struct Titles {
    pub request: Vec<String>,
    pub response: Vec<String>,
    pub normal: Vec<String>,
    pub abnormal: Vec<String>,
    pub path: Vec<String>,
    pub query: Vec<String>,
    pub header: Vec<String>,
    pub body: Vec<String>,
    pub form: Vec<String>,
    pub uri: Vec<String>,
    pub parameters: Vec<String>,
    pub example: Vec<String>,
    pub status_codes: Vec<String>,
    pub error_codes: Vec<String>,
    pub method: Vec<String>,
    pub url: Vec<String>,
    pub request_line: Vec<String>,
    pub summary: Vec<String>,
    pub aside: Vec<String>,
    pub structure: Vec<String>,
    pub filler: Vec<String>,
    /// Over folded lines that give a status for what follows; the first group is the status.
    pub status_labels: Vec<String>,
    /// Over folded captions: what numbers them.
    pub caption_numbers: Vec<String>,
    /// Over folded lines that name only the method; the first group is the method.
    pub method_lines: Vec<String>,
    /// Over folded lines that name only the path; the first group is the path.
    pub path_lines: Vec<String>,
    /// Words by which a link's text says that a table is behind it.
    pub table_words: Vec<String>,
    /// Words of a page's title that say that the operation should no longer be used.
    pub deprecated: Vec<String>,
}

impl Titles {
    /// All phrases, folded.
    pub fn words(&self) -> Vec<String> {
        super::titles::Facet::ALL.iter().flat_map(|facet| facet.phrases(self)).map(|word| fold_label(word)).collect()
    }
}

/// Titles of columns, by what the column holds.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[allow(missing_docs, reason = "`Column` documents them")]
pub struct Columns {
    pub name: Vec<String>,
    pub child: Vec<String>,
    #[serde(rename = "type")]
    pub type_: Vec<String>,
    pub required: Vec<String>,
    pub default: Vec<String>,
    pub description: Vec<String>,
    pub constraint: Vec<String>,
    pub location: Vec<String>,
    pub status: Vec<String>,
    pub error: Vec<String>,
    pub method: Vec<String>,
    pub uri: Vec<String>,
}

impl Columns {
    /// All titles with what their column holds.
    pub fn all(&self) -> [(Column, &[String]); 12] {
        [
            (Column::Name, &self.name),
            (Column::Child, &self.child),
            (Column::Type, &self.type_),
            (Column::Required, &self.required),
            (Column::Default, &self.default),
            (Column::Description, &self.description),
            (Column::Constraint, &self.constraint),
            (Column::Location, &self.location),
            (Column::Status, &self.status),
            (Column::Error, &self.error),
            (Column::Method, &self.method),
            (Column::Uri, &self.uri),
        ]
    }
}

/// What cells of requiredness say.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Required {
    /// The field is required.
    pub yes: Vec<String>,
    /// The field may be left out.
    pub no: Vec<String>,
    /// Nothing is said.
    pub unstated: Vec<String>,
    /// In a longer text: required under the condition that it states.
    pub conditional_yes: Vec<String>,
    /// In a longer text: optional under the condition that it states.
    pub conditional_no: Vec<String>,
    /// At the start of a description: the field is required.
    pub prefixes: Vec<String>,
    /// Anywhere in a description, as a sentence of its own: the field is required.
    #[serde(default)]
    pub sentences: Vec<String>,
}

/// The words of requiredness of all of a vendor's languages.
#[derive(Clone, Debug, Default)]
pub struct RequiredWords {
    yes: Vec<String>,
    no: Vec<String>,
    unstated: Vec<String>,
    conditional_yes: Vec<String>,
    conditional_no: Vec<String>,
    prefixes: Vec<String>,
    sentences: Vec<String>,
}

impl RequiredWords {
    /// The words of several languages.
    pub fn merge<'a>(files: impl Iterator<Item = &'a Required>) -> Self {
        let mut merged = Self::default();
        let folded = |words: &[String]| words.iter().map(|word| fold_label(word)).collect::<Vec<_>>();
        for file in files {
            merged.yes.extend(folded(&file.yes));
            merged.no.extend(folded(&file.no));
            merged.unstated.extend(folded(&file.unstated));
            merged.conditional_yes.extend(folded(&file.conditional_yes));
            merged.conditional_no.extend(folded(&file.conditional_no));
            merged.sentences.extend(file.sentences.iter().map(|sentence| fold(sentence)));
            merged.prefixes.extend(file.prefixes.iter().map(|prefix| fold(prefix)));
        }
        merged
    }

    /// What a cell says.
    pub fn read(&self, text: &str) -> RequiredWord {
        let folded = fold_label(text);
        let is = |words: &[String]| words.contains(&folded);
        if folded.is_empty() || is(&self.unstated) {
            return RequiredWord::Unstated;
        }
        if is(&self.yes) {
            return RequiredWord::Yes;
        }
        if is(&self.no) {
            return RequiredWord::No;
        }
        let starts = |words: &[String]| {
            words.iter().any(|word| {
                folded.strip_prefix(word.as_str()).is_some_and(|rest| !rest.starts_with(crate::text::is_word))
            })
        };
        let holds = |words: &[String]| words.iter().any(|word| has_phrase(&folded, word));
        if starts(&self.no) {
            RequiredWord::NoWithWords
        } else if starts(&self.yes) || holds(&self.conditional_yes) {
            RequiredWord::Conditional
        } else if holds(&self.conditional_no) {
            RequiredWord::NoWithWords
        } else {
            RequiredWord::Unknown
        }
    }

    /// Whether a sentence of a description says that the field is required.
    pub fn in_sentence(&self, text: &str) -> bool {
        let mut sentences = text.split(['\n', '。']).flat_map(|line| line.split(". "));
        sentences.any(|sentence| self.sentences.contains(&fold(sentence.trim().trim_end_matches('.'))))
    }

    /// The bytes of the prefix of a description that says that the field is required.
    pub fn prefix(&self, text: &str) -> usize {
        let head: String = text.chars().take(60).map(crate::text::fold_char).collect();
        let blank = head.len() - head.trim_start().len();
        let found = self.prefixes.iter().find(|prefix| head.trim_start().starts_with(prefix.as_str()));
        found.map_or(0, |prefix| {
            let characters = head[..blank].chars().count() + prefix.chars().count();
            text.char_indices().nth(characters).map_or(text.len(), |(at, _)| at)
        })
    }
}

/// Whether a phrase stands in a text, Latin words as whole words.
pub fn has_phrase(text: &str, phrase: &str) -> bool {
    text.match_indices(phrase).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let behind = text[at + phrase.len()..].chars().next();
        let edge = |inside: Option<char>, outside: Option<char>| {
            !(inside.is_some_and(crate::text::is_word) && outside.is_some_and(crate::text::is_word))
        };
        edge(phrase.chars().next(), before) && edge(phrase.chars().next_back(), behind)
    })
}

/// Words for types.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[allow(missing_docs, reason = "`Word` documents them")]
pub struct Types {
    pub string: Vec<String>,
    pub integer: Vec<String>,
    pub int32: Vec<String>,
    pub int64: Vec<String>,
    pub number: Vec<String>,
    pub boolean: Vec<String>,
    pub object: Vec<String>,
    #[serde(default)]
    pub object_or_array: Vec<String>,
    /// With what the description of a field of such a type ends, where the field is a list.
    #[serde(default)]
    pub list_descriptions: Vec<String>,
    pub array: Vec<String>,
    pub any: Vec<String>,
    pub null: Vec<String>,
    pub file: Vec<String>,
    pub time: Vec<String>,
}

/// What a word for a type means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Word {
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// A whole number of 32 bits.
    Int32,
    /// A whole number of 64 bits.
    Int64,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// An object whose fields are listed elsewhere, if at all.
    Object,
    /// An object, or a list of them: the vendor's word stands for both.
    ObjectOrArray,
    /// A list of unstated elements.
    Array,
    /// Anything.
    Any,
    /// `null`.
    Null,
    /// The content of a file.
    File,
    /// A point in time, in an unstated form.
    Time,
}

impl Types {
    fn all(&self) -> [(Word, &[String]); 13] {
        [
            (Word::String, &self.string),
            (Word::Integer, &self.integer),
            (Word::Int32, &self.int32),
            (Word::Int64, &self.int64),
            (Word::Number, &self.number),
            (Word::Boolean, &self.boolean),
            (Word::Object, &self.object),
            (Word::ObjectOrArray, &self.object_or_array),
            (Word::Array, &self.array),
            (Word::Any, &self.any),
            (Word::Null, &self.null),
            (Word::File, &self.file),
            (Word::Time, &self.time),
        ]
    }
}

/// How types are put together: templates with `{}` for a type and `{name}` for the name of a structure.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TypeForms {
    /// Lists of `{}`.
    pub array: Vec<String>,
    /// Maps from the first `{}` to the second.
    pub map: Vec<String>,
    /// The structure `{name}`.
    pub object: Vec<String>,
    /// Plurals of scalars, as in "array of strings".
    pub scalar_plurals: Vec<String>,
    /// The same as `{}`.
    pub pointer: Vec<String>,
}

/// The words and forms of types of all of a vendor's languages.
#[derive(Clone, Debug, Default)]
pub struct TypeWords {
    /// What each word means.
    pub words: BTreeMap<String, Word>,
    /// The templates, folded, without blanks at their ends.
    pub arrays: Vec<Template>,
    /// Templates of maps.
    pub maps: Vec<Template>,
    /// Templates of named structures.
    pub objects: Vec<Template>,
    /// Templates that change nothing.
    pub pointers: Vec<Template>,
    /// See [`Types::list_descriptions`].
    pub list_descriptions: Vec<String>,
}

/// A template, cut at its holes: literal, hole, literal, hole, literal.
pub type Template = Vec<String>;

impl TypeWords {
    /// The words of several languages. Where they disagree, the first one counts.
    pub fn merge(languages: &[&Language]) -> Self {
        let mut merged = Self::default();
        for language in languages {
            for (word, spellings) in language.types.all() {
                for spelling in spellings {
                    merged.words.entry(fold_label(spelling)).or_insert(word);
                }
            }
            merged.list_descriptions.extend(language.types.list_descriptions.iter().map(|words| fold(words)));
            let forms = &language.type_forms;
            let templates = |all: &[String]| -> Vec<Template> {
                all.iter()
                    .map(|form| form.replace("{name}", "{}").split("{}").map(fold_keeping_blanks).collect())
                    .collect()
            };
            merged.arrays.extend(templates(&forms.array));
            merged.maps.extend(templates(&forms.map));
            merged.objects.extend(templates(&forms.object));
            merged.pointers.extend(templates(&forms.pointer));
            for plural in &forms.scalar_plurals {
                let singular = fold(plural).trim_end_matches('s').to_owned();
                if let Some(&word) = merged.words.get(&singular) {
                    merged.words.entry(fold(plural)).or_insert(word);
                }
            }
        }
        merged
    }
}

fn fold_keeping_blanks(text: &str) -> String {
    text.chars().map(crate::text::fold_char).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::Library;

    #[test]
    fn cells_of_requiredness() {
        let library = Library::embedded();
        let huawei = library.vendor("huawei").unwrap();
        let read = |text| huawei.required(text);
        assert_eq!(read("是"), RequiredWord::Yes);
        assert_eq!(read("否。"), RequiredWord::No);
        assert_eq!(read("-"), RequiredWord::Unstated);
        assert_eq!(read("type = 2时必选"), RequiredWord::Conditional);
        assert_eq!(read("backend_type = HTTP时选填"), RequiredWord::NoWithWords);
        assert_eq!(read("否 使用AK/SK认证时该字段必选。"), RequiredWord::NoWithWords);
        assert_eq!(read("是（如果卷快照创卷，size为可选。）"), RequiredWord::Conditional);
        assert_eq!(read("Array"), RequiredWord::Unknown);
        let otc = library.vendor("otc").unwrap();
        assert_eq!(otc.required("Yes when func_mounts is not empty."), RequiredWord::Conditional);
        assert_eq!(otc.required("No This parameter is mandatory for AK/SK"), RequiredWord::NoWithWords);
        assert_eq!(otc.required("Note"), RequiredWord::Unknown);
    }

    #[test]
    fn descriptions_that_begin_with_required() {
        let library = Library::embedded();
        let yandex = library.vendor("yandex").unwrap();
        let prefix = |text: &'static str| &text[..yandex.required_prefix(text)];
        assert_eq!(prefix("Обязательное поле. Имя"), "Обязательное поле.");
        assert_eq!(prefix("Required field. ID"), "Required field.");
        assert_eq!(prefix("Requires nothing"), "");
    }

    #[test]
    fn phrases_respect_words() {
        assert!(has_phrase("is mandatory.", "mandatory") && !has_phrase("unmandatory", "mandatory"));
        assert!(has_phrase("时必选", "必选"));
    }
}
